import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { LANGS, type Lang } from '../../src/messages/define.ts';
import { paragraph, type Span, verbatim } from '../../src/report/layout.ts';
import { measureFor, truncate } from '../../src/report/measure.ts';
import { fc, foreignText, sentence } from './arbitraries.ts';

function wrap(text: string, width: number, lang: Lang = 'en', first = 0, rest = first): string[] {
  return paragraph([{ text }], { width, first, rest }, measureFor(lang));
}
const withoutSpaces = (text: string) => text.replaceAll(' ', '');

describe('a paragraph', () => {
  it('never exceeds the width, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(sentence(), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 20, max: 100 }),
        fc.constantFrom(...LANGS),
        fc.integer({ min: 0, max: 8 }),
        (texts, width, lang, rest) => {
          const spans: Span[] = texts.map((text) => ({ text }));
          for (const line of paragraph(spans, { width, first: 2, rest }, measureFor(lang))) {
            expect(stringWidth(line, { ambiguousIsNarrow: lang !== 'ja' })).toBeLessThanOrEqual(width);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('loses and adds no character but spaces', () => {
    fc.assert(
      fc.property(sentence(), fc.integer({ min: 20, max: 60 }), (text, width) => {
        const lines = wrap(text, width, 'ja', 2, 4);
        expect(withoutSpaces(lines.join(''))).toBe(
          withoutSpaces(lines.length === 0 ? '' : wrap(text, 100_000).join('')),
        );
        // A space that carries a combining mark is a character like any other.
        for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}(?! [^\p{M}\u200d])/u);
        for (const line of lines) expect(line).not.toMatch(/\S +$/);
      }),
      { numRuns: 200 },
    );
  });

  it('follows kinsoku: no 、。」）ー at the start of a line, no 「（ at its end', () => {
    const word = fc.constantFrom(
      'バックアップ',
      '設定',
      '、',
      '。',
      '「',
      '」',
      '（',
      '）',
      'iPhone',
      'を',
      'きゃっ',
      'ー',
      '々',
      '！',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), fc.integer({ min: 20, max: 60 }), (words, width) => {
        // Runs of nothing but marks leave no choice; everything else must obey.
        const text = words
          .join('')
          .replaceAll(/[、。」）ー々！]{2,}/gu, '。')
          .replaceAll(/[「（]{2,}/gu, '「')
          .replaceAll(/[「（][、。」）ー々！]/gu, '');
        for (const [index, line] of wrap(text, width, 'ja').entries()) {
          if (index > 0) expect(line).not.toMatch(/^[、。」）ーゃっ々！]/u);
          if (index < wrap(text, width, 'ja').length - 1) expect(line).not.toMatch(/[「（]$/u);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps English words whole and hangs the following lines', () => {
    expect(wrap('Unlock the iPhone and look at its screen.', 20, 'en', 0, 3)).toEqual([
      'Unlock the iPhone',
      '   and look at its',
      '   screen.',
    ]);
  });

  it('breaks Japanese before a word rather than inside of one', () => {
    expect(wrap('ケーブルを抜いてからバックアップをもう一度実行します。', 30, 'ja')).toEqual([
      'ケーブルを抜いてから',
      'バックアップをもう',
      '一度実行します。',
    ]);
    expect(wrap('空きは850 MBです', 20, 'ja')).toEqual(['空きは850 MBです']);
    expect(wrap('ディスクの空きは850 MBです', 20, 'ja')).toEqual(['ディスクの空きは', '850 MBです']);
  });

  it('keeps paths, addresses and commands whole where they fit on a line', () => {
    const path = '~/Library/Application Support/MobileSync/Backup';
    expect(wrap(`The folder cannot be written: ${path} (EACCES)`, 60)).toEqual([
      'The folder cannot be written:',
      `${path} (EACCES)`,
    ]);
    expect(wrap('バックアップ「D:\\山田 花子\\バックアップ\\古い』もの」が壊れています', 40, 'ja')[1]).toContain(
      'D:\\山田 花子',
    );
    expect(wrap('古いものを見るには（npx iphone-backup-doctor --clean-old-backups）', 60, 'ja')[1]).toBe(
      '（npx iphone-backup-doctor --clean-old-backups）',
    );
  });

  it('cuts a path that is longer than a line behind a separator', () => {
    expect(wrap('/home/x/.local/share/backups/one', 20)).toEqual(['/home/x/.local/', 'share/backups/one']);
  });

  it('takes any text in reasonable time', () => {
    const begin = performance.now();
    for (const part of ['/', ' /a', 'バ', '「', 'a@', '\u0301', '👨‍👩‍👧', '1 ', '--a '])
      wrap(part.repeat(20_000 / part.length), 80, 'ja');
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});

describe('foreign text', () => {
  it('cannot repaint the screen, forge a line or reorder one', () => {
    fc.assert(
      fc.property(foreignText(), (text) => {
        const printed = [...wrap(text, 80), verbatim(text, 2)].join('');
        expect(printed).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f]/u);
      }),
      { numRuns: 100 },
    );
    expect(verbatim('iPhone\x1b[2J\r\n✔ All fine\u202e', 0)).toBe('iPhone\ufffd[2J ✔ All fine');
  });
});

describe('measuring', () => {
  it('agrees with string-width where it takes a short cut', () => {
    for (let code = 0x3000; code < 0xa000; code += code < 0x3200 ? 1 : 97) {
      const char = String.fromCodePoint(code);
      if (measureFor('ja')(char) !== stringWidth(char)) expect(char).toBe('a character of the same width');
    }
  });
});

describe('truncate', () => {
  it('cuts by cells, not by characters', () => {
    expect(truncate('バックアップ', 7, measureFor('en'))).toBe('バック…');
    // `…` takes two cells in a Japanese console.
    expect(truncate('バックアップ', 7, measureFor('ja'))).toBe('バッ…');
    expect(truncate('short', 5, measureFor('en'))).toBe('short');
    expect(truncate('anything', 0, measureFor('ja'))).toBe('');
  });
});
