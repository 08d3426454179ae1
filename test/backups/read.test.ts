import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBackup } from '../../src/backups/read.ts';
import { buildBinaryPlist, buildXmlPlist } from '../../src/plist/index.ts';
import { asNobody } from '../support/as-nobody.ts';
import {
  type BackupRecipe,
  cyclicPlist,
  DAY,
  doublingBomb,
  makeBackup,
  makeTempRoot,
  ROWS,
  removeTree,
  touchTree,
  UDID_NEW_FORM,
  UDID_OLD_FORM,
  UDID_OTHER,
} from '../support/backup-factory.ts';

const posixIt = it.skipIf(process.platform === 'win32');
const NOW = Date.now();
let root: string;

beforeEach(() => {
  root = makeTempRoot();
});
afterEach(() => removeTree(root));

const read = (recipe: BackupRecipe, now = NOW) => readBackup(makeBackup(root, recipe), { now });

describe('every row of the decision table, on disk', () => {
  it.each(ROWS.filter(({ state }) => state !== 'foreign').map((row) => [row.name, row] as const))(
    '%s',
    async (_n, row) => {
      const backup = await readBackup(makeBackup(root, row.recipe()), { now: Date.now() });
      expect({ state: backup.state, reason: backup.reasons[0] }).toEqual({ state: row.state, reason: row.reason });
    },
  );
});

describe('what is read', () => {
  it('takes device, dates and kind from the lists', async () => {
    const date = Math.floor((NOW - 3 * DAY) / 1000) * 1000;
    const backup = await read({
      udid: UDID_NEW_FORM,
      date,
      deviceName: '花子のiPhone 📱',
      productType: 'iPhone15,2',
      productVersion: '26.1',
      encrypted: true,
      manifestDb: 'encrypted',
      fullBackup: false,
    });
    expect(backup).toEqual({
      path: join(root, UDID_NEW_FORM),
      folder: UDID_NEW_FORM,
      udid: UDID_NEW_FORM,
      archived: false,
      state: 'complete',
      reasons: ['finished'],
      device: {
        name: '花子のiPhone 📱',
        productType: 'iPhone15,2',
        productVersion: '26.1',
        serialNumber: 'C0TESTSERIAL',
      },
      finishedAt: date,
      attemptedAt: date - 60_000,
      changedAt: date,
      encrypted: true,
      fullBackup: false,
      manifestAt: date,
      hasFiles: true,
      statusWrittenAt: date,
      error: null,
    });
  });

  it('has a date of finishing only where the phone said finished', async () => {
    const backup = await read({ snapshotState: 'uploading', date: NOW - 2 * DAY });
    expect(backup.finishedAt).toBeNull();
    expect(backup.attemptedAt).not.toBeNull();
  });

  it('reads XML and binary alike', async () => {
    const status = {
      SnapshotState: 'finished',
      BackupState: 'new',
      Date: new Date('2026-03-04T05:06:07Z'),
      IsFullBackup: 1,
    };
    const date = Date.parse('2026-03-04T05:00:00Z');
    const xml = await read({ date, status: Buffer.from(buildXmlPlist(status)) });
    removeTree(join(root, UDID_OLD_FORM));
    const binary = await read({ date, status: buildBinaryPlist({ ...status, IsFullBackup: true }) });
    expect(xml).toEqual(binary);
    expect(xml.fullBackup).toBe(true);
  });

  const plistutil = hasTool('plistutil', ['--version']);
  it.skipIf(!plistutil)('reads lists that plistutil converted (needs plistutil)', async () => {
    const path = makeBackup(root, {});
    for (const name of ['Info.plist', 'Status.plist', 'Manifest.plist']) {
      const file = join(path, name);
      execFileSync('plistutil', ['-i', file, '-o', `${file}.new`, '-f', name === 'Info.plist' ? 'bin' : 'xml']);
      execFileSync('mv', [`${file}.new`, file]);
    }
    touchTree(path, NOW - 30 * DAY);
    const backup = await readBackup(path, { now: NOW });
    expect(backup.state).toBe('complete');
    expect(backup.device?.name).toBe('Test iPhone');
    expect(backup.encrypted).toBe(false);
  });

  const sqlite = hasTool('sqlite3', ['-version']);
  it.skipIf(!sqlite)('leaves no trace beside a real database in WAL mode (needs sqlite3)', async () => {
    const path = makeBackup(root, { manifestDb: 'real' });
    execFileSync('sqlite3', [join(path, 'Manifest.db'), 'PRAGMA journal_mode=WAL;']);
    touchTree(path, NOW - 30 * DAY);
    const list = () => readdirSync(path, { recursive: true }).sort();
    const before = { list: list(), stat: statSync(join(path, 'Manifest.db'), { bigint: true }) };
    expect((await readBackup(path, { now: NOW })).state).toBe('complete');
    expect(list()).toEqual(before.list);
    const after = statSync(join(path, 'Manifest.db'), { bigint: true });
    expect([after.mtimeNs, after.ctimeNs, after.size]).toEqual([
      before.stat.mtimeNs,
      before.stat.ctimeNs,
      before.stat.size,
    ]);
    if (process.platform === 'linux') expect(after.atimeNs).toBe(before.stat.atimeNs);
  });

  it('notices a left-over write-ahead log', async () => {
    expect((await read({ walBytes: 4096 })).reasons).toEqual(['finished', 'wal-left-over']);
  });

  it('takes IsEncrypted of another type for not known', async () => {
    expect((await read({ manifestPlist: { IsEncrypted: 'yes' } })).encrypted).toBeNull();
  });

  it('keeps control characters and reordering marks out of names', async () => {
    const backup = await read({ deviceName: 'a\u001b[31mb\u202ec\nd', info: 'missing' });
    expect(backup.device?.name).toBe('a [31mb c d');
    expect((await read({ udid: UDID_OTHER, deviceName: 'x'.repeat(5000) })).device?.name).toHaveLength(200);
  });
});

