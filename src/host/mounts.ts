/** Tables of mounted file systems (Linux, macOS): what holds a path, learned without touching the path. */
import { lines } from './decode.ts';
import type { Mount } from './types.ts';

export interface MountedAt extends Mount {
  readonly point: string;
  /** May block for minutes when its other end is gone. */
  readonly remote: boolean;
}

/** The mount that holds an absolute POSIX path: the last one with the longest matching mount point. */
export function mountHolding(table: readonly MountedAt[], path: string): MountedAt | null {
  let best: MountedAt | null = null;
  for (const mount of table) {
    const inside = mount.point === '/' || path === mount.point || path.startsWith(`${mount.point}/`);
    // A later mount hides an earlier one at the same place.
    if (inside && (best === null || mount.point.length >= best.point.length)) best = mount;
  }
  return best;
}

const REMOTE =
  /^(nfs\d?|cifs|smb\d?|smbfs|9p|ncpfs|afs|afpfs|ceph|coda|davfs\d?|webdav|lustre|autofs|fuse|fuse\..+|macfuse|osxfuse)$/;

/**
 * `/proc/self/mountinfo`.
 * Format: https://docs.kernel.org/filesystems/proc.html#proc-pid-mountinfo-information-about-mounts
 */
export function parseMountInfo(text: string): MountedAt[] {
  const mounts: MountedAt[] = [];
  for (const line of lines(text)) {
    const match = /^\d+ \d+ \S+ \S+ (\S+) (\S+)(?: \S+)* - (\S+) \S* ?(\S*)$/.exec(line);
    if (!match) continue;
    const [, point = '', options = '', type = '', superOptions = ''] = match;
    mounts.push({
      point: unescapeOctal(point),
      fileSystem: plainFileSystem(type),
      readOnly: hasOption(options, 'ro') || hasOption(superOptions, 'ro'),
      remote: REMOTE.test(type),
    });
  }
  return mounts;
}

/** Output of `mount` on macOS: `/dev/disk3s1 on /Volumes/Name (apfs, local, read-only)`. */
export function parseMountOutput(text: string): MountedAt[] {
  const mounts: MountedAt[] = [];
  for (const line of lines(text)) {
    const match = /^.+? on (\/.*) \(([^()]+)\)$/.exec(line);
    if (!match) continue;
    const [type = '', ...options] = (match[2] ?? '').split(', ');
    mounts.push({
      point: match[1] ?? '/',
      fileSystem: plainFileSystem(type),
      readOnly: options.includes('read-only'),
      // Written for every file system on a disk of this computer.
      remote: !options.includes('local'),
    });
  }
  return mounts;
}

/** One name for the file systems that have several: FAT is `fat32` (its limit of 4 GiB for a file is what matters here). */
export function plainFileSystem(type: string): string {
  const name = type.toLowerCase();
  return name === 'vfat' || name === 'msdos' || name === 'fat' || name === 'msdosfs' ? 'fat32' : name;
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

function hasOption(options: string, name: string): boolean {
  return options.split(',').includes(name);
}
