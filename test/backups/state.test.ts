import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BACKUP_WORDS,
  type BackupSigns,
  type DatabaseKind,
  decideState,
  FILE_KINDS,
  SNAPSHOT_STATES,
} from '../../src/backups/state.ts';
import { BACKUP_STATES } from '../../src/backups/types.ts';

const WHOLE: BackupSigns = {
  status: 'ok',
  snapshotState: 'finished',
  backupState: 'new',
  manifestPlist: 'ok',
  manifestDb: 'sqlite',
  mbdb: false,
  info: 'ok',
  encrypted: false,
  payload: true,
  snapshotPayload: false,
  recentChange: false,
  running: false,
  walBytes: 0,
  dateInFuture: false,
  otherTarget: false,
};
const NO_STATUS = { status: 'missing', snapshotState: null, backupState: null } as const;
const BARE = { manifestPlist: 'missing', manifestDb: 'missing', encrypted: null, payload: false } as const;

const decide = (signs: Partial<BackupSigns>) => decideState({ ...WHOLE, ...signs });

describe('the decision table', () => {
  it.each<[string, Partial<BackupSigns>, string, readonly string[]]>([
    ['finished and whole', {}, 'complete', ['finished']],
    ['encrypted as a whole', { encrypted: true, manifestDb: 'other' }, 'complete', ['finished']],
    ['encrypted before iOS 10.2', { encrypted: true }, 'complete', ['finished']],
    ['iOS 9', { manifestDb: 'missing', mbdb: true }, 'complete', ['finished']],
    ['database missing', { manifestDb: 'missing' }, 'damaged', ['manifest-db-missing']],
    ['database empty', { manifestDb: 'empty' }, 'damaged', ['manifest-db-empty']],
    ['database is something else', { manifestDb: 'other' }, 'damaged', ['manifest-db-not-sqlite']],
    ['encryption not told', { manifestDb: 'other', encrypted: null }, 'unknown', ['manifest-db-not-sqlite']],
    ['Manifest.plist empty', { manifestPlist: 'empty', encrypted: null }, 'damaged', ['manifest-plist-empty']],
    [
      'Manifest.plist broken, database encrypted',
      { manifestPlist: 'unreadable', manifestDb: 'other', encrypted: null },
      'damaged',
      ['manifest-plist-unreadable'],
    ],
    ['older set under an attempt', { snapshotState: 'uploading' }, 'unfinished', ['snapshot-uploading']],
    ['the same, word "old"', { snapshotState: 'uploading', backupState: 'old' }, 'unfinished', ['snapshot-uploading']],
    [
      'older set without its database',
      { snapshotState: 'uploading', manifestDb: 'missing' },
      'damaged',
      ['manifest-db-missing', 'snapshot-uploading'],
    ],
    [
      'first attempt',
      { ...BARE, snapshotState: 'uploading', backupState: 'empty' },
      'never-completed',
      ['nothing-restorable', 'snapshot-uploading', 'manifest-plist-missing', 'manifest-db-missing'],
    ],
    [
      'said to be the first attempt, but a database is there',
      { snapshotState: 'uploading', backupState: 'empty' },
      'unknown',
      ['snapshot-uploading'],
    ],
    [
      'uploading now',
      { snapshotState: 'uploading', recentChange: true },
      'in-progress',
      ['files-changing', 'snapshot-uploading'],
    ],
    ['a program is at work', { snapshotState: 'removing', running: true }, 'in-progress', ['snapshot-removing']],
    ['finished a minute ago', { recentChange: true }, 'complete', ['finished']],
    ['about to begin again', { recentChange: true, running: true }, 'in-progress', ['files-changing']],
    ['a program is at work elsewhere', { running: true }, 'complete', ['finished']],
    ['moving, stopped', { snapshotState: 'moving' }, 'unfinished', ['snapshot-moving']],
    [
      'moving, database still in Snapshot',
      { snapshotState: 'moving', manifestDb: 'missing' },
      'unknown',
      ['snapshot-moving', 'manifest-db-missing'],
    ],
    ['removing, stopped', { snapshotState: 'removing' }, 'unfinished', ['snapshot-removing']],
    ['Status.plist missing', NO_STATUS, 'unknown', ['status-missing']],
    ['only Info.plist', { ...NO_STATUS, ...BARE }, 'never-completed', ['only-info']],
    ['nothing at all', { ...NO_STATUS, ...BARE, info: 'missing' }, 'never-completed', ['nothing-restorable']],
    [
      'files of the phone without any list',
      { ...NO_STATUS, ...BARE, payload: true },
      'unknown',
      ['status-missing', 'manifest-plist-missing', 'manifest-db-missing'],
    ],
    [
      'no status, Manifest.plist empty',
      { ...NO_STATUS, manifestPlist: 'empty', encrypted: null },
      'damaged',
      ['manifest-plist-empty', 'status-missing'],
    ],
    ['Status.plist empty', { status: 'empty', snapshotState: null, backupState: null }, 'damaged', ['status-empty']],
    [
      'unknown words',
      { status: 'words-unknown', snapshotState: null, backupState: null },
      'damaged',
      ['status-words-unknown'],
    ],
    ['too large to read', { manifestPlist: 'too-large', encrypted: null }, 'unknown', ['too-large']],
    ['a link', { status: 'link', snapshotState: null }, 'unknown', ['is-a-link']],
    ['no rights', { manifestDb: 'not-readable' }, 'unknown', ['not-readable']],
    ['left-over log', { walBytes: 5 }, 'complete', ['finished', 'wal-left-over']],
    ['wrong clock', { dateInFuture: true }, 'complete', ['finished', 'date-in-future']],
    ['renamed folder', { otherTarget: true }, 'complete', ['finished', 'name-differs-from-target']],
  ])('%s', (_name, signs, state, reasons) => {
    expect(decide(signs)).toEqual({ state, reasons });
  });
});

