import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eraseFolder } from '../../src/backups/erase.ts';
import { type PlannedBackup, planRemoval } from '../../src/backups/plan.ts';
import { readBackup } from '../../src/backups/read.ts';
import { type Removal, type RemoveOptions, removeBackup } from '../../src/backups/remove.ts';
import { asNobody } from '../support/as-nobody.ts';
import {
  archiveName,
  type BackupRecipe,
  DAY,
  makeBackup,
  makeTempRoot,
  removeTree,
  touchTree,
  UDID_OLD_FORM,
} from '../support/backup-factory.ts';

const posixIt = it.skipIf(process.platform === 'win32');
const now = Date.now();
const OLD = archiveName(UDID_OLD_FORM, now - 90 * DAY);
let base: string;
let root: string;

beforeEach(() => {
  base = makeTempRoot('remove');
  root = join(base, 'Backup');
  mkdirSync(root);
});
afterEach(() => removeTree(base));

/** A newest complete backup and an old archive of the same phone, planned. */
async function twoBackups(old: BackupRecipe = {}) {
  const newest = makeBackup(root, { date: now - 2 * DAY });
  const archive = makeBackup(root, { folder: OLD, date: now - 90 * DAY, ...old });
  return { newest, archive, planned: await plan(archive, newest) };
}

async function plan(path: string, ...others: readonly string[]): Promise<PlannedBackup> {
  const read = await Promise.all([path, ...others].map((one) => readBackup(one, { now })));
  const planned = planRemoval(
    read.map((one) => ({ ...one, bytes: 1_000 })),
    { now },
  )[0];
  if (planned === undefined) throw new Error('nothing planned');
  return planned;
}

const toTrash = (planned: PlannedBackup, options: Partial<RemoveOptions> = {}) =>
  removeBackup(planned, { root, permanently: false, trash: fakeTrash, ...options });
const forGood = (planned: PlannedBackup, options: Partial<RemoveOptions> = {}) =>
  removeBackup(planned, { root, permanently: true, ...options });
/** Moves aside, as a trash does. */
const fakeTrash = async (path: string) => renameSync(path, join(base, 'in-the-trash'));
const why = (removal: Removal) => (removal.ok ? 'removed' : removal.why);
/** Everything under a folder with its kind and content, to tell that nothing was touched. */
function snapshot(path: string): string {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return `${file} ${entry.isFile() ? readFileSync(file).toString('base64') : lstatSync(file).mode}`;
    })
    .sort()
    .join('\n');
}

describe('removing', () => {
  it('moves to the trash and says that this frees nothing yet', async () => {
    const { archive, newest, planned } = await twoBackups();
    const before = snapshot(archive).replaceAll(archive, 'X');
    expect(await toTrash(planned)).toEqual({ ok: true, how: 'trash', freedBytes: 0 });
    expect(existsSync(archive)).toBe(false);
    expect(snapshot(join(base, 'in-the-trash')).replaceAll(join(base, 'in-the-trash'), 'X')).toBe(before);
    expect((await readBackup(newest, { now })).state).toBe('complete');
  });

  it('deletes for good where asked, and says what the disk has got back', async () => {
    const { archive, newest, planned } = await twoBackups({ files: 50, fileBytes: 10_000, snapshotFiles: 3 });
    const kept = snapshot(newest);
    const removal = await forGood(planned);
    expect(removal).toMatchObject({ ok: true, how: 'permanent' });
    expect(removal.freedBytes).toBeGreaterThan(500_000);
    expect(existsSync(archive)).toBe(false);
    expect(readdirSync(root)).toEqual([UDID_OLD_FORM]);
    expect(snapshot(newest)).toBe(kept);
  });

  it('takes names with anything in them', async () => {
    const { archive, planned } = await twoBackups();
    mkdirSync(join(archive, '日本語 [x] {y} *', 'deep', 'er'), { recursive: true });
    writeFileSync(join(archive, '日本語 [x] {y} *', '📱 !'), 'x');
    if (process.platform === 'linux')
      writeFileSync(Buffer.concat([Buffer.from(`${archive}/`), Buffer.from([0xff, 0xfe])]), 'x');
    touchTree(join(archive, 'Info.plist'), now - 90 * DAY);
    const again = await plan(archive, join(root, UDID_OLD_FORM));
    expect(why(await forGood({ ...planned, backup: again.backup }))).toBe('removed');
    expect(existsSync(archive)).toBe(false);
  });

  posixIt('deletes links and never what they lead to (POSIX: links)', async () => {
    const { archive } = await twoBackups();
    const precious = join(base, 'precious');
    mkdirSync(join(precious, 'photos'), { recursive: true });
    writeFileSync(join(precious, 'photos', 'a'), 'do not lose me');
    symlinkSync(precious, join(archive, 'aa'));
    symlinkSync(join(precious, 'photos', 'a'), join(archive, 'file-link'));
    symlinkSync('/nowhere', join(archive, 'dangling'));
    linkSync(join(precious, 'photos', 'a'), join(archive, 'hard'));
    execFileSync('mkfifo', [join(archive, 'pipe')]);
    const before = snapshot(precious);
    expect(why(await forGood(await plan(archive, join(root, UDID_OLD_FORM))))).toBe('removed');
    expect(snapshot(precious)).toBe(before);
    expect(existsSync(archive)).toBe(false);
  });
});

