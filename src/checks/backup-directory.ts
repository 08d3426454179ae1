/** Is the folder there, writable and sound? First the folder itself, then what lies in it. */
import type { BackupInfo, BackupListing } from '../backups/types.ts';
import type { Check, CheckContext, Evidence, FailOutcome, Outcome } from '../core/check.ts';
import { fail, pass, unknownFact, unknownOutcome } from '../core/outcome.ts';
import { valueOrNull } from '../facts/fact.ts';
import type { BackupRoot, Facts } from '../facts/types.ts';
import { say } from '../messages/index.ts';
import { contentNotes, contentsEvidence } from './backup-directory-notes.ts';
import { folderNotKnown, phonesInQuestion, receivingRootsOf } from './roots.ts';

export const backupDirectory: Check = {
  id: 'backup-directory',
  targets: ['computer'],
  asks: false,
  limitMs: 60_000,
  run: async (context: CheckContext): Promise<Outcome> => {
    const { facts } = context;
    const roots = await receivingRootsOf(facts);
    if (!roots.known) return unknownFact(roots, say('backup-directory', 'roots-not-known'));
    if (roots.value.length === 0) return folderNotKnown();
    for (const root of roots.value) {
      const broken = folderFault(root);
      if (broken !== null) return broken;
    }
    const disabled = await facts.backupsDisabledBy();
    const unreadable = roots.value.map((root) => folderUnknown(facts, root)).find((outcome) => outcome !== null);
    if (unreadable !== undefined && unreadable !== null) return unreadable;

    const listings = await facts.backups();
    if (!listings.known) {
      return unknownFact(listings, say('backup-directory', 'not-readable', { folder: roots.value[0]?.path ?? '' }), {
        evidence: rootsEvidence(roots.value),
        steps: [say('backup-directory', 'set-dir-and-drive')],
      });
    }
    const evidence = { ...rootsEvidence(roots.value), backups: contentsEvidence(listings.value) };
    const fault = await contentFault(context, listings.value, evidence);
    if (fault !== null) return fault;
    const preference = valueOrNull(disabled);
    if (preference !== null) {
      return fail(
        'backups-disabled',
        { preference },
        { confidence: 'confirmed', evidence: { ...evidence, preference } },
      );
    }
    const unwritable = roots.value.find((root) => root.state === 'folder' && !root.writable.known);
    const notes = await contentNotes(context, listings.value);
    if (unwritable !== undefined && !unwritable.writable.known) {
      return unknownFact(unwritable.writable, say('backup-directory', 'writable-not-visible'), { evidence, notes });
    }
    return pass(summaryOf(roots.value, listings.value), { evidence, notes });
  },
};

function summaryOf(roots: readonly BackupRoot[], listings: readonly BackupListing[]) {
  const all = listings.flatMap((listing) => listing.backups);
  const complete = all.filter((backup) => backup.state === 'complete');
  if (complete.length > 0) {
    const dates = complete.map((backup) => backup.finishedAt).filter((date) => date !== null);
    return say('backup-directory', 'sound', {
      complete: complete.length,
      newest: dates.length === 0 ? null : Math.max(...dates),
    });
  }
  const nothing = all.every((backup) => backup.state === 'foreign') || roots.every((root) => root.state === 'missing');
  return say('backup-directory', nothing ? 'empty' : 'none-complete');
}

/** What is wrong with the folder itself; null where it can be used (or is not there yet, which is no fault). */
function folderFault(root: BackupRoot): FailOutcome | null {
  const evidence = rootsEvidence([root]);
  const folder = root.path;
  if (root.state === 'link-broken') {
    return fail(
      'backup-folder-link-broken',
      { folder, target: root.link?.target ?? '' },
      { confidence: 'confirmed', evidence },
    );
  }
  if (root.state === 'not-a-folder') {
    return fail(
      'backup-folder-not-writable',
      { folder, reason: 'not-a-folder', detail: root.error },
      { confidence: 'confirmed', evidence },
    );
  }
  if (root.writable.known && !root.writable.value.ok) {
    const { reason } = root.writable.value;
    return fail(
      'backup-folder-not-writable',
      { folder, reason: reason ?? 'rights', detail: root.error },
      // Controlled folder access may have an exception for Apple's programs that cannot be seen.
      { confidence: reason === 'controlled-folder-access' ? 'likely' : 'confirmed', evidence },
    );
  }
  if (root.cloud !== null && root.state === 'folder') {
    return fail('backup-folder-on-cloud-drive', { folder, service: root.cloud }, { confidence: 'likely', evidence });
  }
  return null;
}

