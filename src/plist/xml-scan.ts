/**
 * A first pass over an XML property list, before the library builds a DOM from it: checks the structure and hands on a
 * document of bare tags, text and CDATA. What made the library slow, loose or wrong is gone by then: comments, document
 * types, processing instructions, attributes, deep nesting, and numbers that it would round or read as 0.
 */
import { narrowInteger, PlistError, type PlistLimits, type PlistValue } from './types.ts';

export interface ScannedXml {
  readonly xml: string;
  /** Values that the library can't hold; they stand in the document as `<string>` with their placeholder as text. */
  readonly values: ReadonlyMap<string, PlistValue>;
  /** Placeholders of keys. */
  readonly keys: ReadonlyMap<string, string>;
}

/** `<plist version="1.0">` is the longest that is needed; a megabyte of attributes costs the library minutes. */
const MAX_TAG_CHARS = 1000;
const TAG = /^(\/?)([A-Za-z]+)(?:\s[^<]*?)?(\/?)$/;
const REFERENCE = /^&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});/;
const INTEGER = /^\s*([+-]?)(0[xX][0-9a-fA-F]{1,32}|[0-9]{1,39})\s*$/;
const REAL = /^\s*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*$/;
const REAL_WORD = /^\s*(nan|([+-]?)inf(?:inity)?)\s*$/i;
const DATE = /^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z\s*$/;

interface Open {
  readonly name: string;
  children: number;
}

interface Scan {
  readonly text: string;
  readonly limits: PlistLimits;
  readonly mark: string;
  readonly out: string[];
  readonly values: Map<string, PlistValue>;
  readonly keys: Map<string, string>;
  readonly stack: Open[];
  count: number;
  rootSeen: boolean;
  pos: number;
}

/** In: decoded text; `mark` can't be guessed by who wrote the document. Throws `PlistError` only. */
export function scanXml(text: string, limits: PlistLimits, mark: string): ScannedXml {
  const out: string[] = [];
  const values = new Map<string, PlistValue>();
  const keys = new Map<string, string>();
  const scan: Scan = { text, limits, mark, out, values, keys, stack: [], count: 0, rootSeen: false, pos: 0 };
  while (scan.pos < text.length) step(scan);
  if (scan.stack.length > 0) throw malformed('an element is not closed');
  if (!scan.rootSeen) throw malformed('no <plist> element');
  return { xml: out.join(''), values, keys };
}

function step(scan: Scan): void {
  const { text, pos } = scan;
  const lt = text.indexOf('<', pos);
  copyText(scan, text.slice(pos, lt < 0 ? text.length : lt));
  if (lt < 0) scan.pos = text.length;
  else if (text.startsWith('<!--', lt)) scan.pos = after(text, '-->', lt + 4);
  else if (text.startsWith('<?', lt)) scan.pos = after(text, '?>', lt + 2);
  else if (text.startsWith('<![CDATA[', lt)) {
    countValue(scan);
    if (scan.stack.length === 0) throw malformed('text outside the root element');
    scan.pos = after(text, ']]>', lt + 9);
    scan.out.push(text.slice(lt, scan.pos));
  } else if (text.startsWith('<!', lt)) scan.pos = afterDoctype(scan, lt + 2);
  else tag(scan, lt);
}

function tag(scan: Scan, lt: number): void {
  const gt = scan.text.indexOf('>', lt);
  if (gt < 0 || gt - lt > MAX_TAG_CHARS) throw malformed(`no end of the tag at character ${lt}`);
  const match = TAG.exec(scan.text.slice(lt + 1, gt));
  const name = match?.[2];
  if (!match || name === undefined) throw malformed(`no tag name at character ${lt}`);
  scan.pos = gt + 1;
  if (match[1] === '/') {
    close(scan, name);
    scan.out.push(`</${name}>`);
    return;
  }
  open(scan, name);
  if (match[3] === '/') {
    close(scan, name);
    scan.out.push(`<${name}/>`);
    return;
  }
  if (!replaced(scan, name)) scan.out.push(`<${name}>`);
}

function open(scan: Scan, name: string): void {
  const parent = scan.stack.at(-1);
  if (!parent) {
    if (scan.rootSeen || name !== 'plist') throw malformed('the root element is not one <plist>');
    scan.rootSeen = true;
  } else if (parent.name === 'dict') {
    if ((name === 'key') !== (parent.children % 2 === 0)) throw malformed('keys and values do not alternate');
  } else if (parent.name === 'plist') {
    if (parent.children > 0) throw malformed('more than one root value');
  } else if (parent.name !== 'array') {
    throw malformed('an element in a place where only text can be');
  }
  if (parent) parent.children++;
  countValue(scan);
  scan.stack.push({ name, children: 0 });
  // Neither the <plist> element nor a leaf counts, as in the binary format.
  if ((name === 'array' || name === 'dict') && scan.stack.length - 1 > scan.limits.maxDepth) {
    throw new PlistError('too-deep', `more than ${scan.limits.maxDepth} levels`);
  }
}

