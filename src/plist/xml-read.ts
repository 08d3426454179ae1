/** Reader of XML property lists: the `plist` library behind guards. */
import { randomUUID } from 'node:crypto';
import { parse } from 'plist';
import { PlistError, type PlistLimits, PlistUid, type PlistValue } from './types.ts';
import { type ScannedXml, scanXml } from './xml-scan.ts';

/** Phones send raw control characters (in app names, for example), which XML forbids. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** In: the whole file, with or without a byte order mark, UTF-8 or UTF-16. Throws `PlistError` only. */
export function parseXmlPlist(bytes: Uint8Array, limits: PlistLimits): PlistValue {
  const text = decodeText(bytes).replace(FORBIDDEN, ' ').trim();
  // Random, so that no document can hold it by intent.
  const scanned = scanXml(text, limits, `plist-value-${randomUUID()}-`);
  return convert(parseQuietly(scanned.xml), scanned);
}

/** The encoding is told by the first bytes; invalid UTF-8 becomes U+FFFD, since one bad name must not hide the rest. */
export function decodeText(bytes: Uint8Array): string {
  const [a, b] = bytes;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return withoutMark(buffer.toString('utf16le'));
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) {
    return withoutMark(
      Buffer.from(buffer.subarray(0, bytes.length & ~1))
        .swap16()
        .toString('utf16le'),
    );
  }
  return withoutMark(buffer.toString('utf8'));
}

function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/**
 * The library's XML parser prints to the console, and goes on after some errors with what it could make of the rest. Both
 * end here. It is synchronous, so that nobody else's output can be lost.
 */
function parseQuietly(xml: string): unknown {
  const sink = globalThis.console;
  const saved = sink.error;
  let complaint: string | null = null;
  sink.error = (first: unknown) => {
    if (typeof first !== 'string' || !first.startsWith('[xmldom warning]')) complaint ??= 'not well-formed XML';
  };
  try {
    const result: unknown = parse(xml);
    if (complaint !== null) throw new PlistError('malformed', complaint);
    return result;
  } catch (error) {
    if (error instanceof PlistError) throw error;
    // The library's messages quote the document, which may hold names.
    const kind = error instanceof Error ? error.name : 'Error';
    throw new PlistError(error instanceof RangeError ? 'too-deep' : 'malformed', `unreadable XML (${kind})`);
  } finally {
    sink.error = saved;
  }
}

function convert(value: unknown, scanned: ScannedXml): PlistValue {
  switch (typeof value) {
    case 'string':
      return scanned.values.get(value) ?? value;
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      if (value !== null) return convertObject(value, scanned);
  }
  throw new PlistError('malformed', 'a value of no known kind');
}

function convertObject(value: object, scanned: ScannedXml): PlistValue {
  if (Array.isArray(value)) return value.map((item: unknown) => convert(item, scanned));
  if (value instanceof Uint8Array) return value;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new PlistError('malformed', 'impossible date');
    return value;
  }
  const dict: Record<string, PlistValue> = Object.create(null) as Record<string, PlistValue>;
  for (const [key, item] of Object.entries(value)) dict[scanned.keys.get(key) ?? key] = convert(item, scanned);
  // The form that Apple gives to UIDs in XML.
  const uid = dict['CF$UID'];
  const isUid = (typeof uid === 'number' && Number.isInteger(uid)) || typeof uid === 'bigint';
  return isUid && uid >= 0 && Object.keys(dict).length === 1 ? new PlistUid(uid) : dict;
}