describe('looking again at the last moment', () => {
  it.each<[string, (paths: { archive: string; newest: string }) => void, string]>([
    ['it is gone', ({ archive }) => removeTree(archive), 'gone'],
    ['it became a link', ({ archive }) => swapForLink(archive), 'is-a-link'],
    ['it became a file', ({ archive }) => swapForFile(archive), 'is-a-link'],
    ['something writes in it', ({ archive }) => startAttempt(archive), 'in-progress'],
    ['a file in it changed', ({ archive }) => touchTree(join(archive, 'Info.plist'), now - DAY), 'changed'],
    ['it is damaged now', ({ archive }) => rmSync(join(archive, 'Manifest.plist')), 'changed'],
    ['the newest one is gone', ({ newest }) => removeTree(newest), 'guardian-missing'],
    [
      'the newest one is damaged now',
      ({ newest }) => writeFileSync(join(newest, 'Manifest.plist'), ''),
      'guardian-missing',
    ],
    ['the newest one is a link to this one', ({ archive, newest }) => linkTo(newest, archive), 'guardian-missing'],
    ['a new attempt runs over the newest one', ({ newest }) => startAttempt(newest), 'guardian-missing'],
  ])('leaves it where %s', async (_name, change, expected) => {
    for (const permanently of [false, true]) {
      removeTree(root);
      mkdirSync(root);
      const { planned, ...paths } = await twoBackups();
      change(paths);
      const before = existsSync(paths.archive) ? snapshot(root) : null;
      const removal = await removeBackup(planned, { root, permanently, trash: fakeTrash });
      expect(why(removal)).toBe(expected);
      expect(removal).toMatchObject({ freedBytes: 0, leftover: null });
      if (before !== null) expect(snapshot(root)).toBe(before);
    }
  });

  posixIt('does not take itself, seen by another way, for the newer one (POSIX: links)', async () => {
    const { planned, archive } = await twoBackups();
    symlinkSync(root, join(base, 'other-way'));
    const guardians = [join(base, 'other-way', OLD)];
    expect(await forGood({ ...planned, guardians })).toMatchObject({ why: 'guardian-missing', detail: 'same-folder' });
    expect((await readBackup(archive, { now })).state).toBe('complete');
  });

  it.each(['newest-complete', 'in-progress', 'foreign'] as const)(
    'refuses what the plan protects: %s',
    async (reason) => {
      const { planned, archive } = await twoBackups();
      expect(await toTrash({ ...planned, protected: true, reason })).toMatchObject({
        why: 'protected',
        detail: reason,
      });
      expect(existsSync(archive)).toBe(true);
    },
  );

  it('refuses what is not directly in the folder of backups, or not named like a backup', async () => {
    const { planned, archive } = await twoBackups();
    const outside = makeBackup(join(base, 'elsewhere'), { folder: OLD, date: now - 90 * DAY });
    const deeper = makeBackup(join(root, 'sub'), { folder: OLD, date: now - 90 * DAY });
    const named = makeBackup(root, { folder: 'photos', date: now - 90 * DAY });
    for (const path of [outside, deeper, root, base, join(root, '..', 'elsewhere', OLD)]) {
      expect(why(await forGood({ ...planned, backup: { ...planned.backup, path } }))).toBe('outside');
    }
    const renamed = { ...planned.backup, path: named, folder: 'photos' };
    expect(why(await forGood({ ...planned, backup: renamed }))).toBe('outside');
    expect(why(await forGood({ ...planned, backup: { ...planned.backup, folder: '..' } }))).toBe('outside');
    for (const path of [outside, deeper, named, archive]) expect(existsSync(path)).toBe(true);
  });

  posixIt('removes through a root that is a link only what really lies there (POSIX: links)', async () => {
    const { planned, archive } = await twoBackups();
    const link = join(base, 'link');
    symlinkSync(root, link);
    expect(why(await toTrash(planned, { root: link }))).toBe('removed');
    expect(existsSync(archive)).toBe(false);
  });
});

