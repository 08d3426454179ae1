/**
 * Framing of lockdownd and most services: a big-endian length of four bytes, then a property list, XML or binary.
 * https://github.com/libimobiledevice/libimobiledevice/blob/master/src/property_list_service.c
 */
import { PlistError, type PlistValue, parsePlist } from '../plist/index.ts';
import type { Channel, Decoder } from './channel.ts';
import { PhoneError, printableBytes, type What } from './errors.ts';
import { MAX_REPLY_BYTES, REPLY_LIMITS } from './limits.ts';

const HEADER_BYTES = 4;

export function plistFrame(payload: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(HEADER_BYTES + payload.length);
  frame.writeUInt32BE(payload.length, 0);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Throws PhoneError `garbage`; with the first bytes where the length makes no sense, without any of a property list's content. */
export function plistDecoder(what: What): Decoder<PlistValue> {
  return (bytes) => {
    if (bytes.length < HEADER_BYTES) return { need: HEADER_BYTES };
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
    if (length === 0 || length > MAX_REPLY_BYTES) {
      throw new PhoneError({ ...what, kind: 'garbage', seen: printableBytes(bytes, 32) });
    }
    const end = HEADER_BYTES + length;
    if (bytes.length < end) return { need: end };
    try {
      return { frame: parsePlist(bytes.subarray(HEADER_BYTES, end), REPLY_LIMITS), used: end };
    } catch (error) {
      if (!(error instanceof PlistError)) throw error;
      throw new PhoneError({ ...what, kind: 'garbage', error: `property list ${error.code}` });
    }
  };
}

/** The next message. Throws PhoneError. */
export function receivePlist(channel: Channel, what: What, signal: AbortSignal): Promise<PlistValue> {
  return channel.read(plistDecoder(what), what, signal);
}
