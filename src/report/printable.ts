/**
 * Makes foreign text safe to print. A phone's name, an error message or a file name may hold escape sequences that
 * repaint the screen, line ends that forge a line of the report, or direction marks that reorder it.
 */

// Direction marks and zero-width characters. The joiner U+200D stays: emoji are made of it.
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/gu;

/** No sentence is that long; whatever is longer came from outside and is cut. */
const MOST_CHARACTERS = 4000;

/** The text on one line: line ends and tabs become spaces, other control characters a replacement character. */
export function printable(text: string): string {
  const short = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  return short
    .replace(/[\s\u0085\u2028\u2029]*[\t\n\v\f\r\u0085\u2028\u2029]+[\s\u0085\u2028\u2029]*/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(CONTROL, '\ufffd')
    .trim();
}
