/** Looks at what lies in a backup folder without opening any of it: the phone's files, and when something last changed. */
import { lstat, opendir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './small-file.ts';

/** The phone's files lie in 256 folders `00`…`ff`; up to iOS 9 they lay in the backup folder itself. */
const BUCKET = /^[0-9a-f]{2}$/i;
const FLAT_FILE = /^[0-9a-f]{40}$/i;
const SNAPSHOT = 'Snapshot';
const SMALL_FILES = new Set(['Info.plist', 'Status.plist', 'Manifest.plist', 'Manifest.db', 'Manifest.db-wal']);
/** So many folders are looked at side by side: more threads make `lstat` slower, not faster. */
const BATCH = 32;

export interface Layout {
  /** Files of the phone are in place; null where that could not be looked at. */
  readonly payload: boolean | null;
  /** Files of the phone are in `Snapshot`. */
  readonly snapshotPayload: boolean;
  /** Times (ms since 1970) of the last change of the folder, its small files, its buckets and `Snapshot`. */
  readonly changes: readonly number[];
}

export type LayoutResult =
  | { readonly ok: true; readonly layout: Layout }
  | { readonly ok: false; readonly code: string };

interface Entry {
  readonly path: string;
  readonly kind: 'folder' | 'file' | 'other';
  readonly mtimeMs: number;
}

/**
 * One look at a backup folder: `lstat` of at most some hundred entries, never a walk through all files.
 * Fails with an error code only where the folder itself can't be listed.
 */
export async function lookAtLayout(folder: string): Promise<LayoutResult> {
  let names: readonly string[];
  let top: number;
  try {
    top = Math.round((await lstat(folder)).mtimeMs);
    names = await readdir(folder);
  } catch (error) {
    return { ok: false, code: errorCode(error) };
  }
  const small = await look(
    folder,
    names.filter((name) => SMALL_FILES.has(name)),
  );
  const buckets = await look(
    folder,
    names.filter((name) => BUCKET.test(name)),
  );
  const snapshotNames = await namesIn(join(folder, SNAPSHOT));
  const snapshot = names.includes(SNAPSHOT) ? await look(folder, [SNAPSHOT]) : [];
  const inSnapshot = await look(
    join(folder, SNAPSHOT),
    snapshotNames.filter((name) => BUCKET.test(name) || SMALL_FILES.has(name)),
  );
  const flat = names.some((name) => FLAT_FILE.test(name));
  const payload = flat ? true : await holdsFiles(buckets);
  const snapshotPayload = snapshotNames.some((name) => FLAT_FILE.test(name)) || (await holdsFiles(inSnapshot)) === true;
  const growing = await newestFiles(inSnapshot);
  const changes = [
    top,
    ...[...small, ...buckets, ...snapshot, ...inSnapshot, ...growing].map(({ mtimeMs }) => mtimeMs),
  ];
  return { ok: true, layout: { payload, snapshotPayload, changes } };
}

/** `lstat` of these names; what has gone meanwhile or may not be looked at is left out. */
async function look(folder: string, names: readonly string[]): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (let start = 0; start < names.length; start += BATCH) {
    const batch = await Promise.all(
      names.slice(start, start + BATCH).map(async (name): Promise<Entry | null> => {
        const path = join(folder, name);
        try {
          const stats = await lstat(path);
          const kind = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
          return { path, kind, mtimeMs: Math.round(stats.mtimeMs) };
        } catch {
          return null;
        }
      }),
    );
    entries.push(...batch.filter((entry) => entry !== null));
  }
  return entries;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    // A link named `Snapshot` is not followed.
    return (await lstat(folder)).isDirectory() ? await readdir(folder) : [];
  } catch {
    return [];
  }
}

/** True as soon as one bucket holds something; null where none does but one could not be opened, or leads elsewhere. */
async function holdsFiles(buckets: readonly Entry[]): Promise<boolean | null> {
  let unseen = false;
  for (const { path, kind } of buckets) {
    if (kind !== 'folder') {
      unseen ||= kind === 'other';
      continue;
    }
    try {
      const directory = await opendir(path);
      try {
        if ((await directory.read()) !== null) return true;
      } finally {
        await directory.close();
      }
    } catch {
      unseen = true;
    }
  }
  return unseen ? null : false;
}

/** The files of the bucket that changed last: one large file arriving changes no folder for minutes. */
async function newestFiles(buckets: readonly Entry[]): Promise<readonly Entry[]> {
  const newest = buckets
    .filter(({ kind }) => kind === 'folder')
    .reduce<Entry | null>((best, entry) => (best === null || entry.mtimeMs > best.mtimeMs ? entry : best), null);
  if (newest === null) return [];
  return look(newest.path, (await namesIn(newest.path)).slice(0, 4096));
}
