/**
 * Reader of binary property lists (`bplist00`). The format is described in Apple's CFBinaryPList.c:
 * https://github.com/apple-oss-distributions/CF/blob/main/CFBinaryPList.c
 *
 * A reader of our own, because the library rounds integers above 2^53, refuses the 3-byte offsets that libplist writes,
 * lets a `__proto__` key replace a prototype, and needs gigabytes for a 155-byte file whose references double.
 */
import { asBuffer, malformed, readBigUint, readCount, readUint, type Source, take } from './binary-bytes.ts';
import { narrowInteger, type PlistDict, PlistError, type PlistLimits, PlistUid, type PlistValue } from './types.ts';

const HEADER_BYTES = 8;
const TRAILER_BYTES = 32;
/** Dates count from 2001-01-01T00:00:00Z. */
export const APPLE_EPOCH_MS = 978_307_200_000;

interface Parsed {
  /** `undefined` is the format's null, which has no counterpart: it is left out of its container. */
  readonly value: PlistValue | undefined;
  /** Containers below and including this one. */
  readonly height: number;
  /** Values that a walk over it would meet, shared ones counted each time. */
  readonly walk: number;
}

interface State extends Source {
  readonly limits: PlistLimits;
  readonly offsetSize: number;
  readonly refSize: number;
  readonly objectCount: number;
  readonly tableOffset: number;
  /** Keyed by offset: an object that is referred to a million times is read once, and two table entries may share it. */
  readonly done: Map<number, Parsed>;
  readonly open: Set<number>;
}

/**
 * In: the whole file, starting with `bplist00`. Out: its value; what the file shares is the same object here.
 * Throws `PlistError` only.
 */
export function parseBinaryPlist(bytes: Uint8Array, limits: PlistLimits): PlistValue {
  if (bytes.length < HEADER_BYTES + TRAILER_BYTES + 2)
    throw malformed('shorter than the smallest binary property list');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - TRAILER_BYTES;
  const offsetSize = view.getUint8(end + 6);
  const refSize = view.getUint8(end + 7);
  if (offsetSize < 1 || offsetSize > 8 || refSize < 1 || refSize > 8)
    throw malformed('impossible width in the trailer');
  const objectCount = readUint(view, end + 8, 8);
  const topObject = readUint(view, end + 16, 8);
  const tableOffset = readUint(view, end + 24, 8);
  if (objectCount === 0) throw malformed('holds no objects');
  if (objectCount > limits.maxValues) throw new PlistError('too-many', `${objectCount} objects`);
  if (tableOffset < HEADER_BYTES || tableOffset + objectCount * offsetSize > end)
    throw malformed('offset table outside');
  const state: State = {
    bytes,
    view,
    limits,
    end,
    offsetSize,
    refSize,
    objectCount,
    tableOffset,
    done: new Map(),
    open: new Set(),
    budget: bytes.length,
  };
  const { value } = readObject(state, topObject, 0);
  if (value === undefined) throw malformed('holds nothing but null');
  return value;
}

function readObject(state: State, index: number, depth: number): Parsed {
  if (index >= state.objectCount) throw malformed(`reference to object ${index} of ${state.objectCount}`);
  const offset = readUint(state.view, state.tableOffset + index * state.offsetSize, state.offsetSize);
  if (offset < HEADER_BYTES || offset >= state.end) throw malformed(`object ${index} outside the file`);
  const before = state.done.get(offset);
  if (before) {
    checkDepth(state, depth + before.height);
    return before;
  }
  if (state.open.has(offset)) throw malformed(`object ${index} contains itself`);
  state.open.add(offset);
  const parsed = readAt(state, offset, depth);
  state.open.delete(offset);
  state.done.set(offset, parsed);
  return parsed;
}

