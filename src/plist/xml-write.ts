/** Writer of XML property lists, through the `plist` library. */
import { build } from 'plist';
import { DEFAULT_LIMITS, PlistError, PlistUid, type PlistValue } from './types.ts';

/** XML can't hold these at all, not even as character references. */
const FORBIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * In: a value; whole numbers become integers, milliseconds of dates are lost, characters that XML forbids become spaces.
 * Out: an XML document. Throws `PlistError` for what the format can't hold.
 */
export function buildXmlPlist(value: PlistValue): string {
  // Only the library's type is narrower than what it writes: it has a case for bigint.
  return build(prepare(value, 0) as Parameters<typeof build>[0]);
}

function prepare(value: PlistValue, depth: number): unknown {
  if (typeof value === 'string') return value.replace(FORBIDDEN, ' ');
  // As a number the library would write 1e+21, which is no integer.
  if (typeof value === 'number') return Number.isInteger(value) ? integer(BigInt(value)) : value;
  if (typeof value === 'bigint') return integer(value);
  if (typeof value === 'boolean' || value instanceof Uint8Array) return value;
  if (value instanceof Date) {
    const year = value.getUTCFullYear();
    if (!(year >= 0 && year <= 9999)) throw new PlistError('malformed', 'invalid date');
    return value;
  }
  if (value instanceof PlistUid) return { CF$UID: integer(BigInt(value.value)) };
  if (depth >= DEFAULT_LIMITS.maxDepth) throw new PlistError('too-deep', `more than ${DEFAULT_LIMITS.maxDepth} levels`);
  if (Array.isArray(value)) return value.map((item: PlistValue) => prepare(item, depth + 1));
  const dict: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) dict[key.replace(FORBIDDEN, ' ')] = prepare(item, depth + 1);
  return dict;
}

function integer(value: bigint): bigint {
  if (value < -(2n ** 63n) || value >= 2n ** 64n) throw new PlistError('malformed', 'integer of more than 64 bits');
  return value;
}
