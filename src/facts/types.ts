/** Everything a check may read. Each fact is lazy, memoised and has its own time limit; none of them throws. */
import type { BackupListing } from '../backups/types.ts';
import type { ProgramId } from '../messages/define.ts';
import type { PhoneFailure } from '../phone/errors.ts';
import type { MuxEntry } from '../phone/mux-device.ts';
import type { BackupServiceFinding } from '../phone/phone.ts';
import type { SyncLock } from '../phone/sync-lock.ts';
import type { TrustFinding } from '../phone/trust.ts';
import type { PhoneValues } from '../phone/values.ts';
import type { Fact } from './fact.ts';

export interface Facts {
  /** The computer itself. Always known. */
  host(): HostDescription;
  /** Apple phones, tablets and players on USB, as the operating system sees them. */
  usb(): Promise<Fact<UsbFinding>>;
  /** The multiplexer (usbmuxd, or Apple's process on 127.0.0.1:27015) and what it lists. */
  mux(): Promise<Fact<MuxFinding>>;
  /** Windows only: Apple's service, processes, port and device nodes. `missing-tool` elsewhere. */
  appleStack(): Promise<Fact<AppleStack>>;
  /** Linux only: usbmuxd as installed here. `missing-tool` elsewhere. */
  usbmuxd(): Promise<Fact<UsbmuxdFinding>>;
  /** Programs that make backups here, with versions. An empty list means: looked, and found none. */
  programs(): Promise<Fact<readonly BackupProgram[]>>;
  /** The folders that receive backups on this computer (or the one given by `--backup-dir`). */
  backupRoots(): Promise<Fact<readonly BackupRoot[]>>;
  /**
   * The backups in those folders, in the order of the folders. Known only when every folder that exists could be read:
   * a partial list would look like the whole. Folders that do not exist contribute nothing. See `backupReads` for each.
   */
  backups(): Promise<Fact<readonly BackupListing[]>>;
  /** The same, folder by folder: which were read, which were not and why. */
  backupReads(): Promise<Fact<readonly BackupRead[]>>;
  /** Bytes of one backup folder (apparent size of its files). Own time limit; `timeout` where it takes longer. */
  backupBytes(path: string): Promise<Fact<number>>;
  /** Room on the volume that really holds this path (links followed). */
  volume(path: string): Promise<Fact<VolumeSpace>>;
  /** Free memory. */
  memory(): Promise<Fact<MemoryFinding>>;
  /** Windows only: a restart that Windows waits for. `missing-tool` elsewhere. */
  restartPending(): Promise<Fact<RestartFinding>>;
  /** Windows only: the edition, and whether the media features are there. `missing-tool` elsewhere. */
  mediaFeatures(): Promise<Fact<MediaFeatures>>;
  /** Windows only: Defender's "controlled folder access" is on. It may stop programs from writing in protected folders. */
  controlledFolderAccess(): Promise<Fact<boolean>>;
  /** A preference that switches backups off (macOS, classic iTunes): its name, or null where none is set. */
  backupsDisabledBy(): Promise<Fact<string | null>>;
  /** Which phone is in question, among those that the multiplexer lists. */
  phone(): Promise<Fact<PhoneChoice>>;
  /** What the phone tells everybody: model, iOS, name. `unreachable` where there is no phone to ask. */
  phoneIdentity(): Promise<Fact<PhoneAnswer<PhoneIdentity>>>;
  /** Whether the phone and this computer trust each other. */
  phoneTrust(): Promise<Fact<TrustFinding>>;
  /** What the phone tells a computer that it trusts; each value says by itself whether it is known. */
  phoneValues(): Promise<Fact<PhoneValues>>;
  /** Whether the phone's backup service answers. */
  backupService(): Promise<Fact<BackupServiceFinding>>;
  /** Whether another program holds the lock of syncing programs. */
  syncLock(): Promise<Fact<PhoneAnswer<SyncLock>>>;
  /** What the network tells. `missing-tool` where nothing was looked up. */
  network(): Promise<Fact<NetworkFinding>>;
}