describe('which phone', () => {
  it('notices a folder that is named after another phone', async () => {
    expect((await read({ info: { 'Target Identifier': UDID_OTHER } })).reasons).toContain('name-differs-from-target');
  });

  it('notices it from Manifest.plist alone', async () => {
    const manifestPlist = { Lockdown: { UniqueDeviceID: UDID_OTHER } };
    expect((await read({ info: 'missing', manifestPlist })).reasons).toContain('name-differs-from-target');
  });

  it('takes upper and lower case for the same', async () => {
    expect((await read({ info: { 'Target Identifier': UDID_OLD_FORM.toUpperCase() } })).reasons).toEqual(['finished']);
  });
});

describe('when something changed', () => {
  const paused = { snapshotState: 'uploading', snapshotFiles: 3 };

  it.each([
    ['a bucket in Snapshot', (path: string) => join(path, 'Snapshot', readdirSync(join(path, 'Snapshot'))[0] ?? '')],
    ['Status.plist', (path: string) => join(path, 'Status.plist')],
    ['the write-ahead log', (path: string) => join(path, 'Manifest.db-wal')],
    ['a bucket', (path: string) => join(path, readdirSync(path).find((name) => name.length === 2) ?? '')],
  ])('sees it in %s', async (_name, pick) => {
    const path = makeBackup(root, { ...paused, walBytes: 10 });
    expect((await readBackup(path, { now: NOW })).state).toBe('unfinished');
    touchTree(pick(path), NOW - 60_000);
    expect((await readBackup(path, { now: NOW })).state).toBe('in-progress');
  });

  it('sees a large file that grows in a bucket which does not change', async () => {
    const path = makeBackup(root, { snapshotState: 'uploading', snapshotFiles: 1 });
    const bucket = join(path, 'Snapshot', readdirSync(join(path, 'Snapshot'))[0] ?? '');
    touchTree(join(bucket, readdirSync(bucket)[0] ?? ''), NOW - 5_000);
    expect((await readBackup(path, { now: NOW })).state).toBe('in-progress');
  });

  it('counts five minutes as just now, and six no more', async () => {
    const path = makeBackup(root, { ...paused, changedAt: NOW - 5 * 60_000 + 1_000 });
    expect((await readBackup(path, { now: NOW })).state).toBe('in-progress');
    touchTree(path, NOW - 6 * 60_000);
    expect((await readBackup(path, { now: NOW })).state).toBe('unfinished');
  });

  it('believes the hint that a backup program is at work, for what is not finished', async () => {
    const path = makeBackup(root, paused);
    expect((await readBackup(path, { now: NOW, runningHint: true })).state).toBe('in-progress');
    const done = makeBackup(root, { udid: UDID_OTHER });
    expect((await readBackup(done, { now: NOW, runningHint: true })).state).toBe('complete');
  });

  it('says that a date lies in the future, and takes only a near one for "just now"', async () => {
    const far = await read({ ...paused, changedAt: NOW + 10 * DAY });
    expect(far.state).toBe('unfinished');
    expect(far.reasons).toContain('date-in-future');
    const near = await read({ ...paused, udid: UDID_OTHER, changedAt: NOW + 3 * 60_000 });
    expect(near.state).toBe('in-progress');
    expect(near.reasons).toContain('date-in-future');
    const status = await read({ udid: UDID_NEW_FORM, date: NOW + 400 * DAY, changedAt: NOW - DAY });
    expect(status.state).toBe('complete');
    expect(status.reasons).toContain('date-in-future');
    expect(status.finishedAt).toBeGreaterThan(NOW);
  });

  it('allows a clock that is a minute off', async () => {
    expect((await read({ date: NOW + 60_000, attemptedAt: NOW, changedAt: NOW - DAY })).reasons).toEqual(['finished']);
  });
});

