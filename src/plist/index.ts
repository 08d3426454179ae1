/** Property lists: what phones answer and backups hold. Outside input, hence the limits and the one error class. */
import { parseBinaryPlist } from './binary-read.ts';
import { DEFAULT_LIMITS, PlistError, type PlistLimits, type PlistValue } from './types.ts';
import { parseXmlPlist } from './xml-read.ts';

export { buildBinaryPlist } from './binary-write.ts';
export {
  isPlistDict,
  type PlistDict,
  PlistError,
  type PlistErrorCode,
  type PlistLimits,
  PlistUid,
  type PlistValue,
} from './types.ts';
export { buildXmlPlist } from './xml-write.ts';

/**
 * In: a whole property list, binary or XML. Out: its value; dictionaries have no prototype, and a binary file's shared
 * values are one object here. Throws `PlistError` and nothing else: `empty` (0 bytes), `too-large` (checked before anything
 * is read), `too-deep`, `too-many`, `malformed` (everything else, the old OpenStep form included).
 */
export function parsePlist(bytes: Uint8Array, limits: Partial<PlistLimits> = {}): PlistValue {
  const all = { ...DEFAULT_LIMITS, ...limits };
  if (bytes.length === 0) throw new PlistError('empty', 'empty');
  if (bytes.length > all.maxBytes) throw new PlistError('too-large', `${bytes.length} bytes`);
  // "bplist"; version 00 is the only one that was ever stored in files.
  if (startsWith(bytes, [0x62, 0x70, 0x6c, 0x69, 0x73, 0x74])) {
    if (bytes[6] !== 0x30 || bytes[7] !== 0x30)
      throw new PlistError('malformed', 'unknown version of the binary format');
    return parseBinaryPlist(bytes, all);
  }
  return parseXmlPlist(bytes, all);
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
