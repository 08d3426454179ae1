/**
 * Client of the multiplexer (usbmuxd; on Windows Apple's own process). Its requests are a closed set: nothing here can save or delete
 * a pair record. Protocol: https://github.com/libimobiledevice/libusbmuxd/blob/master/src/libusbmuxd.c
 */
import { connect } from 'node:net';
import { buildXmlPlist, type PlistDict } from '../plist/index.ts';
import type { MuxAddress } from './address.ts';
import { type Channel, openChannel } from './channel.ts';
import { codeOf, type FailureKind, isFailure, PhoneError, type What } from './errors.ts';
import { type Context, limited, reasonOf } from './limits.ts';
import { type MuxEntry, type MuxEvent, parseAttached, parseEvent } from './mux-device.ts';
import { muxDecoder, muxPacket } from './packet.ts';

export const PROGRAM = 'iphone-backup-doctor';
const BAD_COMMAND = 1;
/** A daemon that doesn't know ListDevices tells of all present phones at once after Listen; then it is quiet. */
const QUIET_MS = 300;
const MAX_ENTRIES = 256;

export type MuxRequest =
  | { readonly type: 'ListDevices' }
  | { readonly type: 'Listen' }
  | { readonly type: 'ReadBUID' }
  | { readonly type: 'ReadPairRecord'; readonly udid: string }
  | { readonly type: 'Connect'; readonly deviceId: number; readonly port: number };

export interface MuxListing {
  readonly entries: readonly MuxEntry[];
  /** Entries that could not be understood. An empty list with some of these is not "no phone". */
  readonly unreadable: number;
}

/** The bytes of one request, ready to be sent. */
export function encodeMuxRequest(request: MuxRequest, tag = 1): Uint8Array {
  return muxPacket(Buffer.from(buildXmlPlist({ ...introduction(request.type), ...fieldsOf(request) })), tag);
}

function introduction(type: MuxRequest['type']): PlistDict {
  // The number is what current clients send; its effect is not documented.
  return { MessageType: type, ClientVersionString: PROGRAM, ProgName: PROGRAM, kLibUSBMuxVersion: 3 };
}

function fieldsOf(request: MuxRequest): PlistDict {
  switch (request.type) {
    case 'ReadPairRecord':
      return { PairRecordID: request.udid };
    case 'Connect':
      return { DeviceID: request.deviceId, PortNumber: swapPort(request.port) };
    default:
      return {};
  }
}

/** The port in network byte order, kept in an integer: 62078 = 0xF27E goes out as 0x7EF2 = 32498. */
export function swapPort(port: number): number {
  return ((port & 0xff) << 8) | ((port >> 8) & 0xff);
}

/** Throws PhoneError `absent`, `refused`, `no-rights`, `unreachable`, `no-answer`, `aborted`. */
export function openMux(address: MuxAddress, context: Context, during: string): Promise<Channel> {
  const what = { layer: 'mux', during } as const;
  return limited(what, context.limits.connectMs, context.signal, (signal) => {
    const socket = address.kind === 'unix' ? connect({ path: address.path }) : connect(address.port, address.host);
    return new Promise<Channel>((resolve, reject) => {
      const stop = (): void => {
        socket.destroy();
        reject(signal.reason);
      };
      signal.addEventListener('abort', stop, { once: true });
      socket.once('error', (error) => {
        signal.removeEventListener('abort', stop);
        const code = codeOf(error);
        reject(new PhoneError({ ...what, kind: CONNECT_ERRORS[code] ?? 'unreachable', error: code }));
      });
      socket.once('connect', () => {
        signal.removeEventListener('abort', stop);
        socket.setNoDelay(true);
        resolve(openChannel(socket));
      });
    });
  });
}

const CONNECT_ERRORS: Readonly<Record<string, FailureKind>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  ENOTSOCK: 'absent',
  ECONNREFUSED: 'refused',
  EACCES: 'no-rights',
  EPERM: 'no-rights',
  ETIMEDOUT: 'no-answer',
  // A socket of another kind, or one whose owner leaves at once.
  EPROTOTYPE: 'foreign',
  ECONNRESET: 'foreign',
};

/** Sends one request and reads one reply on a connection of its own that stays open. */
export async function askMux(
  channel: Channel,
  packet: Uint8Array,
  during: string,
  context: Context,
): Promise<PlistDict> {
  const what: What = { layer: 'mux', during };
  return await limited(what, context.limits.answerMs, context.signal, (signal) => {
    channel.write(packet);
    return channel.read(muxDecoder(during), what, signal);
  });
}

async function ask(address: MuxAddress, request: MuxRequest, context: Context): Promise<PlistDict> {
  const channel = await openMux(address, context, request.type);
  try {
    return await askMux(channel, encodeMuxRequest(request), request.type, context);
  } finally {
    channel.destroy();
  }
}

