/** The JSON document of the cleaning mode. Its shape is a contract with other people's scripts. */
import type { PlannedBackup } from '../backups/index.ts';
import { finishedDate } from './collect.ts';
import type { CleanOptions } from './types.ts';

export interface CleanFailure {
  /** Name of a backup's folder; of a folder of backups that could not be looked into the whole path. */
  readonly folder: string;
  readonly why: string;
  /** Name of the folder that a permanent removal left half-way, beside the others; it is no backup any more. */
  readonly leftover?: string;
}

export interface CleanResult {
  /** Names of the folders that are gone; `backups` has their paths. */
  readonly removed: readonly string[];
  readonly failed: readonly CleanFailure[];
  readonly freedBytes: number;
}

/** What `--clean-old-backups --json` prints. Paths and names are whole: a script needs them. */
export function cleanDocument(
  planned: readonly PlannedBackup[],
  result: CleanResult,
  options: CleanOptions,
  exitCode: number,
) {
  return {
    schemaVersion: 1,
    tool: options.tool,
    mode: 'clean',
    dryRun: options.dryRun,
    backups: planned.map(({ backup, decision, reason }) => ({
      path: backup.path,
      folder: backup.folder,
      udid: backup.udid,
      archived: backup.archived,
      device:
        backup.device === null
          ? null
          : {
              name: backup.device.name,
              productType: backup.device.productType,
              productVersion: backup.device.productVersion,
            },
      date: isoOrNull(finishedDate(backup)),
      bytes: backup.bytes,
      state: backup.state,
      decision,
      reason,
    })),
    removed: result.removed,
    failed: result.failed,
    freedBytes: result.freedBytes,
    exitCode,
  };
}

/** A date from a property list may lie outside of what a calendar can say. */
function isoOrNull(ms: number | null): string | null {
  if (ms === null) return null;
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
