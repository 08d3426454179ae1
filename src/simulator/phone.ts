/** One simulated phone: what it trusts, its open ports, and who talks to it now. */
import { serveAfc } from './afc.ts';
import type { TrustKeys } from './certificates.ts';
import {
  AFC,
  INSECURE_NOTIFICATION_PROXY,
  LOCKDOWN_PORT,
  MOBILEBACKUP2,
  NOTIFICATION_PROXY,
  type PhoneConfig,
} from './config.ts';
import type { ValueSource } from './lockdown-values.ts';
import { serveLockdown } from './lockdownd.ts';
import { serveMobileBackup } from './mobilebackup2.ts';
import { serveNotificationProxy } from './notification-proxy.ts';
import type { Recorder } from './record.ts';
import { upgradeToTls } from './tls-upgrade.ts';
import type { TrustedHost } from './trust.ts';
import { type Wire, WireClosed } from './wire.ts';

/** Service ports lie in the range that a phone gives to whoever asks for any port. */
const FIRST_SERVICE_PORT = 49_152;

export interface Phone extends ValueSource {
  readonly udid: string;
  readonly config: PhoneConfig;
  /** By HostID. */
  readonly trusted: Map<string, TrustedHost>;
  /** How often Pair was answered with "the dialog is open". */
  pairPolls: number;
  /** The phone's own key; made in the background, since that takes half a second. */
  readonly identity: Promise<DeviceIdentity>;
  readonly record: Recorder;
  /** Called with the name of each notification that the phone posts. */
  readonly observers: Set<(name: string) => void>;
  /** When the simulator began, in ms since 1970. */
  readonly since: number;
  /** Opens a port for a service; the host is who may talk TLS on it. */
  openPort(service: string, host: TrustedHost | null): number;
  /** True where something answers on this port. */
  listensOn(port: number): boolean;
  /** Talks on a port until the client leaves or is left. Rejects with WireClosed at the end. */
  serve(port: number, wire: Wire): Promise<void>;
  /** Remembers a wire, to cut it when the cable is pulled. */
  adopt(wire: Wire): void;
  /** Cuts every connection to this phone. */
  cutAll(): void;
  /** Pulls the cable: cuts all, and tells the multiplexer. */
  detach(): void;
}

/** PEM texts. */
export interface DeviceIdentity {
  readonly privateKey: string;
  readonly publicKey: Buffer;
}

interface OpenPort {
  readonly service: string;
  readonly host: TrustedHost | null;
}

export interface PhoneSurroundings {
  readonly keys: Promise<TrustKeys>;
  readonly record: Recorder;
  readonly now: () => number;
  /** Called when the phone itself pulls the cable. */
  readonly onDetach: () => void;
}

export function makePhone(config: PhoneConfig, around: PhoneSurroundings): Phone {
  const ports = new Map<number, OpenPort>();
  const wires = new Set<Wire>();
  let nextPort = FIRST_SERVICE_PORT;
  const phone: Phone = {
    udid: config.values.model.udid,
    config,
    values: config.values,
    lockdown: config.lockdown,
    now: around.now,
    since: around.now(),
    identity: around.keys.then(({ device }) => ({
      privateKey: device.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      publicKey: Buffer.from(device.publicKey.export({ type: 'pkcs1', format: 'pem' })),
    })),
    trusted: new Map(),
    pairPolls: 0,
    record: around.record,
    observers: new Set(),
    openPort(service, host) {
      const port = nextPort;
      nextPort += 1;
      ports.set(port, { service, host });
      return port;
    },
    listensOn(port) {
      if (port === LOCKDOWN_PORT) return config.lockdown.port === 'open';
      const open = ports.get(port);
      return open !== undefined && config.services[open.service]?.connection !== 'refused';
    },
    async serve(port, wire) {
      phone.adopt(wire);
      if (port === LOCKDOWN_PORT) {
        wire.pace = config.lockdown.pace;
        return serveLockdown(phone, wire);
      }
      const open = ports.get(port);
      if (open === undefined) throw new WireClosed();
      return serveService(phone, open, wire);
    },
    adopt(wire) {
      wires.add(wire);
      void wire.closed.then(() => wires.delete(wire));
    },
    cutAll() {
      for (const wire of wires) wire.destroy();
    },
    detach() {
      phone.cutAll();
      around.onDetach();
    },
  };
  return phone;
}

async function serveService(phone: Phone, open: OpenPort, plain: Wire): Promise<void> {
  const config = phone.config.services[open.service];
  if (config === undefined || config.connection === 'hang-up') {
    plain.end();
    throw new WireClosed();
  }
  let wire = plain;
  if (config.ssl && open.host !== null) {
    wire = await upgradeToTls(plain, {
      config: phone.config.lockdown.tls,
      host: open.host,
      devicePrivateKey: (await phone.identity).privateKey,
      service: open.service,
      udid: phone.udid,
      record: phone.record,
    });
    phone.adopt(wire);
  }
  if (config.connection === 'silent') await wire.closed;
  switch (open.service) {
    case MOBILEBACKUP2:
      return serveMobileBackup(phone, wire);
    case AFC:
      return serveAfc(phone, wire);
    case NOTIFICATION_PROXY:
    case INSECURE_NOTIFICATION_PROXY:
      return serveNotificationProxy(phone, open.service, wire);
    default:
      wire.end();
      throw new WireClosed();
  }
}
