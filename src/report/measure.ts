/** How many cells of a terminal a text takes. */
import stringWidth from 'string-width';
import type { Lang } from '../messages/define.ts';

export type Measure = (text: string) => number;

/** One of the characters that Japanese is mostly made of; asking string-width for each would take most of a report's time. */
const KANA_OR_KANJI = /^[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]$/u;

/**
 * In a Japanese console font the characters of "ambiguous" width (`…`, `“`, `√`) take two cells. Counting them wide makes
 * a line end early on other terminals, and never too late on any.
 */
export function measureFor(lang: Lang): Measure {
  const options = { ambiguousIsNarrow: lang !== 'ja' };
  return (text) => (KANA_OR_KANJI.test(text) ? 2 : stringWidth(text, options));
}

const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a person sees as single characters. */
export function graphemes(text: string): string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

/** The text cut to so many cells, with `…` where something was cut. */
export function truncate(text: string, cells: number, measure: Measure): string {
  if (measure(text) <= cells) return text;
  const room = cells - measure('…');
  let kept = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += measure(grapheme);
    if (used > room) break;
    kept += grapheme;
  }
  return room < 0 ? '' : `${kept.trimEnd()}…`;
}
