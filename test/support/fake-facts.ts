/** Facts made up for the tests of checks: a healthy computer of each kind, and whatever the test changes about it. */
import { type Fact, known, unknown } from '../../src/facts/fact.ts';
import type {
  AppleStack,
  BackupProgram,
  BackupRoot,
  Facts,
  HostDescription,
  MuxFinding,
  UsbFinding,
  VolumeSpace,
} from '../../src/facts/types.ts';

export type FakePlatform = 'windows' | 'macos' | 'linux';

type Answers = {
  readonly [K in keyof Facts]: Facts[K] extends () => infer R
    ? Awaited<R>
    : Facts[K] extends (path: string) => Promise<infer R>
      ? R | ((path: string) => R)
      : never;
};
/** What a test changes: the answer itself, or for a fact about a path also a function of the path. */
export type FakeAnswers = Partial<Answers>;

export interface FakeFacts extends Facts {
  /** Names of the facts in the order in which they were asked for. */
  readonly asked: string[];
}

export const FAKE_UDID = '00008101-000123456789001E';

const GIB = 1024 ** 3;

/**
 * A healthy computer with one phone on the cable and no backups yet. `fakeFacts({ usb: unknown('denied', 'EACCES') })`
 * changes single answers; `fakeFacts({}, 'linux')` takes another platform.
 */
export function fakeFacts(overrides: FakeAnswers = {}, platform: FakePlatform = 'windows'): FakeFacts {
  const answers: Answers = { ...healthy(platform), ...overrides };
  const asked: string[] = [];
  const later =
    <T>(name: keyof Facts, value: T) =>
    async (): Promise<T> => {
      asked.push(name);
      return value;
    };
  const byPath =
    <T>(name: keyof Facts, value: T | ((path: string) => T)) =>
    async (path: string): Promise<T> => {
      asked.push(name);
      return value instanceof Function ? value(path) : value;
    };
  return {
    asked,
    host: () => answers.host,
    usb: later('usb', answers.usb),
    mux: later('mux', answers.mux),
    appleStack: later('appleStack', answers.appleStack),
    usbmuxd: later('usbmuxd', answers.usbmuxd),
    programs: later('programs', answers.programs),
    backupRoots: later('backupRoots', answers.backupRoots),
    backups: later('backups', answers.backups),
    backupReads: later('backupReads', answers.backupReads),
    backupBytes: byPath('backupBytes', answers.backupBytes),
    volume: byPath('volume', answers.volume),
    memory: later('memory', answers.memory),
    restartPending: later('restartPending', answers.restartPending),
    mediaFeatures: later('mediaFeatures', answers.mediaFeatures),
    controlledFolderAccess: later('controlledFolderAccess', answers.controlledFolderAccess),
    backupsDisabledBy: later('backupsDisabledBy', answers.backupsDisabledBy),
    phone: later('phone', answers.phone),
    phoneIdentity: later('phoneIdentity', answers.phoneIdentity),
    phoneTrust: later('phoneTrust', answers.phoneTrust),
    phoneValues: later('phoneValues', answers.phoneValues),
    backupService: later('backupService', answers.backupService),
    syncLock: later('syncLock', answers.syncLock),
    network: later('network', answers.network),
  };
}

/** The Windows stack of a healthy computer with the Apple Devices app, for tests that change one part. */
export const HEALTHY_STACK: AppleStack = {
  classicItunes: known(null),
  mobileDeviceSupport: known(null),
  storeItunes: known(null),
  appleDevices: known({ version: '1.1540.24088.0' }),
  service: known(null),
  processRunning: known(true),
  portOwner: known({ process: 'AppleMobileDeviceProcess.exe', apple: true }),
  nodes: known([
    {
      instanceId: 'USB\\VID_05AC&PID_12A8\\00008101000123456789001E',
      name: 'Apple Mobile Device USB Composite Device',
      deviceClass: 'USBDevice',
      problemCode: 0,
      service: 'usbccgp',
      filters: ['AppleLowerFilter'],
    },
    {
      instanceId: 'USB\\VID_05AC&PID_12A8&MI_00\\6&1A2B3C4D&0&0000',
      name: 'Apple iPhone',
      deviceClass: 'WPD',
      problemCode: 0,
      service: 'WUDFWpdMtp',
      filters: [],
    },
    {
      instanceId: 'USB\\VID_05AC&PID_12A8&MI_01\\6&1A2B3C4D&0&0001',
      name: 'Apple Mobile Device USB Device',
      deviceClass: 'USBDevice',
      problemCode: 0,
      service: 'WINUSB',
      filters: ['AppleKmdfFilter'],
    },
  ]),
};

