/** Lists the backups in one folder. Links inside it are named but never followed. */
import type { Stats } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type Fact, known, unknown } from '../facts/fact.ts';
import { parseBackupName } from './names.ts';
import { notABackup, type ReadOptions, readBackup } from './read.ts';
import { errorCode } from './small-file.ts';
import type { BackupInfo, BackupListing } from './types.ts';

export interface ListOptions extends ReadOptions {
  readonly signal?: AbortSignal;
}

/** Files that file managers leave everywhere; plain files are passed over anyway, these also where they are folders. */
const CLUTTER = new Set(['desktop.ini', 'thumbs.db', '$recycle.bin', 'system volume information']);

/**
 * The backups in `root`, which may itself be a link or a junction and is resolved first. Sorted by name.
 *
 * Not known: `denied` with `EACCES` (rights) or `EPERM` (on a Mac: no Full Disk Access) as the detail, `unreachable` with
 * `ENOENT`, `ENOTDIR`, `ELOOP` or whatever else came, `timeout` where the signal stopped it. A single backup that can't be
 * looked into does not spoil the list: it is in it as `unknown`.
 */
export async function listBackups(root: string, options: ListOptions): Promise<Fact<BackupListing>> {
  try {
    const realRoot = await realpath(root);
    const names = (await readdir(realRoot)).sort();
    const backups: BackupInfo[] = [];
    for (const name of names) {
      if (options.signal?.aborted) return unknown('timeout', 'aborted');
      const backup = await lookAt(join(realRoot, name), name, options);
      if (backup !== null) backups.push(backup);
    }
    return known({ root, realRoot, backups });
  } catch (error) {
    const code = errorCode(error);
    return unknown(code === 'EACCES' || code === 'EPERM' ? 'denied' : 'unreachable', code);
  }
}

/** Null for what no person would take for a backup. */
async function lookAt(path: string, name: string, options: ListOptions): Promise<BackupInfo | null> {
  if (name.startsWith('.') || CLUTTER.has(name.toLowerCase())) return null;
  let stats: Stats;
  try {
    stats = await lstat(path);
  } catch (error) {
    const code = errorCode(error);
    // Gone since the folder was listed: nothing to report.
    if (code === 'ENOENT') return null;
    return notABackup(path, parseBackupName(name) === null ? 'foreign' : 'unknown', 'not-readable', code);
  }
  if (stats.isSymbolicLink()) return notABackup(path, 'foreign', 'is-a-link');
  if (!stats.isDirectory()) return null;
  if (parseBackupName(name) === null) return notABackup(path, 'foreign', 'name-not-a-udid');
  return await readBackup(path, options);
}
