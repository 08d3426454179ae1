/**
 * usbmuxd's packets: 16 bytes of header (four little-endian numbers: length with header, version, type, tag), then a property list.
 * https://github.com/libimobiledevice/libusbmuxd/blob/master/src/usbmuxd-proto.h
 */
import { isPlistDict, type PlistDict, PlistError, parsePlist } from '../plist/index.ts';
import type { Decoder } from './channel.ts';
import { type FailureKind, PhoneError, printableBytes } from './errors.ts';
import { MAX_REPLY_BYTES, REPLY_LIMITS } from './limits.ts';

const HEADER_BYTES = 16;
/** 0 is the old binary protocol, 1 the one with property lists. */
const PLIST_VERSION = 1;
const PLIST_MESSAGE = 8;
/** Bytes of a foreign program's answer that an error shows; enough for `HTTP/1.1 400 Bad Request` and a banner. */
const FOREIGN_BYTES = 64;

/** In: the property list as bytes, and a number that the reply repeats. */
export function muxPacket(payload: Uint8Array, tag: number): Uint8Array {
  const packet = Buffer.alloc(HEADER_BYTES + payload.length);
  packet.writeUInt32LE(packet.length, 0);
  packet.writeUInt32LE(PLIST_VERSION, 4);
  packet.writeUInt32LE(PLIST_MESSAGE, 8);
  packet.writeUInt32LE(tag, 12);
  packet.set(payload, HEADER_BYTES);
  return packet;
}

/**
 * Decodes one packet. Throws PhoneError: `foreign` with the first bytes where this is not usbmuxd, `too-old` where it only speaks
 * version 0. The content of a packet never gets into an error: it can be a pair record.
 */
export function muxDecoder(during: string): Decoder<PlistDict> {
  return (bytes) => {
    if (bytes.length < HEADER_BYTES) return { need: HEADER_BYTES };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = view.getUint32(0, true);
    const version = view.getUint32(4, true);
    const type = view.getUint32(8, true);
    if (version === 0 && type >= 1 && type <= 6 && length < 1024) throw failure('too-old', during, 'version 0');
    if (version !== PLIST_VERSION || type !== PLIST_MESSAGE || length <= HEADER_BYTES || length > MAX_REPLY_BYTES) {
      throw new PhoneError({ layer: 'mux', kind: 'foreign', during, seen: printableBytes(bytes, FOREIGN_BYTES) });
    }
    if (bytes.length < length) return { need: length };
    return { frame: parse(bytes.subarray(HEADER_BYTES, length), during), used: length };
  };
}

function parse(payload: Uint8Array, during: string): PlistDict {
  try {
    const value = parsePlist(payload, REPLY_LIMITS);
    if (isPlistDict(value)) return value;
  } catch (error) {
    if (!(error instanceof PlistError)) throw error;
    throw failure('foreign', during, `property list ${error.code}`);
  }
  throw failure('foreign', during, 'not a dictionary');
}

function failure(kind: FailureKind, during: string, error: string): PhoneError {
  return new PhoneError({ layer: 'mux', kind, during, error });
}
