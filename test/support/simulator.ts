/** Simulated phones for tests, and a client of bare bytes that shares no code with them nor with our own client. */
import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { HONEST_MUX, type MuxConfig, type PhoneDifferences, phoneConfig } from '../../src/simulator/config.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.ts';
import type { ModelId } from '../../src/simulator/models.ts';
import type { SampleBackup } from '../../src/simulator/sample-backups.ts';
import { phoneValues, type ValueChanges, withValues } from '../../src/simulator/values.ts';

export interface Differences extends Omit<PhoneDifferences, 'values'> {
  readonly model?: ModelId;
  readonly changes?: ValueChanges;
}

export interface Setting extends SimulatorOptions {
  /** Default: one honest phone. */
  readonly phones?: readonly Differences[];
  readonly mux?: Partial<MuxConfig>;
  readonly backups?: readonly SampleBackup[];
}

/** Starts simulated phones; they end with the test. A concurrent test must hand over its own `onTestFinished`. */
export async function simulate(setting: Setting = {}, finished = onTestFinished): Promise<Simulator> {
  const now = (setting.now ?? Date.now)();
  const phones = (setting.phones ?? [{}]).map(({ model, changes, ...differences }) =>
    phoneConfig({ values: withValues(phoneValues(model ?? 'iphone-16-plus', now), changes ?? {}), ...differences }),
  );
  const simulator = await startSimulator(
    { mux: { ...HONEST_MUX, ...setting.mux }, phones, backups: setting.backups ?? [] },
    setting,
  );
  finished(() => simulator.close());
  return simulator;
}

export interface ToolRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a real client against simulated phones. Never synchronously: the phones live in this very process.
 * `bare`: the address without `UNIX:`, which is the only form that go-ios takes.
 */
export async function runTool(
  simulator: Simulator,
  command: string,
  args: readonly string[],
  options: { readonly bare?: boolean; readonly cwd?: string } = {},
): Promise<ToolRun> {
  const address = options.bare ? simulator.address.replace(/^UNIX:/, '') : simulator.address;
  const child = spawn(command, args, {
    env: { ...process.env, USBMUXD_SOCKET_ADDRESS: address },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 25_000);
  const text = async (stream: Readable) => (await stream.toArray()).join('');
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout.setEncoding('utf8')),
    text(child.stderr.setEncoding('utf8')),
    new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    }),
  ]);
  clearTimeout(timer);
  return { status, stdout, stderr };
}

/** How the connection ended, as its user sees it. */
export type Ending = 'open' | 'end' | 'reset';

/** A connection of bare bytes. */
export interface Bytes {
  readonly socket: Socket;
  send(bytes: Uint8Array | string): void;
  /** Exactly so many bytes; rejects after 3 s or where the connection ends first. */
  take(count: number): Promise<Buffer>;
  /** Everything that came until the other side ended, or for `ms`. */
  rest(ms?: number): Promise<{ readonly bytes: Buffer; readonly ending: Ending }>;
  /** Sizes of the pieces in which the bytes came, and when (ms since the connection was made). */
  readonly pieces: readonly { readonly size: number; readonly at: number }[];
  /** Stops reading and hands the socket over. */
  release(): Socket;
}

