/** macOS. */
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { posix } from 'node:path';
import { type Fact, known, unknown } from '../facts/fact.ts';
import type { BackupProgram, HostDescription } from '../facts/types.ts';
import { compareVersions } from '../facts/versions.ts';
import { decode } from './decode.ts';
import { dropboxPlaces } from './dropbox.ts';
import { notOn } from './elsewhere.ts';
import { readMacUsb } from './macos/usb.ts';
import { type MountedAt, mountHolding, parseMountOutput } from './mounts.ts';
import { posixMemory, posixRemoteSpace, posixTouch, posixWritable } from './posix.ts';
import { readDisabledBy } from './preferences.ts';
import { readSmallFile } from './small-file.ts';
import { terminalOf } from './terminal.ts';
import type { CloudPlace, CountedSpace, Host, HostContext } from './types.ts';

export function macosHost(context: HostContext): Host {
  const library = posix.join(context.homedir, 'Library');
  let mounts: Promise<readonly MountedAt[]> | null = null;
  const mountOf = async (path: string): Promise<MountedAt | null> => {
    mounts ??= context.exec('/sbin/mount', []).then((result) => parseMountOutput(decode(result.stdout)));
    const table = await mounts;
    const holding = mountHolding(table, path);
    // The system volume is sealed and read-only; what looks like folders of it (`/Users` …) lies on the data volume.
    return (holding?.point === '/' && table.find((mount) => mount.point === '/System/Volumes/Data')) || holding;
  };
  return {
    describe: () => describeMac(context),
    usbFallbacks: [() => readMacUsb(context)],
    appleStack: notOn('macos'),
    usbmuxd: notOn('macos'),
    programs: () => readMacPrograms(context),
    rootPlaces: () => [
      { kind: 'mobilesync', path: posix.join(library, 'Application Support', 'MobileSync', 'Backup') },
    ],
    // macOS' privacy protection answers EPERM, ordinary rights answer EACCES.
    deniedBy: (code) => (code === 'EPERM' ? 'full-disk-access' : 'rights'),
    writable: posixWritable,
    cloudPlaces: () => macCloudPlaces(context.homedir),
    mayHang: async (path) => (await mountOf(path))?.remote ?? false,
    touch: (path, limitMs) => posixTouch(context.exec, path, limitMs),
    remoteSpace: (path, limitMs) => posixRemoteSpace(context.exec, path, limitMs),
    fsSizeIsCheap: true,
    async mountOf(path) {
      const mount = await mountOf(path);
      return { fileSystem: mount?.fileSystem ?? null, readOnly: mount?.readOnly ?? null };
    },
    countedSpace: (path) => readCountedSpace(context, path),
    memory: () => posixMemory(false),
    restartPending: notOn('macos'),
    mediaFeatures: notOn('macos'),
    controlledFolderAccess: notOn('macos'),
    // The Finder's helper has the preference since macOS 10.15, iTunes had it before.
    backupsDisabledBy: () =>
      readDisabledBy(
        ['com.apple.AMPDevicesAgent', 'com.apple.iTunes'].map((domain) =>
          posix.join(library, 'Preferences', `${domain}.plist`),
        ),
      ),
  };
}

function describeMac(context: HostContext): HostDescription {
  return {
    platform: 'macos',
    osName: 'macOS',
    osVersion: macVersion(context),
    arch: context.arch,
    virtualMachine: null,
    terminal: terminalOf(context.env),
  };
}

/** What `sw_vers` prints, from the file that it reads. */
function macVersion(context: HostContext): string | null {
  try {
    const path = `${context.systemRoot}/System/Library/CoreServices/SystemVersion.plist`;
    const match = /<key>ProductVersion<\/key>\s*<string>([\d.]{1,20})<\/string>/.exec(readFileSync(path, 'utf8'));
    return match?.[1] ?? null;
  } catch {
    return null;
  }
}

/** An updated copy of the framework lies in the first folder; macOS' own in the second. */
const FRAMEWORKS = ['/Library/Apple/System/Library/PrivateFrameworks', '/System/Library/PrivateFrameworks'] as const;