const databaseKinds: readonly DatabaseKind[] = [
  'sqlite',
  'other',
  'missing',
  'empty',
  'not-readable',
  'not-a-file',
  'link',
];

/** Every combination that a reader can come to. */
function* allSigns(): Generator<BackupSigns> {
  const readings: Pick<BackupSigns, 'status' | 'snapshotState' | 'backupState'>[] = [];
  for (const status of [...FILE_KINDS, 'words-unknown'] as const) {
    if (status !== 'ok') readings.push({ status, snapshotState: null, backupState: null });
  }
  for (const snapshotState of SNAPSHOT_STATES) {
    for (const backupState of [...BACKUP_WORDS, null]) readings.push({ status: 'ok', snapshotState, backupState });
  }
  const flags = [true, false];
  for (const reading of readings) {
    for (const manifestPlist of FILE_KINDS) {
      for (const manifestDb of databaseKinds) {
        for (const mbdb of flags) {
          for (const encrypted of manifestPlist === 'ok' ? [true, false, null] : [null]) {
            for (const payload of [true, false, null]) {
              for (const recentChange of flags) {
                for (const running of flags) {
                  yield {
                    ...WHOLE,
                    ...reading,
                    manifestPlist,
                    manifestDb,
                    mbdb,
                    encrypted,
                    payload,
                    recentChange,
                    running,
                  };
                }
              }
            }
          }
        }
      }
    }
  }
}

describe('every combination of signs', () => {
  it('keeps the rules that the rest relies on', () => {
    const seen = new Set<string>();
    let count = 0;
    // Collected, not asserted one by one: there are some ten thousands.
    const broken: string[] = [];
    for (const signs of allSigns()) {
      count += 1;
      const { state, reasons } = decideState(signs);
      seen.add(state);
      const rule = (name: string, holds: boolean) => {
        if (!holds) broken.push(`${name}: ${state} ${JSON.stringify(signs)}`);
      };
      const attempt = signs.snapshotState !== null && signs.snapshotState !== 'finished';
      const database = signs.mbdb || signs.manifestDb === 'sqlite' || signs.manifestDb === 'other';
      const unread = [signs.status, signs.manifestPlist, signs.mbdb ? 'ok' : signs.manifestDb].some((kind) =>
        ['too-large', 'not-readable', 'not-a-file', 'link'].includes(kind),
      );
      rule('has reasons, each once', reasons.length > 0 && new Set(reasons).size === reasons.length);
      rule(
        'an attempt that moves is in progress',
        !(attempt && (signs.recentChange || signs.running)) || state === 'in-progress',
      );
      rule('in progress needs a movement', state !== 'in-progress' || signs.recentChange || signs.running);
      rule(
        'complete is proven',
        state !== 'complete' || (signs.snapshotState === 'finished' && signs.manifestPlist === 'ok' && database),
      );
      rule(
        'unfinished still has a set',
        state !== 'unfinished' || (attempt && signs.manifestPlist === 'ok' && database),
      );
      rule('never completed holds no database', state !== 'never-completed' || !database);
      rule(
        'never completed is said by the phone, or there is nothing at all',
        state !== 'never-completed' ||
          signs.backupState === 'empty' ||
          (signs.status === 'missing' && signs.payload === false && signs.manifestPlist === 'missing'),
      );
      rule('what was not read is not judged', !unread || ['unknown', 'in-progress'].includes(state));
      rule(
        'a folder that could not be looked into is not judged',
        signs.payload !== null || ['unknown', 'in-progress'].includes(state),
      );
      rule('nothing here is foreign', state !== 'foreign');
    }
    expect(broken.slice(0, 5)).toEqual([]);
    expect(count).toBeGreaterThan(10_000);
    expect([...seen].sort()).toEqual(BACKUP_STATES.filter((state) => state !== 'foreign').sort());
  });

  it('gives files that appear in Snapshot no say once a status is there', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SNAPSHOT_STATES), fc.boolean(), (snapshotState, snapshotPayload) => {
        expect(decide({ snapshotState, snapshotPayload })).toEqual(decide({ snapshotState }));
      }),
      { numRuns: 20 },
    );
  });

  it('does not call a first attempt empty when Snapshot holds files and no status is there', () => {
    expect(decide({ ...NO_STATUS, ...BARE, snapshotPayload: true }).state).toBe('unknown');
  });
});