export interface HostDescription {
  readonly platform: 'windows' | 'macos' | 'linux' | 'other';
  /** Version that a person knows: `15.1` on macOS, `10.0.26100` on Windows, `12` with name `Debian` on Linux. */
  readonly osName: string;
  readonly osVersion: string | null;
  readonly arch: string;
  /** `WSL`, `container`, `VirtualBox`, … or null on a real machine or where it can't be told. */
  readonly virtualMachine: string | null;
  /** The terminal program (`Apple_Terminal`, `iTerm.app`, `vscode` …), which is what macOS grants Full Disk Access to. */
  readonly terminal: string | null;
}

export type UsbMode = 'normal' | 'recovery' | 'dfu' | 'restore';

export interface AppleUsbDevice {
  readonly mode: UsbMode;
  readonly productId: number;
  /** Name that the device gives itself (`iPhone`), where it can be read. */
  readonly name: string | null;
  /** UDID in the form that backups use (a dash after the 8th of 24 characters), where the serial could be read. */
  readonly udid: string | null;
  /** Bits per second, where it can be seen. */
  readonly linkSpeed: number | null;
}

export interface UsbFinding {
  readonly devices: readonly AppleUsbDevice[];
  readonly method: 'usb' | 'sysfs' | 'ioreg' | 'system_profiler' | 'pnp';
}

export interface MuxDevice {
  readonly udid: string;
  readonly connection: 'usb' | 'network';
  readonly productId: number | null;
  readonly linkSpeed: number | null;
}

export interface MuxFinding {
  /** As a person would write it: `/var/run/usbmuxd`, `127.0.0.1:27015`. */
  readonly address: string;
  readonly addressFrom: 'default' | 'environment';
  /**
   * `listing`: answers, see `devices`. `absent`: no socket. `refused`: nobody listens. `no-rights`: not allowed to connect.
   * `foreign`: something else answers. `silent`: connected, no answer. `bad-address`: USBMUXD_SOCKET_ADDRESS is unusable.
   */
  readonly state: 'listing' | 'absent' | 'refused' | 'no-rights' | 'foreign' | 'silent' | 'bad-address';
  readonly devices: readonly MuxDevice[];
  /** Error code or a short description of what came back. */
  readonly detail: string | null;
}

export interface AppleStack {
  /** Classic iTunes from apple.com, its version. */
  readonly classicItunes: Fact<{ readonly version: string | null } | null>;
  /** Apple Mobile Device Support (the classic service's package). `dllMissing`: registered, but its library is gone (half an install). */
  readonly mobileDeviceSupport: Fact<{ readonly version: string | null; readonly dllMissing: boolean } | null>;
  readonly storeItunes: Fact<{ readonly version: string | null } | null>;
  readonly appleDevices: Fact<{ readonly version: string | null } | null>;
  /** `Apple Mobile Device Service`; null where there is no such service. */
  readonly service: Fact<{ readonly state: string; readonly startType: string | null } | null>;
  /** AppleMobileDeviceProcess / AppleMobileDeviceService / launcher are running. */
  readonly processRunning: Fact<boolean>;
  /** Who listens on 127.0.0.1:27015; null where nobody does. */
  readonly portOwner: Fact<{ readonly process: string | null; readonly apple: boolean } | null>;
  /** Device nodes of the phone that are present now. */
  readonly nodes: Fact<readonly PnpNode[]>;
}

export interface PnpNode {
  readonly instanceId: string;
  readonly name: string;
  readonly deviceClass: string | null;
  /** ConfigManagerErrorCode; 0 is fine. */
  readonly problemCode: number;
  readonly service: string | null;
  readonly filters: readonly string[];
}

export interface UsbmuxdFinding {
  readonly installed: boolean;
  readonly version: string | null;
  readonly udevRule: boolean;
}

