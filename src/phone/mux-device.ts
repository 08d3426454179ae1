/** What the multiplexer lists. */
import { isPlistDict, type PlistDict, type PlistValue } from '../plist/index.ts';

export interface MuxEntry {
  /** A new one on each replug. */
  readonly deviceId: number;
  /** In the form that backups use: a dash after the 8th of 24 characters. */
  readonly udid: string;
  /** As the daemon wrote it, where that differs: pair records may be filed under it. */
  readonly listedAs: string;
  readonly connection: 'usb' | 'network';
  readonly productId: number | null;
  /** Bits per second. */
  readonly linkSpeed: number | null;
}

export type MuxEvent =
  | { readonly type: 'attached'; readonly entry: MuxEntry }
  | { readonly type: 'detached'; readonly deviceId: number }
  | { readonly type: 'paired'; readonly deviceId: number };

/** One `Attached` dictionary; null where it is none or its UDID can't be one. */
export function parseAttached(value: PlistValue | undefined): MuxEntry | null {
  if (!isPlistDict(value)) return null;
  const properties = isPlistDict(value['Properties']) ? value['Properties'] : value;
  const deviceId = wholeOf(value['DeviceID']) ?? wholeOf(properties['DeviceID']);
  const serial = properties['SerialNumber'];
  if (deviceId === null || typeof serial !== 'string') return null;
  const udid = normalUdid(serial);
  if (udid === null) return null;
  return {
    deviceId,
    udid,
    listedAs: serial.replace(/\0+$/, ''),
    connection: properties['ConnectionType'] === 'Network' ? 'network' : 'usb',
    productId: wholeOf(properties['ProductID']),
    linkSpeed: wholeOf(properties['ConnectionSpeed']),
  };
}

/** One event of Listen; null for what is none (newer daemons send more kinds). */
export function parseEvent(message: PlistDict): MuxEvent | null {
  const type = message['MessageType'];
  if (type === 'Attached') {
    const entry = parseAttached(message);
    return entry === null ? null : { type: 'attached', entry };
  }
  const deviceId = wholeOf(message['DeviceID']);
  if (deviceId === null) return null;
  if (type === 'Detached') return { type: 'detached', deviceId };
  return type === 'Paired' ? { type: 'paired', deviceId } : null;
}

/**
 * In: what a daemon calls SerialNumber. Out: the UDID as backups spell it, null where it can't be one. It becomes part of requests
 * and of paths that are looked for, hence only these characters.
 */
export function normalUdid(serial: string): string | null {
  // The old protocol kept it in a field of fixed width.
  const bare = serial.replace(/\0+$/, '');
  if (!/^[0-9A-Za-z-]{8,64}$/.test(bare)) return null;
  return /^[0-9A-Fa-f]{24}$/.test(bare) ? `${bare.slice(0, 8)}-${bare.slice(8)}` : bare;
}

/** The same phone, whatever the spelling. */
export function sameUdid(a: string, b: string): boolean {
  const bare = (udid: string): string => udid.replaceAll('-', '').toLowerCase();
  return bare(a) === bare(b);
}

/** One entry a phone; on the cable rather than by Wi-Fi where it is listed twice. */
export function preferCable(entries: readonly MuxEntry[]): readonly MuxEntry[] {
  const best = new Map<string, MuxEntry>();
  for (const entry of entries) {
    const key = entry.udid.replaceAll('-', '').toLowerCase();
    if (best.get(key)?.connection !== 'usb') best.set(key, entry);
  }
  return [...best.values()];
}

function wholeOf(value: PlistValue | undefined): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}
