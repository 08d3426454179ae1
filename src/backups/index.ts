/** The library about backup folders: find, read, judge, measure, plan and remove. No sentences and no command line in it. */
export { type ListOptions, listBackups } from './find.ts';
export { type BackupName, isLeftover, normalizeUdid, parseBackupName } from './names.ts';
export {
  KEEP_REASONS,
  type PlannedBackup,
  type PlanOptions,
  type PlanReason,
  PROTECTED_REASONS,
  planRemoval,
  REMOVE_REASONS,
  type SizedBackup,
} from './plan.ts';
export { type ReadOptions, readBackup } from './read.ts';
export {
  REMOVAL_FAILURES,
  type Removal,
  type RemovalFailure,
  type RemoveOptions,
  removeBackup,
  systemTrash,
  type TrashFunction,
} from './remove.ts';
export { type BackupBytes, type SizeOptions, sizeBackup } from './size.ts';
export { BACKUP_STATES, type BackupInfo, type BackupListing, type BackupReason, type BackupState } from './types.ts';
