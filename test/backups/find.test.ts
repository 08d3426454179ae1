import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listBackups } from '../../src/backups/find.ts';
import { deletingName, isLeftover, normalizeUdid, parseBackupName } from '../../src/backups/names.ts';
import { asNobody } from '../support/as-nobody.ts';
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

const posixIt = it.skipIf(process.platform === 'win32');
const now = Date.now();
let root: string;

beforeEach(() => {
  root = makeTempRoot();
});
afterEach(() => removeTree(root));

async function list(path = root) {
  const fact = await listBackups(path, { now });
  if (!fact.known) throw new Error(`${fact.why}: ${fact.detail}`);
  return fact.value;
}
const short = async (path = root) =>
  (await list(path)).backups.map(({ folder, state, udid, archived }) => ({ folder, state, udid, archived }));

describe('the folders of a root', () => {
  it('lists backups, archives and what is no backup, and passes over the rest', async () => {
    const archive = archiveName(UDID_NEW_FORM, now - 50 * DAY);
    makeBackup(root, {});
    makeBackup(root, { udid: UDID_NEW_FORM });
    makeBackup(root, { udid: UDID_NEW_FORM, folder: archive });
    makeBackup(root, { folder: '古い写真 📷' });
    makeBackup(root, { folder: `${UDID_OLD_FORM}-old-20261122` });
    for (const name of ['.hidden', '$RECYCLE.BIN', 'System Volume Information']) mkdirSync(join(root, name));
    for (const name of ['.DS_Store', 'desktop.ini', 'notes.txt', UDID_OTHER]) writeFileSync(join(root, name), '');
    expect(await short()).toEqual([
      { folder: UDID_NEW_FORM, state: 'complete', udid: UDID_NEW_FORM, archived: false },
      { folder: archive, state: 'complete', udid: UDID_NEW_FORM, archived: true },
      { folder: UDID_OLD_FORM, state: 'complete', udid: UDID_OLD_FORM, archived: false },
      { folder: `${UDID_OLD_FORM}-old-20261122`, state: 'foreign', udid: null, archived: false },
      { folder: '古い写真 📷', state: 'foreign', udid: null, archived: false },
    ]);
  });

  it('takes both cases of a name for the same phone', async () => {
    makeBackup(root, { folder: UDID_NEW_FORM.toLowerCase(), udid: UDID_NEW_FORM });
    makeBackup(root, { folder: UDID_OLD_FORM.toUpperCase() });
    expect((await short()).map(({ udid }) => udid).sort()).toEqual([UDID_NEW_FORM, UDID_OLD_FORM].sort());
  });

  it('knows that an empty folder holds nothing', async () => {
    expect((await list()).backups).toEqual([]);
  });

  it('names what an interrupted removal left, as no backup', async () => {
    makeBackup(root, { folder: deletingName(UDID_OLD_FORM, '0badcafe') });
    expect((await short())[0]).toMatchObject({ state: 'foreign', udid: null });
    expect(isLeftover(deletingName(UDID_OLD_FORM, '0badcafe'))).toBe(true);
    expect(isLeftover('photos.deleting-1')).toBe(false);
  });
});

describe('links', () => {
  posixIt('resolves a root that is a link (POSIX: links)', async () => {
    const real = join(root, 'real');
    makeBackup(real, {});
    symlinkSync(real, join(root, 'Backup'));
    const listing = await list(join(root, 'Backup'));
    expect(listing.root).toBe(join(root, 'Backup'));
    expect(listing.realRoot).toBe(real);
    expect(listing.backups[0]?.path).toBe(join(real, UDID_OLD_FORM));
  });

  posixIt('never looks through a link inside (POSIX: links)', async () => {
    const elsewhere = makeTempRoot('elsewhere');
    try {
      symlinkSync(makeBackup(elsewhere, {}), join(root, UDID_OLD_FORM));
      symlinkSync(join(root, 'nowhere'), join(root, UDID_OTHER));
      for (const backup of (await list()).backups) {
        expect(backup).toMatchObject({ state: 'foreign', reasons: ['is-a-link'], device: null, udid: null });
      }
      expect((await list()).backups).toHaveLength(2);
    } finally {
      removeTree(elsewhere);
    }
  });
});

describe('a root that can not be looked into', () => {
  it.each([
    ['that is not there', (path: string) => join(path, 'missing'), 'unreachable', 'ENOENT'],
    [
      'that is a file',
      (path: string) => {
        writeFileSync(join(path, 'file'), '');
        return join(path, 'file');
      },
      'unreachable',
      'ENOTDIR',
    ],
  ])('%s', async (_name, make, why, detail) => {
    expect(await listBackups(make(root), { now })).toEqual({ known: false, why, detail });
  });

  posixIt('that is a broken or endless link (POSIX: links)', async () => {
    symlinkSync('nowhere', join(root, 'broken'));
    symlinkSync('endless', join(root, 'endless'));
    expect(await listBackups(join(root, 'broken'), { now })).toMatchObject({ known: false, detail: 'ENOENT' });
    expect(await listBackups(join(root, 'endless'), { now })).toMatchObject({ known: false, detail: 'ELOOP' });
  });

  posixIt('that one may not read, which is not the same as empty (POSIX: modes)', async () => {
    chmodSync(root, 0);
    const fact = await asNobody(() => listBackups(root, { now }));
    expect(fact).toEqual({ known: false, why: 'denied', detail: 'EACCES' });
  });

  posixIt('but one closed backup does not hide the others (POSIX: modes)', async () => {
    chmodSync(root, 0o755);
    chmodSync(makeBackup(root, {}), 0);
    makeBackup(root, { udid: UDID_OTHER });
    const fact = await asNobody(() => listBackups(root, { now }));
    if (!fact.known) throw new Error(fact.detail);
    expect(fact.value.backups.map(({ udid, state, error }) => ({ udid, state, error }))).toEqual([
      { udid: UDID_OLD_FORM, state: 'unknown', error: 'EACCES' },
      { udid: UDID_OTHER, state: 'complete', error: null },
    ]);
  });

  it('stops when it is told to', async () => {
    makeBackup(root, {});
    expect(await listBackups(root, { now, signal: AbortSignal.abort() })).toMatchObject({
      known: false,
      why: 'timeout',
    });
  });
});

describe('names', () => {
  it.each([
    [UDID_OLD_FORM, UDID_OLD_FORM],
    [UDID_OLD_FORM.toUpperCase(), UDID_OLD_FORM],
    [UDID_NEW_FORM.toLowerCase(), UDID_NEW_FORM],
    [UDID_NEW_FORM.replace('-', ''), UDID_NEW_FORM],
    ['', null],
    [`${UDID_OLD_FORM}0`, null],
    [` ${UDID_OLD_FORM}`, null],
    ['../../etc', null],
  ])('reads %j as %j', (text, udid) => {
    expect(normalizeUdid(text)).toBe(udid);
  });

  it('takes no name without the dash, or with half a date, for a backup', () => {
    expect(parseBackupName(UDID_NEW_FORM.replace('-', ''))).toBeNull();
    expect(parseBackupName(`${UDID_OLD_FORM}-20261122`)).toBeNull();
    expect(parseBackupName(`${UDID_OLD_FORM}-20261122-101112`)).toEqual({ udid: UDID_OLD_FORM, archived: true });
    expect(parseBackupName(`${UDID_OLD_FORM}-20261122-101112-20261122-101112`)).toBeNull();
  });

  it('accepts no name that could lead out of the folder', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        if (parseBackupName(name) !== null) expect(name).toMatch(/^[0-9a-fA-F-]+$/);
      }),
      { numRuns: 500 },
    );
  });
});
