/** Has the disk that really receives the backup enough room? */
import type { BackupInfo } from '../backups/types.ts';
import type { Check, CheckContext, Evidence, Outcome } from '../core/check.ts';
import { fail, pass, unknownFact, unknownOutcome } from '../core/outcome.ts';
import { valueOrNull } from '../facts/fact.ts';
import type { BackupRoot, VolumeSpace } from '../facts/types.ts';
import type { Sentence } from '../messages/define.ts';
import { say } from '../messages/index.ts';
import type { PhoneValues } from '../phone/values.ts';
import { folderNotKnown, phonesInQuestion, receivingRootsOf } from './roots.ts';

const GB = 1_000_000_000;
/** Where nothing is known of the phone: less than this holds hardly any phone's backup. Stated as such in the report. */
const MINIMUM_BYTES = 5 * GB;
/** Below this a backup fails whatever the phone: even a change of a few apps needs more. */
const NO_ROOM_BYTES = 1 * GB;
/** An incremental backup rewrites what changed; a tenth of the last one is what we ask for, and say so. */
const INCREMENTAL_SHARE = 0.1;

interface Need {
  readonly bytes: number;
  readonly basis: 'phone' | 'backup' | 'minimum';
  /** What a full backup would take, where it is known. */
  readonly fullBytes: number | null;
}

export const diskCapacity: Check = {
  id: 'disk-capacity',
  targets: ['computer'],
  asks: false,
  limitMs: 60_000,
  run: async (context: CheckContext): Promise<Outcome> => {
    const { facts } = context;
    const roots = await receivingRootsOf(facts);
    if (!roots.known) return unknownFact(roots, say('disk-capacity', 'space-not-readable'));
    if (roots.value.length === 0) return folderNotKnown();
    // Where two programs are installed, both folders must have room: the tighter one decides.
    const outcomes: Outcome[] = [];
    for (const root of roots.value) outcomes.push(await examine(context, root));
    return (
      outcomes.find((outcome) => outcome.status === 'fail') ??
      outcomes.find((outcome) => outcome.status === 'unknown') ??
      tightest(outcomes)
    );
  },
};

function tightest(outcomes: readonly Outcome[]): Outcome {
  const free = (outcome: Outcome) => Number(outcome.evidence['freeBytes'] ?? Number.POSITIVE_INFINITY);
  return outcomes.reduce((least, outcome) => (free(outcome) < free(least) ? outcome : least));
}

async function examine(context: CheckContext, root: BackupRoot): Promise<Outcome> {
  if (root.state === 'link-broken') {
    return unknownOutcome('unreachable', root.link?.target ?? root.path, say('disk-capacity', 'link-first'), {
      evidence: { folder: root.path, target: root.link?.target ?? null },
      steps: [say('disk-capacity', 'connect-the-drive')],
    });
  }
  const folder = root.realPath ?? root.path;
  const volume = await context.facts.volume(folder);
  if (!volume.known) {
    return unknownFact(volume, say('disk-capacity', 'space-not-readable'), {
      evidence: { folder },
      steps: [
        root.deniedBy === 'full-disk-access'
          ? say('backup-directory', 'grant-full-disk-access', { terminal: context.facts.host().terminal })
          : say('disk-capacity', 'connect-the-drive'),
      ],
    });
  }
  return judge(folder, volume.value, await needOf(context, root), root);
}

