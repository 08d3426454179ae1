/** The values that a diagnosis reads from a phone: where each lies and what it may look like. Everything else stays unread. */
import type { PlistValue } from '../plist/index.ts';
import type { LockdownDomain } from './lockdown.ts';

/**
 * One value, or why it is not known. `absent`: the phone has no such value, `empty`: it gave an empty text (some versions do so for what
 * they withhold), `refused`: see `error` (`GetProhibited`), `malformed`: of another kind than expected, `unreachable`: the connection
 * failed. None of these means "no".
 */
export type Reading<T> =
  | { readonly known: true; readonly value: T }
  | {
      readonly known: false;
      readonly reason: 'absent' | 'empty' | 'refused' | 'malformed' | 'unreachable';
      readonly error: string | null;
    };

export interface ClockReading {
  readonly phoneMs: number;
  /** The computer's clock in the middle of the question. */
  readonly hostMs: number;
}

interface Kinds {
  readonly text: string;
  readonly flag: boolean;
  /** A whole number that is not negative: bytes, percent. */
  readonly whole: number;
  /** Stored as seconds since 2001-01-01 UTC, given as ms since 1970. */
  readonly moment: number;
  readonly clock: ClockReading;
}
export type ValueKind = keyof Kinds;

export const VALUE_GROUPS = [
  'identity',
  'lock',
  'setup',
  'clock',
  'backup',
  'itunes',
  'storage',
  'battery',
  'wifi',
] as const;
export type ValueGroup = (typeof VALUE_GROUPS)[number];

interface Place {
  readonly domain: LockdownDomain | null;
  readonly key: string;
}

export interface ValueSpec {
  readonly group: ValueGroup;
  readonly kind: ValueKind;
  /** Asked in this order until one is known. */
  readonly places: readonly Place[];
}

const own = (key: string): readonly Place[] => [{ domain: null, key }];
const within = (domain: LockdownDomain, ...keys: readonly string[]): readonly Place[] =>
  keys.map((key) => ({ domain, key }));
/** Both spellings are in use. */
const setupAssistant = (key: string): readonly Place[] => [
  { domain: 'com.apple.purplebuddy', key },
  { domain: 'com.apple.PurpleBuddy', key },
];

