/** The bytes of a binary property list, read only inside its limits. */
import { PlistError } from './types.ts';

/** What the readers below need to know of a document. */
export interface Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where the objects end: nothing may reach into the trailer. */
  readonly end: number;
  /** Objects of a sound file don't overlap, so together they can't take more than the file. Stops memory bombs. */
  budget: number;
}

/** Length of a string, data or container, and where its content starts. */
export function readCount(source: Source, offset: number, low: number): readonly [number, number] {
  if (low !== 0x0f) return [offset + 1, low];
  if (offset + 2 > source.end) throw malformed('cut short');
  const marker = source.view.getUint8(offset + 1);
  const power = marker & 0x0f;
  if (marker >> 4 !== 0x1 || power > 3) throw malformed('impossible length');
  const width = 2 ** power;
  if (offset + 2 + width > source.end) throw malformed('cut short');
  return [offset + 2 + width, readUint(source.view, offset + 2, width)];
}

export function readBigUint(source: Source, start: number, width: number): bigint {
  let value = 0n;
  for (const byte of take(source, start, width)) value = (value << 8n) | BigInt(byte);
  return value;
}

/** The bytes from `start`, after checking that they are inside the file and not counted too often. */
export function take(source: Source, start: number, length: number): Uint8Array {
  if (start + length > source.end) throw malformed('a value reaches beyond the end of the file');
  source.budget -= length;
  if (source.budget < 0) throw malformed('values overlap');
  return source.bytes.subarray(start, start + length);
}

/** Unsigned integer of 1 to 8 bytes; what does not fit a safe integer can't be a position or a count. */
export function readUint(view: DataView, at: number, width: number): number {
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + view.getUint8(at + i);
  if (!Number.isSafeInteger(value)) throw malformed('impossible position or count');
  return value;
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function malformed(message: string): PlistError {
  return new PlistError('malformed', message);
}
