/** Reads a file of the system that ought to be small. */
import { constants, open } from 'node:fs/promises';
import { type Fact, known, unknown } from '../facts/fact.ts';

/**
 * At most `maxBytes` of a regular file (or of one in /proc, whose size reads as 0).
 *
 * @returns unknown with the error code as detail: `ENOENT` where there is no such file, `too-large`, `not-a-file`.
 */
export async function readSmallFile(path: string, maxBytes: number): Promise<Fact<Buffer>> {
  try {
    // A named pipe in place of the file must not block.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) return unknown('missing-tool', 'not-a-file');
      if (stat.size > maxBytes) return unknown('missing-tool', 'too-large');
      const buffer = Buffer.alloc(maxBytes + 1);
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return length > maxBytes ? unknown('missing-tool', 'too-large') : known(buffer.subarray(0, length));
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = errorCode(error);
    return unknown(code === 'EACCES' || code === 'EPERM' ? 'denied' : 'missing-tool', code);
  }
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
}
