/**
 * Just enough DER (ITU-T X.690) to write the three certificates of a pair record: Node's crypto reads certificates and signs, but does
 * not make them.
 */

export function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const digits = content.length < 0x80 ? '' : evenHex(content.length);
  const head =
    digits === ''
      ? Buffer.of(tag, content.length)
      : Buffer.of(tag, 0x80 | (digits.length / 2), ...Buffer.from(digits, 'hex'));
  return Buffer.concat([head, content]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts);
export const smallInteger = (value: number): Buffer => tlv(0x02, Buffer.of(value));
export const bits = (content: Uint8Array, unused = 0): Buffer => tlv(0x03, Buffer.of(unused), content);
export const octets = (content: Uint8Array): Buffer => tlv(0x04, content);
export const yes = (): Buffer => tlv(0x01, Buffer.of(0xff));
export const nothing = (): Buffer => tlv(0x05);
export const explicit = (number: number, content: Uint8Array): Buffer => tlv(0xa0 | number, content);

/** In: an object identifier whose parts are below 2^21, as `1.2.840.113549.1.1.11`. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    if (part >= 0x4000) bytes.push(0x80 | (part >> 14));
    if (part >= 0x80) bytes.push(0x80 | ((part >> 7) & 0x7f));
    bytes.push(part & 0x7f);
  }
  return tlv(0x06, Buffer.from(bytes));
}

/** In: ms since 1970. UTCTime up to 2049, GeneralizedTime from then on (RFC 5280, 4.1.2.5). */
export function time(ms: number): Buffer {
  const text = `${new Date(ms).toISOString().replace(/[-:T]|\..*$/g, '')}Z`;
  return Number(text.slice(0, 4)) < 2050 ? tlv(0x17, Buffer.from(text.slice(2))) : tlv(0x18, Buffer.from(text));
}

function evenHex(value: number): string {
  const hex = value.toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}
