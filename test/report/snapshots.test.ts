/** Whole reports as a person sees them. After a change of words look at the difference, then run with `-u`. */
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { LANGS } from '../../src/messages/define.ts';
import { createPalette } from '../../src/report/palette.ts';
import { asPlain, asText, RUNS, reportContext } from './run.ts';

const ESCAPE = /\x1b\[[0-9;]*m/g;

describe.each(LANGS)('in %s', (lang) => {
  const context = reportContext({ lang });

  it.each(['all', 'healthy', 'undetermined'] as const)('a run that ends as %s', async (run) => {
    await expect(await asText(RUNS[run], context)).toMatchFileSnapshot(`snapshots/${lang}-${run}.txt`);
  });

  it('plain', async () => {
    await expect(await asPlain(RUNS.all, context)).toMatchFileSnapshot(`snapshots/${lang}-plain.txt`);
  });

  it.each([20, 40])('%i columns', async (width) => {
    const text = await asText(RUNS.undetermined, context, { width });
    await expect(text).toMatchFileSnapshot(`snapshots/${lang}-${width}-columns.txt`);
  });

  it('colours, and without them the very same text', async () => {
    const coloured = await asText(RUNS.all, context, { palette: createPalette(1) });
    expect(coloured).toMatch(ESCAPE);
    // Only colours that can be read on light and dark backgrounds: no yellow, no white, no bright ones, no backgrounds.
    for (const [code] of coloured.matchAll(ESCAPE)) expect(code).toMatch(/^\x1b\[(?:0|1|2|4|22|24|31|32|35|36|39)m$/);
    expect(coloured.replaceAll(ESCAPE, '')).toBe(await asText(RUNS.all, context));
  });

  it('says every status in words as well as by its mark', async () => {
    const text = await asText(RUNS.all, context);
    const withoutMarks = text.replaceAll(/^ *[✔✖?-] /gmu, '');
    const words =
      lang === 'en'
        ? [
            'has room: no',
            ': probably not',
            'could not be looked at',
            'needs your answer',
            'does not apply',
            '(your own answer)',
          ]
        : [
            '：要対応',
            '：おそらく要対応',
            '：確認できませんでした',
            '：ご自身での確認が必要です',
            '：対象外',
            '（ご自身の回答）',
          ];
    for (const word of words) expect(withoutMarks).toContain(word);
  });

  it('plain output is nothing but words', async () => {
    const plain = await asPlain(RUNS.all, context);
    expect(plain).not.toMatch(/[✔✖√×\x1b─-╿⠀-⣿]/u);
    for (const line of plain.trimEnd().split('\n')) expect(line).toMatch(/^\S/);
  });
});

it('marks for consoles whose font has no ✔ and ✖', async () => {
  const text = await asText(RUNS.problem, reportContext(), { symbols: false });
  expect(text).toContain('√ The computer sees the iPhone');
  expect(text).toContain('× The disk that receives the backup has room: no');
  expect(text).not.toMatch(/[✔✖]/u);
});

it('never uses more than the width but for commands and addresses, which stay in one piece', async () => {
  for (const lang of LANGS) {
    for (const width of [20, 33, 40, 80, 100]) {
      const text = await asText(RUNS.all, reportContext({ lang }), { width });
      for (const line of text.split('\n')) {
        if (stringWidth(line, { ambiguousIsNarrow: lang !== 'ja' }) <= width) continue;
        expect(line.trim()).toMatch(/^(?:https:\/\/\S+|npx iphone-backup-doctor(?: --[\w-]+| UDID)*)$/);
      }
    }
  }
});
