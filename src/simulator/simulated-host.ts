/** A healthy computer of each kind, for scenarios to change. No real computer is looked at. */
import type { Answer, AnswerKey } from '../ask/types.ts';
import { known, unknown } from '../facts/fact.ts';
import type {
  AppleStack,
  AppleUsbDevice,
  BackupProgram,
  BackupRoot,
  HostDescription,
  NetworkFinding,
  PnpNode,
  UsbFinding,
  VolumeSpace,
} from '../facts/types.ts';
import type { PhoneConfig } from './config.ts';
import type { Place, Platform, SimulatedFacts } from './scenario.ts';

export const GIB = 1024 ** 3;

/** All facts of a computer on which nothing stands in the way. The multiplexer and the backups are looked at for real. */
export function healthyFacts(place: Place): SimulatedFacts {
  const { platform } = place;
  const elsewhere = unknown('missing-tool', `not on ${platform}`);
  const onWindows = platform === 'windows';
  return {
    host: HOSTS[platform],
    usb: known({ devices: place.phones.flatMap(usbDevice), method: METHODS[platform] }),
    appleStack: onWindows ? known(appleStack(place.phones)) : elsewhere,
    usbmuxd: platform === 'linux' ? known({ installed: true, version: '1.1.2', udevRule: true }) : elsewhere,
    programs: known([PROGRAMS[platform]]),
    backupRoots: known([backupFolder(place)]),
    volume: known(volume(place)),
    memory: known({ totalBytes: 16 * GIB, availableBytes: 7 * GIB }),
    restartPending: onWindows ? known({ reasons: [] }) : elsewhere,
    mediaFeatures: onWindows ? known({ edition: 'Core', withoutMedia: false, packInstalled: known(true) }) : elsewhere,
    controlledFolderAccess: onWindows ? known(false) : elsewhere,
    backupsDisabledBy: known(null),
  };
}

/** What a person says for whom all is well. */
export const HEALTHY_ANSWERS: Readonly<Record<AnswerKey, Answer>> = {
  'ios-up-to-date': { kind: 'yes' },
  'icloud-backup-on': { kind: 'yes' },
  wifi: { kind: 'yes' },
  power: { kind: 'yes' },
  locked: { kind: 'yes' },
  'icloud-storage-free': { kind: 'amount', bytes: 60_000_000_000 },
  'icloud-signed-in': { kind: 'yes' },
  'icloud-restoring': { kind: 'no' },
};

export const HEALTHY_NETWORK: NetworkFinding = { outage: null, icloudReachable: true };

const HOSTS: Readonly<Record<Platform, HostDescription>> = {
  windows: {
    platform: 'windows',
    osName: 'Windows 11 Home',
    osVersion: '10.0.26100',
    arch: 'x64',
    virtualMachine: null,
    terminal: 'Windows Terminal',
  },
  macos: {
    platform: 'macos',
    osName: 'macOS',
    osVersion: '27.0.1',
    arch: 'arm64',
    virtualMachine: null,
    terminal: 'Apple_Terminal',
  },
  linux: {
    platform: 'linux',
    osName: 'Debian GNU/Linux',
    osVersion: '13',
    arch: 'x64',
    virtualMachine: null,
    terminal: null,
  },
};

const METHODS: Readonly<Record<Platform, UsbFinding['method']>> = { windows: 'pnp', macos: 'ioreg', linux: 'sysfs' };

/** The newest versions known when this was written. */
const PROGRAMS: Readonly<Record<Platform, BackupProgram>> = {
  windows: { id: 'apple-devices', name: 'Apple Devices', version: '1.1540.24088.0', component: null },
  macos: {
    id: 'finder',
    name: 'Finder',
    version: '27.0.1',
    component: { name: 'MobileDevice', version: '1827.0.1' },
  },
  linux: { id: 'libimobiledevice', name: 'libimobiledevice', version: '1.4.0', component: null },
};