export const VALUES = {
  deviceName: { group: 'identity', kind: 'text', places: own('DeviceName') },
  deviceClass: { group: 'identity', kind: 'text', places: own('DeviceClass') },
  productType: { group: 'identity', kind: 'text', places: own('ProductType') },
  productVersion: { group: 'identity', kind: 'text', places: own('ProductVersion') },
  buildVersion: { group: 'identity', kind: 'text', places: own('BuildVersion') },
  /** True: locked with a passcode now. False: unlocked, or without a passcode. */
  passwordProtected: { group: 'lock', kind: 'flag', places: own('PasswordProtected') },
  /** `Activated`, `Unactivated` … */
  activationState: { group: 'setup', kind: 'text', places: own('ActivationState') },
  brickState: { group: 'setup', kind: 'flag', places: own('BrickState') },
  setupDone: { group: 'setup', kind: 'flag', places: setupAssistant('SetupDone') },
  setupFinishedAllSteps: { group: 'setup', kind: 'flag', places: setupAssistant('SetupFinishedAllSteps') },
  clock: { group: 'clock', kind: 'clock', places: own('TimeIntervalSince1970') },
  timeZone: { group: 'clock', kind: 'text', places: own('TimeZone') },
  /** Managed by an organisation. */
  supervised: { group: 'setup', kind: 'flag', places: own('IsSupervised') },
  /** Absent where encryption was never switched on. */
  willEncrypt: { group: 'backup', kind: 'flag', places: within('com.apple.mobile.backup', 'WillEncrypt') },
  /** A profile demands encryption. An integer on real phones; the second spelling is an older one. */
  requiresEncryption: {
    group: 'backup',
    kind: 'flag',
    places: within('com.apple.mobile.backup', 'RequiresEncryption', 'RequiresEncrypt'),
  },
  cloudBackupEnabled: {
    group: 'backup',
    kind: 'flag',
    places: within('com.apple.mobile.backup', 'CloudBackupEnabled'),
  },
  /** Of the last backup that ended well. */
  lastCloudBackup: {
    group: 'backup',
    kind: 'moment',
    places: within('com.apple.mobile.backup', 'LastCloudBackupDate'),
  },
  /** Of the last backup to any computer that ended well. */
  lastComputerBackup: {
    group: 'backup',
    kind: 'moment',
    places: within('com.apple.mobile.backup', 'LastiTunesBackupDate'),
  },
  minITunesVersion: { group: 'itunes', kind: 'text', places: within('com.apple.mobile.iTunes', 'MinITunesVersion') },
  minMacOSVersion: { group: 'itunes', kind: 'text', places: within('com.apple.mobile.iTunes', 'MinMacOSVersion') },
  /** Bytes, decimal as sold. */
  diskCapacity: { group: 'storage', kind: 'whole', places: within('com.apple.disk_usage', 'TotalDiskCapacity') },
  dataCapacity: { group: 'storage', kind: 'whole', places: within('com.apple.disk_usage', 'TotalDataCapacity') },
  /** Counts what iOS would clear away on demand; far above the next one on new systems. */
  dataAvailable: { group: 'storage', kind: 'whole', places: within('com.apple.disk_usage', 'TotalDataAvailable') },
  /** What the phone regards as free now. */
  dataFree: { group: 'storage', kind: 'whole', places: within('com.apple.disk_usage', 'AmountDataAvailable') },
  /** Percent. */
  batteryLevel: {
    group: 'battery',
    kind: 'whole',
    places: within('com.apple.mobile.battery', 'BatteryCurrentCapacity'),
  },
  batteryCharging: { group: 'battery', kind: 'flag', places: within('com.apple.mobile.battery', 'BatteryIsCharging') },
  externalPower: { group: 'battery', kind: 'flag', places: within('com.apple.mobile.battery', 'ExternalConnected') },
  /** Wi-Fi sync with computers, not whether Wi-Fi is on. */
  wifiSync: {
    group: 'wifi',
    kind: 'flag',
    places: within('com.apple.mobile.wireless_lockdown', 'EnableWifiConnections'),
  },
} as const satisfies Record<string, ValueSpec>;

export type ValueName = keyof typeof VALUES;
export type PhoneValues = { readonly [N in ValueName]: Reading<Kinds[(typeof VALUES)[N]['kind']]> };

/** The names of a group's values, in the table's order. */
export function valuesOf(group: ValueGroup): readonly ValueName[] {
  return (Object.keys(VALUES) as ValueName[]).filter((name) => VALUES[name].group === group);
}

/** 2001-01-01T00:00:00Z. */
const APPLE_EPOCH_MS = 978_307_200_000;
const MAX_TEXT = 500;

/** What a reply to GetValue says; `hostMs` is the computer's time at the question. Pure. */
export function readingOf(value: PlistValue | undefined, kind: ValueKind, hostMs: number): Reading<Kinds[ValueKind]> {
  if (value === undefined) return { known: false, reason: 'absent', error: null };
  if (value === '') return { known: false, reason: 'empty', error: null };
  const converted = convert(value, kind, hostMs);
  return converted === null ? { known: false, reason: 'malformed', error: null } : { known: true, value: converted };
}

function convert(value: PlistValue, kind: ValueKind, hostMs: number): Kinds[ValueKind] | null {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && value.length <= MAX_TEXT ? value : null;
    case 'flag':
      if (typeof value === 'boolean') return value;
      return value === 0 || value === 1 ? value === 1 : null;
    case 'whole':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
    case 'moment':
      return isSeconds(value) ? APPLE_EPOCH_MS + Math.floor(value) * 1000 : null;
    case 'clock':
      return isSeconds(value) ? { phoneMs: Math.round(value * 1000), hostMs } : null;
  }
}

/** Up to the year 9999, so that a Date can hold it. */
function isSeconds(value: PlistValue): value is number {
  return typeof value === 'number' && value >= 0 && value < 250_000_000_000;
}
