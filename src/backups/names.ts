/** The names of backup folders: a UDID, or a UDID with the moment at which the backup was set aside ("archived"). */

/** What a folder's name tells. */
export interface BackupName {
  /** The phone, in one spelling (see `normalizeUdid`), so that names can be compared. */
  readonly udid: string;
  readonly archived: boolean;
}

const LONG = /^[0-9a-f]{40}$/i;
const SHORT = /^[0-9a-f]{8}-?[0-9a-f]{16}$/i;
const ARCHIVE_SUFFIX = /-\d{8}-\d{6}$/;
/** What an interrupted permanent removal leaves behind, made by `deletingName`. */
const LEFTOVER = /\.deleting-[0-9a-z]+$/;

/**
 * One spelling for a UDID: 40 hex digits in lower case, or 8 and 16 hex digits in upper case with the dash between.
 * Null for anything else.
 */
export function normalizeUdid(text: string): string | null {
  if (LONG.test(text)) return text.toLowerCase();
  if (!SHORT.test(text)) return null;
  const digits = text.replace('-', '').toUpperCase();
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

/** The phone and the kind of copy that a folder's name stands for; null where it is no name of a backup. */
export function parseBackupName(folder: string): BackupName | null {
  const archived = ARCHIVE_SUFFIX.test(folder);
  const base = archived ? folder.replace(ARCHIVE_SUFFIX, '') : folder;
  // A folder never lacks the dash: without it the name is not one that a backup program gives.
  if (base.length === 24) return null;
  const udid = normalizeUdid(base);
  return udid === null ? null : { udid, archived };
}

/** The name that a backup gets while it is being removed for good: no backup program takes it for a backup. */
export function deletingName(folder: string, token: string): string {
  return `${folder}.deleting-${token}`;
}

/** True for what an interrupted permanent removal left behind. */
export function isLeftover(folder: string): boolean {
  return LEFTOVER.test(folder) && parseBackupName(folder.replace(LEFTOVER, '')) !== null;
}
