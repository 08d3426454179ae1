import { describe, expect, it } from 'vitest';
import type { BackupInfo } from '../../src/backups/types.ts';
import { backupDirectory } from '../../src/checks/backup-directory.ts';
import { known, unknown } from '../../src/facts/fact.ts';
import type { BackupRoot, UsbFinding } from '../../src/facts/types.ts';
import { backupInfo } from '../support/backup-info.ts';
import { contextOf, NOW } from '../support/context.ts';
import { FAKE_UDID, type FakeAnswers, type FakePlatform, fakeFacts, root } from '../support/fake-facts.ts';

const look = (answers: FakeAnswers, platform: FakePlatform = 'windows') =>
  backupDirectory.run(contextOf({ facts: fakeFacts(answers, platform) }));
const ROOT = 'C:\\Users\\person\\Apple\\MobileSync\\Backup';
const listing = (...backups: BackupInfo[]) => known([{ root: ROOT, realRoot: ROOT, backups }]);
const folder = (change: Partial<BackupRoot>) => known([root('store', ROOT, change)]);
const OTHER = 'f'.repeat(40);

describe('backup-directory: the folder', () => {
  it.each([
    [
      'link whose target is gone',
      { state: 'link-broken', link: { at: ROOT, target: 'E:\\x', broken: true } },
      'backup-folder-link-broken',
    ],
    ['a file in its place', { state: 'not-a-folder' }, 'backup-folder-not-writable'],
    [
      'no rights to look into it nor to write',
      { state: 'denied', deniedBy: 'rights', error: 'EACCES', writable: known({ ok: false, reason: 'rights' }) },
      'backup-folder-not-writable',
    ],
    ['read-only', { writable: known({ ok: false, reason: 'read-only' }) }, 'backup-folder-not-writable'],
    [
      'ransomware protection',
      { writable: known({ ok: false, reason: 'controlled-folder-access' }) },
      'backup-folder-not-writable',
    ],
    ['in a cloud drive', { cloud: 'OneDrive' }, 'backup-folder-on-cloud-drive'],
  ] as const)('%s', async (_, change, cause) => {
    const outcome = await look({ backupRoots: folder(change as Partial<BackupRoot>) });
    expect(outcome).toMatchObject({ status: 'fail', cause: { id: cause, args: { folder: ROOT } } });
    expect(outcome.evidence).toHaveProperty('folders');
  });

  it('macOS without Full Disk Access is unknown: denied, with how to grant it to this terminal', async () => {
    const outcome = await look(
      {
        backupRoots: known([
          root('mobilesync', '/x', { state: 'denied', deniedBy: 'full-disk-access', error: 'EPERM' }),
        ]),
      },
      'macos',
    );
    expect(outcome).toMatchObject({ status: 'unknown', why: 'denied', detail: 'EPERM' });
    expect(outcome.status === 'unknown' && outcome.steps[0]).toMatchObject({
      key: 'grant-full-disk-access',
      args: { terminal: 'Apple_Terminal' },
    });
  });

  it('a folder that may not be listed, but perhaps written to, is unknown: denied', async () => {
    for (const writable of [known({ ok: true, reason: null }), unknown('unreachable', 'EACCES')]) {
      const change = { state: 'denied', deniedBy: 'rights', error: 'EACCES', writable } as const;
      expect(await look({ backupRoots: folder(change) })).toMatchObject({ status: 'unknown', why: 'denied' });
    }
  });

  it('a folder that is not there yet is no fault', async () => {
    const outcome = await look({ backupRoots: folder({ state: 'missing', realPath: null }), backups: known([]) });
    expect(outcome).toMatchObject({ status: 'pass', summary: { key: 'empty' } });
  });

  it('says when writability could not be tested', async () => {
    const outcome = await look({ backupRoots: folder({ writable: unknown('missing-tool', 'icacls') }) });
    expect(outcome).toMatchObject({ status: 'unknown', why: 'missing-tool' });
  });

  it('a preference that switches backups off is a cause', async () => {
    expect(await look({ backupsDisabledBy: known('DeviceBackupsDisabled') }, 'macos')).toMatchObject({
      cause: { id: 'backups-disabled', args: { preference: 'DeviceBackupsDisabled' } },
      confidence: 'confirmed',
    });
  });
});

