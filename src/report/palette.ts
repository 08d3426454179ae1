/**
 * The colours. Only those of the sixteen that can be read on a light and on a dark background: no yellow, no white, no
 * bright ones. A colour never says anything that a word does not say too.
 */
import { Chalk } from 'chalk';
import type { Paint } from './layout.ts';

export interface Palette {
  readonly good: Paint;
  readonly bad: Paint;
  readonly unsure: Paint;
  readonly strong: Paint;
  readonly quiet: Paint;
  readonly paste: Paint;
  readonly link: Paint;
}

/** @param level 0 for none; chalk ignores NO_COLOR, so the caller decides */
export function createPalette(level: 0 | 1): Palette {
  const chalk = new Chalk({ level });
  return {
    good: chalk.green,
    bad: chalk.red.bold,
    unsure: chalk.magenta.bold,
    strong: chalk.bold,
    quiet: chalk.dim,
    paste: chalk.cyan,
    link: chalk.underline,
  };
}