/** `Number` of a `Result` reply; null for every other reply. For pair records it is an errno, else a code of usbmuxd's own. */
export function resultOf(reply: PlistDict): number | null {
  if (reply['MessageType'] !== 'Result') return null;
  const number = reply['Number'];
  return typeof number === 'number' ? number : BAD_COMMAND;
}

function refused(during: string, result: number | null): PhoneError {
  return result === null
    ? new PhoneError({ layer: 'mux', kind: 'foreign', during, error: 'unexpected reply' })
    : new PhoneError({ layer: 'mux', kind: 'mux-refused', during, error: `Result ${result}` });
}

/** What is connected now. Throws PhoneError. */
export async function listDevices(address: MuxAddress, context: Context): Promise<MuxListing> {
  const reply = await ask(address, { type: 'ListDevices' }, context);
  const list = reply['DeviceList'];
  if (Array.isArray(list)) {
    const entries = list.slice(0, MAX_ENTRIES).map((item) => parseAttached(item));
    const read = entries.filter((entry) => entry !== null);
    return { entries: read, unreadable: list.length - read.length };
  }
  if (resultOf(reply) !== BAD_COMMAND) throw refused('ListDevices', resultOf(reply));
  return { entries: await listByListening(address, context), unreadable: 0 };
}

async function listByListening(address: MuxAddress, context: Context): Promise<readonly MuxEntry[]> {
  const entries: MuxEntry[] = [];
  const quiet = new AbortController();
  const stop = (): void => quiet.abort();
  context.signal.addEventListener('abort', stop, { once: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    for await (const event of listen(address, { ...context, signal: quiet.signal })) {
      clearTimeout(timer);
      timer = setTimeout(stop, QUIET_MS);
      if (event.type === 'attached' && entries.length < MAX_ENTRIES) entries.push(event.entry);
    }
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener('abort', stop);
  }
  if (context.signal.aborted) throw reasonOf(context.signal, { layer: 'mux', during: 'Listen' });
  return entries;
}

/**
 * `listening` when the multiplexer agreed, then the phones that are there, then attaching and detaching as it happens. Ends when the signal fires; throws
 * PhoneError where the multiplexer can't be reached, refuses or hangs up.
 */
export async function* listen(
  address: MuxAddress,
  context: Context,
): AsyncGenerator<MuxEvent | { readonly type: 'listening' }, void> {
  const during = 'Listen';
  const channel = await openMux(address, context, during);
  try {
    const result = resultOf(await askMux(channel, encodeMuxRequest({ type: 'Listen' }), during, context));
    if (result !== 0) throw refused(during, result);
    yield { type: 'listening' };
    for (;;) {
      // No time limit: a cable that nobody touches is silent.
      const event = parseEvent(await channel.read(muxDecoder(during), { layer: 'mux', during }, context.signal));
      if (event !== null) yield event;
    }
  } catch (error) {
    if (!isFailure(error, 'aborted')) throw error;
  } finally {
    channel.destroy();
  }
}

/**
 * A pipe to a port of a phone. Throws PhoneError `device-gone` (unplugged, or listed anew since), `port-refused` (nothing listens
 * there), `mux-refused`.
 */
export async function connectToPort(
  address: MuxAddress,
  deviceId: number,
  port: number,
  context: Context,
): Promise<Channel> {
  const during = 'Connect';
  const channel = await openMux(address, context, during);
  try {
    const result = resultOf(
      await askMux(channel, encodeMuxRequest({ type: 'Connect', deviceId, port }), during, context),
    );
    if (result === 0) return channel;
    if (result === 2 || result === 3) {
      const kind = result === 2 ? 'device-gone' : 'port-refused';
      throw new PhoneError({ layer: 'mux', kind, during, error: `Result ${result}` });
    }
    throw refused(during, result);
  } catch (error) {
    channel.destroy();
    throw error;
  }
}

/** This computer's own id among those that a phone trusts. Throws PhoneError. */
export async function readBuid(address: MuxAddress, context: Context): Promise<string> {
  const reply = await ask(address, { type: 'ReadBUID' }, context);
  const buid = reply['BUID'];
  if (typeof buid !== 'string' || buid === '') throw refused('ReadBUID', resultOf(reply));
  return buid;
}

/** The stored pair record as bytes, null where there is none for this phone. Holds private keys. Throws PhoneError. */
export async function readPairRecord(address: MuxAddress, udid: string, context: Context): Promise<Uint8Array | null> {
  const reply = await ask(address, { type: 'ReadPairRecord', udid }, context);
  const data = reply['PairRecordData'];
  if (data instanceof Uint8Array) return data;
  // Here the number is an errno: ENOENT.
  if (resultOf(reply) === 2) return null;
  throw refused('ReadPairRecord', resultOf(reply));
}
