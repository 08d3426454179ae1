/**
 * Where a line may be broken. English breaks at spaces. Japanese has none: it is broken before a word, that is where
 * another script follows the hiragana of an ending or particle, and within long stretches anywhere but for the rules of
 * kinsoku shori (https://www.w3.org/TR/jlreq/#line_breaking_rules): some characters never start a line, some never end one.
 */

const NEVER_FIRST = new Set(
  '、。，．・：；？！‼⁇⁈⁉ー）」』】〉》〕］｝〙〗ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ々ゝゞヽヾ〜～…‥”’)]},.!?:;%>°′″｡､･ｰﾞﾟ｣',
);
const NEVER_LAST = new Set('（「『【〈《〔［｛〘〖“‘([{¥￥$＄#＃@＠｢');

const CJK =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\u30fb\u30fc\uff00-\uffef]/u;
const HIRAGANA = /^\p{Script=Hiragana}/u;
const CLOSING = /^[、。，．・：；？！）」』】〉》〕］｝>]/u;
const OPENING = /^[（「『【〈《〔［｛“‘]/u;

/** Cells that a stretch of Japanese may take before it is broken at any character: `バックアップフォルダごと` stays whole. */
const LONGEST_PHRASE = 24;

/** What may happen at each character: a space that a line may end at, or a place behind it where a line may end. */
export type BreakKind = 'space' | 'after' | 'none';

/**
 * @param chars what a person sees as single characters
 * @param cells columns that each of them takes
 */
export function breaksOf(chars: readonly string[], cells: readonly number[]): BreakKind[] {
  const inside = keptTogether(chars);
  const kinds = chars.map((char, index): BreakKind => {
    if (char === ' ') return inside.has(index) && inside.has(index + 1) ? 'none' : 'space';
    const next = chars[index + 1];
    if (next === undefined || next === ' ' || inside.has(index + 1)) return 'none';
    return mayBreak(index) && startsPhrase(char, next) ? 'after' : 'none';
  });
  // Second look: stretches that are too long for a phrase (lists of names, Chinese, emoji) may be broken anywhere.
  for (let start = 0; start < chars.length; ) {
    let end = start;
    let width = cells[end] ?? 0;
    while (kinds[end] === 'none' && end + 1 < chars.length && kinds[end + 1] !== 'space') width += cells[++end] ?? 0;
    if (width > LONGEST_PHRASE) {
      for (let index = start; index < end; index += 1) {
        if (!inside.has(index + 1) && mayBreak(index)) kinds[index] = 'after';
      }
    }
    start = end + 1;
  }
  return kinds;

  function mayBreak(index: number): boolean {
    const [before, after] = [chars[index] ?? '', chars[index + 1] ?? ''];
    if (NEVER_FIRST.has(after) || NEVER_LAST.has(before)) return false;
    return CJK.test(before) || CJK.test(after) || cells[index] === 2 || cells[index + 1] === 2;
  }
}

function startsPhrase(before: string, after: string): boolean {
  if (OPENING.test(after) || CLOSING.test(before)) return true;
  return HIRAGANA.test(before) && !HIRAGANA.test(after);
}

/** How many characters of a stretch that is longer than a line to put on this line, out of `most` that fit. */
export function bestCut(chars: readonly string[], most: number): number {
  const legal = (count: number) => !NEVER_FIRST.has(chars[count] ?? '') && !NEVER_LAST.has(chars[count - 1] ?? '');
  const tries: readonly ((count: number) => boolean)[] = [
    // A path or a command is best cut behind a separator, unless that leaves the line mostly empty.
    (count) => /^[\\/ ]$/.test(chars[count - 1] ?? ''),
    (count) => chars[count - 1] === '-' && chars[count] !== '-',
    legal,
  ];
  for (const good of tries) {
    for (let count = most; count > most / 2; count -= 1) {
      if (good(count)) return count;
    }
  }
  return most;
}

const SEGMENT = '[^\\s\\\\/:、。」』）”"]';
const KEPT_TOGETHER: readonly RegExp[] = [
  // A web address, without the punctuation of the sentence around it.
  /https?:\/\/[\x21-\x7e]*[\w/#=-]/g,
  // A path in quotation marks, spaces included.
  /(?<=[「“"'])(?:~|[A-Za-z]:)?[\\/][^」”"']*/g,
  // A bare path. A part may hold spaces only where another separator follows: "Application Support/MobileSync".
  new RegExp(`(?<![\\w.])(?:~|[A-Za-z]:)?[\\\\/](?:${SEGMENT}+(?: ${SEGMENT}+){0,3}[\\\\/]+)*${SEGMENT}*`, 'g'),
  // A command and its flags inside a sentence.
  /npx [\w-]+(?: --[\w-]+)*/g,
  /--[\w-]+ [\w-]+=[\w-]+/g,
  // A number and its unit.
  /\d (?:bytes|[kKMGTP]B|Mbit\/s)(?!\w)/g,
];

/** Characters before which a line may not start, because they are inside of a span that is kept together. */
function keptTogether(chars: readonly string[]): Set<number> {
  const text = chars.join('');
  const ranges = KEPT_TOGETHER.flatMap((pattern) => [...text.matchAll(pattern)])
    .map((match): [number, number] => [match.index, match.index + match[0].length])
    .sort((a, b) => a[0] - b[0]);
  const inside = new Set<number>();
  let offset = 0;
  let next = 0;
  let until = 0;
  for (const [index, char] of chars.entries()) {
    // Spans that begin before this character: the one that reaches farthest decides.
    for (; (ranges[next]?.[0] ?? offset) < offset; next += 1) until = Math.max(until, ranges[next]?.[1] ?? 0);
    if (offset < until) inside.add(index);
    offset += char.length;
  }
  return inside;
}
