/** What macOS and Linux share. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { type Fact, known, unknown } from '../facts/fact.ts';
import type { MemoryFinding } from '../facts/types.ts';
import { decode } from './decode.ts';
import type { Exec } from './exec.ts';
import { errorCode } from './small-file.ts';
import type { Writable } from './types.ts';

/** Whether entries may be made in the folder, going by its rights and its file system. Nothing is written. */
export async function posixWritable(folder: string): Promise<Writable> {
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    return known({ ok: true, reason: null });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EROFS') return known({ ok: false, reason: 'read-only' });
    if (code === 'EACCES' || code === 'EPERM') return known({ ok: false, reason: 'rights' });
    return unknown('unreachable', code);
  }
}

/** Touches the path by a program that can be left behind when it blocks. */
export async function posixTouch(exec: Exec, path: string, limitMs: number): Promise<'answers' | 'timeout' | 'failed'> {
  const result = await exec('stat', ['-L', '--', path], { limitMs });
  if (result.error === 'timeout') return 'timeout';
  return result.ok ? 'answers' : 'failed';
}

/**
 * Room on the drive that holds the path, from `df`: it may block, so another process asks. Its numbers are in units of 1024
 * bytes whatever the block size of the drive, which `statfs` of Node.js does not tell for some network drives.
 */
export async function posixRemoteSpace(
  exec: Exec,
  path: string,
  limitMs: number,
): Promise<Fact<{ freeBytes: number; totalBytes: number }>> {
  const result = await exec('df', ['-P', '-k', '--', path], { limitMs });
  if (result.error === 'timeout') return unknown('timeout', 'the drive does not answer');
  const row = /^.*?\s(\d+)\s+\d+\s+(-?\d+)\s+\S+\s+\/.*$/m.exec(decode(result.stdout));
  if (!result.ok || !row) return unknown('unreachable', 'df');
  return known({ freeBytes: Math.max(0, Number(row[2])) * 1024, totalBytes: Number(row[1]) * 1024 });
}

/**
 * Memory that programs can still get, caches counted as free.
 *
 * @param freememCounts `os.freemem()` counts caches as free too (Linux; not macOS), so it may stand in.
 */
export async function posixMemory(freememCounts: boolean): Promise<Fact<MemoryFinding>> {
  try {
    const { mem } = await import('systeminformation');
    const { total, available } = await mem();
    if (Number.isFinite(available) && available > 0 && total >= available) {
      return known({ totalBytes: total, availableBytes: available });
    }
  } catch {
    // Not installed, or a tool of its own is missing.
  }
  if (!freememCounts) return unknown('missing-tool', 'free memory not readable');
  return known({ totalBytes: totalmem(), availableBytes: freemem() });
}
