/** How large a backup is. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Fact, known, unknown } from '../facts/fact.ts';
import { errorCode } from './small-file.ts';

export interface BackupBytes {
  /** Sum of the sizes of the files, as a file manager shows it. */
  readonly bytes: number;
  /** What they take on the disk, hard links counted once; removing the folder gives back about this much. */
  readonly bytesOnDisk: number;
  readonly files: number;
}

export interface SizeOptions {
  readonly signal?: AbortSignal;
  /** Gives up after so many ms. */
  readonly limitMs: number;
}

/** `stat.blocks` counts in these, on every platform. */
const BLOCK_BYTES = 512;

/**
 * Sums up the files under `path`; links are not followed and not counted.
 *
 * One folder at a time with synchronous calls, giving way to everything else between two folders: `fs.promises` for each
 * file takes five times as long (nodejs/node issue 38006), and a backup holds hundreds of thousands.
 *
 * Not known: `timeout` after `limitMs` or when the signal stops it; `denied` or `unreachable` with the code where a folder in
 * it can't be listed, since a sum without it would be a lie.
 */
export async function sizeBackup(path: string, options: SizeOptions): Promise<Fact<BackupBytes>> {
  const deadline = performance.now() + options.limitMs;
  const linked = new Set<string>();
  const folders = [path];
  let bytes = 0;
  let bytesOnDisk = 0;
  let files = 0;
  try {
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      if (options.signal?.aborted) return unknown('timeout', 'aborted');
      if (performance.now() > deadline) return unknown('timeout', `${options.limitMs} ms`);
      for (const name of namesIn(folder, folder === path)) {
        const entry = join(folder, name);
        const stats = lstatSync(entry, { throwIfNoEntry: false });
        if (stats === undefined) continue; // Gone since the folder was listed.
        if (stats.isDirectory()) {
          folders.push(entry);
        } else if (stats.isFile()) {
          files += 1;
          bytes += stats.size;
          if (stats.nlink === 1 || isFirstSight(linked, `${stats.dev}:${stats.ino}`)) {
            bytesOnDisk += stats.blocks * BLOCK_BYTES;
          }
        }
      }
      await nextTurn();
    }
  } catch (error) {
    const code = errorCode(error);
    return unknown(code === 'EACCES' || code === 'EPERM' ? 'denied' : 'unreachable', code);
  }
  return known({ bytes, bytesOnDisk, files });
}

function namesIn(folder: string, isTop: boolean): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    // A bucket may vanish while it is being looked at; the backup itself may not.
    if (errorCode(error) === 'ENOENT' && !isTop) return [];
    throw error;
  }
}

function isFirstSight(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}
