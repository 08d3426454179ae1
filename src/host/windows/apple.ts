/** Apple's programs on Windows: classic iTunes (an MSI package with a service) and the Store programs (AppX, no service). */
import { access } from 'node:fs/promises';
import { type Fact, known } from '../../facts/fact.ts';
import type { AppleStack, BackupProgram } from '../../facts/types.ts';
import { compareVersions, unpackStoreItunes } from '../../facts/versions.ts';
import type { HostContext } from '../types.ts';
import type { Batch } from './batch.ts';
import { childrenOf, type RegistryKey, type RegistryView, readKey, valuesAt } from './registry.ts';

type Version = { readonly version: string | null };

export interface AppleSoftware {
  readonly classicItunes: Fact<Version | null>;
  readonly mobileDeviceSupport: AppleStack['mobileDeviceSupport'];
  readonly storeItunes: Fact<Version | null>;
  readonly appleDevices: Fact<Version | null>;
}

const UNINSTALL = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall';
const SUPPORT = 'HKLM\\SOFTWARE\\Apple Inc.\\Apple Mobile Device Support';
const PACKAGES =
  'HKCU\\Software\\Classes\\Local Settings\\Software\\Microsoft\\Windows\\CurrentVersion\\AppModel\\Repository\\Packages';
const VIEWS: readonly RegistryView[] = ['64', '32'];

/** Reads what is installed. PowerShell is asked only where the registry does not tell. */
export async function readAppleSoftware(context: HostContext, batch: Batch): Promise<AppleSoftware> {
  const [installed, support, packages] = await Promise.all([
    bothViews(context, UNINSTALL),
    bothViews(context, SUPPORT),
    readPackages(context, batch),
  ]);
  const classic = uninstallEntry(installed, 'iTunes');
  const supportEntry = uninstallEntry(installed, 'Apple Mobile Device Support');
  return {
    classicItunes: classic,
    mobileDeviceSupport: await mobileDeviceSupport(support, supportEntry),
    storeItunes: packageVersion(packages, 'AppleInc.iTunes', (version) => unpackStoreItunes(version) ?? version),
    appleDevices: packageVersion(packages, 'AppleInc.AppleDevices', (version) => version),
  };
}

/** The programs that make backups. Unknown only where nothing was found and something could not be read. */
export function programsOf(software: AppleSoftware): Fact<readonly BackupProgram[]> {
  const { classicItunes, mobileDeviceSupport: support, storeItunes, appleDevices } = software;
  const version = support.known ? (support.value?.version ?? null) : null;
  const component = version === null ? null : { name: 'Apple Mobile Device Support', version };
  const found: BackupProgram[] = [];
  if (classicItunes.known && classicItunes.value) {
    found.push({ id: 'itunes-classic', name: 'iTunes', version: classicItunes.value.version, component });
  }
  if (appleDevices.known && appleDevices.value) {
    found.push({ id: 'apple-devices', name: 'Apple Devices', version: appleDevices.value.version, component: null });
  }
  if (storeItunes.known && storeItunes.value) {
    found.push({ id: 'itunes-store', name: 'iTunes', version: storeItunes.value.version, component: null });
  }
  if (found.length > 0) return known(found);
  for (const fact of [classicItunes, appleDevices, storeItunes]) if (!fact.known) return fact;
  return known([]);
}

type Views = readonly Fact<readonly RegistryKey[] | null>[];

async function bothViews(context: HostContext, key: string): Promise<Views> {
  return Promise.all(VIEWS.map((view) => readKey(context, { key, view, deep: true })));
}

/** The entry of the list "Apps" with exactly this name: its version, or null where both views lack it. */
function uninstallEntry(views: Views, name: string): Fact<Version | null> {
  for (const view of views) {
    for (const key of (view.known && view.value) || []) {
      if (key.values.get('displayname') !== name) continue;
      if (!/apple/i.test(key.values.get('publisher') ?? 'Apple')) continue;
      return known({ version: key.values.get('displayversion') ?? null });
    }
  }
  return missingOr(views);
}

function missingOr(views: Views): Fact<null> {
  return views.find((view) => !view.known) ?? known(null);
}

async function mobileDeviceSupport(
  views: Views,
  entry: Fact<Version | null>,
): Promise<AppleStack['mobileDeviceSupport']> {
  for (const view of views) {
    if (!view.known || !view.value) continue;
    const values = valuesAt(view.value, SUPPORT);
    const shared = valuesAt(view.value, `${SUPPORT}\\Shared`);
    const folder = values.get('installdir');
    const library =
      shared.get('mobiledevicedll') ??
      shared.get('itunesmobiledevicedll') ??
      (folder ? `${folder.replace(/\\$/, '')}\\MobileDevice.dll` : null);
    const version = values.get('version') ?? (entry.known ? (entry.value?.version ?? null) : null);
    return known({ version, dllMissing: library !== null && (await isMissing(library)) });
  }
  if (entry.known && entry.value) return known({ version: entry.value.version, dllMissing: false });
  const absent = missingOr(views);
  return absent.known ? (entry.known ? known(null) : entry) : absent;
}

/** True only where the file is certainly not there. */
async function isMissing(path: string): Promise<boolean> {
  try {
    await access(path);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

type Packages = Fact<readonly { readonly name: string; readonly version: string }[]>;

/** Packages of this person. The registry's list needs neither rights nor PowerShell. */
async function readPackages(context: HostContext, batch: Batch): Promise<Packages> {
  const keys = await readKey(context, { key: PACKAGES });
  if (keys.known && keys.value) {
    return known(
      childrenOf(keys.value, PACKAGES).flatMap((fullName) => {
        const [name, version] = fullName.split('_');
        return name !== undefined && version !== undefined ? [{ name, version }] : [];
      }),
    );
  }
  return batch.part('packages');
}

/** The newest entry counts: parts of older versions stay in the list for a while. */
function packageVersion(packages: Packages, name: string, plain: (version: string) => string): Fact<Version | null> {
  if (!packages.known) return packages;
  const versions = packages.value
    .filter((each) => each.name.toLowerCase() === name.toLowerCase())
    .map((each) => each.version)
    .sort((a, b) => compareVersions(b, a) ?? 0);
  const newest = versions[0];
  return known(newest === undefined ? null : { version: plain(newest) });
}
