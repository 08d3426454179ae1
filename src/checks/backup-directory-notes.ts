/** What is worth telling of the backups in a folder although nothing is wrong with it. */
import { planRemoval } from '../backups/plan.ts';
import type { BackupInfo, BackupListing } from '../backups/types.ts';
import type { CheckContext, EvidenceValue } from '../core/check.ts';
import { valueOrNull } from '../facts/fact.ts';
import type { Facts } from '../facts/types.ts';
import type { Sentence } from '../messages/define.ts';
import { say } from '../messages/index.ts';

/** More than this many old backups are counted, not weighed: their sizes would hold up the answer. */
const MOST_WEIGHED = 8;
const MOST_NAMED = 3;
const DAY_MS = 86_400_000;
/** After a month without a complete backup it is worth saying so. */
const OFTEN_DAYS = 30;

export async function contentNotes(
  { facts, now }: CheckContext,
  listings: readonly BackupListing[],
): Promise<readonly Sentence[]> {
  const all = listings.flatMap((listing) => listing.backups);
  const notes: Sentence[] = [];
  const name = (backup: BackupInfo) => backup.device?.name ?? null;
  for (const backup of all) {
    if (backup.state === 'unfinished') notes.push(say('backup-directory', 'unfinished', { device: name(backup) }));
    if (backup.state === 'never-completed' && !backup.archived) {
      notes.push(say('backup-directory', 'never-completed', { device: name(backup) }));
    }
    if (backup.state === 'damaged') {
      notes.push(say('backup-directory', 'other-damaged', { folder: backup.path, device: name(backup) }));
    }
    if (backup.state === 'unknown') notes.push(say('backup-directory', 'not-provable', { folder: backup.path }));
  }
  if (all.some((backup) => backup.reasons.includes('date-in-future'))) {
    notes.push(say('backup-directory', 'date-in-future'));
  }
  const newest = newestComplete(all)?.finishedAt ?? null;
  if (newest !== null && now - newest > OFTEN_DAYS * DAY_MS) {
    notes.push(say('backup-directory', 'back-up-often', { days: Math.floor((now - newest) / DAY_MS) }));
  }
  if (newestComplete(all)?.encrypted === false) notes.push(say('backup-directory', 'not-encrypted'));
  const foreign = all.filter((backup) => backup.reasons.includes('name-not-a-udid')).map((backup) => backup.folder);
  if (foreign.length > 0) {
    const names = foreign.slice(0, MOST_NAMED);
    notes.push(say('backup-directory', 'foreign-folders', { count: foreign.length, names }));
  }
  const links = all.filter((backup) => backup.reasons.includes('is-a-link')).length;
  if (links > 0) notes.push(say('backup-directory', 'links-ignored', { count: links }));
  if (listings.filter((listing) => listing.backups.some((backup) => backup.udid !== null)).length > 1) {
    notes.push(say('backup-directory', 'two-roots'));
  }
  const old = await oldBackups(facts, all, now);
  if (old !== null) notes.push(old);
  return notes;
}

function newestComplete(backups: readonly BackupInfo[]): BackupInfo | null {
  return backups
    .filter((backup) => backup.state === 'complete')
    .reduce<BackupInfo | null>(
      (best, backup) => (best === null || (backup.finishedAt ?? 0) > (best.finishedAt ?? 0) ? backup : best),
      null,
    );
}

async function oldBackups(facts: Facts, all: readonly BackupInfo[], now: number): Promise<Sentence | null> {
  const plan = planRemoval(
    all.map((backup) => ({ ...backup, bytes: null })),
    { now },
  );
  const removable = plan.filter((entry) => entry.decision === 'remove').map((entry) => entry.backup);
  if (removable.length === 0) return null;
  let bytes: number | null = null;
  if (removable.length <= MOST_WEIGHED) {
    const sizes = await Promise.all(removable.map(async (backup) => valueOrNull(await facts.backupBytes(backup.path))));
    bytes = sizes.every((size) => size !== null) ? sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) : null;
  }
  return say('backup-directory', 'old-backups', { count: removable.length, bytes });
}

/** The backups as evidence: state and reasons as ids, dates as ISO text. */
export function contentsEvidence(listings: readonly BackupListing[]): EvidenceValue {
  return listings.flatMap((listing) =>
    listing.backups.map((backup) => ({
      folder: backup.folder,
      udid: backup.udid,
      archived: backup.archived,
      state: backup.state,
      reasons: [...backup.reasons],
      device: backup.device?.name ?? null,
      productType: backup.device?.productType ?? null,
      productVersion: backup.device?.productVersion ?? null,
      finishedAt: iso(backup.finishedAt),
      attemptedAt: iso(backup.attemptedAt),
      encrypted: backup.encrypted,
    })),
  );
}

function iso(ms: number | null): string | null {
  if (ms === null) return null;
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