export interface BackupProgram {
  readonly id: ProgramId;
  readonly name: string;
  /** As the program writes it (`12.13.11.1`); null where it could not be read. */
  readonly version: string | null;
  /** The part that speaks to the phone (MobileDevice, Apple Mobile Device Support), where it has a version of its own. */
  readonly component: { readonly name: string; readonly version: string } | null;
}

export type BackupRootKind = 'itunes-classic' | 'store' | 'mobilesync' | 'given';

export interface BackupRoot {
  readonly kind: BackupRootKind;
  /** As the program knows it, unresolved. */
  readonly path: string;
  /** Where it really is; null where it does not exist or the link is broken. */
  readonly realPath: string | null;
  /** The link on the way (at `MobileSync` or at `Backup`), if there is one. */
  readonly link: { readonly at: string; readonly target: string; readonly broken: boolean } | null;
  readonly state: 'folder' | 'missing' | 'not-a-folder' | 'denied' | 'link-broken' | 'unreadable';
  /** Set where state is `denied`: macOS' privacy protection (Full Disk Access), or ordinary rights. */
  readonly deniedBy: 'full-disk-access' | 'rights' | null;
  /** The error code where state is `denied` or `unreadable`. */
  readonly error: string | null;
  /** Tested without writing anything. */
  readonly writable: Fact<{
    readonly ok: boolean;
    readonly reason: 'rights' | 'read-only' | 'controlled-folder-access' | null;
  }>;
  /** The cloud drive it lies in (`OneDrive`, `iCloud Drive`, `Dropbox`, `Google Drive`), or null. */
  readonly cloud: string | null;
}

/** What came of reading one folder of backups. */
export interface BackupRead {
  readonly root: BackupRoot;
  /** Null where there is no such folder (state `missing`): nothing to read, and nothing hidden. */
  readonly listing: Fact<BackupListing> | null;
}

export interface VolumeSpace {
  /** The path that was measured, links resolved; the nearest existing parent where it does not exist yet. */
  readonly measuredPath: string;
  /** Bytes that this person may use. */
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Free bytes count space that the system frees on demand (macOS "purgeable"). */
  readonly purgeableCounted: boolean;
  /** Lower case: `ext4`, `apfs`, `ntfs`, `exfat`, `fat32` …; null where it could not be read. */
  readonly fileSystem: string | null;
  /** The largest file that fits, in bytes, where the file system has such a limit that matters (FAT32: 4 GiB − 1). */
  readonly maxFileBytes: number | null;
  readonly readOnly: boolean | null;
}

export interface MemoryFinding {
  readonly totalBytes: number;
  /** What programs can still get, caches counted as free. */
  readonly availableBytes: number;
}

export interface RestartFinding {
  /** Where Windows says so; empty where no restart waits. */
  readonly reasons: readonly string[];
}

export interface MediaFeatures {
  /** EditionID, such as `Core`, `ProfessionalN`. */
  readonly edition: string;
  /** N and KN editions come without media features. */
  readonly withoutMedia: boolean;
  /** Whether the Media Feature Pack was added later. */
  readonly packInstalled: Fact<boolean>;
}

/** One entry a phone, the cable preferred. `chosen` is null where there is none, or several and none was named. */
export interface PhoneChoice {
  readonly chosen: MuxEntry | null;
  readonly listed: readonly MuxEntry[];
}

/** An answer of the phone, or how talking to it failed. */
export type PhoneAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: PhoneFailure };

/** Null where the phone did not say. */
export interface PhoneIdentity {
  readonly deviceName: string | null;
  /** `iPhone`, `iPad`, `iPod`. */
  readonly deviceClass: string | null;
  readonly productType: string | null;
  readonly productVersion: string | null;
  readonly minITunesVersion: string | null;
}

export interface NetworkFinding {
  /** A service of Apple's that is down, and since when (ISO). */
  readonly outage: { readonly service: string; readonly since: string | null } | null;
  /** Apple's iCloud servers answer from this computer's network. */
  readonly icloudReachable: boolean;
}
