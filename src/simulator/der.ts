/**
 * Just enough DER to write an X.509 certificate: Node's crypto can read certificates but not make them.
 * Encoding rules: ITU-T X.690.
 */

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const NULL = 0x05;
const OBJECT_IDENTIFIER = 0x06;
const SEQUENCE = 0x30;

/** One value: its tag, its length, its bytes. */
export function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(body.length), body]);
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export function sequence(...items: readonly Uint8Array[]): Buffer {
  return der(SEQUENCE, ...items);
}

/** A non-negative integer that fits in 31 bits. */
export function integer(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(rest & 0xff);
    rest >>= 8;
  } while (rest > 0);
  // The first bit is the sign: a leading zero keeps the number positive.
  if (((bytes[0] ?? 0) & 0x80) !== 0) bytes.unshift(0);
  return der(INTEGER, Buffer.from(bytes));
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return der(BIT_STRING, Buffer.from([unusedBits]), bytes);
}

export function octetString(bytes: Uint8Array): Buffer {
  return der(OCTET_STRING, bytes);
}

export function nothing(): Buffer {
  return der(NULL);
}

export function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.from([value ? 0xff : 0x00]));
}

/** A value that the standard marks with `[tag] EXPLICIT`. */
export function explicit(tag: number, content: Uint8Array): Buffer {
  return der(0xa0 | tag, content);
}

/** An object identifier in its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(OBJECT_IDENTIFIER, Buffer.from(bytes));
}

/** A moment: two-digit years up to 2049, four-digit ones after it (RFC 5280, 4.1.2.5). */
export function time(moment: Date): Buffer {
  const digits = moment.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  const twoDigits = moment.getUTCFullYear() < 2050;
  return der(twoDigits ? 0x17 : 0x18, Buffer.from(`${twoDigits ? digits.slice(2) : digits}Z`, 'ascii'));
}
