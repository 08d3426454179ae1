/** Which program makes backups here, and is it new enough? A version older than the newest known one is a hint, not a proof. */
import type { Check, CheckContext, Evidence, Outcome } from '../core/check.ts';
import { fail, pass, unknownFact, unknownOutcome } from '../core/outcome.ts';
import { valueOrNull } from '../facts/fact.ts';
import {
  LIBIMOBILEDEVICE_LIMIT_IOS,
  LIBIMOBILEDEVICE_NEEDED,
  NEWEST_MACOS,
  NEWEST_PROGRAMS,
  type Release,
  TABLE_DAY,
} from '../facts/latest.ts';
import type { BackupProgram, HostDescription, PhoneIdentity } from '../facts/types.ts';
import { compareVersions, isOlder, versionParts } from '../facts/versions.ts';
import type { ProgramId, Sentence } from '../messages/define.ts';
import { say } from '../messages/index.ts';

const LOOKED: Readonly<Record<HostDescription['platform'], readonly string[]>> = {
  windows: ['iTunes', 'Apple Devices'],
  macos: ['Finder', 'iTunes'],
  linux: ['libimobiledevice'],
  other: [],
};

/** What the installed version is compared with; a program without an entry is updated with its system. */
const NEWEST: Readonly<Partial<Record<ProgramId, Release>>> = {
  'itunes-classic': NEWEST_PROGRAMS['itunes-windows'],
  'itunes-store': NEWEST_PROGRAMS['itunes-windows'],
  'apple-devices': NEWEST_PROGRAMS['apple-devices'],
};

export const itunesVersion: Check = {
  id: 'itunes-version',
  targets: ['computer'],
  asks: false,
  limitMs: 20_000,
  run: async ({ facts }: CheckContext): Promise<Outcome> => {
    const programs = await facts.programs();
    const host = facts.host();
    if (!programs.known) {
      return unknownFact(programs, say('itunes-version', 'programs-not-readable'), {
        steps: [say('itunes-version', 'look-in-the-program')],
      });
    }
    const evidence: Evidence = {
      programs: programs.value.map((program) => ({
        name: program.name,
        version: program.version,
        component: program.component === null ? null : `${program.component.name} ${program.component.version}`,
        newestKnown: NEWEST[program.id]?.version ?? null,
      })),
      tableOf: TABLE_DAY,
    };
    const identity = valueOrNull(await facts.phoneIdentity());
    const phone = identity?.ok ? identity.value : null;
    const refused = tooOldForPhone(programs.value, phone, evidence);
    if (refused !== null) return refused;
    if (programs.value.length === 0) {
      return fail('backup-software-missing', { looked: LOOKED[host.platform] }, { confidence: 'confirmed', evidence });
    }
    return judge(programs.value, host, phone, evidence);
  },
};

/**
 * The phone itself says which iTunes it wants at least. Passing this proves little (the number is conservative), failing it proves
 * the cause; programs with numbers of another kind (Apple Devices, Finder) can't be compared with it.
 */
function tooOldForPhone(
  programs: readonly BackupProgram[],
  phone: PhoneIdentity | null,
  evidence: Evidence,
): Outcome | null {
  const needed = phone?.minITunesVersion ?? null;
  const itunes = programs.filter(
    (program) => NEWEST[program.id] === NEWEST_PROGRAMS['itunes-windows'] || program.id === 'itunes-mac',
  );
  if (needed === null || itunes.length === 0 || itunes.length < programs.length) return null;
  const newEnough = itunes.some(({ version }) => version === null || isOlder(version, needed) !== true);
  const [first] = itunes;
  if (newEnough || first?.version == null) return null;
  return fail(
    'backup-software-too-old',
    { program: first.name, installed: first.version, needed, basis: 'phone' },
    { source: 'phone', confidence: 'confirmed', evidence: { ...evidence, minITunesVersion: needed } },
  );
}

function judge(
  programs: readonly BackupProgram[],
  host: HostDescription,
  phone: PhoneIdentity | null,
  evidence: Evidence,
): Outcome {
  const notes: Sentence[] = [];
  if (programs.length > 1) {
    notes.push(say('itunes-version', 'several', { programs: programs.map((program) => program.name) }));
  }
  const outdated = programs.filter(isOutdated);
  const sound = programs.filter((program) => isReadable(program) && !isOutdated(program));
  const best = sound[0];
  if (best?.version != null) {
    for (const { name, version, id } of outdated) {
      const newest = NEWEST[id]?.version ?? LIBIMOBILEDEVICE_NEEDED;
      if (version !== null)
        notes.push(say('itunes-version', 'other-outdated', { program: name, installed: version, newest }));
    }
    if (best.id === 'finder') notes.push(...macosNotes(host));
    const compared = NEWEST[best.id] !== undefined;
    const summary = compared
      ? say('itunes-version', 'newest', { program: best.name, version: best.version, asOf: TABLE_DAY })
      : say('itunes-version', 'installed', { program: best.name, version: best.version });
    return pass(summary, { evidence, notes });
  }
  const old = outdated[0];
  if (old?.version != null) return tooOld(old, old.version, phone, evidence, notes);
  const program = programs[0]?.name ?? '';
  return unknownOutcome('missing-tool', 'version', say('itunes-version', 'version-not-readable', { program }), {
    evidence,
    notes,
    steps: [say('itunes-version', 'look-in-the-program')],
  });
}

function tooOld(
  program: BackupProgram,
  installed: string,
  phone: PhoneIdentity | null,
  evidence: Evidence,
  notes: readonly Sentence[],
): Outcome {
  if (program.id === 'libimobiledevice') {
    const ios = phone?.productVersion ?? null;
    if (ios !== null && isOlder(ios, LIBIMOBILEDEVICE_LIMIT_IOS) === true) {
      return pass(say('itunes-version', 'installed', { program: program.name, version: installed }), {
        evidence,
        notes,
      });
    }
    return fail(
      'backup-software-too-old',
      { program: program.name, installed, needed: LIBIMOBILEDEVICE_NEEDED, basis: 'known-limit' },
      // Many report it for iOS 14 and later, some distributions have mended it: a strong hint, no proof.
      { confidence: 'likely', evidence: { ...evidence, productVersion: ios }, notes },
    );
  }
  return fail(
    'backup-software-outdated',
    { program: program.name, installed, newest: NEWEST[program.id]?.version ?? '', asOf: TABLE_DAY },
    { confidence: 'likely', evidence, notes },
  );
}

/** A version that is no number can't be compared: it proves nothing in either direction. */
function isReadable({ version }: BackupProgram): boolean {
  return version !== null && versionParts(version) !== null;
}

function isOutdated({ id, version }: BackupProgram): boolean {
  if (version === null) return false;
  const wanted = id === 'libimobiledevice' ? LIBIMOBILEDEVICE_NEEDED : NEWEST[id]?.version;
  return wanted !== undefined && isOlder(version, wanted) === true;
}

/** Finder comes with macOS: an update of the own line, and where to find it. */
function macosNotes(host: HostDescription): readonly Sentence[] {
  const installed = host.osVersion;
  const notes = [say('itunes-version', 'updates-with-macos')];
  if (installed === null) return notes;
  const line = (version: string) => version.split('.')[0];
  const newest = NEWEST_MACOS.find((release) => line(release.version) === line(installed));
  if (newest !== undefined && (compareVersions(installed, newest.version) ?? 0) < 0) {
    notes.push(say('itunes-version', 'macos-newer', { installed, newest: newest.version, asOf: TABLE_DAY }));
  }
  return notes;
}