/** A folder that could not be looked into. */
function folderUnknown(facts: Facts, root: BackupRoot): Outcome | null {
  const evidence = rootsEvidence([root]);
  if (root.state === 'denied' && root.deniedBy === 'rights') {
    // Not to be listed by this account is no proof that the backup program cannot write there.
    return unknownOutcome(
      'denied',
      root.error ?? 'EACCES',
      say('backup-directory', 'no-rights-to-look', { folder: root.path }),
      {
        source: 'computer',
        evidence,
        steps: [say('backup-directory', 'run-as-the-owner')],
      },
    );
  }
  if (root.state === 'denied') {
    return unknownOutcome('denied', root.error ?? 'EPERM', say('backup-directory', 'needs-full-disk-access'), {
      source: 'computer',
      evidence,
      steps: [
        say('backup-directory', 'grant-full-disk-access', { terminal: facts.host().terminal }),
        say('backup-directory', 'restart-terminal'),
      ],
    });
  }
  if (root.state === 'unreadable') {
    const why = root.error === 'timeout' ? 'timeout' : 'unreachable';
    return unknownOutcome(
      why,
      root.error ?? 'unreadable',
      say('backup-directory', 'not-readable', { folder: root.path }),
      {
        evidence,
        steps: [say('backup-directory', 'set-dir-and-drive')],
      },
    );
  }
  return null;
}

/** What is wrong with the backups: one that runs now, or a damaged one of the phone in question. */
async function contentFault(
  context: CheckContext,
  listings: readonly BackupListing[],
  evidence: Evidence,
): Promise<FailOutcome | null> {
  const all = listings.flatMap((listing) => listing.backups);
  const connected = await phonesInQuestion(context);
  const current = all.filter((backup) => backup.udid !== null && !backup.archived);
  const mine = current.filter((backup) => connected.size === 0 || connected.has((backup.udid ?? '').toLowerCase()));

  const running = mine.find((backup) => backup.state === 'in-progress');
  if (running !== undefined) {
    const secondsAgo = Math.max(0, Math.round((context.now - (running.changedAt ?? context.now)) / 1000));
    return fail(
      'backup-running',
      { folder: running.path, device: running.device?.name ?? null, secondsAgo },
      { confidence: 'confirmed', evidence },
    );
  }
  // Without a phone to compare with, only the folder used last can be what stops the next backup.
  const candidates = connected.size > 0 ? mine : lastUsed(current);
  const damaged = candidates.find((backup) => backup.state === 'damaged');
  if (damaged === undefined) return null;
  const otherComplete = all.some(
    (backup) => backup !== damaged && backup.udid === damaged.udid && backup.state === 'complete',
  );
  return fail(
    'backup-damaged',
    {
      folder: damaged.path,
      device: damaged.device?.name ?? null,
      date: damaged.finishedAt === null ? null : new Date(damaged.finishedAt).toISOString(),
      files: damagedFiles(damaged),
      otherComplete,
    },
    { confidence: 'confirmed', evidence },
  );
}

function lastUsed(backups: readonly BackupInfo[]): readonly BackupInfo[] {
  const used = (backup: BackupInfo) => Math.max(backup.changedAt ?? 0, backup.finishedAt ?? 0, backup.attemptedAt ?? 0);
  const latest = backups.reduce<BackupInfo | null>(
    (best, b) => (best === null || used(b) > used(best) ? b : best),
    null,
  );
  return latest === null ? [] : [latest];
}

function damagedFiles(backup: BackupInfo): readonly string[] {
  const files = new Set<string>();
  for (const reason of backup.reasons) {
    if (reason.startsWith('manifest-db')) files.add('Manifest.db');
    if (reason.startsWith('manifest-plist')) files.add('Manifest.plist');
    if (reason.startsWith('status')) files.add('Status.plist');
  }
  return [...files];
}

function rootsEvidence(roots: readonly BackupRoot[]): Evidence {
  return {
    folders: roots.map((root) => ({
      kind: root.kind,
      path: root.path,
      realPath: root.realPath,
      state: root.state,
      link: root.link === null ? null : { at: root.link.at, target: root.link.target, broken: root.link.broken },
      writable: root.writable.known ? root.writable.value.ok : { unknown: root.writable.why },
      cloud: root.cloud,
      error: root.error,
    })),
  };
}