const HOSTS: Readonly<Record<FakePlatform, HostDescription>> = {
  windows: {
    platform: 'windows',
    osName: 'Windows 11',
    osVersion: '10.0.26100',
    arch: 'x64',
    virtualMachine: null,
    terminal: 'Windows Terminal',
  },
  macos: {
    platform: 'macos',
    osName: 'macOS',
    osVersion: '15.1',
    arch: 'arm64',
    virtualMachine: null,
    terminal: 'Apple_Terminal',
  },
  linux: {
    platform: 'linux',
    osName: 'Debian GNU/Linux',
    osVersion: '12',
    arch: 'x64',
    virtualMachine: null,
    terminal: null,
  },
};

const PROGRAMS: Readonly<Record<FakePlatform, readonly BackupProgram[]>> = {
  windows: [{ id: 'apple-devices', name: 'Apple Devices', version: '1.1540.24088.0', component: null }],
  macos: [
    { id: 'finder', name: 'Finder', version: '15.1', component: { name: 'MobileDevice', version: '1759.40.41.0.3' } },
  ],
  linux: [{ id: 'libimobiledevice', name: 'libimobiledevice', version: '1.4.0', component: null }],
};

const ROOTS: Readonly<Record<FakePlatform, readonly BackupRoot[]>> = {
  windows: [root('store', 'C:\\Users\\person\\Apple\\MobileSync\\Backup')],
  macos: [root('mobilesync', '/Users/person/Library/Application Support/MobileSync/Backup')],
  linux: [],
};

/** A sound, writable folder for backups. */
export function root(kind: BackupRoot['kind'], path: string, change: Partial<BackupRoot> = {}): BackupRoot {
  return {
    kind,
    path,
    realPath: path,
    link: null,
    state: 'folder',
    deniedBy: null,
    error: null,
    writable: known({ ok: true, reason: null }),
    cloud: null,
    ...change,
  };
}

function healthy(platform: FakePlatform): Answers {
  const elsewhere = unknown('missing-tool', `not on ${platform}`);
  const windows = <T>(value: T): Fact<T> => (platform === 'windows' ? known(value) : elsewhere);
  const usb: UsbFinding = {
    devices: [{ mode: 'normal', productId: 0x12a8, name: 'iPhone', udid: FAKE_UDID, linkSpeed: 480_000_000 }],
    method: 'usb',
  };
  const mux: MuxFinding = {
    address: platform === 'windows' ? '127.0.0.1:27015' : '/var/run/usbmuxd',
    addressFrom: 'default',
    state: 'listing',
    devices: [{ udid: FAKE_UDID, connection: 'usb', productId: 0x12a8, linkSpeed: 480_000_000 }],
    detail: null,
  };
  const volume = (path: string): Fact<VolumeSpace> =>
    known({
      measuredPath: path,
      freeBytes: 200 * GIB,
      totalBytes: 500 * GIB,
      purgeableCounted: platform === 'macos',
      fileSystem: platform === 'windows' ? 'ntfs' : platform === 'macos' ? 'apfs' : 'ext4',
      maxFileBytes: null,
      readOnly: false,
    });
  const roots = ROOTS[platform];
  const listings = roots.map((each) => ({ root: each.path, realRoot: each.path, backups: [] }));
  return {
    host: HOSTS[platform],
    usb: known(usb),
    mux: known(mux),
    appleStack: windows(HEALTHY_STACK),
    usbmuxd: platform === 'linux' ? known({ installed: true, version: '1.1.1', udevRule: true }) : elsewhere,
    programs: known(PROGRAMS[platform]),
    backupRoots: known(roots),
    backups: known(listings),
    backupReads: known(
      roots.map((each) => ({ root: each, listing: known({ root: each.path, realRoot: each.path, backups: [] }) })),
    ),
    backupBytes: known(10 * GIB),
    volume,
    memory: known({ totalBytes: 16 * GIB, availableBytes: 8 * GIB }),
    restartPending: windows({ reasons: [] }),
    mediaFeatures: windows({ edition: 'Core', withoutMedia: false, packInstalled: known(true) }),
    controlledFolderAccess: windows(false),
    backupsDisabledBy: known(null),
    // Nobody to ask: a test of a phone says what the phone tells.
    phone: known({ chosen: null, listed: [] }),
    phoneIdentity: unknown('unreachable', 'no phone'),
    phoneTrust: unknown('unreachable', 'no phone'),
    phoneValues: unknown('unreachable', 'no phone'),
    backupService: unknown('unreachable', 'no phone'),
    syncLock: unknown('unreachable', 'no phone'),
    network: unknown('missing-tool', 'no look-up'),
  };
}
