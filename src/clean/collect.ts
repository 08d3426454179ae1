/** Gathers what the cleaning mode speaks of: every backup in every folder, with its size. */
import { type BackupInfo, type BackupListing, listBackups, type SizedBackup, sizeBackup } from '../backups/index.ts';
import type { Why } from '../core/check.ts';
import type { CleanOptions } from './types.ts';

/** A folder of backups that exists and could not be looked into. */
export interface NotLooked {
  readonly path: string;
  readonly why: Why;
  /** An error code. */
  readonly detail: string;
}

export interface Found {
  readonly listings: readonly BackupListing[];
  readonly notLooked: readonly NotLooked[];
}

const DEFAULT_SIZE_LIMIT_MS = 60_000;

/** Lists the backups of all folders. Two ways to one folder (a junction from the old place to the new one) count once. */
export async function findBackups(options: CleanOptions, signal: AbortSignal): Promise<Found> {
  const listings = new Map<string, BackupListing>();
  const notLooked: NotLooked[] = [];
  for (const { path } of options.roots) {
    const fact = await listBackups(path, {
      now: options.now,
      signal,
      runningHint: options.runningHint ?? false,
    });
    if (!fact.known) {
      // Not every program has been used on every computer: a folder that is not there hides nothing.
      if (fact.detail !== 'ENOENT') notLooked.push({ path, why: fact.why, detail: fact.detail });
    } else if (!listings.has(fact.value.realRoot)) {
      listings.set(fact.value.realRoot, { ...fact.value, backups: sorted(fact.value.backups) });
    }
  }
  return { listings: [...listings.values()], notLooked };
}

/** Measures each backup. What is no backup is not measured: it may be anything, and it is never removed. */
export async function measure(
  backups: readonly BackupInfo[],
  options: CleanOptions,
  signal: AbortSignal,
  onProgress: (index: number, total: number) => void,
): Promise<readonly SizedBackup[]> {
  const sized: SizedBackup[] = [];
  const total = backups.filter(({ state }) => state !== 'foreign').length;
  let index = 0;
  for (const backup of backups) {
    if (backup.state === 'foreign') {
      sized.push({ ...backup, bytes: null });
      continue;
    }
    index += 1;
    onProgress(index, total);
    const fact = await sizeBackup(backup.path, { signal, limitMs: options.sizeLimitMs ?? DEFAULT_SIZE_LIMIT_MS });
    sized.push({ ...backup, bytes: fact.known ? fact.value.bytes : null });
  }
  return sized;
}

/** Phone by phone, newest first; what is no backup comes last. */
function sorted(backups: readonly BackupInfo[]): readonly BackupInfo[] {
  const key = (backup: BackupInfo) => backup.udid ?? '\uffff';
  return [...backups].sort((one, other) => {
    if (key(one) !== key(other)) return key(one) < key(other) ? -1 : 1;
    const dates = (dateOf(other)?.ms ?? 0) - (dateOf(one)?.ms ?? 0);
    return dates !== 0 ? dates : one.folder.localeCompare(other.folder, 'en');
  });
}

/** The date that is shown for a backup: when it was finished, or at least when it was tried. Null where neither is known. */
export function dateOf(backup: BackupInfo): { readonly ms: number; readonly finished: boolean } | null {
  const finished = finishedDate(backup);
  if (finished !== null) return { ms: finished, finished: true };
  return backup.attemptedAt === null ? null : { ms: backup.attemptedAt, finished: false };
}

/** When the set was finished that could be restored; for an unfinished attempt that of the older set below it. */
export function finishedDate(backup: BackupInfo): number | null {
  if (backup.finishedAt !== null) return backup.finishedAt;
  return backup.state === 'unfinished' ? (backup.manifestAt ?? null) : null;
}
