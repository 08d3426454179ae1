/**
 * Deletes a folder for good, file by file. Not `fs.rm({recursive: true})`: on some Node versions on Windows that deletes
 * nothing where the path has letters outside ASCII, and says nothing (nodejs/node issues 56049 and 61067). Links are
 * deleted, never followed, and nothing on another volume is touched.
 */
import { lstatSync, readdirSync, rmdirSync, type Stats, unlinkSync } from 'node:fs';
import { join, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { errorCode } from './small-file.ts';

export type Erased =
  | { readonly ok: true; readonly freedBytes: number }
  /** `code`: what stopped it; `interrupted` for the signal, `other-volume` for a mounted folder inside. */
  | { readonly ok: false; readonly freedBytes: number; readonly code: string };

/** Names that are not text are possible outside Windows: there, paths are kept as bytes. */
type Path = string | Buffer;
const SEPARATOR = Buffer.from('/');
const BLOCK_BYTES = 512;

/**
 * Deletes `folder` and all in it; the files named in `first` go first.
 * @returns bytes given back on the disk (a file that has another name elsewhere gives nothing back)
 * Stops at the first thing that can't be deleted, and between two folders when the signal says so. Never throws.
 */
export async function eraseFolder(folder: string, first: readonly string[], signal?: AbortSignal): Promise<Erased> {
  let freedBytes = 0;
  try {
    const top: Path = sep === '/' ? Buffer.from(folder) : folder;
    const { dev } = lstatSync(top);
    for (const name of first) freedBytes += eraseFile(join(folder, name));
    const folders: Path[] = [top];
    for (let index = 0; index < folders.length; index += 1) {
      if (signal?.aborted) return { ok: false, freedBytes, code: 'interrupted' };
      const current = folders[index];
      if (current === undefined) break;
      for (const path of childrenOf(current)) {
        const stats = lstatSync(path, { throwIfNoEntry: false });
        if (stats?.isDirectory()) {
          if (stats.dev !== dev) return { ok: false, freedBytes, code: 'other-volume' };
          folders.push(path);
        } else {
          freedBytes += eraseFile(path, stats);
        }
      }
      await nextTurn();
    }
    // Found parents first, so the other way round every folder is empty when its turn comes.
    for (const path of folders.reverse()) rmdirSync(path);
    return { ok: true, freedBytes };
  } catch (error) {
    return { ok: false, freedBytes, code: errorCode(error) };
  }
}

function childrenOf(folder: Path): readonly Path[] {
  if (typeof folder === 'string') return readdirSync(folder).map((name) => join(folder, name));
  return readdirSync(folder, { encoding: 'buffer' }).map((name) => Buffer.concat([folder, SEPARATOR, name]));
}

/** Deletes what is no folder; what has gone already is fine. */
function eraseFile(path: Path, seen?: Stats): number {
  const stats = seen ?? lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) return 0;
  unlinkSync(path);
  return stats.isFile() && stats.nlink === 1 ? stats.blocks * BLOCK_BYTES : 0;
}
