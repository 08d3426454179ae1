/** Asks the multiplexer (usbmuxd, or Apple's process on Windows) for its list of phones, and nothing else. */
import { createConnection } from 'node:net';
import * as v from 'valibot';
import type { MuxAddress } from '../host/types.ts';
import { modeOf, udidOf } from './apple-usb.ts';
import { muxAddressText, parseMuxAddress } from './mux-address.ts';
import { muxPacket, readMuxPacket } from './mux-packet.ts';
import type { MuxDevice, MuxFinding } from './types.ts';

const MAX_BYTES = 4 * 1024 * 1024;
const LIMIT_MS = 3000;
const TAG = 1;

const REQUEST = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>MessageType</key><string>ListDevices</string>
<key>ClientVersionString</key><string>iphone-backup-doctor</string>
<key>ProgName</key><string>iphone-backup-doctor</string>
<key>kLibUSBMuxVersion</key><integer>3</integer>
</dict></plist>
`;

export interface MuxOptions {
  /** Value of USBMUXD_SOCKET_ADDRESS; empty counts as not set. */
  readonly configured: string | undefined;
  readonly defaultAddress: MuxAddress;
  /** Time limit in ms for connecting and answering together. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
}

/** Finds the address, connects and asks. Never throws: what goes wrong is a state. */
export async function readMux(options: MuxOptions): Promise<MuxFinding> {
  const configured = options.configured?.trim() ?? '';
  const address = configured === '' ? options.defaultAddress : parseMuxAddress(configured);
  const addressFrom = configured === '' ? 'default' : 'environment';
  if (!address) {
    return { address: printable(configured, 200), addressFrom, state: 'bad-address', devices: [], detail: null };
  }
  const listing = await listDevices(address, options);
  return { address: muxAddressText(address), addressFrom, ...listing };
}

export interface MuxListing {
  readonly state: Exclude<MuxFinding['state'], 'bad-address'>;
  readonly devices: readonly MuxDevice[];
  readonly detail: string | null;
}

/** Sends one ListDevices. */
export function listDevices(
  address: MuxAddress,
  options: Pick<MuxOptions, 'limitMs' | 'signal'> = {},
): Promise<MuxListing> {
  return new Promise((resolve) => {
    const socket = createConnection(
      address.kind === 'unix' ? { path: address.path } : { host: address.host, port: address.port },
    );
    let received: Buffer = Buffer.alloc(0);
    let settled = false;
    const settle = (state: MuxListing['state'], detail: string | null, devices: readonly MuxDevice[] = []): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve({ state, devices, detail });
    };
    const timer = setTimeout(() => settle('silent', silence(received)), options.limitMs ?? LIMIT_MS);
    const onAbort = (): void => settle('silent', 'called off');
    options.signal?.addEventListener('abort', onAbort, { once: true });

    socket.on('connect', () => socket.write(muxPacket(REQUEST, TAG)));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const read = readMuxPacket(received, MAX_BYTES);
      if (read.state === 'foreign') settle('foreign', printable(received.toString('latin1'), 40));
      if (read.state !== 'packet') return;
      // The packet is whole: what comes after it is of no interest.
      socket.pause();
      parseDeviceList(read.payload).then(
        (parsed) => (typeof parsed === 'string' ? settle('foreign', parsed) : settle('listing', null, parsed)),
        () => settle('foreign', 'no property list'),
      );
    });
    socket.on('error', (error: NodeJS.ErrnoException) => settle(stateOf(error.code), error.code ?? error.name));
    socket.on('close', () => {
      if (!socket.isPaused())
        settle('foreign', received.length === 0 ? 'closed without an answer' : 'answer cut short');
    });
  });
}

function silence(received: Buffer): string {
  return received.length === 0 ? 'no answer' : `only ${received.length} bytes`;
}

function stateOf(code: string | undefined): MuxListing['state'] {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENOTSOCK':
      return 'absent';
    case 'EACCES':
    case 'EPERM':
      return 'no-rights';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'EPROTOTYPE':
      return 'foreign';
    case 'ETIMEDOUT':
      return 'silent';
    default:
      return 'refused';
  }
}

const ATTACHED = v.object({
  Properties: v.object({
    SerialNumber: v.pipe(v.string(), v.regex(/^[\w-]{1,64}\0*$/)),
    ConnectionType: v.optional(v.picklist(['USB', 'Network']), 'USB'),
    ProductID: v.optional(v.pipe(v.number(), v.integer())),
    ConnectionSpeed: v.optional(v.pipe(v.number(), v.minValue(0))),
  }),
});
const DEVICE_LIST = v.object({ DeviceList: v.array(v.unknown()) });
const RESULT = v.object({ MessageType: v.literal('Result'), Number: v.pipe(v.number(), v.integer()) });

/**
 * Phones, tablets and players in the answer to ListDevices (a Watch or a TV is listed too, but no backup is made of it).
 *
 * @returns a text where the answer is something else.
 */
export async function parseDeviceList(payload: Uint8Array): Promise<readonly MuxDevice[] | string> {
  const { parsePlist } = await import('../plist/index.ts');
  const value = parsePlist(payload, { maxBytes: MAX_BYTES });
  const list = v.safeParse(DEVICE_LIST, value);
  if (!list.success) {
    const result = v.safeParse(RESULT, value);
    return result.success ? `Result ${result.output.Number}` : 'no DeviceList';
  }
  const devices: MuxDevice[] = [];
  let understood = 0;
  for (const entry of list.output.DeviceList) {
    const attached = v.safeParse(ATTACHED, entry);
    if (!attached.success) continue;
    understood++;
    const { SerialNumber, ConnectionType, ProductID, ConnectionSpeed } = attached.output.Properties;
    if (ProductID !== undefined && modeOf(ProductID) === null) continue;
    devices.push({
      udid: udidOf(SerialNumber) ?? SerialNumber.replace(/\0+$/, ''),
      connection: ConnectionType === 'USB' ? 'usb' : 'network',
      productId: ProductID ?? null,
      linkSpeed: ConnectionSpeed ?? null,
    });
  }
  // Entries that say nothing we understand must not look like "no phone".
  return list.output.DeviceList.length > 0 && understood === 0 ? 'DeviceList of an unknown form' : devices;
}

/** The beginning of a text from outside, fit to be shown. */
function printable(text: string, length: number): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, length);
}
