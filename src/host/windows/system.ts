/** Windows itself: pending restarts, edition and media features, file systems, rights on a folder. */
import { access, open } from 'node:fs/promises';
import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { MediaFeatures, RestartFinding } from '../../facts/types.ts';
import { decode } from '../decode.ts';
import { plainFileSystem } from '../mounts.ts';
import type { HostContext, Writable } from '../types.ts';
import type { Batch } from './batch.ts';
import { childrenOf, readKey, system32, valuesAt } from './registry.ts';

const SERVICING = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing';
const UPDATE = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update';
const SESSION = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager';
const CURRENT = 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';

/**
 * A restart that Windows waits for: `RebootPending` (servicing), `RebootRequired` (Windows Update), `AppleFilesPending`.
 * Renames that wait for a restart are set by every other updater and mean nothing here unless they are of Apple's files.
 */
export async function readRestart(context: HostContext): Promise<Fact<RestartFinding>> {
  const [servicing, update, session] = await Promise.all(
    [SERVICING, UPDATE, SESSION].map((key) => readKey(context, { key })),
  );
  const reasons: string[] = [];
  if (has(servicing, SERVICING, 'RebootPending')) reasons.push('RebootPending');
  if (has(update, UPDATE, 'RebootRequired')) reasons.push('RebootRequired');
  const renames =
    session?.known && session.value ? valuesAt(session.value, SESSION).get('pendingfilerenameoperations') : '';
  if (/\\(Apple|iTunes|iPod)\b|Mobile Device Support|AppleInc\./i.test(renames ?? ''))
    reasons.push('AppleFilesPending');
  if (reasons.length > 0) return known({ reasons });
  // The update key is missing on computers that are not updated by Windows Update; servicing is always there.
  if (!servicing?.known) return servicing ?? unknown('crash', 'no answer');
  if (!update?.known) return update ?? unknown('crash', 'no answer');
  return known({ reasons });
}

function has(keys: Awaited<ReturnType<typeof readKey>> | undefined, key: string, child: string): boolean {
  if (!keys?.known || !keys.value) return false;
  return childrenOf(keys.value, key).some((name) => name.toLowerCase() === child.toLowerCase());
}

/** Editions whose name ends in N or KN come without media features; the pack brings these two libraries among others. */
export async function readMediaFeatures(context: HostContext): Promise<Fact<MediaFeatures>> {
  const keys = await readKey(context, { key: CURRENT });
  if (!keys.known) return keys;
  const edition = keys.value ? valuesAt(keys.value, CURRENT).get('editionid') : undefined;
  if (!edition) return unknown('missing-tool', 'EditionID not readable');
  const withoutMedia = isEditionN(edition);
  return known({ edition, withoutMedia, packInstalled: withoutMedia ? await mediaLibraries(context) : known(true) });
}

/** `ProfessionalN`, `CoreN`, `EnterpriseSN`, `CoreKN`; not `Core` or `ServerStandard`. */
function isEditionN(edition: string): boolean {
  return /[a-z0-9S]K?N$/.test(edition);
}

async function mediaLibraries(context: HostContext): Promise<Fact<boolean>> {
  const found = await Promise.all(['mfplat.dll', 'mf.dll'].map((name) => isThere(system32(context, name))));
  if (found.every((each) => each === true)) return known(true);
  if (found.every((each) => each === false)) return known(false);
  return unknown('missing-tool', 'media libraries partly there');
}

async function isThere(path: string): Promise<boolean | null> {
  try {
    await access(path);
    return true;
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? false : null;
  }
}

const FILE_SYSTEMS = /:\s*(NTFS|ReFS|FAT32|exFAT|FAT|UDF|CDFS)\s*$/m;

/** File system of a drive. `fsutil` first: its labels are translated, the names of file systems are not. */
export async function readFileSystem(context: HostContext, batch: Batch, path: string): Promise<string | null> {
  const drive = /^(?:\\\\\?\\)?([a-z]:)/i.exec(path)?.[1]?.toUpperCase();
  if (!drive) return null;
  const result = await context.exec(system32(context, 'fsutil.exe'), ['fsinfo', 'volumeinfo', `${drive}\\`]);
  const named = result.ok ? FILE_SYSTEMS.exec(decode(result.stdout).replace(/\r/g, ''))?.[1] : undefined;
  if (named) return plainFileSystem(named);
  const volumes = await batch.part('volumes');
  const volume = volumes.known ? volumes.value.find((each) => each.drive.toUpperCase() === drive) : undefined;
  return volume?.type ? plainFileSystem(volume.type) : null;
}

export async function readControlledFolderAccess(batch: Batch): Promise<Fact<boolean>> {
  const asked = await batch.part('protection');
  if (!asked.known) return asked;
  const value = asked.value[0];
  // 1 blocks, 3 blocks changes to disk sectors; 2 and 4 only write a log.
  return value === undefined ? unknown('missing-tool', 'Get-MpPreference') : known(value === 1 || value === 3);
}

/**
 * Whether files may be created in the folder. `access` looks at the read-only attribute alone, so the folder itself is opened
 * for writing and closed again: Windows checks the rights at that moment, and nothing is written.
 */
export async function readWritable(folder: string, batch: Batch): Promise<Writable> {
  try {
    const handle = await open(folder, 'r+');
    await handle.close();
    return known({ ok: true, reason: null });
  } catch (error) {
    return refusedBy(codeOf(error), () => readControlledFolderAccess(batch));
  }
}

/** What an error of opening the folder says. Exported for its test: no other system has these errors for folders. */
export async function refusedBy(code: string, isProtected: () => Promise<Fact<boolean>>): Promise<Writable> {
  if (code === 'EROFS') return known({ ok: false, reason: 'read-only' });
  if (code !== 'EPERM' && code !== 'EACCES') return unknown('unreachable', code);
  const protection = await isProtected();
  if (protection.known && protection.value) return known({ ok: false, reason: 'controlled-folder-access' });
  return known({ ok: false, reason: 'rights' });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