async function readMacPrograms(context: HostContext): Promise<Fact<readonly BackupProgram[]>> {
  const version = macVersion(context);
  const order = version === null ? null : compareVersions(version, '10.15');
  if (order === null) return unknown('missing-tool', 'macOS version not readable');
  const component = await readMobileDevice(context);
  // Since 10.15 the Finder makes backups, and it is as new as macOS itself.
  if (order >= 0) return known([{ id: 'finder', name: 'Finder', version, component }]);
  const file = `${context.systemRoot}/Applications/iTunes.app/Contents/Info.plist`;
  const bytes = await readSmallFile(file, 1024 * 1024);
  if (!bytes.known) return bytes.detail === 'ENOENT' ? known([]) : bytes;
  const itunes = await versionIn(bytes.value);
  return known([{ id: 'itunes-mac', name: 'iTunes', version: itunes, component }]);
}

async function readMobileDevice(context: HostContext): Promise<BackupProgram['component']> {
  for (const folder of FRAMEWORKS) {
    for (const file of ['version.plist', 'Info.plist']) {
      const path = `${context.systemRoot}${folder}/MobileDevice.framework/Versions/A/Resources/${file}`;
      const bytes = await readSmallFile(path, 1024 * 1024);
      const version = bytes.known ? await versionIn(bytes.value) : null;
      if (version !== null) return { name: 'MobileDevice', version };
    }
  }
  return null;
}

async function versionIn(bytes: Buffer): Promise<string | null> {
  const { isPlistDict, parsePlist } = await import('../plist/index.ts');
  try {
    const value = parsePlist(bytes);
    if (!isPlistDict(value)) return null;
    const version = value['CFBundleShortVersionString'] ?? value['CFBundleVersion'];
    return typeof version === 'string' && version !== '' ? version.slice(0, 40) : null;
  } catch {
    return null;
  }
}

async function macCloudPlaces(homedir: string): Promise<readonly CloudPlace[]> {
  const places: CloudPlace[] = [
    { name: 'iCloud Drive', path: posix.join(homedir, 'Library', 'Mobile Documents') },
    { name: 'Dropbox', path: posix.join(homedir, 'Dropbox') },
    { name: 'Google Drive', path: posix.join(homedir, 'Google Drive') },
    { name: 'OneDrive', path: posix.join(homedir, 'OneDrive') },
  ];
  const storage = posix.join(homedir, 'Library', 'CloudStorage');
  const names = await readdir(storage).catch(() => [] as string[]);
  for (const name of names) places.push({ name: providerOf(name), path: posix.join(storage, name) });
  return [...places, ...(await dropboxPlaces([posix.join(homedir, '.dropbox', 'info.json')]))];
}

/** Folders in CloudStorage are called `OneDrive-Personal`, `GoogleDrive-<account>`: the account is private. */
function providerOf(folder: string): string {
  const provider = folder.split('-')[0] ?? folder;
  return provider === 'GoogleDrive' ? 'Google Drive' : provider;
}

const FREE_SPACE_SCRIPT = `ObjC.import('Foundation');
function run(argv) {
  const key = 'NSURLVolumeAvailableCapacityForImportantUsageKey';
  const values = $.NSURL.fileURLWithPath(argv[0]).resourceValuesForKeysError([key], null);
  return String(values.valueForKey(key).js);
}`;

/**
 * The number that the Finder goes by: free space and what macOS would free on demand.
 * https://developer.apple.com/documentation/foundation/urlresourcevalues/volumeavailablecapacityforimportantusage
 */
async function readCountedSpace(context: HostContext, path: string): Promise<CountedSpace | null> {
  const result = await context.exec('/usr/bin/osascript', ['-l', 'JavaScript', '-e', FREE_SPACE_SCRIPT, path]);
  const bytes = /^\d{1,16}$/.exec(decode(result.stdout).trim())?.[0];
  // Volumes without purgeable space (external drives) answer 0.
  return result.ok && bytes !== undefined && Number(bytes) > 0 ? { freeBytes: Number(bytes) } : null;
}