function readAt(state: State, offset: number, depth: number): Parsed {
  const marker = state.view.getUint8(offset);
  const kind = marker >> 4;
  const low = marker & 0x0f;
  switch (kind) {
    case 0x0:
      return leaf(readSingleton(marker));
    case 0x1:
      return leaf(readInteger(state, offset + 1, low));
    case 0x2:
      return leaf(readReal(state, offset + 1, low));
    case 0x3:
      return leaf(readDate(state, offset + 1, low));
    case 0x8:
      return leaf(new PlistUid(narrowInteger(readBigUint(state, offset + 1, low + 1))));
    case 0x4: {
      const [start, count] = readCount(state, offset, low);
      // A copy: a view would keep the whole file in memory, and would change with it.
      return leaf(new Uint8Array(take(state, start, count)));
    }
    case 0x5: {
      const [start, count] = readCount(state, offset, low);
      return leaf(asBuffer(take(state, start, count)).toString('latin1'));
    }
    case 0x6: {
      const [start, count] = readCount(state, offset, low);
      return leaf(
        Buffer.from(take(state, start, count * 2))
          .swap16()
          .toString('utf16le'),
      );
    }
    // Arrays, and the two kinds of sets, which are stored alike.
    case 0xa:
    case 0xb:
    case 0xc:
      return readArray(state, offset, low, depth);
    case 0xd:
      return readDict(state, offset, low, depth);
    default:
      throw malformed(`unknown marker 0x${marker.toString(16)}`);
  }
}

function readSingleton(marker: number): boolean | undefined {
  if (marker === 0x08) return false;
  if (marker === 0x09) return true;
  if (marker === 0x00) return undefined;
  throw malformed(`unknown marker 0x${marker.toString(16)}`);
}

function readInteger(state: State, start: number, power: number): number | bigint {
  if (power > 4) throw malformed('integer of impossible width');
  const width = 2 ** power;
  const value = readBigUint(state, start, width);
  // One, two and four bytes are unsigned, eight and sixteen are signed: that is how Apple writes them.
  return narrowInteger(width >= 8 ? BigInt.asIntN(width * 8, value) : value);
}

function readReal(state: State, start: number, power: number): number {
  take(state, start, power === 2 || power === 3 ? 2 ** power : Number.POSITIVE_INFINITY);
  return power === 2 ? state.view.getFloat32(start) : state.view.getFloat64(start);
}

function readDate(state: State, start: number, power: number): Date {
  if (power !== 3) throw malformed('date of impossible width');
  take(state, start, 8);
  const date = new Date(Math.round(state.view.getFloat64(start) * 1000) + APPLE_EPOCH_MS);
  if (Number.isNaN(date.getTime())) throw malformed('impossible date');
  return date;
}

function readArray(state: State, offset: number, low: number, depth: number): Parsed {
  checkDepth(state, depth + 1);
  const [start, count] = readCount(state, offset, low);
  take(state, start, count * state.refSize);
  const value: PlistValue[] = [];
  const totals = { height: 0, walk: 1 };
  for (let i = 0; i < count; i++) {
    const item = readRef(state, start + i * state.refSize, depth, totals);
    if (item !== undefined) value.push(item);
  }
  return { value, height: totals.height + 1, walk: totals.walk };
}

function readDict(state: State, offset: number, low: number, depth: number): Parsed {
  checkDepth(state, depth + 1);
  const [start, count] = readCount(state, offset, low);
  take(state, start, count * state.refSize * 2);
  const value: Record<string, PlistValue> = Object.create(null) as Record<string, PlistValue>;
  const totals = { height: 0, walk: 1 };
  for (let i = 0; i < count; i++) {
    const key = readRef(state, start + i * state.refSize, depth, totals);
    if (typeof key !== 'string') throw malformed('dictionary key is not a string');
    const item = readRef(state, start + (count + i) * state.refSize, depth, totals);
    if (item !== undefined) value[key] = item;
  }
  return { value: value satisfies PlistDict, height: totals.height + 1, walk: totals.walk };
}

function readRef(
  state: State,
  at: number,
  depth: number,
  totals: { height: number; walk: number },
): PlistValue | undefined {
  const parsed = readObject(state, readUint(state.view, at, state.refSize), depth + 1);
  totals.height = Math.max(totals.height, parsed.height);
  totals.walk += parsed.walk;
  // Sharing costs this reader nothing, but whoever walks the result would walk for ever.
  if (totals.walk > state.limits.maxValues)
    throw new PlistError('too-many', `more than ${state.limits.maxValues} values`);
  return parsed.value;
}

function checkDepth(state: State, depth: number): void {
  if (depth > state.limits.maxDepth) throw new PlistError('too-deep', `more than ${state.limits.maxDepth} levels`);
}

function leaf(value: PlistValue | undefined): Parsed {
  return { value, height: 0, walk: 1 };
}
