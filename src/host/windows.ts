/** Windows. */
import { existsSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { win32 } from 'node:path';
import { known } from '../facts/fact.ts';
import type { AppleStack, HostDescription } from '../facts/types.ts';
import { dropboxPlaces } from './dropbox.ts';
import { notOn } from './elsewhere.ts';
import { readDisabledBy } from './preferences.ts';
import { terminalOf } from './terminal.ts';
import type { CloudPlace, Host, HostContext } from './types.ts';
import { programsOf, readAppleSoftware } from './windows/apple.ts';
import { createBatch } from './windows/batch.ts';
import { childrenOf, readKey, system32 } from './windows/registry.ts';
import {
  createTasks,
  readNodes,
  readPortOwner,
  readProcessRunning,
  readService,
  readUsbNodes,
} from './windows/stack.ts';
import {
  readControlledFolderAccess,
  readFileSystem,
  readMediaFeatures,
  readRestart,
  readWritable,
} from './windows/system.ts';

export function windowsHost(context: HostContext): Host {
  const { env, homedir } = context;
  const batch = createBatch(context);
  const tasks = createTasks(context);
  let software: ReturnType<typeof readAppleSoftware> | null = null;
  const readSoftware = (): ReturnType<typeof readAppleSoftware> => {
    software ??= readAppleSoftware(context, batch);
    return software;
  };
  let networkDrives: Promise<readonly string[]> | null = null;
  const profile = env['USERPROFILE'] ?? homedir;
  const roaming = env['APPDATA'] ?? win32.join(profile, 'AppData', 'Roaming');

  return {
    describe: () => describeWindows(context),
    usbFallbacks: [() => readUsbNodes(batch)],
    async appleStack() {
      const [installed, service, processRunning, portOwner, nodes] = await Promise.all([
        readSoftware(),
        readService(context, batch),
        readProcessRunning(batch, tasks),
        readPortOwner(context, batch, tasks),
        readNodes(batch),
      ]);
      const stack: AppleStack = { ...installed, service, processRunning, portOwner, nodes };
      return known(stack);
    },
    usbmuxd: notOn('windows'),
    programs: async () => programsOf(await readSoftware()),
    // Both always: a phone can have backups in each, and an empty list after a change of program is no loss.
    rootPlaces: () => [
      { kind: 'itunes-classic', path: win32.join(roaming, 'Apple Computer', 'MobileSync', 'Backup') },
      { kind: 'store', path: win32.join(profile, 'Apple', 'MobileSync', 'Backup') },
    ],
    deniedBy: () => 'rights',
    writable: (folder) => readWritable(folder, batch),
    cloudPlaces: () => windowsCloudPlaces(context, profile, roaming),
    async mayHang(path) {
      if (/^\\\\(?![?.]\\)/.test(path) || /^\\\\\?\\UNC\\/i.test(path)) return true;
      const drive = /^(?:\\\\\?\\)?([a-z]):/i.exec(path)?.[1]?.toUpperCase();
      if (!drive) return false;
      networkDrives ??= readNetworkDrives(context);
      return (await networkDrives).includes(drive);
    },
    async touch(path, limitMs) {
      const result = await context.exec(system32(context, 'attrib.exe'), [path], { limitMs });
      if (result.error === 'timeout') return 'timeout';
      return result.ok ? 'answers' : 'failed';
    },
    remoteSpace: async () => null,
    fsSizeIsCheap: false,
    mountOf: async (path) => ({ fileSystem: await readFileSystem(context, batch, path), readOnly: null }),
    countedSpace: async () => null,
    // systeminformation would start a PowerShell of its own; on Windows the plain number counts caches as free already.
    memory: async () => known({ totalBytes: totalmem(), availableBytes: freemem() }),
    restartPending: () => readRestart(context),
    mediaFeatures: () => readMediaFeatures(context),
    controlledFolderAccess: () => readControlledFolderAccess(batch),
    backupsDisabledBy: () =>
      readDisabledBy([win32.join(roaming, 'Apple Computer', 'Preferences', 'com.apple.iTunes.plist')]),
  };
}

/** Letters of drives that are mapped to the network, connected or not. */
async function readNetworkDrives(context: HostContext): Promise<readonly string[]> {
  const keys = await readKey(context, { key: 'HKCU\\Network' });
  if (!keys.known || !keys.value) return [];
  return childrenOf(keys.value, 'HKCU\\Network').map((name) => name.toUpperCase());
}

const FIRST_BUILD_OF_11 = 22000;

function describeWindows(context: HostContext): HostDescription {
  const build = Number(context.release.split('.')[2] ?? 0);
  return {
    platform: 'windows',
    osName: build >= FIRST_BUILD_OF_11 ? 'Windows 11' : 'Windows',
    osVersion: context.release || null,
    arch: context.arch,
    virtualMachine: guestDriver(context),
    terminal: terminalOf(context.env),
  };
}

/** Drivers that the makers of virtual machines install in their guests: the only sign that needs no program to be run. */
function guestDriver(context: HostContext): string | null {
  const drivers: readonly (readonly [string, string])[] = [
    ['VBoxGuest.sys', 'VirtualBox'],
    ['vmhgfs.sys', 'VMware'],
    ['vm3dmp.sys', 'VMware'],
    ['prl_fs.sys', 'Parallels'],
  ];
  return drivers.find(([file]) => existsSync(system32(context, `drivers\\${file}`)))?.[1] ?? null;
}

async function windowsCloudPlaces(
  context: HostContext,
  profile: string,
  roaming: string,
): Promise<readonly CloudPlace[]> {
  const { env } = context;
  const local = env['LOCALAPPDATA'] ?? win32.join(profile, 'AppData', 'Local');
  const places: CloudPlace[] = [
    { name: 'iCloud Drive', path: win32.join(profile, 'iCloudDrive') },
    { name: 'Google Drive', path: win32.join(profile, 'Google Drive') },
    { name: 'Dropbox', path: win32.join(profile, 'Dropbox') },
  ];
  for (const name of ['OneDrive', 'OneDriveConsumer', 'OneDriveCommercial']) {
    const path = env[name];
    if (path) places.push({ name: 'OneDrive', path });
  }
  const dropbox = await dropboxPlaces([
    win32.join(local, 'Dropbox', 'info.json'),
    win32.join(roaming, 'Dropbox', 'info.json'),
  ]);
  return [...places, ...dropbox];
}
