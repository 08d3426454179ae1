/** Reads one backup folder: the three property lists, the head of the database, and when something last changed. */
import { basename, join } from 'node:path';
import type { GenericSchema, InferOutput } from 'valibot';
import { type Layout, lookAtLayout } from './layout.ts';
import { normalizeUdid, parseBackupName } from './names.ts';
import {
  type DeviceFields,
  InfoSchema,
  MAX_PLIST_BYTES,
  MAX_STATUS_BYTES,
  ManifestSchema,
  parseList,
  type ReadList,
  StatusSchema,
} from './schemas.ts';
import { readSmallFile, type SmallFile } from './small-file.ts';
import { type BackupSigns, CLOCK_SLACK_MS, type DatabaseKind, decideState, type FileKind, RECENT_MS } from './state.ts';
import type { BackupDevice, BackupInfo, BackupReason } from './types.ts';

export interface ReadOptions {
  /** The present moment, in ms since 1970. */
  readonly now: number;
  /** A program that makes backups is at work on this computer. */
  readonly runningHint?: boolean;
}

const SQLITE_HEAD = 'SQLite format 3\0';
const MBDB_HEAD = 'mbdb';

/**
 * Reads the backup in `path`, a real folder (no link) whose name is that of a backup. Nothing is written, and the database
 * is never opened by SQLite, which would leave files beside it. Never throws: what can't be read is state `unknown`.
 */
export async function readBackup(path: string, options: ReadOptions): Promise<BackupInfo> {
  const look = await lookAtLayout(path);
  if (!look.ok) return notABackup(path, 'unknown', 'not-readable', look.code);

  const files = {
    status: await readSmallFile(join(path, 'Status.plist'), MAX_STATUS_BYTES),
    manifest: await readSmallFile(join(path, 'Manifest.plist'), MAX_PLIST_BYTES),
    info: await readSmallFile(join(path, 'Info.plist'), MAX_PLIST_BYTES),
    database: await readSmallFile(join(path, 'Manifest.db'), 0, SQLITE_HEAD.length),
    mbdb: await readSmallFile(join(path, 'Manifest.mbdb'), 0, MBDB_HEAD.length),
    wal: await readSmallFile(join(path, 'Manifest.db-wal'), 0, 1),
  };
  const status = parseList(files.status, StatusSchema);
  const manifest = strict(files.manifest, ManifestSchema);
  const info = strict(files.info, InfoSchema);

  const name = parseBackupName(basename(path));
  const changedAt = Math.max(...look.layout.changes);
  const attemptedAt = info.value?.attemptedAt ?? null;
  const statusDate = status.value?.Date ?? null;
  const dates = [changedAt, attemptedAt, statusDate].filter((date) => date !== null);
  const signs: BackupSigns = {
    status: status.kind,
    snapshotState: status.value?.SnapshotState ?? null,
    backupState: status.value?.BackupState ?? null,
    manifestPlist: manifest.kind,
    manifestDb: databaseKind(files.database),
    mbdb: startsWith(files.mbdb, MBDB_HEAD),
    info: info.kind,
    encrypted: manifest.value?.encrypted ?? null,
    payload: look.layout.payload,
    snapshotPayload: look.layout.snapshotPayload,
    recentChange: changedRecently(look.layout, options.now),
    running: options.runningHint ?? false,
    walBytes: 'size' in files.wal ? files.wal.size : 0,
    dateInFuture: dates.some((date) => date > options.now + CLOCK_SLACK_MS),
    otherTarget: namesOther(name?.udid ?? null, [info.value?.device ?? null, manifest.value?.device ?? null]),
  };
  const { state, reasons } = decideState(signs);
  return {
    path,
    folder: basename(path),
    udid: name?.udid ?? null,
    archived: name?.archived ?? false,
    state,
    reasons,
    device: mergeDevice(info.value?.device ?? null, manifest.value?.device ?? null),
    finishedAt: signs.snapshotState === 'finished' ? statusDate : null,
    attemptedAt,
    changedAt,
    encrypted: signs.encrypted,
    fullBackup: status.value?.IsFullBackup ?? null,
    manifestAt: manifest.value?.date ?? null,
    hasFiles: look.layout.payload,
    statusWrittenAt: 'mtimeMs' in files.status ? files.status.mtimeMs : null,
    error: firstError([files.status, files.manifest, files.database, files.info]),
  };
}

/** A folder of which only the name is known: not a backup, or one that can't be looked into. */
export function notABackup(
  path: string,
  state: 'unknown' | 'foreign',
  reason: BackupReason,
  error: string | null = null,
): BackupInfo {
  const name = parseBackupName(basename(path));
  return {
    path,
    folder: basename(path),
    udid: state === 'foreign' ? null : (name?.udid ?? null),
    archived: state === 'foreign' ? false : (name?.archived ?? false),
    state,
    reasons: [reason],
    device: null,
    finishedAt: null,
    attemptedAt: null,
    changedAt: null,
    encrypted: null,
    fullBackup: null,
    manifestAt: null,
    statusWrittenAt: null,
    error,
  };
}

/** A list whose shape leaves everything open: one of another shape is no such list at all. */
function strict<S extends GenericSchema>(
  file: SmallFile,
  schema: S,
): { readonly kind: FileKind; readonly value: InferOutput<S> | null } {
  const { kind, value }: ReadList<InferOutput<S>> = parseList(file, schema);
  return { kind: kind === 'words-unknown' ? 'unreadable' : kind, value };
}

function databaseKind(file: SmallFile): DatabaseKind {
  if (file.kind === 'too-large') return 'other'; // Not reached: only the head is asked for.
  if (file.kind !== 'read') return file.kind;
  return startsWith(file, SQLITE_HEAD) ? 'sqlite' : 'other';
}

function startsWith(file: SmallFile, text: string): boolean {
  return file.kind === 'read' && Buffer.from(file.bytes).toString('latin1').startsWith(text);
}

/** A change just now, on either side of this computer's clock: a network drive's clock may differ by seconds. */
function changedRecently(layout: Layout, now: number): boolean {
  return layout.changes.some((change) => Math.abs(now - change) <= RECENT_MS);
}

/** True where a list names a phone and it is not the one that the folder is named after: a renamed or copied folder. */
function namesOther(udid: string | null, devices: readonly (DeviceFields | null)[]): boolean {
  return devices.some((device) => {
    const named = device?.udid ?? null;
    return named !== null && udid !== null && normalizeUdid(named) !== udid;
  });
}

/** Info.plist is rewritten at every attempt, so its name for the device is the newer one. */
function mergeDevice(info: DeviceFields | null, manifest: DeviceFields | null): BackupDevice | null {
  const device: BackupDevice = {
    name: info?.name ?? manifest?.name ?? null,
    productType: info?.productType ?? manifest?.productType ?? null,
    productVersion: info?.productVersion ?? manifest?.productVersion ?? null,
    serialNumber: info?.serialNumber ?? manifest?.serialNumber ?? null,
  };
  return Object.values(device).some((value) => value !== null) ? device : null;
}

function firstError(files: readonly SmallFile[]): string | null {
  for (const file of files) {
    if (file.kind === 'not-readable') return file.code;
    if (file.kind === 'link' || file.kind === 'not-a-file' || file.kind === 'too-large') return file.kind;
  }
  return null;
}
