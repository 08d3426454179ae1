/**
 * usbmuxd's packets: a header of four little-endian numbers (length with header, version, type, tag), then an XML property list.
 * https://github.com/libimobiledevice/libusbmuxd/blob/master/src/usbmuxd-proto.h
 */
import { buildXmlPlist, isPlistDict, type PlistDict, type PlistValue, parsePlist } from '../plist/index.ts';
import type { Framed } from './reply-fault.ts';
import type { Wire } from './wire.ts';

export const HEADER_BYTES = 16;
/** Version of packets that hold a property list. */
export const PLIST_VERSION = 1;
/** Type of every packet that holds a property list. */
export const PLIST_MESSAGE = 8;
/** usbmuxd drops a client that announces more than this. */
const MAX_REQUEST = 64 * 1024;

export type MuxRequest =
  | { readonly kind: 'request'; readonly tag: number; readonly body: PlistDict }
  | { readonly kind: 'wrong-version'; readonly tag: number }
  /** Not a packet at all: usbmuxd drops such a client without a word. */
  | { readonly kind: 'nonsense' };

/** One packet; `claimed` is the length that the header tells, where it shall lie. */
export function muxPacket(payload: Uint8Array, tag: number, claimed = HEADER_BYTES + payload.length): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(claimed, 0);
  header.writeUInt32LE(PLIST_VERSION, 4);
  header.writeUInt32LE(PLIST_MESSAGE, 8);
  header.writeUInt32LE(tag, 12);
  return Buffer.concat([header, payload]);
}

/** A message ready to be sent, honestly or not. */
export function muxMessage(message: PlistValue, tag: number): Framed {
  return {
    payload: Buffer.from(buildXmlPlist(message)),
    frame: (payload, claimed) => muxPacket(payload, tag, claimed === undefined ? undefined : HEADER_BYTES + claimed),
    zeroLength: muxPacket(new Uint8Array(0), tag, 0),
  };
}

/** The next request of a client. Rejects with WireClosed where the client leaves. */
export async function readMuxRequest(wire: Wire): Promise<MuxRequest> {
  const header = await wire.read(HEADER_BYTES);
  const length = header.readUInt32LE(0);
  const tag = header.readUInt32LE(12);
  if (length < HEADER_BYTES || length > MAX_REQUEST) return { kind: 'nonsense' };
  const payload = await wire.read(length - HEADER_BYTES);
  if (header.readUInt32LE(4) !== PLIST_VERSION) return { kind: 'wrong-version', tag };
  if (header.readUInt32LE(8) !== PLIST_MESSAGE) return { kind: 'nonsense' };
  try {
    const body = parsePlist(payload);
    return isPlistDict(body) ? { kind: 'request', tag, body } : { kind: 'nonsense' };
  } catch {
    return { kind: 'nonsense' };
  }
}

/**
 * `PortNumber` of a Connect request: the port in network byte order, kept in an integer. 62078 = 0xF27E comes as 0x7EF2 = 32498.
 * The swap is its own inverse.
 */
export function swapPort(port: number): number {
  return ((port & 0xff) << 8) | ((port >> 8) & 0xff);
}