export const CLASSIC_ITUNES = {
  id: 'itunes-classic',
  name: 'iTunes',
  version: '12.13.11.1',
  component: { name: 'Apple Mobile Device Support', version: '19.4.0.10' },
} as const satisfies BackupProgram;

/** A phone as the operating system sees it; nothing where it is only on Wi-Fi. */
export function usbDevice(phone: PhoneConfig): readonly AppleUsbDevice[] {
  if (phone.connection === 'network') return [];
  const { model } = phone.values;
  return [
    {
      mode: 'normal',
      productId: model.productId,
      name: model.deviceClass === 'iPod' ? 'iPod' : model.deviceClass,
      udid: model.udid,
      linkSpeed: phone.usbSpeed,
    },
  ];
}

export function backupFolder(place: Place, change: Partial<BackupRoot> = {}): BackupRoot {
  const kinds = { windows: 'store', macos: 'mobilesync', linux: 'given' } as const;
  return {
    kind: kinds[place.platform],
    path: place.backupRoot,
    realPath: place.backupRoot,
    link: null,
    state: 'folder',
    deniedBy: null,
    error: null,
    writable: known({ ok: true, reason: null }),
    cloud: null,
    ...change,
  };
}

/** Facts of a folder that cannot even be listed. */
export function unreadableFolder(root: BackupRoot): SimulatedFacts {
  return {
    backupRoots: known([root]),
    backups: unknown('unreachable', root.error ?? root.state),
    backupReads: known([{ root, listing: unknown('unreachable', root.error ?? root.state) }]),
  };
}

export function volume(place: Place, change: Partial<VolumeSpace> = {}): VolumeSpace {
  const fileSystems = { windows: 'ntfs', macos: 'apfs', linux: 'ext4' } as const;
  return {
    measuredPath: place.backupRoot,
    freeBytes: 180 * GIB,
    totalBytes: 512 * GIB,
    purgeableCounted: place.platform === 'macos',
    fileSystem: fileSystems[place.platform],
    maxFileBytes: null,
    readOnly: false,
    ...change,
  };
}

/** Windows with Apple's software in order, the Apple Devices app being open. */
export function appleStack(phones: readonly PhoneConfig[], change: Partial<AppleStack> = {}): AppleStack {
  return {
    classicItunes: known(null),
    mobileDeviceSupport: known(null),
    storeItunes: known(null),
    appleDevices: known({ version: '1.1540.24088.0' }),
    service: known(null),
    processRunning: known(true),
    portOwner: known({ process: 'AppleMobileDeviceProcess.exe', apple: true }),
    nodes: known(phones.flatMap((phone) => (phone.connection === 'network' ? [] : pnpNodes(phone)))),
    ...change,
  };
}

/** The device nodes of a healthy phone: the whole, its pictures, and the link that backups use. */
export function pnpNodes(phone: PhoneConfig): readonly PnpNode[] {
  const { model } = phone.values;
  const id = `USB\\VID_05AC&PID_${model.productId.toString(16).toUpperCase()}`;
  const node = (
    instanceId: string,
    name: string,
    deviceClass: string,
    service: string,
    filters: readonly string[],
  ) => ({
    instanceId,
    name,
    deviceClass,
    problemCode: 0,
    service,
    filters,
  });
  return [
    node(
      `${id}\\${model.udid.replace('-', '').toUpperCase()}`,
      'Apple Mobile Device USB Composite Device',
      'USBDevice',
      'usbccgp',
      ['AppleLowerFilter'],
    ),
    node(`${id}&MI_00\\6&DE30&0&0000`, `Apple ${model.deviceClass}`, 'WPD', 'WUDFWpdMtp', []),
    node(`${id}&MI_01\\6&DE30&0&0001`, 'Apple Mobile Device USB Device', 'USBDevice', 'WINUSB', ['AppleKmdfFilter']),
  ];
}
