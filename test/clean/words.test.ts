import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { HEADS, REASONS, STATES } from '../../src/clean/terms.ts';
import { KEY_HELP, WORDS } from '../../src/clean/words.ts';
import { LANGS } from '../../src/messages/define.ts';

const wide = (text: string) => stringWidth(text, { ambiguousIsNarrow: false });

describe.each(LANGS)('what is shown inside a question (%s)', (lang) => {
  const shown: [string, string][] = [
    ['choose', WORDS.choose[lang]()],
    ['confirm', WORDS.confirm[lang]()],
    ['keys', KEY_HELP[lang]()],
    ['measuring', WORDS.measuring[lang]({ index: 10, total: 12 })],
    ['removing', WORDS.removing[lang]({ index: 10, total: 12 })],
    ...Object.entries(STATES).map(([id, words]) => [id, words[lang]()] as [string, string]),
    ...Object.entries(HEADS).map(([id, words]) => [id, words[lang]()] as [string, string]),
    ...Object.entries(REASONS).map(([id, words]) => [id, words[lang]({ device: 'iPod touch' })] as [string, string]),
  ];
  it.each(shown)('%s takes at most 60 cells', (_id, words) => {
    expect(wide(words)).toBeLessThanOrEqual(60);
    expect(words.trim()).not.toBe('');
  });
});

it('keeps the brackets of each language', () => {
  for (const words of Object.values(REASONS)) {
    expect(words.en({ device: 'iPhone' })).not.toMatch(/[\u3000-\u9fff\uff00-\uff60]/);
    expect(words.ja({ device: 'iPhone' })).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/);
  }
});

it('Japanese has its own colon, as in the reports', () => {
  const args = {
    label: 'x',
    why: 'x',
    platform: 'linux',
    folder: '/x',
    path: '/x',
    code: 'E',
    count: 2,
    bytes: 1,
  } as const;
  const said = Object.values(WORDS).map(({ ja }) =>
    (ja as (args: object) => string)({ ...args, exact: true, state: 'x' }),
  );
  for (const sentence of [...said, KEY_HELP.ja()]) expect(sentence).not.toMatch(/:(?!\/)/);
});
