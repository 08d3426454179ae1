/** Starts and ends simulated phones with their multiplexer, in this process. */
import { mkdtemp, rm } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedTrustKeys, type TrustKeys } from './certificates.ts';
import type { PhoneConfig, SimulatorConfig } from './config.ts';
import { listen } from './listen.ts';
import { makePhone, type Phone } from './phone.ts';
import type { RecordedRequest } from './record.ts';
import { layOutBackups } from './sample-backups.ts';
import { makeTrust, recordBytes } from './trust.ts';
import { type Mux, plugIn, unplug } from './usbmuxd.ts';

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
  const folder = await mkdtemp(join(tmpdir(), 'ibd-sim-'));
  try {
    return await startIn(folder, config, options);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(folder: string, config: SimulatorConfig, options: SimulatorOptions): Promise<Simulator> {
  const now = options.now ?? Date.now;
  const backupRoot = join(folder, 'Backup');
  const requests: RecordedRequest[] = [];
  const record = (request: RecordedRequest) => void requests.push(request);
  const keys = Promise.resolve(options.keys ?? sharedTrustKeys());
  await layOutBackups(backupRoot, config.backups, now());
  const mux: Mux = {
    config: config.mux,
    systemBuid: SYSTEM_BUID,
    trustReady: Promise.resolve(),
    attached: new Map(),
    pairRecords: new Map(),
    listeners: new Set(),
    record,
    connects: new Map(),
  };
  let lastId = 0;
  const attach = (phone: Phone) => {
    for (const connection of connectionsOf(phone.config)) {
      lastId += 1;
      plugIn(mux, { deviceId: lastId, connection, phone });
    }
  };
  const phones = config.phones.map((each) => {
    const phone = makePhone(each, { keys, record, now, onDetach: () => unplug(mux, phone) });
    attach(phone);
    return phone;
  });
  mux.trustReady = keys.then((made) => {
    for (const phone of phones) establishTrust(mux, phone, made, now());
  });
  const byUdid = (udid: string | undefined) => phones.find((phone) => udid === undefined || phone.udid === udid);
  const listening = await listen(mux, folder, options.transport ?? (platform() === 'win32' ? 'tcp' : 'unix'));
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