function judge(folder: string, volume: VolumeSpace, need: Need, root: BackupRoot): Outcome {
  const { freeBytes, fileSystem, maxFileBytes } = volume;
  const evidence: Evidence = {
    folder,
    measuredPath: volume.measuredPath,
    link: root.link === null ? null : { at: root.link.at, target: root.link.target },
    freeBytes,
    totalBytes: volume.totalBytes,
    needBytes: need.bytes,
    basis: need.basis,
    fullBackupBytes: need.fullBytes,
    purgeableCounted: volume.purgeableCounted,
    fileSystem,
  };
  const notes: Sentence[] = [];
  if (root.kind === 'mobilesync' && !volume.purgeableCounted) notes.push(say('disk-capacity', 'purgeable-not-counted'));
  if (freeBytes < need.bytes) {
    // Space that the system would free on demand may be missing from the number: then even very little is no proof.
    const proven = freeBytes < NO_ROOM_BYTES && (root.kind !== 'mobilesync' || volume.purgeableCounted);
    return fail(
      'computer-disk-full',
      { folder, freeBytes, needBytes: need.bytes, basis: need.basis },
      { confidence: proven ? 'confirmed' : 'likely', evidence, notes },
    );
  }
  if (maxFileBytes !== null) {
    // Only a phone with one file beyond the limit (a long video) meets it, so it may be the cause and need not be.
    return fail(
      'backup-volume-limited',
      { folder, reason: 'file-size', fileSystem: fileSystem ?? 'FAT32', maxFileBytes },
      { confidence: 'likely', evidence, notes },
    );
  }
  if (need.fullBytes !== null && freeBytes < need.fullBytes) {
    notes.push(say('disk-capacity', 'full-backup-would-not-fit', { bytes: need.fullBytes }));
  }
  notes.push(say('disk-capacity', 'disk-not-memory'));
  return pass(say('disk-capacity', 'enough', { freeBytes, needBytes: need.bytes, basis: need.basis }), {
    evidence,
    notes,
  });
}

/**
 * What the next backup needs on this disk: judged by what the phone holds, else by its newest backup (or that of the only phone), else
 * a stated minimum. What an earlier backup of this phone already holds in this folder need not be written again.
 */
async function needOf(context: CheckContext, root: BackupRoot): Promise<Need> {
  const { facts } = context;
  const listings = valueOrNull(await facts.backups()) ?? [];
  const newest = newestUsable(
    listings.flatMap((listing) => listing.backups),
    await phonesInQuestion(context),
  );
  const bytes = newest === null ? null : valueOrNull(await facts.backupBytes(newest.path));
  const here =
    newest !== null &&
    listings.some(
      (listing) => listing.root === root.path && listing.backups.some((b) => b.udid === newest.udid && !b.archived),
    );
  const onPhone = usedOnPhone(valueOrNull(await facts.phoneValues()));
  if (onPhone !== null) {
    const need = Math.max(onPhone - (here ? (bytes ?? 0) : 0), NO_ROOM_BYTES);
    return { bytes: need, basis: 'phone', fullBytes: onPhone };
  }
  if (bytes === null) return { bytes: MINIMUM_BYTES, basis: 'minimum', fullBytes: null };
  const need = here ? Math.max(Math.round(bytes * INCREMENTAL_SHARE), NO_ROOM_BYTES) : Math.max(bytes, NO_ROOM_BYTES);
  return { bytes: need, basis: 'backup', fullBytes: bytes };
}

/** Bytes of data on the phone: an upper bound, since apps themselves and what iOS can clear away are not backed up. */
function usedOnPhone(values: PhoneValues | null): number | null {
  if (values === null || !values.dataCapacity.known) return null;
  const { dataAvailable, dataFree } = values;
  const free = dataAvailable.known ? dataAvailable.value : dataFree.known ? dataFree.value : null;
  return free === null ? null : Math.max(0, values.dataCapacity.value - free);
}

function newestUsable(backups: readonly BackupInfo[], connected: ReadonlySet<string>): BackupInfo | null {
  const usable = backups.filter(
    (backup) => backup.udid !== null && (backup.state === 'complete' || backup.state === 'unfinished'),
  );
  const phones = new Set(usable.map((backup) => backup.udid));
  const same = usable.filter((backup) =>
    connected.size > 0 ? connected.has((backup.udid ?? '').toLowerCase()) : phones.size === 1,
  );
  return same.reduce<BackupInfo | null>(
    (best, backup) => (best === null || (backup.finishedAt ?? 0) > (best.finishedAt ?? 0) ? backup : best),
    null,
  );
}
