/** Simulated phones for tests, and the ways to reach them by bare bytes and by real programs. */
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { HONEST_MUX, type MuxConfig, type PhoneDifferences, phoneConfig } from '../../src/simulator/config.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.ts';
import type { ModelId } from '../../src/simulator/models.ts';
import type { SampleBackup } from '../../src/simulator/sample-backups.ts';
import { phoneValues, type ValueChanges, withValues } from '../../src/simulator/values.ts';
import {
  type Bytes,
  bytesOf,
  dataIn,
  framed,
  integerIn,
  type MuxReply,
  muxPacket,
  takeFramed,
  takeMux,
  textIn,
  xml,
} from './bare-bytes.ts';

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

/** One request to usbmuxd on a connection of its own. */
export async function askMux(
  simulator: Pick<Simulator, 'address'>,
  request: Readonly<Record<string, string | number | Buffer>>,
): Promise<MuxReply> {
  const bytes = await dial(simulator);
  bytes.send(muxPacket(xml(request), 7));
  return takeMux(bytes);
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
