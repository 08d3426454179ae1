/**
 * Packets of usbmuxd: four little-endian 32-bit numbers (length with this header, version, type, tag), then the payload.
 * Source: https://github.com/libimobiledevice/usbmuxd (src/usbmuxd-proto.h).
 */

const HEADER = 16;
const VERSION_PLIST = 1;
const TYPE_PLIST = 8;

/** Wraps an XML property list. */
export function muxPacket(payload: string, tag: number): Buffer {
  const body = Buffer.from(payload, 'utf8');
  const packet = Buffer.alloc(HEADER + body.length);
  packet.writeUInt32LE(packet.length, 0);
  packet.writeUInt32LE(VERSION_PLIST, 4);
  packet.writeUInt32LE(TYPE_PLIST, 8);
  packet.writeUInt32LE(tag, 12);
  body.copy(packet, HEADER);
  return packet;
}

export type PacketRead =
  | { readonly state: 'more' }
  | { readonly state: 'packet'; readonly payload: Buffer }
  /** Not this protocol. */
  | { readonly state: 'foreign' };

/**
 * Reads the first packet out of the bytes that have come so far.
 *
 * @param received Everything since the connection was made, in any pieces.
 * @param maxBytes Largest packet that is believed; a foreign service must not make this program wait for gigabytes.
 */
export function readMuxPacket(received: Buffer, maxBytes: number): PacketRead {
  // Each number is judged as soon as it is there, so that a foreign service is known by its first words.
  if (received.length >= 4) {
    const length = received.readUInt32LE(0);
    if (length < HEADER || length > maxBytes) return { state: 'foreign' };
  }
  if (received.length >= 8 && received.readUInt32LE(4) !== VERSION_PLIST) return { state: 'foreign' };
  if (received.length >= 12 && received.readUInt32LE(8) !== TYPE_PLIST) return { state: 'foreign' };
  if (received.length < HEADER) return { state: 'more' };
  const length = received.readUInt32LE(0);
  if (received.length < length) return { state: 'more' };
  return { state: 'packet', payload: received.subarray(HEADER, length) };
}
