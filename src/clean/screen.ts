/** Writes sentences and a progress line. The result goes to stdout, everything else to stderr; with --json nothing but errors. */
import { type Box, paragraph, verbatim } from '../report/layout.ts';
import { measureFor } from '../report/measure.ts';
import type { CleanIo, CleanOptions } from './types.ts';

export interface Screen {
  readonly width: number;
  /** Part of the result. */
  result(...lines: readonly string[]): void;
  /** Part of the result: a sentence and, below it, a path in one piece: a broken one can't be copied. */
  path(sentence: string, path: string): void;
  /** Talk: what is about to happen, what could not be looked at. */
  talk(...sentences: readonly string[]): void;
  /** A line that the next one replaces; null takes it away. */
  progress(line: string | null): void;
}

const LEAST = 20;
const MOST = 100;
const USUAL = 80;

export function createScreen(options: CleanOptions, io: CleanIo): Screen {
  const { columns } = options;
  const width = columns > 0 ? Math.min(MOST, Math.max(LEAST, Math.floor(columns))) : USUAL;
  const cells = measureFor(options.lang);
  const wrap = (text: string, box: Partial<Box> = {}) =>
    paragraph([{ text }], { width, first: 0, rest: 0, whole: true, ...box }, cells);
  const repaints = options.interactive && !options.plain && !options.json;
  let shown = 0;
  const progress = (line: string | null) => {
    if (!repaints) return;
    // Spaces instead of an erase sequence: every terminal knows them.
    const text = line === null ? '' : line;
    io.stderr(`\r${text}${' '.repeat(Math.max(0, shown - cells(text)))}${line === null ? '\r' : ''}`);
    shown = cells(text);
  };
  const result = (lines: readonly string[]) => {
    if (!options.json && lines.length > 0) io.stdout(`${lines.join('\n')}\n`);
  };
  return {
    width,
    result: (...lines) => result(lines.flatMap((line) => (line === '' ? [''] : fits(line) ? [line] : wrap(line)))),
    path: (sentence, path) => result([...wrap(sentence), verbatim(path, 2)]),
    talk: (...sentences) => {
      if (sentences.length > 0) io.stderr(`${sentences.flatMap((sentence) => wrap(sentence)).join('\n')}\n`);
    },
    progress,
  };

  /** Table lines are fitted already, and wrapping would take their spaces away. */
  function fits(line: string): boolean {
    return cells(line) <= width;
  }
}
