/** Removes one backup that was planned for removal. Looks again at the last moment, and rather leaves it than guesses. */
import { randomBytes } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { lstat, realpath, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { eraseFolder } from './erase.ts';
import { deletingName, parseBackupName } from './names.ts';
import type { PlannedBackup } from './plan.ts';
import { readBackup } from './read.ts';
import { errorCode } from './small-file.ts';
import type { BackupInfo } from './types.ts';

/**
 * Why a backup is still there. `changed`: it is not what it was when the plan was made. `guardian-missing`: the complete
 * backup that makes this one superfluous is not there any more. `partly-removed`: permanent removal stopped half-way.
 */
export const REMOVAL_FAILURES = [
  'protected',
  'outside',
  'is-a-link',
  'gone',
  'in-progress',
  'changed',
  'guardian-missing',
  'trash-failed',
  'denied',
  'partly-removed',
  'interrupted',
] as const;
export type RemovalFailure = (typeof REMOVAL_FAILURES)[number];

export type Removal =
  | {
      readonly ok: true;
      readonly how: 'trash' | 'permanent';
      /** Bytes that the disk has more now: 0 for the trash, which takes as much room until it is emptied. */
      readonly freedBytes: number;
    }
  | {
      readonly ok: false;
      readonly why: RemovalFailure;
      /** An error code or a state, where there is one. */
      readonly detail: string | null;
      /** What a permanent removal left behind under another name; null where the backup is whole. */
      readonly leftover: string | null;
      readonly freedBytes: number;
    };

/** Moves one folder to the system's trash, or throws and leaves it. */
export type TrashFunction = (path: string) => Promise<void>;

export interface RemoveOptions {
  /** The folder that the backup lies in, links resolved. */
  readonly root: string;
  /** Delete for good instead of moving to the trash. */
  readonly permanently: boolean;
  /** Reads a backup again. */
  readonly recheck?: (path: string) => Promise<BackupInfo>;
  readonly trash?: TrashFunction;
  readonly signal?: AbortSignal | undefined;
}

type Failure = Extract<Removal, { ok: false }>;

/** These go first, so that no program offers a backup of which only a part is left. */
const TELLTALES = ['Info.plist', 'Manifest.plist', 'Status.plist'];

/**
 * Removes a planned backup: to the trash, or for good. Never throws. Before anything is touched, all of this must hold:
 * the plan does not protect it, it is a real folder directly in `root`, named like a backup, unchanged since it was planned,
 * and every complete backup that the plan counts on is there and still complete.
 *
 * To the trash: where that fails nothing is deleted instead. For good: the folder is renamed first (`….deleting-…`), so that
 * an interruption leaves either the whole backup or something that nobody takes for one.
 */
export async function removeBackup(planned: PlannedBackup, options: RemoveOptions): Promise<Removal> {
  const { path } = planned.backup;
  try {
    const target = await identityOf(path);
    if (target === null) return failure('gone');
    const refusal = await refuse(planned, target, options);
    if (refusal !== null) return refusal;
    // Nothing but the removal itself comes after this look.
    const last = await identityOf(path);
    if (last === null || !last.isDirectory() || !isSame(last, target)) return failure('changed');
    return options.permanently
      ? await removeForGood(path, target, options.signal)
      : await moveToTrash(path, options.trash ?? systemTrash);
  } catch (error) {
    return failure('denied', errorCode(error));
  }
}

/** The system's trash by the `trash` package, loaded only now: most runs never remove anything. */
export async function systemTrash(path: string): Promise<void> {
  const { default: trash } = await import('trash');
  // Without this the path is taken for a pattern, and brackets in it match other folders.
  await trash(path, { glob: false });
}

async function refuse(planned: PlannedBackup, target: BigIntStats, options: RemoveOptions): Promise<Failure | null> {
  const { backup } = planned;
  const { path } = backup;
  const recheck = options.recheck ?? ((folder: string) => readBackup(folder, { now: Date.now() }));
  if (options.signal?.aborted) return failure('interrupted');
  if (planned.protected) return failure('protected', planned.reason);

  const root = await realpath(options.root);
  if (dirname(path) !== root || join(root, backup.folder) !== path || basename(path) !== backup.folder) {
    return failure('outside');
  }
  if (parseBackupName(backup.folder)?.udid !== backup.udid) return failure('outside');
  if (!target.isDirectory()) return failure('is-a-link');

  const now = await recheck(path);
  if (now.state === 'in-progress') return failure('in-progress');
  if (now.state !== backup.state) return failure('changed', now.state);
  if (now.finishedAt !== backup.finishedAt || now.changedAt !== backup.changedAt) return failure('changed');

  for (const guardian of planned.guardians) {
    const stats = await identityOf(guardian);
    if (stats === null || !stats.isDirectory()) return failure('guardian-missing');
    // Two paths to one folder: what looked like another copy is this one.
    if (isSame(stats, target)) return failure('guardian-missing', 'same-folder');
    const { state } = await recheck(guardian);
    if (state !== 'complete') return failure('guardian-missing', state);
  }
  return null;
}

async function moveToTrash(path: string, trash: TrashFunction): Promise<Removal> {
  try {
    await trash(path);
  } catch (error) {
    return failure('trash-failed', errorCode(error));
  }
  // The package says nothing where it did nothing.
  if ((await identityOf(path)) !== null) return failure('trash-failed', 'still-there');
  return { ok: true, how: 'trash', freedBytes: 0 };
}

async function removeForGood(path: string, before: BigIntStats, signal: AbortSignal | undefined): Promise<Removal> {
  const doomed = join(dirname(path), deletingName(basename(path), randomBytes(4).toString('hex')));
  // Nothing has that name: it is drawn by chance. A folder can't replace one that is not empty either.
  await rename(path, doomed);
  const moved = await identityOf(doomed);
  if (moved === null || !moved.isDirectory() || !isSame(moved, before)) {
    await rename(doomed, path);
    return failure('changed');
  }
  const erased = await eraseFolder(doomed, TELLTALES, signal);
  if (erased.ok && (await identityOf(doomed)) === null) {
    return { ok: true, how: 'permanent', freedBytes: erased.freedBytes };
  }
  const code = erased.ok ? 'still-there' : erased.code;
  return {
    ok: false,
    why: code === 'interrupted' ? 'interrupted' : 'partly-removed',
    detail: code === 'interrupted' ? null : code,
    leftover: doomed,
    freedBytes: erased.freedBytes,
  };
}

/** What lies at a path, a link not followed; null where nothing does. As big integers: file numbers on Windows need them. */
async function identityOf(path: string): Promise<BigIntStats | null> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

function failure(why: RemovalFailure, detail: string | null = null): Failure {
  return { ok: false, why, detail, leftover: null, freedBytes: 0 };
}