describe('when it does not work', () => {
  it('deletes nothing where the trash fails', async () => {
    const { planned } = await twoBackups();
    const before = snapshot(root);
    const broken = async () => {
      throw Object.assign(new Error('no trash here'), { code: 'ENOSYS' });
    };
    expect(await toTrash(planned, { trash: broken })).toMatchObject({
      ok: false,
      why: 'trash-failed',
      detail: 'ENOSYS',
    });
    expect(snapshot(root)).toBe(before);
  });

  it('does not believe a trash that did nothing', async () => {
    const { planned } = await twoBackups();
    expect(await toTrash(planned, { trash: async () => {} })).toMatchObject({
      why: 'trash-failed',
      detail: 'still-there',
    });
  });

  posixIt('leaves the backup whole where its folder may not be changed (POSIX: modes)', async () => {
    const { planned } = await twoBackups();
    const before = snapshot(root);
    for (const path of [base, root]) chmodSync(path, 0o555);
    const removal = await asNobody(() => forGood(planned));
    for (const path of [base, root]) chmodSync(path, 0o755);
    expect(removal).toMatchObject({ ok: false, why: 'denied', detail: 'EACCES', leftover: null });
    expect(snapshot(root)).toBe(before);
  });

  it('does nothing when it was stopped before', async () => {
    const { planned, archive } = await twoBackups();
    expect(await forGood(planned, { signal: AbortSignal.abort() })).toMatchObject({
      why: 'interrupted',
      leftover: null,
    });
    expect((await readBackup(archive, { now })).state).toBe('complete');
  });

  it('stopped half-way, it leaves only what nobody takes for a backup', async () => {
    const { archive } = await twoBackups({ files: 200 });
    const planned = await plan(archive, join(root, UDID_OLD_FORM));
    const stop = new AbortController();
    const removing = forGood(planned, { signal: stop.signal });
    // As soon as it has its new name.
    while (existsSync(archive)) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    const removal = await removing;
    if (removal.ok) throw new Error('it was faster than the test');
    expect(removal.why).toBe('interrupted');
    expect(removal.leftover).toMatch(/\.deleting-[0-9a-f]{8}$/);
    expect(dirname(removal.leftover ?? '')).toBe(root);
    expect(existsSync(join(removal.leftover ?? '', 'Info.plist'))).toBe(false);
    expect(readdirSync(removal.leftover ?? '').length).toBeGreaterThan(0);
  });

  posixIt('stops at what it may not delete, and names what is left (POSIX: modes)', async () => {
    const path = join(base, 'doomed');
    mkdirSync(join(path, 'closed'), { recursive: true });
    writeFileSync(join(path, 'closed', 'a'), 'x');
    for (const one of [base, path]) chmodSync(one, 0o777);
    chmodSync(join(path, 'closed'), 0o555);
    expect(await asNobody(() => eraseFolder(path, []))).toMatchObject({ ok: false, code: 'EACCES' });
    expect(existsSync(join(path, 'closed', 'a'))).toBe(true);
  });
});

function swapForLink(path: string): void {
  const moved = join(base, `moved-${readdirSync(base).length}`);
  renameSync(path, moved);
  symlinkSync(moved, path);
}
function swapForFile(path: string): void {
  removeTree(path);
  writeFileSync(path, '');
}
function linkTo(path: string, target: string): void {
  removeTree(path);
  symlinkSync(target, path);
}
function startAttempt(path: string): void {
  const recipe = { snapshotState: 'uploading', date: now, changedAt: Date.now(), folder: path.slice(root.length + 1) };
  makeBackup(root, recipe);
}
