import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cloudOf } from '../../src/facts/cloud.ts';
import { known } from '../../src/facts/fact.ts';
import { createFacts, type FactsOptions } from '../../src/facts/index.ts';
import type { BackupRoot } from '../../src/facts/types.ts';
import { asNobody } from '../support/as-nobody.ts';
import { buildAsk } from '../support/build-ask.ts';
import { fakeExec } from '../support/fake-exec.ts';
import { mount } from '../support/mounts.ts';
import { demand, isRoot } from '../support/tools.ts';

/** A Mac's home folder on this machine: the one layout with a default folder that POSIX can hold. */
function home() {
  // Without links of the system itself, such as /tmp on macOS.
  const homedir = realpathSync(mkdtempSync(join(tmpdir(), 'home-')));
  const support = join(homedir, 'Library', 'Application Support');
  mkdirSync(support, { recursive: true });
  return { homedir, support, sync: join(support, 'MobileSync'), backup: join(support, 'MobileSync', 'Backup') };
}

function facts(homedir: string, options: Partial<FactsOptions> = {}) {
  return createFacts({
    platform: 'darwin',
    env: {},
    homedir,
    arch: 'arm64',
    release: '24.1.0',
    signal: new AbortController().signal,
    now: Date.now(),
    exec: fakeExec({ mount: '/dev/disk3s5 on / (apfs, local, journaled)\n' }).exec,
    ...options,
  });
}

async function rootOf(homedir: string, options: Partial<FactsOptions> = {}): Promise<BackupRoot> {
  const roots = await facts(homedir, options).backupRoots();
  const root = roots.known ? roots.value[0] : undefined;
  if (!root) throw new Error('no root');
  return root;
}

