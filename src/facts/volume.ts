/** Room on the volume that really holds a path. */
import { statfs } from 'node:fs/promises';
import { errorCode, isRefusal } from '../host/errors.ts';
import type { Host } from '../host/types.ts';
import { type Fact, known, unknown } from './fact.ts';
import { type PathGuard, resolvePath } from './paths.ts';
import type { VolumeSpace } from './types.ts';

/** FAT32 keeps the length of a file in 32 bits. */
const FAT_LIMIT = 4 * 1024 ** 3 - 1;

/**
 * In: an absolute path, existing or not. Out: the space where it is, or would be made: links are followed, and a path that
 * does not exist is measured at its nearest parent. Unknown where a link on the way is broken.
 */
export async function readVolume(host: Host, guard: PathGuard, path: string): Promise<Fact<VolumeSpace>> {
  const resolved = await resolvePath(guard, path);
  if (resolved.state === 'link-broken') return unknown('unreachable', `link broken: ${resolved.error}`);
  if (resolved.error === 'ETIMEDOUT') return unknown('timeout', 'the drive does not answer');
  if (resolved.state === 'error') {
    // What could not be looked into may lie on another volume than its parent: that one's space would be a lie.
    const code = resolved.error ?? 'error';
    return unknown(isRefusal(code) ? 'denied' : 'unreachable', code);
  }
  const measuredPath = resolved.real;
  const [space, counted, mount] = await Promise.all([
    readSpace(host, guard, measuredPath),
    host.countedSpace(measuredPath),
    host.mountOf(measuredPath),
  ]);
  if (!space.known) return space;
  const { freeBytes, totalBytes } = space.value;
  // Some drives of cloud services say 0 for everything, which is no full disk.
  if (totalBytes <= 0) return unknown('missing-tool', 'the file system tells no size');
  const fileSystem = mount.fileSystem ?? (await namedByLibrary(host, measuredPath));
  return known({
    measuredPath,
    freeBytes: counted ? Math.max(counted.freeBytes, freeBytes) : freeBytes,
    totalBytes,
    purgeableCounted: counted !== null,
    fileSystem,
    maxFileBytes: fileSystem === 'fat32' ? FAT_LIMIT : null,
    readOnly: mount.readOnly,
  });
}

interface Space {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

async function readSpace(host: Host, guard: PathGuard, path: string): Promise<Fact<Space>> {
  if (await host.mayHang(path)) {
    const remote = await host.remoteSpace(path, guard.limitMs);
    if (remote !== null) return remote;
  }
  try {
    const { bavail, blocks, bsize } = await statfs(path, { bigint: true });
    return known({ freeBytes: Number(bavail * bsize), totalBytes: Number(blocks * bsize) });
  } catch (error) {
    const code = errorCode(error);
    return unknown(isRefusal(code) ? 'denied' : 'unreachable', code);
  }
}

/** A second source for the name, where the system's own table has none. */
async function namedByLibrary(host: Host, path: string): Promise<string | null> {
  if (!host.fsSizeIsCheap) return null;
  try {
    const { fsSize } = await import('systeminformation');
    const holding = (await fsSize())
      .filter((each) => each.mount === '/' || path === each.mount || path.startsWith(`${each.mount}/`))
      .sort((a, b) => b.mount.length - a.mount.length)[0];
    return holding?.type ? holding.type.toLowerCase() : null;
  } catch {
    return null;
  }
}
