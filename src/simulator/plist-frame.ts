/**
 * The framing of lockdownd and of most services: a big-endian length, then a property list (XML or binary).
 * https://github.com/libimobiledevice/libimobiledevice/blob/master/src/property_list_service.c
 */
import { buildBinaryPlist, buildXmlPlist, type PlistValue, parsePlist } from '../plist/index.ts';
import type { Framed } from './reply-fault.ts';
import { type Wire, WireClosed } from './wire.ts';

/** Longer requests do not exist; who announces one is cut off. */
const MAX_REQUEST = 4 * 1024 * 1024;

export type PlistForm = 'xml' | 'binary';

export function plistFrame(payload: Uint8Array, claimed = payload.length): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt32BE(claimed, 0);
  return Buffer.concat([header, payload]);
}

/** A message ready to be sent, honestly or not. */
export function plistMessage(message: PlistValue, form: PlistForm): Framed {
  return {
    payload: Buffer.from(form === 'xml' ? buildXmlPlist(message) : buildBinaryPlist(message)),
    frame: plistFrame,
    zeroLength: Buffer.alloc(4),
  };
}

/** The next message of a client. What is no property list ends the connection, as on a phone. */
export async function readPlistMessage(wire: Wire): Promise<PlistValue> {
  const length = (await wire.read(4)).readUInt32BE(0);
  try {
    if (length === 0 || length > MAX_REQUEST) throw new Error('length');
    return parsePlist(await wire.read(length));
  } catch {
    wire.destroy();
    throw new WireClosed();
  }
}
