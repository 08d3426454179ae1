/** What differs between Windows, macOS and Linux. The files beside this one are the only platform branches. */
import type { Fact } from '../facts/fact.ts';
import type {
  AppleStack,
  BackupProgram,
  BackupRoot,
  BackupRootKind,
  HostDescription,
  MediaFeatures,
  MemoryFinding,
  RestartFinding,
  UsbFinding,
  UsbmuxdFinding,
} from '../facts/types.ts';
import type { Exec } from './exec.ts';

/** What a host may use of the machine. Everything is handed in, so that tests can describe another machine. */
export interface HostContext {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: string;
  readonly arch: string;
  /** `os.release()`. */
  readonly release: string;
  readonly exec: Exec;
  /** Put before absolute paths of the system (`/proc`, `/sys`, `/System`); empty outside tests. */
  readonly systemRoot: string;
}

/** A folder of a cloud drive that must not hold backups. */
export interface CloudPlace {
  readonly name: string;
  readonly path: string;
}

export type Writable = BackupRoot['writable'];

export interface Mount {
  /** Lower case: `ext4`, `apfs`, `ntfs`, `fat32` …; null where it can't be told. */
  readonly fileSystem: string | null;
  readonly readOnly: boolean | null;
}

/** Room as the system itself counts it for a program that asks on behalf of a person (macOS: purgeable space included). */
export interface CountedSpace {
  readonly freeBytes: number;
}

export interface Host {
  /** Reads small files at most; starts nothing. */
  describe(): HostDescription;
  /** Other ways to list USB devices, best first, for when the `usb` package can't. */
  readonly usbFallbacks: readonly (() => Promise<Fact<UsbFinding>>)[];
  appleStack(): Promise<Fact<AppleStack>>;
  usbmuxd(): Promise<Fact<UsbmuxdFinding>>;
  programs(): Promise<Fact<readonly BackupProgram[]>>;
  /** The folders that the programs of this platform put backups in. */
  rootPlaces(): readonly { readonly kind: BackupRootKind; readonly path: string }[];
  /** Who refused, going by the error code of a refused read. */
  deniedBy(code: string): 'full-disk-access' | 'rights';
  /** Whether this person may create files in the folder. Never writes. */
  writable(folder: string): Promise<Writable>;
  /** Cloud drives of this person, as far as they exist. */
  cloudPlaces(): Promise<readonly CloudPlace[]>;
  /**
   * True where touching the path may block for minutes (network drives that are gone). Asked before any file operation: a
   * blocked operation can't be called off and would keep the whole program from ending.
   */
  mayHang(path: string): Promise<boolean>;
  /** Touches the path from another process, which can be abandoned. */
  touch(path: string, limitMs: number): Promise<'answers' | 'timeout' | 'failed'>;
  /**
   * Room on a drive that may hang, measured by another process; null where a plain call is right (after `touch`).
   */
  remoteSpace(path: string, limitMs: number): Promise<Fact<{ freeBytes: number; totalBytes: number }> | null>;
  /** The library's list of file systems starts no PowerShell of its own here. */
  readonly fsSizeIsCheap: boolean;
  /** The file system that holds the path. The path is real: no links on the way. */
  mountOf(path: string): Promise<Mount>;
  /** Null where plain `statfs` says all there is to say. */
  countedSpace(path: string): Promise<CountedSpace | null>;
  memory(): Promise<Fact<MemoryFinding>>;
  restartPending(): Promise<Fact<RestartFinding>>;
  mediaFeatures(): Promise<Fact<MediaFeatures>>;
  controlledFolderAccess(): Promise<Fact<boolean>>;
  backupsDisabledBy(): Promise<Fact<string | null>>;
}
