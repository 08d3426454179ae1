/**
 * The decision table: what the small files of a backup folder say about the whole. Pure.
 *
 * Status.plist's words are the phone's own: `SnapshotState` goes uploading → moving → removing → finished, `BackupState` is
 * `empty` until a first backup was finished in this folder. libimobiledevice's idevicebackup2 reads the same words
 * (https://github.com/libimobiledevice/libimobiledevice/blob/master/tools/idevicebackup2.c) and refuses to restore from
 * anything but `finished`.
 */
import type { BackupReason, BackupState } from './types.ts';

/** A change this long ago (ms) still counts as "just now": something may be writing. */
export const RECENT_MS = 5 * 60_000;
/** How far (ms) a date may lie ahead of this computer's clock before it is called wrong. */
export const CLOCK_SLACK_MS = 2 * 60_000;

export const SNAPSHOT_STATES = ['uploading', 'moving', 'removing', 'finished'] as const;
export type SnapshotState = (typeof SNAPSHOT_STATES)[number];
export const BACKUP_WORDS = ['empty', 'old', 'new'] as const;
export type BackupWord = (typeof BACKUP_WORDS)[number];

/**
 * What came of reading a small file. `unreadable`: it is there and is not what it should be. `too-large`, `not-readable`
 * (rights, input/output), `not-a-file` and `link`: it was not read, so nothing is known of its content.
 */
