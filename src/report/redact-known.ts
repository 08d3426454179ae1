/**
 * Finds many known secrets in a text at once. A folder may hold backups of thousands of phones: one pattern after the
 * other on every string would take minutes. So every spelling of every secret is looked up in one table.
 */
import { graphemes } from './measure.ts';
import { isCommonWord, maskName, maskSerial, maskUdid } from './redact-shapes.ts';
import type { PrivateString } from './types.ts';

type Mask = (found: string) => string;

interface Known {
  /** Which one wins where two overlap: the longest secret has the lowest number. */
  readonly rank: number;
  readonly mask: Mask;
  /** Whether it counts at this place. */
  readonly counts: (text: string, start: number, end: number) => boolean;
}

interface Match {
  readonly start: number;
  readonly end: number;
  readonly known: Known;
}

/** Spellings by their folded form, and by their first two characters the lengths that are worth a look. */
interface Table {
  readonly spellings: Map<string, Known>;
  readonly lengths: Map<number, number[]>;
  /** Secrets of a single character: it stands in half of all sentences, so only as the whole text. */
  readonly alone: Map<string, Known>;
}

/** A mask may complete another secret together with what stands beside it; each pass leaves less to find. */
const MOST_PASSES = 4;

/** @returns a function that masks every occurrence of every secret in a text, which must be in composed form (NFC) */
export function maskerOf(secrets: readonly PrivateString[]): Mask {
  const table = tableOf(secrets);
  if (table.spellings.size === 0 && table.alone.size === 0) return (text) => text;
  return (text) => {
    let masked = text;
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const before = masked;
      masked = maskOnce(before, table);
      if (masked === before) break;
    }
    return masked;
  };
}

function tableOf(secrets: readonly PrivateString[]): Table {
  const table: Table = { spellings: new Map(), lengths: new Map(), alone: new Map() };
  // Longest first: a short secret inside a long one would leave the rest of the long one.
  const sorted = secrets
    .map(({ kind, value }) => ({ kind, value: value.normalize('NFC').trim() }))
    .sort((a, b) => b.value.length - a.value.length);
  for (const [rank, secret] of sorted.entries()) enter(secret, rank, table);
  // The longest that fits wins where several begin at one place.
  for (const lengths of table.lengths.values()) lengths.sort((a, b) => b - a);
  return table;
}

function enter({ kind, value }: PrivateString, rank: number, table: Table): void {
  // A login name is masked in paths only: elsewhere it may be any word. Common words: masking them would only do harm.
  if (kind === 'user' || value === '' || isCommonWord(value)) return;
  if (kind === 'udid') {
    const known = { rank, mask: maskUdid, counts: anywhere };
    for (const spelling of spellingsOf(value)) add(spelling, known, table);
    return;
  }
  const mask = kind === 'name' ? maskName : kind === 'serial' ? maskSerial : () => '…';
  const ascii = /^[\x20-\x7e]*$/.test(value);
  const cells = ascii ? value.length : graphemes(value).length;
  if (cells === 1) {
    if (!table.alone.has(fold(value))) table.alone.set(fold(value), { rank, mask, counts: anywhere });
  } else if (ascii && cells === 2) {
    const counts = (text: string, start: number, end: number) =>
      text.slice(start, end) === value && bordersWord(text, start, end);
    add(value, { rank, mask, counts }, table);
  } else {
    // "Back" must not turn "backup" into "B…up"; in Japanese a name stands right beside the next word.
    add(value, { rank, mask, counts: kind === 'name' && ascii ? isNoPartOfWord : anywhere }, table);
  }
}

/** The same phone is written with and without the dash. */
function spellingsOf(udid: string): readonly string[] {
  const plain = udid.replaceAll('-', '');
  return plain.length === 24 ? [`${plain.slice(0, 8)}-${plain.slice(8)}`, plain] : [udid];
}

function add(spelling: string, known: Known, { spellings, lengths }: Table): void {
  const folded = fold(spelling);
  // A phone with two backups is known twice.
  if (folded.length < 2 || spellings.has(folded)) return;
  spellings.set(folded, known);
  const start = startOf(folded, 0);
  const same = lengths.get(start);
  if (same === undefined) lengths.set(start, [folded.length]);
  else if (!same.includes(folded.length)) same.push(folded.length);
}

function maskOnce(text: string, table: Table): string {
  const folded = fold(text);
  const whole = table.alone.get(folded);
  if (whole !== undefined) return whole.mask(text);
  const matches = withoutOverlaps(matchesIn(text, folded, table));
  let masked = '';
  let from = 0;
  for (const { start, end, known } of matches) {
    masked += text.slice(from, start) + known.mask(text.slice(start, end));
    from = end;
  }
  return masked + text.slice(from);
}

function matchesIn(text: string, folded: string, { spellings, lengths }: Table): Match[] {
  const matches: Match[] = [];
  for (let start = 0; start + 1 < folded.length; start += 1) {
    for (const length of lengths.get(startOf(folded, start)) ?? NONE) {
      const end = start + length;
      if (end > folded.length) continue;
      const known = spellings.get(folded.slice(start, end));
      if (known?.counts(text, start, end) === true) matches.push({ start, end, known });
    }
  }
  return matches;
}

const NONE: readonly number[] = [];

/** In the order of the text. */
function withoutOverlaps(matches: readonly Match[]): Match[] {
  if (matches.length < 2) return [...matches];
  const taken = new Set<number>();
  const kept: Match[] = [];
  const first = [...matches].sort((a, b) => a.known.rank - b.known.rank || a.start - b.start);
  for (const match of first) {
    let free = true;
    for (let index = match.start; free && index < match.end; index += 1) free = !taken.has(index);
    if (!free) continue;
    for (let index = match.start; index < match.end; index += 1) taken.add(index);
    kept.push(match);
  }
  return kept.sort((a, b) => a.start - b.start);
}

function startOf(folded: string, index: number): number {
  return folded.charCodeAt(index) * 0x10000 + folded.charCodeAt(index + 1);
}

const anywhere = () => true;

function isLetterOrDigit(text: string, index: number): boolean {
  return /^[A-Za-z0-9]$/.test(text.charAt(index));
}

function bordersWord(text: string, start: number, end: number): boolean {
  return !isLetterOrDigit(text, start - 1) && !isLetterOrDigit(text, end);
}

/** A name that itself ends in a bracket or the like goes on into no word. */
function isNoPartOfWord(text: string, start: number, end: number): boolean {
  return (
    !(isLetterOrDigit(text, start) && isLetterOrDigit(text, start - 1)) &&
    !(isLetterOrDigit(text, end - 1) && isLetterOrDigit(text, end))
  );
}

/**
 * Capitals and small letters alike, and typographic apostrophes and spaces as plain ones: phones write Taro’s iPhone, other
 * programs Taro's. Of the same length as the text, so that places in it are places in the text.
 */
function fold(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  let folded = '';
  for (const char of text) folded += foldChar(char);
  return folded;
}

function foldChar(char: string): string {
  if (char === '’') return "'";
  if (char === '\u00a0' || char === '\u202f') return ' ';
  // By way of the capital: the long s (ſ) and the sign for Kelvin have the small letter of another.
  const upper = char.toUpperCase();
  const lower = (upper.length === char.length ? upper : char).toLowerCase();
  return lower.length === char.length ? lower : char;
}
