import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, statfsSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { unknown } from '../../src/facts/fact.ts';
import { createFacts } from '../../src/facts/index.ts';
import type { PathGuard } from '../../src/facts/paths.ts';
import { readVolume } from '../../src/facts/volume.ts';
import { linuxHost } from '../../src/host/linux.ts';
import type { Host } from '../../src/host/types.ts';
import { buildAsk } from '../support/build-ask.ts';
import { fakeExec } from '../support/fake-exec.ts';
import { type Mounted, mount, mountDead } from '../support/mounts.ts';
import { demand } from '../support/tools.ts';

const context = {
  platform: 'linux' as const,
  env: {},
  homedir: '/home/person',
  arch: 'x64',
  release: '6',
  exec: fakeExec({}).exec,
  systemRoot: '',
};
const folder = () => realpathSync(mkdtempSync(join(tmpdir(), 'volume-')));

/** Volumes of a host that differs from this machine in what the test says. */
function volumeWith(changes: Partial<Host>, path: string) {
  const host: Host = { ...linuxHost(context), mayHang: async () => false, ...changes };
  const guard: PathGuard = { paths: posix, mayHang: host.mayHang, touch: host.touch, limitMs: 200 };
  return readVolume(host, guard, path);
}

describe.skipIf(process.platform === 'win32')('room on a volume', () => {
  it('is what the system says of the folder', async () => {
    const path = folder();
    const { bsize, blocks } = statfsSync(path);
    const volume = await volumeWith({}, path);
    expect(volume).toMatchObject({
      known: true,
      value: { measuredPath: path, totalBytes: bsize * blocks, purgeableCounted: false, maxFileBytes: null },
    });
    // Other programs write meanwhile.
    const free = statfsSync(path).bavail * bsize;
    if (volume.known) expect(Math.abs(volume.value.freeBytes - free)).toBeLessThan(1e9);
  });

  it('is measured where the path really leads, and at the nearest parent where it does not exist yet', async () => {
    const [path, target] = [folder(), folder()];
    symlinkSync(target, join(path, 'link'));
    expect(await volumeWith({}, join(path, 'link', 'Backup', 'new'))).toMatchObject({
      value: { measuredPath: target },
    });
  });

  it('of a small disk of its own (needs root to mount one)', async ({ skip }) => {
    const drive = mount('-t', 'tmpfs', '-o', 'size=8m', 'none');
    if (!demand(drive !== null, 'a mount by root') || drive === null) return skip();
    try {
      mkdirSync(join(drive.path, 'Backup'));
      const home = folder();
      symlinkSync(join(drive.path, 'Backup'), join(home, 'Backup'));
      expect(await volumeWith({}, join(home, 'Backup'))).toMatchObject({
        value: { totalBytes: 8 * 1024 * 1024, fileSystem: 'tmpfs', readOnly: false },
      });
    } finally {
      drive.unmount();
    }
  });

  it('counts what the system would free on demand', async () => {
    const path = folder();
    const counted = await volumeWith({ countedSpace: async () => ({ freeBytes: 1e15 }) }, path);
    expect(counted).toMatchObject({ value: { freeBytes: 1e15, purgeableCounted: true } });
  });

  it('FAT32 holds no file of 4 GiB', async () => {
    const volume = await volumeWith({ mountOf: async () => ({ fileSystem: 'fat32', readOnly: false }) }, folder());
    expect(volume).toMatchObject({ value: { maxFileBytes: 4_294_967_295 } });
  });

  it('a second source names the file system where the table has none', async () => {
    const byLibrary = await volumeWith({ mountOf: async () => ({ fileSystem: null, readOnly: null }) }, folder());
    const byTable = await volumeWith({}, folder());
    if (!byTable.known) throw new Error('the table of this machine names every file system');
    expect(byLibrary).toMatchObject({ known: true, value: { fileSystem: byTable.value.fileSystem } });
  });

  it('a file system that tells no size is unknown, not full', async () => {
    expect(await volumeWith({}, '/proc')).toMatchObject({ known: false, why: 'missing-tool' });
  });

  it('a network drive is measured by df in another process', async () => {
    const path = folder();
    const remote = (output: string) => {
      const exec = fakeExec({ [`df -P -k -- ${path}`]: output }).exec;
      const { remoteSpace } = linuxHost({ ...context, exec });
      return volumeWith({ remoteSpace, mayHang: async (at) => at === path, touch: async () => 'answers' }, path);
    };
    const table =
      'Filesystem     1024-blocks      Used Available Capacity Mounted on\nnas:/my share 2000000 500000 1500000      25% /mnt/my nas\n';
    expect(await remote(table)).toMatchObject({ value: { freeBytes: 1_536_000_000, totalBytes: 2_048_000_000 } });
    expect(await remote('df: no file systems processed\n')).toMatchObject({ known: false, why: 'unreachable' });
  });

  it('without the right to look: denied', async () => {
    const refused: Partial<Host> = {
      remoteSpace: async () => unknown('denied', 'EACCES'),
      mayHang: async () => true,
      touch: async () => 'answers',
    };
    expect(await volumeWith(refused, folder())).toEqual(unknown('denied', 'EACCES'));
  });
});

describe.skipIf(process.platform !== 'linux')('a network drive that is gone (needs root and FUSE)', () => {
  let dead: Mounted | null = null;
  let ask = '';
  beforeAll(async () => {
    ask = await buildAsk();
  });
  afterEach(() => {
    dead?.unmount();
    dead = null;
  });

  it('is a time-out, and the program still ends', async ({ skip }) => {
    dead = mountDead();
    if (!demand(dead !== null, 'root and FUSE') || dead === null) return skip();
    const path = join(dead.path, 'Backup');
    const { stdout, killed } = await new Promise<{ stdout: string; killed: boolean }>((resolve) => {
      execFile(process.execPath, [ask, 'volume', path], { timeout: 10_000, killSignal: 'SIGKILL' }, (error, out) =>
        resolve({ stdout: out, killed: error?.killed ?? false }),
      );
    });
    expect(JSON.parse(stdout).fact).toEqual(unknown('timeout', 'the drive does not answer'));
    expect(killed).toBe(false);
  });

  it('as the folder for backups: unreadable, and the list of backups is unknown', async ({ skip }) => {
    dead = mountDead();
    if (!demand(dead !== null, 'root and FUSE') || dead === null) return skip();
    const facts = createFacts({
      ...context,
      exec: (await import('../../src/host/exec.ts')).createExec({ platform: 'linux', env: process.env }),
      signal: new AbortController().signal,
      now: Date.now(),
      backupDir: dead.path,
      limits: { touch: 300 },
    });
    expect(await facts.backupRoots()).toMatchObject({
      known: true,
      value: [{ state: 'unreadable', error: 'ETIMEDOUT', realPath: null, writable: { known: false } }],
    });
    expect(await facts.backups()).toMatchObject({ known: false, why: 'unreachable', detail: 'ETIMEDOUT' });
  });
});

describe('memory', () => {
  it.skipIf(process.platform === 'win32')('is what this machine has', async () => {
    const memory = await linuxHost(context).memory();
    if (!memory.known) throw new Error('always known on Linux');
    expect(memory.value.availableBytes).toBeGreaterThan(0);
    expect(memory.value.availableBytes).toBeLessThanOrEqual(memory.value.totalBytes);
  });
});
