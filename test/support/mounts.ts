/** Real file systems for tests that run as root. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot } from './tools.ts';

export interface Mounted {
  readonly path: string;
  unmount(): void;
}

/** Mounts at a new folder, or null where this machine does not allow it (not root, a container, an unknown file system). */
export function mount(...args: string[]): Mounted | null {
  if (process.platform !== 'linux' || !isRoot) return null;
  const path = mkdtempSync(join(tmpdir(), 'mount-'));
  if (spawnSync('mount', [...args, path]).status !== 0) return null;
  return { path, unmount: () => spawnSync('umount', ['-l', path]) };
}

/**
 * A drive whose other end does not answer: a FUSE file system without a program behind it. Whoever touches it waits until
 * `unmount`.
 */
export function mountDead(): Mounted | null {
  if (process.platform !== 'linux' || !isRoot || !existsSync('/dev/fuse')) return null;
  const path = mkdtempSync(join(tmpdir(), 'dead-'));
  const device = openSync('/dev/fuse', 'r+');
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0,allow_other';
  const { status } = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'dead', path], {
    stdio: ['ignore', 'ignore', 'ignore', device],
  });
  if (status !== 0) {
    closeSync(device);
    return null;
  }
  return {
    path,
    unmount() {
      // Closing the device ends every wait.
      closeSync(device);
      spawnSync('umount', ['-l', path]);
    },
  };
}
