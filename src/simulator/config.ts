/** What a simulated phone and its multiplexer do. Data only; every knob has an honest default. */
import type { ReplyFaults } from './reply-fault.ts';
import type { SampleBackup } from './sample-backups.ts';
import type { PhoneValues } from './values.ts';
import { AT_ONCE, type Pace } from './wire.ts';

export const LOCKDOWN_PORT = 62078;
export const AFC = 'com.apple.afc';
export const MOBILEBACKUP2 = 'com.apple.mobilebackup2';
export const NOTIFICATION_PROXY = 'com.apple.mobile.notification_proxy';
export const INSECURE_NOTIFICATION_PROXY = 'com.apple.mobile.insecure_notification_proxy';

export interface SimulatorConfig {
  readonly mux: MuxConfig;
  readonly phones: readonly PhoneConfig[];
  /** Laid out in the simulator's own temporary folder. */
  readonly backups: readonly SampleBackup[];
}

export interface MuxConfig {
  /**
   * `listening`; `absent`: no socket; `refused`: a socket that nobody listens on; `foreign`: a web server answers there;
   * `silent`: takes connections and says nothing.
   */
  readonly state: 'listening' | 'absent' | 'refused' | 'foreign' | 'silent';
  /** By MessageType (`ListDevices`, `Listen`, `Connect` …); `*` for all. */
  readonly faults: ReplyFaults;
  readonly pace: Pace;
  /** The answer to Listen and the events that follow it come in one write. */
  readonly joined: boolean;
  /** MessageTypes that this daemon does not know (`Result` 1), as old ones do. */
  readonly unknownRequests: readonly string[];
  /** `Result` of SavePairRecord; 0 stores it. The number is an errno (13: no rights). */
  readonly savePairRecord: number;
}

export interface PhoneConfig {
  readonly values: PhoneValues;
  readonly connection: 'usb' | 'network' | 'usb-and-network';
  /** Bits per second, as usbmuxd tells it. */
  readonly usbSpeed: number;
  /** Some daemons list 24-digit UDIDs without their dash. */
  readonly dashInSerial: boolean;
  /** What the multiplexer answers to ReadPairRecord, and what the phone knows of it. `other-keys`: known by name, not by certificate. */
  readonly pairRecord: 'stored' | 'none' | 'unknown-to-phone' | 'damaged' | 'other-keys';
  /** `Result` of Connect for the first `times` connections (null: for all of them); 0 is success. */
  readonly connect: { readonly result: 0 | 2 | 3; readonly times: number | null };
  readonly lockdown: LockdownConfig;
  readonly services: Readonly<Record<string, ServiceConfig>>;
  readonly backup: BackupServiceConfig;
  readonly sync: SyncConfig;
}

export interface LockdownConfig {
  /** `refused`: nothing listens on lockdownd's port. */
  readonly port: 'open' | 'refused';
  readonly type: 'com.apple.mobile.lockdown' | 'com.apple.mobile.restored';
  /** `ok`, or the error string of StartSession. */
  readonly session: 'ok' | (string & {});
  readonly pair: PairAnswer;
  readonly tls: TlsConfig;
  /** By request (`QueryType`, `GetValue` …); `*` for all. */
  readonly faults: ReplyFaults;
  readonly pace: Pace;
  /** ms of silence after which the phone hangs up; null: never. */
  readonly idleCloseMs: number | null;
  /** What GetValue says to strangers for a key that needs trust: an error, or an empty text as some versions do. */
  readonly withheldValue: 'error' | 'empty-text';
  /** Errors for single values, by `domain/key` or `/key` (`com.apple.mobile.backup/WillEncrypt`: `MissingValue`). */
  readonly valueErrors: Readonly<Record<string, string>>;
  /** The phone's clock minus the computer's, in ms. */
  readonly clockOffsetMs: number;
  /** After so many requests in a session the phone answers SessionInactive, once a connection; null: never. */
  readonly sessionEndsAfter: number | null;
  /** The cable is pulled in the middle of the reply to this request. */
  readonly detachDuring: string | null;
}

export type PairAnswer =
  | { readonly kind: 'accepted' }
  /** PairingDialogResponsePending until asked so often, then accepted; null: for ever. */
  | { readonly kind: 'pending'; readonly polls: number | null }
  | { readonly kind: 'error'; readonly error: string };

