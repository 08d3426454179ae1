/** A simulated iPhone: what `--demo` examines, and what the tests talk to. It never leaves this computer. */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedTrustKeys, type TrustKeys } from './certificates.ts';
import type { PhoneConfig, SimulatorConfig } from './config.ts';
import { makePhone, type Phone } from './phone.ts';
import type { RecordedRequest } from './record.ts';
import { layOutBackups } from './sample-backups.ts';
import { makeTrust, recordBytes } from './trust.ts';
import { type Attachment, attachedMessage, type Mux, serveMuxClient, tellListeners } from './usbmuxd.ts';

export type { RecordedRequest } from './record.ts';

/** Longer names of sockets are refused by macOS. */
const MAX_SOCKET_PATH = 103;
const SYSTEM_BUID = '00000000-0000-4000-8000-0000DE300000';
const DAY_MS = 24 * 60 * 60 * 1000;

export interface SimulatorOptions {
  /** Unix socket, or a port of 127.0.0.1. Default: what this computer's own usbmuxd would use. */
  readonly transport?: 'unix' | 'tcp';
  /** The clock, in ms since 1970. */
  readonly now?: () => number;
  /** Keys made before; else those of this process, made once when first needed. */
  readonly keys?: TrustKeys;
}

export interface Simulator {
  /** A value for USBMUXD_SOCKET_ADDRESS: `UNIX:/path` or `127.0.0.1:port`. */
  readonly address: string;
  /** Folder that holds the sample backups; it exists even where there are none. */
  readonly backupRoot: string;
  /** Every request, in the order in which it came. */
  readonly requests: readonly RecordedRequest[];
  /** UDIDs of the simulated phones. */
  readonly udids: readonly string[];
  /** Pulls the cable of a phone (the first, where none is named): its connections are cut in mid-sentence. */
  detach(udid?: string): void;
  /** Plugs it in again; it gets a new device id. */
  attach(udid?: string): void;
  /** Ends everything and removes the simulator's own temporary folder. */
  close(): Promise<void>;
}

/** Starts the phones and the multiplexer in this process. Rejects where no socket can be opened. */
export async function startSimulatedPhones(
  config: SimulatorConfig,
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const now = options.now ?? Date.now;
  const folder = await mkdtemp(join(tmpdir(), 'ibd-'));
  const backupRoot = join(folder, 'Backup');
  const requests: RecordedRequest[] = [];
  const record = (request: RecordedRequest) => void requests.push(request);
  const mux: Mux = {
    config: config.mux,
    systemBuid: SYSTEM_BUID,
    attached: new Map(),
    pairRecords: new Map(),
    listeners: new Set(),
    record,
    connects: new Map(),
  };
  const [keys] = await Promise.all([
    options.keys ?? sharedTrustKeys(),
    layOutBackups(backupRoot, config.backups, now()),
  ]);
  let nextId = 1;
  const phones = config.phones.map((phone) => makePhone(phone, { keys, record, now, onDetach: () => detach(phone) }));
  const byUdid = (udid: string | undefined) => phones.find((phone) => udid === undefined || phone.udid === udid);

  const attach = (phone: Phone) => {
    for (const connection of connectionsOf(phone.config)) {
      const attachment: Attachment = { deviceId: nextId, connection, phone };
      nextId += 1;
      mux.attached.set(attachment.deviceId, attachment);
      tellListeners(mux, attachedMessage(attachment));
    }
  };
  function detach(which: PhoneConfig): void {
    for (const { deviceId, phone } of [...mux.attached.values()]) {
      if (phone.config !== which) continue;
      mux.attached.delete(deviceId);
      tellListeners(mux, { MessageType: 'Detached', DeviceID: deviceId });
    }
  }
  for (const phone of phones) {
    establishTrust(mux, phone, keys, now());
    attach(phone);
  }
  const listening = await listen(mux, folder, options.transport);
  let closing: Promise<void> | undefined;
  return {
    address: listening.address,
    backupRoot,
    requests,
    udids: phones.map((phone) => phone.udid),
    detach: (udid) => byUdid(udid)?.detach(),
    attach(udid) {
      const phone = byUdid(udid);
      if (phone && ![...mux.attached.values()].some((one) => one.phone === phone)) attach(phone);
    },
    close() {
      closing ??= listening.close().then(() => rm(folder, { recursive: true, force: true }));
      return closing;
    },
  };
}

function connectionsOf(config: PhoneConfig): readonly ('usb' | 'network')[] {
  return config.connection === 'usb-and-network' ? ['usb', 'network'] : [config.connection];
}

/** Lays the pair record where it belongs, and lets the phone know the computer. */
function establishTrust(mux: Mux, phone: Phone, keys: TrustKeys, now: number): void {
  const of = { keys, systemBuid: mux.systemBuid, wifiAddress: phone.values.model.wifiAddress };
  const { record, host } = makeTrust({ ...of, now });
  switch (phone.config.pairRecord) {
    case 'stored':
      phone.trusted.set(host.hostId, host);
      mux.pairRecords.set(phone.udid, recordBytes(record));
      return;
    case 'unknown-to-phone':
      mux.pairRecords.set(phone.udid, recordBytes(record));
      return;
    case 'other-keys': {
      // Same HostID, other certificates: the phone only sees it in the handshake.
      const other = makeTrust({ ...of, now: now - DAY_MS });
      phone.trusted.set(host.hostId, { ...other.host, hostId: host.hostId });
      mux.pairRecords.set(phone.udid, recordBytes(record));
      return;
    }
    case 'damaged':
      phone.trusted.set(host.hostId, host);
      mux.pairRecords.set(phone.udid, recordBytes(record).subarray(0, 400));
      return;
    case 'none':
      return;
  }
}

interface Listening {
  readonly address: string;
  close(): Promise<void>;
}

async function listen(mux: Mux, folder: string, transport: SimulatorOptions['transport']): Promise<Listening> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void serveMuxClient(mux, socket);
  });
  const path = join(folder, 'mux');
  const unix = (transport ?? (platform() === 'win32' ? 'tcp' : 'unix')) === 'unix' && path.length <= MAX_SOCKET_PATH;
  const address = await bind(server, unix ? path : null);
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  if (mux.config.state === 'absent' || mux.config.state === 'refused') {
    // Node removes a socket's file when its server ends, unless it was moved away: what stays is a socket that nobody listens on.
    if (unix && mux.config.state === 'refused') await rename(path, `${path}-left`);
    await close();
    if (unix && mux.config.state === 'refused') await rename(`${path}-left`, path);
  }
  return { address, close };
}

function bind(server: Server, path: string | null): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const done = () => {
      const bound = server.address();
      resolve(
        path === null && bound !== null && typeof bound === 'object' ? `127.0.0.1:${bound.port}` : `UNIX:${path}`,
      );
    };
    if (path === null) server.listen(0, '127.0.0.1', done);
    else server.listen(path, done);
  });
}