describe.skipIf(process.platform === 'win32')('the folder for backups', () => {
  it('is there and writable, and nothing in it is touched', async () => {
    const { homedir, backup } = home();
    mkdirSync(backup, { recursive: true });
    const before = statSync(backup, { bigint: true });
    expect(await rootOf(homedir)).toEqual({
      kind: 'mobilesync',
      path: backup,
      realPath: backup,
      link: null,
      state: 'folder',
      deniedBy: null,
      error: null,
      writable: known({ ok: true, reason: null }),
      cloud: null,
    });
    expect(readdirSync(backup)).toEqual([]);
    expect(statSync(backup, { bigint: true }).ctimeNs).toBe(before.ctimeNs);
  });

  it('is missing where no backup was ever made: that is no refusal', async () => {
    const { homedir, backup } = home();
    expect(await rootOf(homedir)).toMatchObject({ state: 'missing', path: backup, realPath: null, error: null });
    const own = facts(homedir);
    expect(await own.backups()).toEqual(known([]));
    expect(await own.backupReads()).toMatchObject({ value: [{ listing: null }] });
  });

  it.each(['Backup', 'MobileSync'])('is followed through a link at %s', async (which) => {
    const { homedir, sync, backup } = home();
    const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'elsewhere-')));
    if (which === 'Backup') {
      mkdirSync(sync);
      symlinkSync(elsewhere, backup);
    } else {
      mkdirSync(join(elsewhere, 'Backup'));
      symlinkSync(elsewhere, sync);
    }
    expect(await rootOf(homedir)).toMatchObject({
      state: 'folder',
      realPath: which === 'Backup' ? elsewhere : join(elsewhere, 'Backup'),
      link: { at: which === 'Backup' ? backup : sync, target: elsewhere, broken: false },
    });
  });

  it('a relative link, and a link to a link', async () => {
    const { homedir, support, sync } = home();
    mkdirSync(join(support, 'real', 'Backup'), { recursive: true });
    symlinkSync('real', join(support, 'hop'));
    symlinkSync('./hop', sync);
    expect(await rootOf(homedir)).toMatchObject({
      state: 'folder',
      realPath: join(support, 'real', 'Backup'),
      link: { at: sync, target: join(support, 'real'), broken: false },
    });
  });

  it('a link to a drive that is not connected is broken, and names the place it leads to', async () => {
    const { homedir, sync, backup } = home();
    mkdirSync(sync);
    const target = join(homedir, 'Volumes', 'Drive', 'Backup');
    symlinkSync(target, backup);
    expect(await rootOf(homedir)).toMatchObject({
      state: 'link-broken',
      realPath: null,
      link: { at: backup, target, broken: true },
      error: 'ENOENT',
      writable: { known: false },
    });
    const own = facts(homedir);
    expect(await own.backups()).toMatchObject({ known: false, why: 'unreachable' });
    expect(await own.volume(backup)).toMatchObject({ known: false, why: 'unreachable' });
  });

  it('a link in a circle is broken', async () => {
    const { homedir, sync, backup } = home();
    mkdirSync(sync);
    symlinkSync(backup, backup);
    expect(await rootOf(homedir)).toMatchObject({ state: 'link-broken', error: 'ELOOP' });
  });

  it('a link that leads to a folder where Backup is still to be made is no broken one', async () => {
    const { homedir, sync } = home();
    const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'elsewhere-')));
    symlinkSync(elsewhere, sync);
    expect(await rootOf(homedir)).toMatchObject({ state: 'missing', link: { target: elsewhere, broken: false } });
  });

  it('a file in its place is no folder', async () => {
    const { homedir, sync, backup } = home();
    mkdirSync(sync);
    writeFileSync(backup, 'x');
    expect(await rootOf(homedir)).toMatchObject({ state: 'not-a-folder' });
    expect(await facts(homedir).backups()).toMatchObject({ known: false, detail: 'not-a-folder' });
  });

  it('without the right to read: denied by rights, and the list of backups is unknown, not empty', async () => {
    const { homedir, backup } = home();
    mkdirSync(backup, { recursive: true });
    chmodSync(homedir, 0o755);
    chmodSync(backup, 0o000);
    const denied = await asNobody(() => rootOf(homedir));
    expect(denied).toMatchObject({ state: 'denied', deniedBy: 'rights', error: 'EACCES' });
    const own = facts(homedir);
    expect(await asNobody(() => own.backups())).toMatchObject({ known: false, why: 'denied' });
    expect(await own.backupReads()).toMatchObject({ value: [{ listing: { known: false, why: 'denied' } }] });
    chmodSync(backup, 0o755);
  });

  it.each([
    [0o000, { ok: false, reason: 'rights' }],
    // Not to be listed is not the same as not to be written to.
    [0o333, { ok: true, reason: null }],
  ])('closed to eyes (%o): whether it may be written to is asked for itself', async (mode, value) => {
    const { homedir, backup } = home();
    mkdirSync(backup, { recursive: true });
    for (const path of [homedir, join(homedir, 'Library'), join(backup, '..')]) chmodSync(path, 0o755);
    chmodSync(backup, mode);
    const nobody = isRoot ? { uid: 65_534, gid: 65_534 } : {};
    const { stdout } = await promisify(execFile)(process.execPath, [await buildAsk(), 'roots', backup], nobody);
    chmodSync(backup, 0o755);
    expect(JSON.parse(stdout).fact).toMatchObject({ value: [{ state: 'denied', writable: known(value) }] });
  });

  it('without the right to write: readable, not writable', async () => {
    const { homedir, backup } = home();
    mkdirSync(backup, { recursive: true });
    for (const path of [homedir, join(homedir, 'Library'), join(backup, '..')]) chmodSync(path, 0o755);
    chmodSync(backup, 0o555);
    // A program of its own: `access` goes by the real user, and a running program can only change the effective one.
    const nobody = isRoot ? { uid: 65_534, gid: 65_534 } : {};
    const { stdout } = await promisify(execFile)(process.execPath, [await buildAsk(), 'roots', backup], nobody);
    expect(JSON.parse(stdout).fact).toMatchObject({
      known: true,
      value: [{ state: 'folder', writable: known({ ok: false, reason: 'rights' }) }],
    });
  });

  it.skipIf(process.platform !== 'linux')(
    'on a drive that is read-only (needs root to mount one)',
    async ({ skip }) => {
      const drive = mount('-t', 'tmpfs', '-o', 'ro', 'none');
      if (!demand(drive !== null, 'a mount by root') || drive === null) return skip();
      try {
        const given = await rootOf(home().homedir, { backupDir: drive.path });
        expect(given).toMatchObject({ state: 'folder', writable: known({ ok: false, reason: 'read-only' }) });
        const volume = await facts('/', { platform: 'linux', exec: fakeExec({}).exec }).volume(drive.path);
        expect(volume).toMatchObject({ known: true, value: { fileSystem: 'tmpfs', readOnly: true } });
      } finally {
        drive.unmount();
      }
    },
  );

  it('the folder that was named is looked at instead of the usual ones, on every platform', async () => {
    const { homedir, backup } = home();
    mkdirSync(backup, { recursive: true });
    for (const platform of ['darwin', 'linux'] as const) {
      const roots = await facts('/nobody', {
        platform,
        backupDir: homedir,
        exec: fakeExec({ mount: '' }).exec,
      }).backupRoots();
      expect(roots).toMatchObject({ known: true, value: [{ kind: 'given', path: homedir, state: 'folder' }] });
    }
  });

  it('Linux has no usual folder', async () => {
    expect(await facts('/nobody', { platform: 'linux' }).backupRoots()).toEqual(known([]));
  });

  it('links of the system above the home folder are nobody’s relocation', async () => {
    const { homedir, backup } = home();
    mkdirSync(backup, { recursive: true });
    const alias = join(realpathSync(mkdtempSync(join(tmpdir(), 'alias-'))), 'person');
    symlinkSync(homedir, alias);
    expect(await rootOf(alias)).toMatchObject({ state: 'folder', realPath: backup, link: null });
  });
});

