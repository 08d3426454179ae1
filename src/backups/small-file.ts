/**
 * Reads the small files of a backup. What lies in a backup folder is outside input: it may be a link to anywhere, a pipe that
 * never ends, or far too large. Nothing is opened before it is known to be a plain file, and nothing is left behind.
 */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';

/** What came of it; `mtimeMs` is when the file was last written. */
export type SmallFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'link' }
  | { readonly kind: 'not-a-file' }
  | { readonly kind: 'not-readable'; readonly code: string }
  | { readonly kind: 'empty'; readonly mtimeMs: number }
  | { readonly kind: 'too-large'; readonly mtimeMs: number; readonly size: number }
  | { readonly kind: 'read'; readonly mtimeMs: number; readonly size: number; readonly bytes: Uint8Array };

// Absent on Windows, where links are told by lstat alone. O_NONBLOCK: opening a pipe must not wait for a writer.
const SAFE = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
// Linux only, and only for the owner: looking leaves no trace in the access time.
const NO_ATIME = constants.O_NOATIME ?? 0;

/** The error code of whatever was thrown (`EACCES`), or `unknown-error`. Never a message: those hold paths. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown-error';
}

/**
 * Reads a plain file whole.
 * @param maxBytes a larger file is not read at all (`too-large`)
 * @param headBytes read only this many bytes from the start, whatever the size
 * Never throws: rights and input/output errors are `not-readable` with their code.
 */
export async function readSmallFile(path: string, maxBytes: number, headBytes?: number): Promise<SmallFile> {
  let handle: FileHandle | undefined;
  try {
    const before = kindOf(await lstat(path));
    if (before !== null) return { kind: before };
    handle = await openQuietly(path);
    const stats = await handle.stat();
    const now = kindOf(stats);
    if (now !== null) return { kind: now };
    const { size } = stats;
    const mtimeMs = Math.round(stats.mtimeMs);
    if (size === 0) return { kind: 'empty', mtimeMs };
    if (headBytes === undefined && size > maxBytes) return { kind: 'too-large', mtimeMs, size };
    const bytes = await readUpTo(handle, Math.min(size, headBytes ?? maxBytes));
    return bytes.length === 0 ? { kind: 'empty', mtimeMs } : { kind: 'read', mtimeMs, size, bytes };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return { kind: 'missing' };
    // The link appeared between the two looks.
    if (code === 'ELOOP') return { kind: 'link' };
    return { kind: 'not-readable', code };
  } finally {
    await handle?.close().catch(() => undefined);
  }
}

/** Null for a plain file. */
function kindOf(stats: Stats): 'link' | 'not-a-file' | null {
  if (stats.isSymbolicLink()) return 'link';
  return stats.isFile() ? null : 'not-a-file';
}

async function openQuietly(path: string): Promise<FileHandle> {
  if (NO_ATIME !== 0) {
    try {
      return await open(path, SAFE | NO_ATIME);
    } catch (error) {
      if (errorCode(error) !== 'EPERM') throw error;
    }
  }
  return await open(path, SAFE);
}

async function readUpTo(handle: FileHandle, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