function close(scan: Scan, name: string): void {
  const element = scan.stack.pop();
  if (element?.name !== name) throw malformed('an end tag that closes nothing');
  if (name === 'dict' && element.children % 2 !== 0) throw malformed('a key has no value');
  if (name === 'plist' && element.children === 0) throw malformed('holds no value');
}

/**
 * Right after `<integer>`, `<real>`, `<date>`, or a `<key>` that the library refuses: checks the content, and puts a
 * placeholder where the library would read it wrongly. True where the element is passed.
 */
function replaced(scan: Scan, name: string): boolean {
  if (name !== 'integer' && name !== 'real' && name !== 'date' && name !== 'key') return false;
  const { content, end } = contentAt(scan.text, scan.pos);
  const isProto = name === 'key' && content === '__proto__';
  if (name === 'key' && !isProto) return false;
  const closing = `</${name}>`;
  if (!scan.text.startsWith(closing, end)) throw malformed(`no ${closing} at character ${end}`);
  const value = name === 'key' ? undefined : special(name, content);
  const placeholder = `${scan.mark}${scan.values.size + scan.keys.size};`;
  if (isProto) {
    scan.keys.set(placeholder, content);
    scan.out.push(`<key>${placeholder}</key>`);
  } else if (value !== undefined) {
    scan.values.set(placeholder, value);
    scan.out.push(`<string>${placeholder}</string>`);
  } else {
    scan.out.push(`<${name}>${content}</${name}>`);
  }
  close(scan, name);
  scan.pos = end + closing.length;
  return true;
}

/** The text up to the next tag, without the comments in it. */
function contentAt(text: string, from: number): { readonly content: string; readonly end: number } {
  const parts: string[] = [];
  for (let pos = from; ; ) {
    const lt = text.indexOf('<', pos);
    const end = lt < 0 ? text.length : lt;
    parts.push(text.slice(pos, end));
    if (!text.startsWith('<!--', end)) return { content: parts.join(''), end };
    pos = after(text, '-->', end + 4);
  }
}

/** The value where the library would read it wrongly, `undefined` where it reads it well; throws where it is none. */
function special(name: 'integer' | 'real' | 'date', content: string): number | bigint | undefined {
  if (name === 'integer') {
    const match = INTEGER.exec(content);
    const digits = match?.[2];
    if (digits === undefined) throw malformed('not an integer');
    if (digits.length < 16 && !/^0[xX]/.test(digits)) return undefined;
    const absolute = BigInt(digits);
    return narrowInteger(match?.[1] === '-' ? -absolute : absolute);
  }
  if (name === 'date') {
    if (!DATE.test(content)) throw malformed('not a date');
    return undefined;
  }
  if (REAL.test(content)) return undefined;
  const word = REAL_WORD.exec(content);
  if (!word) throw malformed('not a real');
  if (word[2] === undefined) return Number.NaN;
  return word[2] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function copyText(scan: Scan, text: string): void {
  if (scan.stack.length === 0) {
    if (text.trim() !== '') throw malformed('text outside the root element');
    return;
  }
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    // Each one is a step of its own for the library, which also lets one pass that stands alone.
    countValue(scan);
    if (!REFERENCE.test(text.slice(at, at + 12))) throw malformed('unknown entity');
  }
  scan.out.push(text);
}

/** Internal subsets are skipped: the entities that they could define are no part of property lists. */
function afterDoctype(scan: Scan, from: number): number {
  const { text } = scan;
  if (scan.rootSeen) throw malformed('declaration inside the root element');
  let subset = false;
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (char === '"' || char === "'") {
      const end = text.indexOf(char, i + 1);
      if (end < 0) break;
      i = end;
    } else if (char === '[') subset = true;
    else if (char === ']') subset = false;
    else if (char === '>' && !subset) return i + 1;
  }
  throw malformed('declaration is not closed');
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  if (at < 0) throw malformed(`no ${end} after character ${from}`);
  return at + end.length;
}

function countValue(scan: Scan): void {
  scan.count++;
  if (scan.count > scan.limits.maxValues) {
    throw new PlistError('too-many', `more than ${scan.limits.maxValues} values`);
  }
}

function malformed(message: string): PlistError {
  return new PlistError('malformed', message);
}
