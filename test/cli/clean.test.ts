/** --clean-old-backups as a child process and in a real terminal, with the real trash of a home folder of its own. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  archiveName,
  DAY,
  makeBackup,
  makeTempRoot,
  removeTree,
  UDID_NEW_FORM,
  UDID_OLD_FORM,
  UDID_OTHER,
} from '../support/backup-factory.ts';
import { runCli } from '../support/cli.ts';
import { openPty, type PtySession } from '../support/pty.ts';

let work: string;
let session: PtySession | null = null;
beforeAll(() => {
  work = makeTempRoot('clean-cli');
});
afterAll(() => removeTree(work));
afterEach(async () => {
  await session?.close();
  session = null;
});

const OLD_DATE = Date.UTC(2025, 2, 3, 10);
const ARCHIVE = archiveName(UDID_OLD_FORM, OLD_DATE);

let made = 0;
/** A phone with its newest backup and an old archive, another phone with its only one, and one that never finished. */
function folders() {
  made += 1;
  const root = path.join(work, `Backup ${made}`);
  mkdirSync(root);
  makeBackup(root, { deviceName: 'Phone A' });
  makeBackup(root, { deviceName: 'Phone A', folder: ARCHIVE, date: OLD_DATE });
  makeBackup(root, { deviceName: 'Phone B', udid: UDID_OTHER, date: Date.UTC(2024, 0, 1) });
  makeBackup(root, {
    deviceName: 'Phone C',
    udid: UDID_NEW_FORM,
    date: Math.floor(Date.now() / 1000) * 1000 - 40 * DAY,
    snapshotState: 'uploading',
    backupState: 'empty',
    manifestDb: 'missing',
    manifestPlist: 'missing',
  });
  const dataHome = path.join(work, `data ${made}`);
  return { root, env: { XDG_DATA_HOME: dataHome }, trash: path.join(dataHome, 'Trash', 'files') };
}
const clean = (root: string, ...args: string[]) => [
  '--clean-old-backups',
  '--backup-dir',
  root,
  '--lang',
  'en',
  ...args,
];

describe('a script', () => {
  it('must say what it wants: --yes alone touches nothing', async () => {
    const { root, env } = folders();
    for (const args of [['--yes'], ['--json', '--yes'], [], ['--json']]) {
      const { code, stdout } = await runCli(clean(root, ...args), { env });
      expect(code).toBe(2);
      if (!args.includes('--json')) expect(stdout).not.toContain('removed');
    }
    expect(readdirSync(root)).toHaveLength(4);
  });

  it('previews as JSON', async () => {
    const { root, env } = folders();
    const { code, stdout } = await runCli(clean(root, '--json', '--dry-run'), { env });
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(report).toMatchObject({
      schemaVersion: 1,
      mode: 'clean',
      dryRun: true,
      removed: [],
      failed: [],
      freedBytes: 0,
      exitCode: 0,
    });
    const decisions = Object.fromEntries(
      report.backups.map((backup: { folder: string; decision: string }) => [backup.folder, backup.decision]),
    );
    expect(decisions).toEqual({
      [UDID_OLD_FORM]: 'keep',
      [ARCHIVE]: 'remove',
      [UDID_OTHER]: 'keep',
      [UDID_NEW_FORM]: 'remove',
    });
    expect(readdirSync(root)).toHaveLength(4);
  });

  it('moves to the trash what it selected, and keeps each phone’s only and newest complete backup', async () => {
    const { root, env, trash } = folders();
    const { code, stdout } = await runCli(clean(root, '--json', '--yes', '--keep', '1'), { env });
    expect(JSON.parse(stdout)).toMatchObject({ removed: expect.arrayContaining([ARCHIVE]), failed: [] });
    expect(code).toBe(0);
    expect(readdirSync(root).sort()).toEqual([UDID_OLD_FORM, UDID_OTHER].sort());
    expect(readdirSync(trash)).toHaveLength(2);
  });

  it('deletes for good only when told to', async () => {
    const { root, env, trash } = folders();
    const { code } = await runCli(clean(root, '--yes', '--older-than', '300', '--permanently'), { env });
    expect(code).toBe(0);
    expect(existsSync(path.join(root, ARCHIVE))).toBe(false);
    expect(existsSync(path.join(root, UDID_NEW_FORM))).toBe(true);
    expect(existsSync(trash)).toBe(false);
  });
});

describe('a person', () => {
  it('ticks, types the word, and finds it in the trash', async () => {
    const { root, env, trash } = folders();
    session = openPty(clean(root), { env, rows: 50 });
    await session.waitFor('[x]');
    session.type('\r');
    await session.waitFor(/type .*remove/i);
    session.type('remove\r');
    expect((await session.exited()).code).toBe(0);
    expect(readdirSync(root).sort()).toEqual([UDID_OLD_FORM, UDID_OTHER].sort());
    expect(readdirSync(trash)).toHaveLength(2);
  });

  it('types something else, or presses Ctrl-C, and nothing happens', async () => {
    const { root, env } = folders();
    session = openPty(clean(root), { env, rows: 50 });
    await session.waitFor('[x]');
    session.type('\r');
    await session.waitFor(/type .*remove/i);
    session.type('no\r');
    expect((await session.exited()).code).toBe(0);
    await session.close();
    session = openPty(clean(root), { env, rows: 50 });
    await session.waitFor('[x]');
    session.type('\x03');
    expect((await session.exited()).code).toBe(130);
    expect(session.cursorVisible()).toBe(true);
    expect(readdirSync(root)).toHaveLength(4);
  });
});
