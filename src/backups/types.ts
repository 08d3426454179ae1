/** What can be said of a backup folder. Data only; sentences are made elsewhere. */

/**
 * `complete`: finished and sound as far as its small files tell. `unfinished`: an older complete set with a newer attempt on top.
 * `never-completed`: nothing restorable in it. `damaged`. `in-progress`: something writes in it now. `unknown`: could not be told
 * (rights, or not provably complete). `foreign`: not a backup.
 */
export const BACKUP_STATES = [
  'complete',
  'unfinished',
  'never-completed',
  'damaged',
  'in-progress',
  'unknown',
  'foreign',
] as const;
export type BackupState = (typeof BACKUP_STATES)[number];

/** Why a backup has its state; one or more, most telling first. */
export type BackupReason =
  | 'finished'
  | 'manifest-db-missing'
  | 'manifest-db-empty'
  | 'manifest-db-not-sqlite'
  | 'manifest-plist-missing'
  | 'manifest-plist-empty'
  | 'manifest-plist-unreadable'
  | 'status-missing'
  | 'status-empty'
  | 'status-unreadable'
  | 'status-words-unknown'
  | 'snapshot-uploading'
  | 'snapshot-moving'
  | 'snapshot-removing'
  | 'nothing-restorable'
  | 'only-info'
  | 'files-changing'
  | 'wal-left-over'
  | 'date-in-future'
  | 'name-differs-from-target'
  | 'is-a-link'
  | 'name-not-a-udid'
  | 'not-readable'
  | 'too-large';

export interface BackupDevice {
  readonly name: string | null;
  readonly productType: string | null;
  readonly productVersion: string | null;
  readonly serialNumber: string | null;
}

export interface BackupInfo {
  /** Whole path of the folder. */
  readonly path: string;
  /** Its name: a UDID, or `<UDID>-YYYYMMDD-HHMMSS` for an archive. */
  readonly folder: string;
  /** The phone it belongs to, taken from the name (lower-case hex or 8-16 form); null for a foreign folder. */
  readonly udid: string | null;
  readonly archived: boolean;
  readonly state: BackupState;
  readonly reasons: readonly BackupReason[];
  readonly device: BackupDevice | null;
  /** When the phone last finished a backup here (Status.plist `Date` with `finished`), in ms since 1970; null where it can't be told. */
  readonly finishedAt: number | null;
  /** When the last attempt started (Info.plist `Last Backup Date`), in ms since 1970. No proof of success. */
  readonly attemptedAt: number | null;
  /** Latest change that was seen in the folder's small files and bucket folders, in ms since 1970. */
  readonly changedAt: number | null;
  readonly encrypted: boolean | null;
  readonly fullBackup: boolean | null;
  /** `Date` of Manifest.plist: how old the set is that lies there, also under a newer, unfinished attempt. Absent or null where unknown. */
  readonly manifestAt?: number | null;
  /** Files of the phone lie in place. Absent or null where that was not looked at; never part of the state. */
  readonly hasFiles?: boolean | null;
  /** When the computer last wrote Status.plist (its mtime): tells a wrong phone clock from a right one. Absent or null where unknown. */
  readonly statusWrittenAt?: number | null;
  /** Error code where something in it could not be read. */
  readonly error: string | null;
}

/** One folder that receives backups, and what lies in it. */
export interface BackupListing {
  /** The folder as the program knows it. */
  readonly root: string;
  /** Links resolved. */
  readonly realRoot: string;
  readonly backups: readonly BackupInfo[];
}