describe('backup-directory: what lies in it', () => {
  it('passes with a complete backup and tells its date', async () => {
    const outcome = await look({ backups: listing(backupInfo()) });
    expect(outcome).toMatchObject({
      status: 'pass',
      summary: { key: 'sound', args: { complete: 1, newest: NOW - 86_400_000 } },
    });
  });

  it('a damaged backup of the connected phone is the cause, with the files that are wrong', async () => {
    const damaged = backupInfo({ state: 'damaged', reasons: ['manifest-db-missing', 'manifest-plist-empty'] });
    const archive = backupInfo({ archived: true, path: 'archive', folder: `${FAKE_UDID}-20260101-000000` });
    expect(await look({ backups: listing(damaged, archive) })).toMatchObject({
      cause: { id: 'backup-damaged', args: { files: ['Manifest.db', 'Manifest.plist'], otherComplete: true } },
    });
    expect(await look({ backups: listing(damaged) })).toMatchObject({ cause: { args: { otherComplete: false } } });
  });

  it('a damaged backup of another phone is a note', async () => {
    const outcome = await look({
      backups: listing(backupInfo({ udid: OTHER, state: 'damaged', reasons: ['status-empty'] })),
    });
    expect(outcome.status).toBe('pass');
    expect(outcome.notes.map((note) => note.key)).toContain('other-damaged');
  });

  it('without a phone only the folder that was used last counts', async () => {
    const nobody = { usb: known<UsbFinding>({ method: 'usb', devices: [] }), mux: unknown('crash', 'x') } as const;
    const old = backupInfo({
      udid: OTHER,
      path: 'old',
      state: 'damaged',
      reasons: ['status-empty'],
      changedAt: 1,
      finishedAt: null,
      attemptedAt: null,
    });
    expect((await look({ ...nobody, backups: listing(old, backupInfo()) })).status).toBe('pass');
    expect((await look({ ...nobody, backups: listing({ ...old, changedAt: NOW }, backupInfo()) })).status).toBe('fail');
  });

  it('a running backup is told before anything is called damaged', async () => {
    const running = backupInfo({
      state: 'in-progress',
      reasons: ['snapshot-uploading', 'files-changing'],
      changedAt: NOW - 42_000,
    });
    expect(await look({ backups: listing(running) })).toMatchObject({
      cause: { id: 'backup-running', args: { secondsAgo: 42 } },
    });
  });

  it.each([
    ['unfinished', 'unfinished'],
    ['never-completed', 'never-completed'],
    ['unknown', 'not-provable'],
  ] as const)('%s is a note: just back up again', async (state, note) => {
    const outcome = await look({ backups: listing(backupInfo({ state })) });
    expect(outcome.status).toBe('pass');
    expect(outcome.notes.map((each) => each.key)).toContain(note);
  });

  it('tells how many old backups there are and how big', async () => {
    const archive = backupInfo({
      archived: true,
      path: 'archive',
      folder: `${FAKE_UDID}-20250101-000000`,
      finishedAt: Date.UTC(2025, 0, 1),
      changedAt: Date.UTC(2025, 0, 1),
    });
    const outcome = await look({ backups: listing(backupInfo(), archive), backupBytes: known(7e9) });
    expect(outcome.notes).toContainEqual({
      check: 'backup-directory',
      key: 'old-backups',
      args: { count: 1, bytes: 7e9 },
    });
  });

  it('tells that backups are in two folders, that one is a link, and that nothing is encrypted', async () => {
    const link = backupInfo({ udid: null, path: 'l', state: 'foreign', reasons: ['is-a-link'] });
    const listings = known([
      { root: ROOT, realRoot: ROOT, backups: [backupInfo({ encrypted: false }), link] },
      { root: 'C:\\classic', realRoot: 'C:\\classic', backups: [backupInfo({ path: 'c', finishedAt: 5 })] },
    ]);
    const keys = (await look({ backups: listings })).notes.map((note) => note.key);
    expect(keys).toEqual(expect.arrayContaining(['two-roots', 'links-ignored', 'not-encrypted']));
  });

  it('a listing that could not be made is unknown', async () => {
    expect(await look({ backups: unknown('timeout', '10000 ms') })).toMatchObject({
      status: 'unknown',
      why: 'timeout',
    });
  });
});
