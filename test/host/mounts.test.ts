import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mountHolding, parseMountInfo, parseMountOutput } from '../../src/host/mounts.ts';

const TABLE = String.raw`22 28 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw
28 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
40 28 8:17 / /media/My\040Stick rw,nosuid shared:9 master:1 - vfat /dev/sdb1 rw,uid=1000
41 28 0:50 / /mnt/nas rw,relatime - nfs4 nas:/export rw,vers=4.2
42 28 0:51 / /mnt/sshfs rw - fuse.sshfs host:/ rw
43 28 8:33 / /mnt/ntfs rw - fuseblk /dev/sdc1 rw
44 28 8:49 /sub /mnt/ro ro,relatime - ext4 /dev/sdd1 rw
45 28 0:52 / /mnt/covered rw - ext4 /dev/sde1 rw
46 45 0:53 / /mnt/covered rw - tmpfs tmpfs ro
`;

describe('mountinfo', () => {
  const table = parseMountInfo(TABLE);

  it.each([
    ['/home/person', '/', 'ext4', false, false],
    ['/media/My Stick/Backup', '/media/My Stick', 'fat32', false, false],
    ['/mnt/nas', '/mnt/nas', 'nfs4', false, true],
    ['/mnt/nasty', '/', 'ext4', false, false],
    ['/mnt/sshfs/a', '/mnt/sshfs', 'fuse.sshfs', false, true],
    ['/mnt/ntfs', '/mnt/ntfs', 'fuseblk', false, false],
    ['/mnt/ro', '/mnt/ro', 'ext4', true, false],
    // The later of two mounts at one place hides the earlier.
    ['/mnt/covered/x', '/mnt/covered', 'tmpfs', true, false],
  ])('%s', (path, point, fileSystem, readOnly, remote) => {
    expect(mountHolding(table, path)).toEqual({ point, fileSystem, readOnly, remote });
  });

  it('knows nothing of an empty table', () => {
    expect(mountHolding(parseMountInfo('<html></html>'), '/home')).toBeNull();
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const mount of [...parseMountInfo(text), ...parseMountOutput(text)]) {
          expect(typeof mount.remote).toBe('boolean');
        }
      }),
      { numRuns: 300 },
    );
  });
});