describe('hostile and broken content', () => {
  it.each<[string, BackupRecipe, string, string]>([
    ['a doubling bomb as Manifest.plist', { manifestPlist: doublingBomb() }, 'unknown', 'too-large'],
    ['a doubling bomb as Status.plist', { status: doublingBomb() }, 'unknown', 'too-large'],
    ['a list that holds itself', { manifestPlist: cyclicPlist() }, 'damaged', 'manifest-plist-unreadable'],
    [
      'a list that is no dictionary',
      { manifestPlist: buildBinaryPlist(['x']) },
      'damaged',
      'manifest-plist-unreadable',
    ],
    ['a status that is a number', { status: buildBinaryPlist(7) }, 'damaged', 'status-words-unknown'],
    ['a word of the wrong type', { status: { SnapshotState: 4 } }, 'damaged', 'status-words-unknown'],
    ['a prototype in the status', { status: Buffer.from(PROTO) }, 'damaged', 'status-words-unknown'],
  ])('%s', async (_name, recipe, state, reason) => {
    const started = performance.now();
    const backup = await read(recipe);
    expect([backup.state, backup.reasons]).toEqual([state, expect.arrayContaining([reason])]);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(Object.hasOwn(Object.prototype, 'SnapshotState')).toBe(false);
  });

  it('reads no list above its limit, however it is filled', async () => {
    const path = makeBackup(root, { manifestPlist: 'empty' });
    truncateSync(join(path, 'Manifest.plist'), 64 * 1024 * 1024 + 1);
    truncateSync(join(path, 'Info.plist'), 3 * 1024 ** 3);
    const backup = await readBackup(path, { now: NOW });
    expect(backup.state).toBe('unknown');
    expect(backup.error).toBe('too-large');
    truncateSync(join(path, 'Status.plist'), 64 * 1024 + 1);
    expect((await readBackup(path, { now: NOW })).state).toBe('unknown');
  });

  it('comes to a state for whatever stands in the lists, and never throws', async () => {
    const path = makeBackup(root, {});
    const valid = buildBinaryPlist({ SnapshotState: 'finished', BackupState: 'new', Date: new Date(NOW) });
    const flipped = fc
      .array(fc.tuple(fc.nat(valid.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((flips) => {
        const bytes = Uint8Array.from(valid);
        for (const [at, value] of flips) bytes[at] = value;
        return bytes;
      });
    const content = fc.oneof(fc.uint8Array({ maxLength: 300 }), flipped);
    await fc.assert(
      fc.asyncProperty(content, content, async (status, other) => {
        writeFileSync(join(path, 'Status.plist'), status);
        writeFileSync(join(path, 'Info.plist'), other);
        const backup = await readBackup(path, { now: NOW });
        expect(backup.state).not.toBe('foreign');
        expect(backup.reasons.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  posixIt('opens neither pipes nor links nor folders nor devices (POSIX: mkfifo)', async () => {
    const path = makeBackup(root, {});
    for (const name of ['Info.plist', 'Status.plist', 'Manifest.plist', 'Manifest.db']) rmSync(join(path, name));
    execFileSync('mkfifo', [join(path, 'Status.plist')]);
    symlinkSync('/dev/zero', join(path, 'Manifest.plist'));
    mkdirSync(join(path, 'Manifest.db'));
    symlinkSync('nowhere', join(path, 'Info.plist'));
    const backup = await readBackup(path, { now: NOW });
    expect(backup.state).toBe('unknown');
    expect(backup.reasons).toEqual(['not-readable', 'is-a-link']);
    expect(backup.error).toBe('not-a-file');
  });

  posixIt('does not follow buckets or Snapshot that are links (POSIX: links)', async () => {
    const elsewhere = makeBackup(root, { udid: UDID_OTHER, snapshotFiles: 2 });
    const path = makeBackup(root, { files: 0, status: 'missing', manifestPlist: 'missing', manifestDb: 'missing' });
    symlinkSync(join(elsewhere, 'Snapshot'), join(path, 'Snapshot'));
    touchTree(path, NOW - DAY);
    expect((await readBackup(path, { now: NOW })).state).toBe('never-completed');
    symlinkSync(join(elsewhere, 'Snapshot'), join(path, 'ab'));
    const backup = await readBackup(path, { now: NOW });
    expect([backup.state, backup.hasFiles]).toEqual(['unknown', null]);
  });
});

describe('without rights', () => {
  posixIt('says what could not be read (POSIX: modes)', async () => {
    const path = makeBackup(root, {});
    const { backup, closed } = await withOpenRoot(async () => {
      chmodSync(join(path, 'Manifest.plist'), 0);
      const backup = await asNobody(() => readBackup(path, { now: NOW }));
      chmodSync(path, 0);
      return { backup, closed: await asNobody(() => readBackup(path, { now: NOW })) };
    });
    expect([backup.state, backup.reasons, backup.error]).toEqual(['unknown', ['not-readable'], 'EACCES']);
    expect([closed.state, closed.reasons, closed.error]).toEqual(['unknown', ['not-readable'], 'EACCES']);
    expect(closed.udid).toBe(UDID_OLD_FORM);
  });

  /** The temporary folder is the tester's own: others must be let through to what is tested. */
  async function withOpenRoot<T>(work: () => Promise<T>): Promise<T> {
    chmodSync(root, 0o755);
    return work();
  }
});

const PROTO =
  '<?xml version="1.0"?><plist version="1.0"><dict><key>__proto__</key><dict><key>SnapshotState</key>' +
  '<string>finished</string></dict></dict></plist>';

function hasTool(tool: string, args: readonly string[]): boolean {
  try {
    execFileSync(tool, [...args], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env['IPHONE_BACKUP_DOCTOR_REQUIRE_TOOLS'] === '1') throw new Error(`${tool} is missing`);
    return false;
  }
}
