import { describe, expect, it } from 'vitest';
import { CHECK_IDS } from '../../src/core/check.ts';
import { LANGS } from '../../src/messages/define.ts';
import { WAITING } from '../../src/messages/report.ts';
import { canSpin, colourLevelOf, hasSymbols, type TerminalFacts, widthOf } from '../../src/report/look.ts';
import { measureFor } from '../../src/report/measure.ts';

const terminal: TerminalFacts = { isTTY: true, columns: 80, env: {}, platform: 'linux', plain: false, noColor: false };

it.each([
  [true, 80, 80],
  [true, 400, 100],
  [true, 10, 20],
  [true, 0, 80],
  [true, undefined, 80],
  [false, 120, 80],
])('terminal %s with %s columns: lines of %i cells', (isTTY, columns, width) => {
  expect(widthOf({ isTTY, columns })).toBe(width);
});

describe('colour', () => {
  it.each<[string, Partial<TerminalFacts>, 0 | 1]>([
    ['a terminal', {}, 1],
    ['a pipe', { isTTY: false }, 0],
    ['--no-color', { noColor: true }, 0],
    ['--plain', { plain: true }, 0],
    ['NO_COLOR', { env: { NO_COLOR: '1' } }, 0],
    ['an empty NO_COLOR', { env: { NO_COLOR: '' } }, 1],
    ['TERM=dumb', { env: { TERM: 'dumb' } }, 0],
  ])('%s', (_, facts, level) => {
    expect(colourLevelOf({ ...terminal, ...facts })).toBe(level);
  });
});

describe('spinner', () => {
  it.each<[string, Partial<TerminalFacts>, boolean]>([
    ['a terminal', {}, true],
    ['a pipe', { isTTY: false }, false],
    ['0 columns', { columns: 0 }, false],
    ['unknown columns', { columns: undefined }, false],
    ['--plain', { plain: true }, false],
    ['TERM=dumb', { env: { TERM: 'dumb' } }, false],
    ['no colour is no reason', { noColor: true }, true],
  ])('%s', (_, facts, spins) => {
    expect(canSpin({ ...terminal, ...facts })).toBe(spins);
  });

  it.each(LANGS)('what it says in %s fits into 60 cells, the spinning character and its space included', (lang) => {
    for (const id of CHECK_IDS) {
      for (const text of Object.values(WAITING[id]))
        expect(measureFor(lang)(text[lang]()) + 2, text[lang]()).toBeLessThanOrEqual(60);
    }
  });
});

it.each<[string, string, Record<string, string>, boolean]>([
  ['Linux', 'linux', { TERM: 'xterm-256color' }, true],
  ['the Linux console', 'linux', { TERM: 'linux' }, false],
  ['macOS', 'darwin', {}, true],
  ['Windows Terminal', 'win32', { WT_SESSION: 'x' }, true],
  ['the old Windows console', 'win32', {}, false],
])('marks on %s', (_, platform, env, symbols) => {
  expect(hasSymbols({ platform, env })).toBe(symbols);
});