export function bytesOf(socket: Socket): Bytes {
  let held: Buffer = Buffer.alloc(0);
  let ending: Ending = 'open';
  const pieces: { size: number; at: number }[] = [];
  const begin = performance.now();
  let wake = () => {};
  const onData = (chunk: Buffer) => {
    pieces.push({ size: chunk.length, at: performance.now() - begin });
    held = Buffer.concat([held, chunk]);
    wake();
  };
  const onEnd = () => {
    if (ending === 'open') ending = 'end';
    wake();
  };
  const onError = () => {
    ending = 'reset';
    wake();
  };
  socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
  onTestFinished(() => void socket.destroy());
  const until = async (done: () => boolean, ms: number) => {
    const deadline = performance.now() + ms;
    while (!done() && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - performance.now());
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  return {
    socket,
    pieces,
    send: (bytes) => void socket.write(bytes),
    async take(count) {
      await until(() => held.length >= count || ending !== 'open', 3000);
      if (held.length < count) throw new Error(`only ${held.length} of ${count} bytes came (${ending})`);
      const bytes = held.subarray(0, count);
      held = held.subarray(count);
      return bytes;
    },
    async rest(ms = 3000) {
      await until(() => ending !== 'open', ms);
      return { bytes: held, ending };
    },
    release() {
      socket.pause();
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      return socket;
    },
  };
}

/** A new connection to the multiplexer. */
export async function dial(simulator: Pick<Simulator, 'address'>): Promise<Bytes> {
  const { address } = simulator;
  const socket = address.startsWith('UNIX:')
    ? connect(address.slice(5))
    : connect(Number(address.split(':')[1]), '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return bytesOf(socket);
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">';

/** An XML property list of one flat dictionary, typed by hand. */
export function xml(dictionary: Readonly<Record<string, string | number | boolean | Buffer>>): string {
  const value = (item: string | number | boolean | Buffer) => {
    if (typeof item === 'string') return `<string>${item.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</string>`;
    if (typeof item === 'number') return `<integer>${item}</integer>`;
    return typeof item === 'boolean' ? `<${item}/>` : `<data>${item.toString('base64')}</data>`;
  };
  const body = Object.entries(dictionary).map(([key, item]) => `<key>${key}</key>${value(item)}`);
  return `${HEAD}<dict>${body.join('')}</dict></plist>`;
}

/** A packet of usbmuxd's plist protocol. */
export function muxPacket(body: string, tag = 1): Buffer {
  const payload = Buffer.from(body, 'utf8');
  const packet = Buffer.alloc(16 + payload.length);
  packet.writeUInt32LE(packet.length, 0);
  packet.writeUInt32LE(1, 4);
  packet.writeUInt32LE(8, 8);
  packet.writeUInt32LE(tag, 12);
  payload.copy(packet, 16);
  return packet;
}

export interface MuxReply {
  readonly tag: number;
  readonly text: string;
}

export async function takeMux(bytes: Bytes): Promise<MuxReply> {
  const header = await bytes.take(16);
  const payload = await bytes.take(header.readUInt32LE(0) - 16);
  return { tag: header.readUInt32LE(12), text: payload.toString('utf8') };
}

/** One request to usbmuxd on a connection of its own. */
export async function askMux(
  simulator: Pick<Simulator, 'address'>,
  request: Readonly<Record<string, string | number | Buffer>>,
): Promise<MuxReply> {
  const bytes = await dial(simulator);
  bytes.send(muxPacket(xml(request), 7));
  return takeMux(bytes);
}

/** The integer after a key; null where there is none. */
export function integerIn(text: string, key: string): number | null {
  const found = new RegExp(`<key>${key}</key>\\s*<integer>(\\d+)</integer>`).exec(text);
  return found ? Number(found[1]) : null;
}

/** The text after a key; null where there is none. */
export function textIn(text: string, key: string): string | null {
  return new RegExp(`<key>${key}</key>\\s*<string>([^<]*)</string>`).exec(text)?.[1] ?? null;
}

/** The bytes after a key; null where there are none. */
export function dataIn(text: string, key: string): Buffer | null {
  const found = new RegExp(`<key>${key}</key>\\s*<data>([^<]*)</data>`).exec(text);
  return found ? Buffer.from(found[1] ?? '', 'base64') : null;
}

export function keysIn(text: string): readonly string[] {
  return [...text.matchAll(/<key>([^<]*)<\/key>/g)].map((found) => found[1] ?? '');
}

/** A connection to a port of the first phone. */
export async function dialPhone(simulator: Simulator, port: number): Promise<Bytes> {
  const list = await askMux(simulator, { MessageType: 'ListDevices' });
  const bytes = await dial(simulator);
  const swapped = ((port & 0xff) << 8) | (port >> 8);
  bytes.send(
    muxPacket(xml({ MessageType: 'Connect', DeviceID: integerIn(list.text, 'DeviceID') ?? -1, PortNumber: swapped })),
  );
  const { text } = await takeMux(bytes);
  if (integerIn(text, 'Number') !== 0) throw new Error(`Connect: ${integerIn(text, 'Number')}`);
  return bytes;
}

/** One message with a big-endian length. */
export function framed(body: string | Buffer): Buffer {
  const payload = Buffer.from(body);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(payload.length);
  return Buffer.concat([head, payload]);
}

export async function takeFramed(bytes: Bytes): Promise<Buffer> {
  return bytes.take((await bytes.take(4)).readUInt32BE(0));
}

/** One request to lockdownd (or to a service of the same framing). */
export async function ask(
  bytes: Bytes,
  request: Readonly<Record<string, string | number | boolean | Buffer>>,
): Promise<string> {
  bytes.send(framed(xml(request)));
  return (await takeFramed(bytes)).toString('utf8');
}

export interface PairRecord {
  readonly hostId: string;
  readonly escrowBag: Buffer;
  /** The computer's own certificate and key. */
  readonly tls: ConnectionOptions;
  readonly rootTls: ConnectionOptions;
  readonly deviceCertificate: Buffer;
}

/** The stored pair record of the first phone. */
export async function readRecord(simulator: Simulator): Promise<PairRecord> {
  const reply = await askMux(simulator, { MessageType: 'ReadPairRecord', PairRecordID: simulator.udids[0] ?? '' });
  const text = dataIn(reply.text, 'PairRecordData')?.toString('utf8') ?? '';
  const data = (key: string) => dataIn(text, key) ?? Buffer.alloc(0);
  return {
    hostId: textIn(text, 'HostID') ?? '',
    escrowBag: data('EscrowBag'),
    tls: { cert: data('HostCertificate'), key: data('HostPrivateKey') },
    rootTls: { cert: data('RootCertificate'), key: data('RootPrivateKey') },
    deviceCertificate: data('DeviceCertificate'),
  };
}

export interface Handshake {
  readonly bytes: Bytes;
  readonly socket: TLSSocket;
}

/** TLS on a connection that was plain so far; rejects with the client's error where it fails. */
export async function startTls(plain: Bytes, options: ConnectionOptions): Promise<Handshake> {
  const socket = connectTls({
    socket: plain.release(),
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    ...options,
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve);
    socket.once('error', reject);
  });
  return { socket, bytes: bytesOf(socket) };
}

/** A session with lockdownd, as a trusted computer opens it. */
export async function openSession(simulator: Simulator, record?: PairRecord): Promise<Handshake> {
  const known = record ?? (await readRecord(simulator));
  const plain = await dialPhone(simulator, 62078);
  const reply = await ask(plain, { Request: 'StartSession', HostID: known.hostId, SystemBUID: 'any' });
  if (textIn(reply, 'SessionID') === null) throw new Error(textIn(reply, 'Error') ?? reply);
  return startTls(plain, known.tls);
}

/** A connection to a service, as a trusted computer opens it. */
export async function openService(simulator: Simulator, service: string): Promise<Bytes> {
  const record = await readRecord(simulator);
  const session = await openSession(simulator, record);
  const reply = await ask(session.bytes, { Request: 'StartService', Service: service, EscrowBag: record.escrowBag });
  const port = integerIn(reply, 'Port');
  if (port === null) throw new Error(textIn(reply, 'Error') ?? reply);
  const plain = await dialPhone(simulator, port);
  return (await startTls(plain, record.tls)).bytes;
}
