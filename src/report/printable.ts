/**
 * Makes foreign text safe to print. A phone's name, an error message or a file name may hold escape sequences that
 * repaint the screen, line ends that forge a line of the report, or direction marks that reorder it.
 */

// Direction marks and zero-width characters. The joiner U+200D stays: emoji are made of it.
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]|\p{Surrogate}/gu;

/** The text on one line: line ends and tabs become spaces, other control characters a replacement character. */
export function printable(text: string): string {
  return text
    .replace(/[\s\u0085\u2028\u2029]*[\t\n\v\f\r\u0085\u2028\u2029]+[\s\u0085\u2028\u2029]*/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(CONTROL, '\ufffd')
    .trim();
}