export interface TlsConfig {
  readonly version: 'TLSv1.2' | 'TLSv1.3';
  /**
   * `ok`; `hang-up-before`: an ordinary goodbye instead of a handshake; `cut-before`: the same by a reset; `hang-up-after`: the
   * handshake succeeds, then a goodbye (how TLS 1.3 shows a refused certificate); `silent`; `garbage`: no TLS at all.
   */
  readonly ending: 'ok' | 'hang-up-before' | 'cut-before' | 'hang-up-after' | 'silent' | 'garbage';
  /** Which of the computer's certificates are accepted; a real phone takes both. */
  readonly accepts: readonly ('host' | 'root')[];
}

export interface ServiceConfig {
  /** `ok`, or the error string of StartService. */
  readonly start: 'ok' | (string & {});
  /** What happens on the service's own port. */
  readonly connection: 'ok' | 'refused' | 'hang-up' | 'silent';
  readonly ssl: boolean;
  /** Without the record's EscrowBag the answer is EscrowLocked (a phone whose screen is locked). */
  readonly needsEscrowBag: boolean;
}

export interface BackupServiceConfig {
  /** What is sent first: DeviceLink's version, nothing, or something else. */
  readonly greeting: { readonly major: number; readonly minor: number } | 'silent' | 'garbage' | 'wrong-message';
  /** What follows the computer's answer to it. */
  readonly ready: 'ok' | 'silent' | 'disconnect';
  /** Answer to Hello: 0, or 1 for "no common version". */
  readonly helloError: number;
  /** `entered`: the passcode screen comes and goes; `never`: it stays, and the backup ends with 208. */
  readonly passcode: 'not-asked' | 'entered' | 'never';
  /** How the backup ends; null: well. `start`: before anything is sent; `end`: after all files. */
  readonly failure: { readonly at: 'start' | 'end'; readonly code: number; readonly description: string } | null;
  /** The cable is pulled after so many files. */
  readonly detachAfterFiles: number | null;
  readonly pace: Pace;
}

export interface SyncConfig {
  /** ms for which another program holds the sync lock; 0: nobody does; null: for ever. */
  readonly lockHeldMs: number | null;
}

export const HONEST_MUX: MuxConfig = {
  state: 'listening',
  faults: {},
  pace: AT_ONCE,
  joined: false,
  unknownRequests: [],
  savePairRecord: 0,
};

export const HONEST_LOCKDOWN: LockdownConfig = {
  port: 'open',
  type: 'com.apple.mobile.lockdown',
  session: 'ok',
  pair: { kind: 'accepted' },
  tls: { version: 'TLSv1.2', ending: 'ok', accepts: ['host', 'root'] },
  faults: {},
  pace: AT_ONCE,
  idleCloseMs: null,
  withheldValue: 'error',
  valueErrors: {},
  clockOffsetMs: 0,
  sessionEndsAfter: null,
  detachDuring: null,
};

export const HONEST_SERVICE: ServiceConfig = { start: 'ok', connection: 'ok', ssl: true, needsEscrowBag: false };

export const HONEST_BACKUP: BackupServiceConfig = {
  greeting: { major: 400, minor: 0 },
  ready: 'ok',
  helloError: 0,
  passcode: 'entered',
  failure: null,
  detachAfterFiles: null,
  pace: AT_ONCE,
};

/** What differs from an honest phone on a cable that trusts this computer. */
export interface PhoneDifferences {
  readonly values: PhoneValues;
  readonly connection?: PhoneConfig['connection'];
  readonly usbSpeed?: number;
  readonly dashInSerial?: boolean;
  readonly pairRecord?: PhoneConfig['pairRecord'];
  readonly connect?: PhoneConfig['connect'];
  readonly lockdown?: Partial<LockdownConfig>;
  readonly services?: Readonly<Record<string, Partial<ServiceConfig>>>;
  readonly backup?: Partial<BackupServiceConfig>;
  readonly sync?: SyncConfig;
}

const SERVICES = [AFC, MOBILEBACKUP2, NOTIFICATION_PROXY, INSECURE_NOTIFICATION_PROXY];

/** An honest phone with the given differences. */
export function phoneConfig(differences: PhoneDifferences): PhoneConfig {
  const services = Object.fromEntries(
    SERVICES.map((name) => [name, { ...HONEST_SERVICE, ...differences.services?.[name] }]),
  );
  return {
    values: differences.values,
    connection: differences.connection ?? 'usb',
    usbSpeed: differences.usbSpeed ?? 480_000_000,
    dashInSerial: differences.dashInSerial ?? true,
    pairRecord: differences.pairRecord ?? 'stored',
    connect: differences.connect ?? { result: 0, times: null },
    lockdown: { ...HONEST_LOCKDOWN, ...differences.lockdown },
    services,
    backup: { ...HONEST_BACKUP, ...differences.backup },
    sync: differences.sync ?? { lockHeldMs: 0 },
  };
}
