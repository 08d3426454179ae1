/** The way to one phone: the multiplexer's address and what it lists the phone as. */
import type { MuxAddress } from './address.ts';
import type { Channel } from './channel.ts';
import { isFailure } from './errors.ts';
import type { Context } from './limits.ts';
import { type MuxEntry, sameUdid } from './mux-device.ts';
import { connectToPort, listDevices } from './usbmux.ts';

export interface Link {
  readonly address: MuxAddress;
  /** Renewed where the phone was listed anew: each replug, and the moment of trust, gives it another number. */
  entry: MuxEntry;
}

/**
 * A pipe to a port of the phone. Where the multiplexer no longer knows its number the list is read again and the port tried once more:
 * phones come back under a new number after the tap on Trust. Throws PhoneError.
 */
export async function openPort(link: Link, port: number, context: Context): Promise<Channel> {
  try {
    return await connectToPort(link.address, link.entry.deviceId, port, context);
  } catch (error) {
    if (!isFailure(error, 'device-gone')) throw error;
    const again = await find(link, context);
    if (again === null) throw error;
    link.entry = again;
    return await connectToPort(link.address, again.deviceId, port, context);
  }
}

/** True where the phone is no longer listed. Throws PhoneError where the list can't be read. */
export async function isGone(link: Link, context: Context): Promise<boolean> {
  const again = await find(link, context);
  return again === null || again.deviceId !== link.entry.deviceId;
}

async function find(link: Link, context: Context): Promise<MuxEntry | null> {
  const { entries } = await listDevices(link.address, context);
  const same = entries.filter((entry) => sameUdid(entry.udid, link.entry.udid));
  return same.find((entry) => entry.connection === link.entry.connection) ?? same[0] ?? null;
}
