/** Writer of binary property lists, for requests to a phone and for test material. Format: see binary-read.ts. */
import { APPLE_EPOCH_MS } from './binary-read.ts';
import { DEFAULT_LIMITS, PlistError, PlistUid, type PlistValue } from './types.ts';

type Node =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'refs'; readonly marker: number; readonly count: number; readonly refs: readonly number[] };

/**
 * In: a value; whole numbers become integers, other numbers doubles. Out: a `bplist00` document.
 * Throws `PlistError` for what the format can't hold: integers beyond 64 bits, invalid dates, deep or circular values.
 */
export function buildBinaryPlist(value: PlistValue): Uint8Array {
  const nodes: Node[] = [];
  add(nodes, value, 0);
  const refSize = widthFor(nodes.length);
  const parts: Buffer[] = [Buffer.from('bplist00', 'latin1')];
  const offsets: number[] = [];
  let length = 8;
  for (const node of nodes) {
    offsets.push(length);
    for (const part of encode(node, refSize)) {
      parts.push(part);
      length += part.length;
    }
  }
  const offsetSize = widthFor(length);
  for (const offset of offsets) parts.push(uint(offset, offsetSize));
  const trailer = Buffer.alloc(32);
  trailer.writeUInt8(offsetSize, 6);
  trailer.writeUInt8(refSize, 7);
  trailer.writeBigUInt64BE(BigInt(nodes.length), 8);
  trailer.writeBigUInt64BE(BigInt(length), 24);
  return new Uint8Array(Buffer.concat([...parts, trailer]));
}

/** Appends the value and what is below it; returns its index. The parent comes first, so the top object is 0. */
function add(nodes: Node[], value: PlistValue, depth: number): number {
  const index = nodes.length;
  if (isContainer(value)) {
    if (depth >= DEFAULT_LIMITS.maxDepth)
      throw new PlistError('too-deep', `more than ${DEFAULT_LIMITS.maxDepth} levels`);
    const keys = Array.isArray(value) ? [] : Object.keys(value);
    const items: readonly PlistValue[] = Array.isArray(value) ? value : Object.values(value);
    nodes.push({ kind: 'bytes', bytes: Buffer.alloc(0) });
    const refs = [...keys, ...items].map((item) => add(nodes, item, depth + 1));
    nodes[index] = { kind: 'refs', marker: Array.isArray(value) ? 0xa0 : 0xd0, count: items.length, refs };
  } else {
    nodes.push({ kind: 'bytes', bytes: scalar(value) });
  }
  return index;
}

type Scalar = string | number | bigint | boolean | Date | Uint8Array | PlistUid;

function isContainer(value: PlistValue): value is Exclude<PlistValue, Scalar> {
  return (
    typeof value === 'object' &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof PlistUid)
  );
}

function scalar(value: Scalar): Buffer {
  if (typeof value === 'boolean') return Buffer.of(value ? 0x09 : 0x08);
  if (typeof value === 'bigint') return integer(value);
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? integer(BigInt(value)) : double(0x23, value);
  }
  if (typeof value === 'string') return text(value);
  if (value instanceof Uint8Array) return Buffer.concat([head(0x40, value.length), value]);
  if (value instanceof PlistUid) {
    const width = bytesOf(BigInt(value.value));
    return Buffer.concat([Buffer.of(0x80 | (width - 1)), bigUint(BigInt(value.value), width)]);
  }
  if (Number.isNaN(value.getTime())) throw new PlistError('malformed', 'invalid date');
  return double(0x33, (value.getTime() - APPLE_EPOCH_MS) / 1000);
}

function integer(value: bigint): Buffer {
  if (value < -(2n ** 63n) || value >= 2n ** 64n) throw new PlistError('malformed', 'integer of more than 64 bits');
  // Negative numbers take eight bytes, those above 2^63 sixteen, as Apple writes them.
  if (value < 0n) return Buffer.concat([Buffer.of(0x13), bigUint(BigInt.asUintN(64, value), 8)]);
  if (value < 0x100n) return Buffer.concat([Buffer.of(0x10), bigUint(value, 1)]);
  if (value < 0x1_0000n) return Buffer.concat([Buffer.of(0x11), bigUint(value, 2)]);
  if (value < 0x1_0000_0000n) return Buffer.concat([Buffer.of(0x12), bigUint(value, 4)]);
  if (value < 2n ** 63n) return Buffer.concat([Buffer.of(0x13), bigUint(value, 8)]);
  return Buffer.concat([Buffer.of(0x14), bigUint(value, 16)]);
}

function text(value: string): Buffer {
  let ascii = true;
  for (let i = 0; i < value.length && ascii; i++) ascii = value.charCodeAt(i) < 0x80;
  if (ascii) return Buffer.concat([head(0x50, value.length), Buffer.from(value, 'latin1')]);
  return Buffer.concat([head(0x60, value.length), Buffer.from(value, 'utf16le').swap16()]);
}

function double(marker: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(marker, 0);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function encode(node: Node, refSize: number): readonly Buffer[] {
  if (node.kind === 'bytes') return [node.bytes];
  return [head(node.marker, node.count), ...node.refs.map((ref) => uint(ref, refSize))];
}

function head(marker: number, count: number): Buffer {
  return count < 15 ? Buffer.of(marker | count) : Buffer.concat([Buffer.of(marker | 0x0f), integer(BigInt(count))]);
}

function uint(value: number, width: number): Buffer {
  return bigUint(BigInt(value), width);
}

function bigUint(value: bigint, width: number): Buffer {
  return Buffer.from(value.toString(16).padStart(width * 2, '0'), 'hex');
}

function bytesOf(value: bigint): number {
  if (value < 0n || value >= 2n ** 64n) throw new PlistError('malformed', 'UID of more than 64 bits');
  return Math.ceil(value.toString(16).length / 2);
}

/** Apple reads 1, 2, 4 and 8 bytes; others only come from other writers. */
function widthFor(largest: number): number {
  if (largest < 0x100) return 1;
  if (largest < 0x1_0000) return 2;
  return largest < 0x1_0000_0000 ? 4 : 8;
}
