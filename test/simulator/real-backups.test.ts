/** idevicebackup2 makes backups of the simulated iPhone, and our own readers judge what it wrote. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import { readBackup } from '../../src/backups/index.ts';
import { SAMPLE_FILES, storedPath } from '../../src/simulator/backup-content.ts';
import type { Simulator } from '../../src/simulator/index.ts';
import { runTool, type Setting, simulate } from '../support/simulator.ts';
import { hasTool } from '../support/tools.ts';

const UDID = '00008140-0000DE3000DE301C';
const tools = ['idevicebackup2', 'sqlite3', 'plistutil'].map(hasTool).every((found) => found);

describe.skipIf(!tools).concurrent('idevicebackup2 (needs libimobiledevice-utils, sqlite3, plistutil)', () => {
  const backUp = async (simulator: Simulator, root: string, ...more: readonly string[]) => {
    const run = await runTool(simulator, 'idevicebackup2', ['backup', ...more, root]);
    return { ...run, all: run.stdout + run.stderr };
  };

  it('makes a whole backup that everybody calls complete', async ({ onTestFinished }) => {
    const root = temporary(onTestFinished);
    const simulator = await simulate({}, onTestFinished);
    const { status, stdout } = await backUp(simulator, root, '--full');
    expect(stdout).toContain('Backup Successful');
    expect(status).toBe(0);
    const path = join(root, UDID);
    const later = Date.now() + 3_600_000;
    expect(await readBackup(path, { now: later })).toMatchObject({
      state: 'complete',
      reasons: ['finished'],
      udid: UDID,
      encrypted: false,
      fullBackup: true,
    });
    const list = (query: string) => execFileSync('sqlite3', [join(path, 'Manifest.db'), query], { encoding: 'utf8' });
    expect(list('PRAGMA integrity_check').trim()).toBe('ok');
    expect(list('SELECT relativePath FROM Files ORDER BY rowid').trim().split('\n')).toEqual(
      SAMPLE_FILES.map((file) => file.relativePath),
    );
    const stored = SAMPLE_FILES.filter((file) => file.content !== null).map(storedPath);
    const there = readdirSync(path, { recursive: true, encoding: 'utf8' });
    for (const name of [...stored, 'Info.plist', 'Manifest.plist', 'Status.plist']) expect(there).toContain(name);
    expect(there.filter((name) => name.startsWith('Snapshot'))).toEqual([]);
    const status2 = execFileSync('plistutil', ['-i', join(path, 'Status.plist')], { encoding: 'utf8' });
    expect(status2).toMatch(/<key>SnapshotState<\/key>\s*<string>finished<\/string>/);

    // The second time there is something to build on.
    expect((await backUp(simulator, root)).stdout).toContain('Backup Successful');
    expect((await readBackup(path, { now: later })).state).toBe('complete');
    const info = await runTool(simulator, 'idevicebackup2', ['info', root]);
    expect([info.status, info.stdout.includes('iPhone17,4')]).toEqual([0, true]);

    // A file of no bytes, left by an attempt that was killed, makes every further attempt fail.
    writeFileSync(join(path, 'Manifest.plist'), '');
    expect((await backUp(simulator, root)).all).toContain('ErrorCode 205: Error reading backup properties');
    expect((await readBackup(path, { now: later })).state).toBe('damaged');
  });

  it('fails in the words that people paste', async ({ onTestFinished }) => {
    const ends = async (phone: NonNullable<Setting['phones']>[number]) =>
      (await backUp(await simulate({ phones: [phone] }, onTestFinished), temporary(onTestFinished))).all;
    const failure = {
      at: 'start',
      code: 105,
      description: 'Insufficient free disk space (MBErrorDomain/105)',
    } as const;
    expect(
      await Promise.all([
        ends({ backup: { failure } }),
        ends({ backup: { passcode: 'never' } }),
        ends({ backup: { greeting: { major: 500, minor: 0 } } }),
        ends({ services: { 'com.apple.mobilebackup2': { start: 'InvalidService' } } }),
        ends({ sync: { lockHeldMs: 700 } }),
      ]),
    ).toEqual([
      expect.stringContaining('ErrorCode 105: Insufficient free disk space'),
      expect.stringContaining('ErrorCode 208: Device locked (MBErrorDomain/208)'),
      expect.stringContaining('Could not perform backup protocol version exchange, error code -1'),
      expect.stringContaining('Could not start service com.apple.mobilebackup2'),
      // Another program held the lock for a moment: it waits and goes on.
      expect.stringContaining('Backup Successful'),
    ]);
  });

  it('leaves a broken-off attempt where the cable is pulled', async ({ onTestFinished }) => {
    const root = temporary(onTestFinished);
    const simulator = await simulate({ phones: [{ backup: { detachAfterFiles: 3 } }] }, onTestFinished);
    const { all, status } = await backUp(simulator, root, '--full');
    expect(status).not.toBe(0);
    expect(all).not.toContain('Backup Successful');
    const { state } = await readBackup(join(root, UDID), { now: Date.now() + 3_600_000 });
    expect(state).toBe('never-completed');
  });
});

function temporary(finished: TestContext['onTestFinished']): string {
  const path = mkdtempSync(join(tmpdir(), 'ibd-backup-'));
  finished(() => rmSync(path, { recursive: true }));
  return path;
}
