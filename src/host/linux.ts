/** Linux, WSL and containers included. */
import { existsSync, readFileSync } from 'node:fs';
import { access, constants, readlink } from 'node:fs/promises';
import { posix } from 'node:path';
import { type Fact, known } from '../facts/fact.ts';
import type { BackupProgram, HostDescription, UsbmuxdFinding } from '../facts/types.ts';
import { decode } from './decode.ts';
import { dropboxPlaces } from './dropbox.ts';
import { notOn } from './elsewhere.ts';
import { toolFailure } from './errors.ts';
import { readSysfsUsb } from './linux/usb.ts';
import { virtualMachineOf } from './linux/virtual.ts';
import { type MountedAt, mountHolding, parseMountInfo } from './mounts.ts';
import { posixMemory, posixRemoteSpace, posixTouch, posixWritable } from './posix.ts';
import { readSmallFile } from './small-file.ts';
import { terminalOf } from './terminal.ts';
import type { Host, HostContext } from './types.ts';

export function linuxHost(context: HostContext): Host {
  const { homedir } = context;
  let mounts: Promise<readonly MountedAt[]> | null = null;
  const mountOf = async (path: string): Promise<MountedAt | null> => {
    mounts ??= readMounts(context);
    return mountHolding(await mounts, path);
  };
  return {
    describe: () => describeLinux(context),
    usbFallbacks: [() => readSysfsUsb(context)],
    appleStack: notOn('linux'),
    usbmuxd: () => readUsbmuxd(context),
    programs: () => readLinuxPrograms(context),
    // idevicebackup2 has no default folder.
    rootPlaces: () => [],
    deniedBy: () => 'rights',
    writable: posixWritable,
    cloudPlaces: async () => [
      { name: 'Dropbox', path: posix.join(homedir, 'Dropbox') },
      { name: 'OneDrive', path: posix.join(homedir, 'OneDrive') },
      ...(await dropboxPlaces([posix.join(homedir, '.dropbox', 'info.json')])),
    ],
    mayHang: async (path) => (await mountOf(path))?.remote ?? false,
    touch: (path, limitMs) => posixTouch(context.exec, path, limitMs),
    remoteSpace: (path, limitMs) => posixRemoteSpace(context.exec, path, limitMs),
    fsSizeIsCheap: true,
    async mountOf(path) {
      const mount = await mountOf(path);
      return { fileSystem: mount?.fileSystem ?? null, readOnly: mount?.readOnly ?? null };
    },
    countedSpace: async () => null,
    memory: () => posixMemory(true),
    restartPending: notOn('linux'),
    mediaFeatures: notOn('linux'),
    controlledFolderAccess: notOn('linux'),
    // There is no such preference.
    backupsDisabledBy: async () => known(null),
  };
}

async function readMounts(context: HostContext): Promise<readonly MountedAt[]> {
  const table = await readSmallFile(`${context.systemRoot}/proc/self/mountinfo`, 4 * 1024 * 1024);
  return table.known ? parseMountInfo(table.value.toString('utf8')) : [];
}

function describeLinux(context: HostContext): HostDescription {
  const release = readText(context, '/etc/os-release') ?? readText(context, '/usr/lib/os-release') ?? '';
  const field = (name: string): string | null =>
    new RegExp(`^${name}=["']?([^"'\\n]{1,60})`, 'm').exec(release)?.[1]?.trim() ?? null;
  return {
    platform: 'linux',
    osName: field('NAME') ?? 'Linux',
    osVersion: field('VERSION_ID'),
    arch: context.arch,
    virtualMachine: virtualMachineOf({
      read: (path) => readText(context, path),
      exists: (path) => existsSync(context.systemRoot + path),
      env: context.env,
    }),
    terminal: terminalOf(context.env),
  };
}

function readText(context: HostContext, path: string): string | null {
  try {
    return readFileSync(context.systemRoot + path, 'utf8');
  } catch {
    return null;
  }
}

async function readLinuxPrograms(context: HostContext): Promise<Fact<readonly BackupProgram[]>> {
  const result = await context.exec('idevicebackup2', ['--version']);
  if (result.error === 'ENOENT') return known([]);
  if (!result.ok && result.error !== 'exit') return toolFailure('idevicebackup2', result);
  const version = /^idevicebackup2 (\d[\w.+-]{0,40})/m.exec(decode(result.stdout))?.[1] ?? null;
  return known([{ id: 'libimobiledevice', name: 'libimobiledevice', version, component: null }]);
}

/** The daemon is not on the PATH of ordinary persons. */
const DAEMONS = ['/usr/sbin/usbmuxd', '/usr/local/sbin/usbmuxd', '/usr/bin/usbmuxd', '/usr/local/bin/usbmuxd'] as const;
const RULES = ['/etc/udev/rules.d', '/run/udev/rules.d', '/usr/lib/udev/rules.d', '/lib/udev/rules.d'] as const;

async function readUsbmuxd(context: HostContext): Promise<Fact<UsbmuxdFinding>> {
  const udevRule = await hasUdevRule(context);
  for (const path of DAEMONS) {
    if (!(await isRunnable(context.systemRoot + path))) continue;
    const result = await context.exec(context.systemRoot + path, ['--version']);
    const version = /usbmuxd (\d[\w.+-]{0,40})/.exec(decode(result.stdout))?.[1] ?? null;
    return known({ installed: true, version, udevRule });
  }
  return known({ installed: false, version: null, udevRule });
}

async function isRunnable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The first folder that has the file decides; a link to /dev/null switches a rule off. */
async function hasUdevRule(context: HostContext): Promise<boolean> {
  for (const folder of RULES) {
    const path = `${context.systemRoot}${folder}/39-usbmuxd.rules`;
    if (!existsSync(path) && !(await isLink(path))) continue;
    return (await readlink(path).catch(() => '')) !== '/dev/null';
  }
  return false;
}

async function isLink(path: string): Promise<boolean> {
  return readlink(path).then(
    () => true,
    () => false,
  );
}