export const FILE_KINDS = [
  'ok',
  'missing',
  'empty',
  'unreadable',
  'too-large',
  'not-readable',
  'not-a-file',
  'link',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** Manifest.db is judged by its first 16 bytes alone: `sqlite`, or `other` (encrypted as a whole, or broken). */
export type DatabaseKind = 'sqlite' | 'other' | Exclude<FileKind, 'ok' | 'unreadable' | 'too-large'>;

/** Everything that the decision rests on. */
export interface BackupSigns {
  /** `words-unknown`: a property list, but with words that the phone does not use either. */
  readonly status: FileKind | 'words-unknown';
  /** Null unless `status` is `ok`. */
  readonly snapshotState: SnapshotState | null;
  /** Null where Status.plist does not say. */
  readonly backupState: BackupWord | null;
  readonly manifestPlist: FileKind;
  readonly manifestDb: DatabaseKind;
  /** A Manifest.mbdb with the right head is there (iOS 4-9, instead of Manifest.db). */
  readonly mbdb: boolean;
  readonly info: FileKind;
  readonly encrypted: boolean | null;
  /** There are files of the phone in place; null where that could not be looked at. */
  readonly payload: boolean | null;
  /** There are files of the phone in `Snapshot`, where an attempt puts them first. */
  readonly snapshotPayload: boolean;
  /** Something in the folder changed within `RECENT_MS` of now, before or after. */
  readonly recentChange: boolean;
  /** A program that makes backups is at work on this computer, whichever folder it writes to. */
  readonly running: boolean;
  /** Bytes in Manifest.db-wal. */
  readonly walBytes: number;
  readonly dateInFuture: boolean;
  /** The property lists name another phone than the folder does. */
  readonly otherTarget: boolean;
}

export interface Verdict {
  readonly state: BackupState;
  /** Most telling first; never empty. */
  readonly reasons: readonly BackupReason[];
}

/** The state of a backup, with the reasons for it. */
export function decideState(signs: BackupSigns): Verdict {
  const { state, reasons } = decide(signs);
  const extra: BackupReason[] = [];
  if (signs.walBytes > 0 && state !== 'in-progress') extra.push('wal-left-over');
  if (signs.dateInFuture) extra.push('date-in-future');
  if (signs.otherTarget) extra.push('name-differs-from-target');
  return { state, reasons: [...new Set([...reasons, ...extra])] };
}

function decide(signs: BackupSigns): Verdict {
  const { snapshotState } = signs;
  const attempt = snapshotState !== null && snapshotState !== 'finished';
  // An attempt that is under way explains everything else that looks wrong, so it is asked first.
  if (attempt && (signs.recentChange || signs.running)) {
    return verdict('in-progress', signs.recentChange ? ['files-changing'] : [], [`snapshot-${snapshotState}`]);
  }
  // The program rewrites Info.plist before the phone takes `finished` back.
  if (snapshotState === 'finished' && signs.recentChange && signs.running) {
    return verdict('in-progress', ['files-changing']);
  }

  const notSeen = notLookedAt(signs);
  const broken = brokenParts(signs);
  if (notSeen.length > 0) return verdict('unknown', notSeen, broken.map(reasonOf));

  switch (signs.status) {
    case 'missing':
      return withoutStatus(signs, broken);
    case 'ok':
      break;
    default:
      return verdict('damaged', [statusReason(signs.status)], broken.map(reasonOf));
  }
  switch (snapshotState) {
    case 'finished':
      return broken.length > 0 ? verdict('damaged', broken.map(reasonOf)) : verdict('complete', ['finished']);
    case 'uploading':
      return uploading(signs, broken);
    case 'moving':
      return moving(broken);
    case 'removing':
      return broken.length > 0
        ? verdict('damaged', broken.map(reasonOf), ['snapshot-removing'])
        : verdict('unfinished', ['snapshot-removing']);
    case null:
      // Only hand-made data has this: a Status.plist that was read always has a word or is `words-unknown`.
      return verdict('unknown', ['status-words-unknown']);
  }
}

/** A part that a restore needs and that is not right. `missing` may still be on its way; `wrong` is not mended by waiting. */
interface Broken {
  readonly how: 'missing' | 'wrong';
  readonly reason: BackupReason;
}
const reasonOf = (part: Broken): BackupReason => part.reason;

function brokenParts(signs: BackupSigns): readonly Broken[] {
  const parts: Broken[] = [];
  if (signs.manifestPlist === 'missing') parts.push({ how: 'missing', reason: 'manifest-plist-missing' });
  if (signs.manifestPlist === 'empty') parts.push({ how: 'wrong', reason: 'manifest-plist-empty' });
  if (signs.manifestPlist === 'unreadable') parts.push({ how: 'wrong', reason: 'manifest-plist-unreadable' });
  if (!signs.mbdb) {
    if (signs.manifestDb === 'missing') parts.push({ how: 'missing', reason: 'manifest-db-missing' });
    if (signs.manifestDb === 'empty') parts.push({ how: 'wrong', reason: 'manifest-db-empty' });
    // Since iOS 10.2 the database of an encrypted backup is encrypted as a whole and has no SQLite head.
    if (signs.manifestDb === 'other' && signs.encrypted === false) {
      parts.push({ how: 'wrong', reason: 'manifest-db-not-sqlite' });
    }
  }
  return parts;
}

/** What was not looked at: while there is any, nothing may be claimed of the whole. */
function notLookedAt(signs: BackupSigns): readonly BackupReason[] {
  const reasons: BackupReason[] = [];
  for (const kind of [signs.status, signs.manifestPlist, signs.mbdb ? 'ok' : signs.manifestDb]) {
    if (kind === 'too-large') reasons.push('too-large');
    if (kind === 'link') reasons.push('is-a-link');
    if (kind === 'not-readable' || kind === 'not-a-file') reasons.push('not-readable');
  }
  if (signs.payload === null) reasons.push('not-readable');
  // Whether it should be SQLite is told by Manifest.plist alone.
  if (!signs.mbdb && signs.manifestDb === 'other' && signs.encrypted === null && signs.manifestPlist === 'ok') {
    reasons.push('manifest-db-not-sqlite');
  }
  return reasons;
}

function withoutStatus(signs: BackupSigns, broken: readonly Broken[]): Verdict {
  const nothing =
    signs.manifestPlist === 'missing' &&
    signs.manifestDb === 'missing' &&
    !signs.mbdb &&
    signs.payload === false &&
    !signs.snapshotPayload;
  if (nothing) return verdict('never-completed', [signs.info === 'missing' ? 'nothing-restorable' : 'only-info']);
  const reasons = broken.map(reasonOf);
  if (broken.some((part) => part.how === 'wrong')) return verdict('damaged', reasons, ['status-missing']);
  return verdict('unknown', ['status-missing'], reasons);
}

function uploading(signs: BackupSigns, broken: readonly Broken[]): Verdict {
  const reasons = broken.map(reasonOf);
  const database = signs.mbdb || signs.manifestDb === 'sqlite' || signs.manifestDb === 'other';
  switch (signs.backupState) {
    case 'empty':
      if (!database) return verdict('never-completed', ['nothing-restorable', 'snapshot-uploading'], reasons);
      // The words say that nothing was ever finished here, the database says otherwise.
      return verdict('unknown', ['snapshot-uploading'], reasons);
    case null:
      return verdict('unknown', ['snapshot-uploading'], reasons);
    default:
      if (broken.length > 0) return verdict('damaged', reasons, ['snapshot-uploading']);
      return verdict('unfinished', ['snapshot-uploading']);
  }
}

/** All of the attempt has arrived and is being put in its place: what is missing may lie in `Snapshot`. */
function moving(broken: readonly Broken[]): Verdict {
  const reasons = broken.map(reasonOf);
  if (broken.some((part) => part.how === 'wrong')) return verdict('damaged', reasons, ['snapshot-moving']);
  if (broken.length > 0) return verdict('unknown', ['snapshot-moving'], reasons);
  return verdict('unfinished', ['snapshot-moving']);
}

function statusReason(kind: BackupSigns['status']): BackupReason {
  if (kind === 'empty') return 'status-empty';
  return kind === 'words-unknown' ? 'status-words-unknown' : 'status-unreadable';
}

function verdict(state: BackupState, ...reasons: readonly (readonly BackupReason[])[]): Verdict {
  return { state, reasons: reasons.flat() };
}