describe.skipIf(process.platform === 'win32')('a folder in a cloud drive', () => {
  it('is known by the real path, also through a link', async () => {
    const { homedir, sync, backup } = home();
    const drive = join(homedir, 'Library', 'Mobile Documents', 'com~apple~CloudDocs', 'Backup');
    mkdirSync(drive, { recursive: true });
    mkdirSync(sync);
    symlinkSync(drive, backup);
    expect((await rootOf(homedir)).cloud).toBe('iCloud Drive');
    rmSync(backup);
    mkdirSync(backup);
    expect((await rootOf(homedir)).cloud).toBeNull();
  });

  it('by where Dropbox says that it is', async () => {
    const { homedir } = home();
    const moved = realpathSync(mkdtempSync(join(tmpdir(), 'moved-')));
    mkdirSync(join(homedir, '.dropbox'));
    writeFileSync(join(homedir, '.dropbox', 'info.json'), JSON.stringify({ personal: { path: moved, host: 1 } }));
    mkdirSync(join(moved, 'Phone'));
    expect((await rootOf(homedir, { backupDir: join(moved, 'Phone') })).cloud).toBe('Dropbox');
    writeFileSync(join(homedir, '.dropbox', 'info.json'), '{"personal":');
    expect((await rootOf(homedir, { backupDir: join(moved, 'Phone') })).cloud).toBeNull();
  });

  it.each([
    [
      win32,
      'C:\\Users\\p\\OneDrive\\Apple\\Backup',
      [{ name: 'OneDrive', path: 'c:\\users\\p\\onedrive' }],
      'OneDrive',
    ],
    [win32, 'C:\\Users\\p\\OneDriveOld\\Backup', [{ name: 'OneDrive', path: 'C:\\Users\\p\\OneDrive' }], null],
    [win32, 'D:\\OneDrive - Contoso\\Backup', [], 'OneDrive'],
    [win32, 'G:\\マイドライブ\\Backup', [], 'Google Drive'],
    [win32, 'G:\\My Drive\\Backup', [], 'Google Drive'],
    [win32, 'E:\\', [{ name: 'Dropbox', path: 'E:\\' }], 'Dropbox'],
    [posix, '/Users/p/Library/CloudStorage/GoogleDrive-p@example.com/My Drive/x', [], 'Google Drive'],
    // The marks of "ド" and "ブ" as macOS writes them in file names.
    [posix, '/Volumes/GoogleDrive/マイドライブ'.normalize('NFD'), [], 'Google Drive'],
    [posix, '/home/p/Dropbox (Old)/x', [], 'Dropbox'],
    [posix, '/home/p/backups', [], null],
  ] as const)('%#', (paths, path, places, expected) => {
    expect(cloudOf(path, places, paths)).toBe(expected);
  });
});
