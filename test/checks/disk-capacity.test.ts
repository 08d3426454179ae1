import { describe, expect, it } from 'vitest';
import type { BackupInfo } from '../../src/backups/types.ts';
import { diskCapacity } from '../../src/checks/disk-capacity.ts';
import { known, unknown } from '../../src/facts/fact.ts';
import type { UsbFinding, VolumeSpace } from '../../src/facts/types.ts';
import { backupInfo } from '../support/backup-info.ts';
import { contextOf } from '../support/context.ts';
import { FAKE_UDID, type FakeAnswers, type FakePlatform, fakeFacts, root } from '../support/fake-facts.ts';

const GB = 1e9;
const look = (answers: FakeAnswers, platform: FakePlatform = 'windows', udid: string | null = null) =>
  diskCapacity.run(contextOf({ facts: fakeFacts(answers, platform), udid }));
const volume = (change: Partial<VolumeSpace>) =>
  known<VolumeSpace>({
    measuredPath: '/x',
    freeBytes: 200 * GB,
    totalBytes: 500 * GB,
    purgeableCounted: false,
    fileSystem: 'ntfs',
    maxFileBytes: null,
    readOnly: false,
    ...change,
  });
const STORE = 'C:\\Users\\person\\Apple\\MobileSync\\Backup';
const listing = (...backups: BackupInfo[]) => known([{ root: STORE, realRoot: STORE, backups }]);

describe('disk-capacity', () => {
  it('judges by the stated minimum where nothing is known of the phone', async () => {
    const enough = await look({ volume: volume({ freeBytes: 6 * GB }) });
    expect(enough).toMatchObject({ status: 'pass', evidence: { basis: 'minimum', needBytes: 5 * GB } });
    const little = await look({ volume: volume({ freeBytes: 4 * GB }) });
    expect(little).toMatchObject({
      cause: { id: 'computer-disk-full', args: { freeBytes: 4 * GB, needBytes: 5 * GB, basis: 'minimum' } },
      confidence: 'likely',
    });
    expect(await look({ volume: volume({ freeBytes: 0.5 * GB }) })).toMatchObject({ confidence: 'confirmed' });
  });

  it('judges by the newest backup of the phone that is connected, not by a bigger one of another phone', async () => {
    const mine = backupInfo({ udid: FAKE_UDID, finishedAt: 2, path: 'mine' });
    const other = backupInfo({ udid: 'f'.repeat(40), finishedAt: 3, path: 'other' });
    const sizes = (path: string) => known(path === 'mine' ? 60 * GB : 900 * GB);
    const answers = { backups: listing(mine, other), backupBytes: sizes };
    const room = await look({ ...answers, volume: volume({ freeBytes: 10 * GB }) });
    // The backup is already in this folder: a tenth of it is asked for, and the whole is mentioned.
    expect(room).toMatchObject({
      status: 'pass',
      evidence: { basis: 'backup', needBytes: 6 * GB, fullBackupBytes: 60 * GB },
    });
    expect(room.notes.map((note) => note.key)).toContain('full-backup-would-not-fit');
    expect(await look({ ...answers, volume: volume({ freeBytes: 3 * GB }) })).toMatchObject({
      cause: { id: 'computer-disk-full', args: { basis: 'backup', needBytes: 6 * GB } },
    });
  });

  it('asks for the whole size where the old backup lies in another folder', async () => {
    const mine = backupInfo({ udid: FAKE_UDID, path: 'mine' });
    const elsewhere = known([{ root: 'D:\\old', realRoot: 'D:\\old', backups: [mine] }]);
    const outcome = await look({
      backups: elsewhere,
      backupBytes: known(60 * GB),
      volume: volume({ freeBytes: 30 * GB }),
    });
    expect(outcome).toMatchObject({ cause: { id: 'computer-disk-full', args: { needBytes: 60 * GB } } });
  });

  it('does not guess between two phones, but follows --udid', async () => {
    const a = backupInfo({ udid: 'a'.repeat(40), path: 'a' });
    const b = backupInfo({ udid: 'b'.repeat(40), path: 'b' });
    const nobody = { usb: known<UsbFinding>({ method: 'usb', devices: [] }), mux: unknown('crash', 'x') } as const;
    const answers = {
      ...nobody,
      backups: listing(a, b),
      backupBytes: (path: string) => known(path === 'b' ? 80 * GB : 20 * GB),
    };
    expect((await look(answers)).evidence['basis']).toBe('minimum');
    expect((await look(answers, 'windows', 'b'.repeat(40))).evidence).toMatchObject({
      basis: 'backup',
      fullBackupBytes: 80 * GB,
    });
  });

  it('measures the target of a link, and cannot where it is not there', async () => {
    const link = { at: STORE, target: 'E:\\Backup', broken: false };
    const moved = root('store', STORE, { realPath: 'E:\\Backup', link });
    const full = (path: string) => volume({ freeBytes: path === 'E:\\Backup' ? 0.2 * GB : 300 * GB });
    expect(await look({ backupRoots: known([moved]), volume: full })).toMatchObject({
      cause: { id: 'computer-disk-full', args: { folder: 'E:\\Backup' } },
    });
    const broken = root('store', STORE, { state: 'link-broken', realPath: null, link: { ...link, broken: true } });
    expect(await look({ backupRoots: known([broken]) })).toMatchObject({ status: 'unknown', why: 'unreachable' });
  });

  it('tells the 4 GB limit of FAT32 as likely, since only a long video meets it', async () => {
    const outcome = await look({ volume: volume({ fileSystem: 'fat32', maxFileBytes: 2 ** 32 - 1 }) });
    expect(outcome).toMatchObject({
      cause: { id: 'backup-volume-limited', args: { reason: 'file-size', fileSystem: 'fat32' } },
      confidence: 'likely',
    });
  });

  it('does not call a Mac’s disk full for certain while purgeable space is not counted', async () => {
    const little = { volume: volume({ freeBytes: 0.5 * GB, fileSystem: 'apfs' }) };
    const uncounted = await look(little, 'macos');
    expect(uncounted).toMatchObject({ status: 'fail', confidence: 'likely' });
    expect(uncounted.notes.map((note) => note.key)).toContain('purgeable-not-counted');
    const counted = await look({ volume: volume({ freeBytes: 0.5 * GB, purgeableCounted: true }) }, 'macos');
    expect(counted).toMatchObject({ status: 'fail', confidence: 'confirmed' });
  });

  it('a drive that never answers is unknown, not full', async () => {
    expect(await look({ volume: unknown('timeout', '5000 ms') })).toMatchObject({ status: 'unknown', why: 'timeout' });
  });

  it('Linux without --backup-dir asks for the folder instead of inventing one', async () => {
    expect(await look({}, 'linux')).toMatchObject({ status: 'unknown', why: 'needs-answer' });
  });

  it('looks at the tighter of two folders that are both in use', async () => {
    const roots = known([root('itunes-classic', 'C:\\classic'), root('store', 'D:\\store')]);
    const programs = known([
      { id: 'itunes-classic', name: 'iTunes', version: '12.13.11.1', component: null },
      { id: 'apple-devices', name: 'Apple Devices', version: '1.1540.24088.0', component: null },
    ] as const);
    const space = (path: string) => volume({ freeBytes: path.startsWith('D') ? 40 * GB : 90 * GB });
    expect((await look({ backupRoots: roots, programs, volume: space })).evidence['folder']).toBe('D:\\store');
  });
});
