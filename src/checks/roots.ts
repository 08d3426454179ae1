/** Which of the backup folders will receive the next backup. Shared by the checks that look at the folder. */
import type { CheckContext, Outcome } from '../core/check.ts';
import { unknownOutcome } from '../core/outcome.ts';
import { type Fact, valueOrNull } from '../facts/fact.ts';
import type { BackupProgram, BackupRoot, Facts } from '../facts/types.ts';
import type { ProgramId } from '../messages/define.ts';
import { say } from '../messages/index.ts';

const ROOT_OF_PROGRAM: Readonly<Record<ProgramId, BackupRoot['kind'] | null>> = {
  'itunes-classic': 'itunes-classic',
  'itunes-store': 'store',
  'apple-devices': 'store',
  finder: 'mobilesync',
  'itunes-mac': 'mobilesync',
  libimobiledevice: null,
};

/**
 * The folders that the programs on this computer write to. A folder named by the person comes first; where no program is
 * known, every folder that exists; where none exists, all of them.
 */
export function receivingRoots(
  roots: readonly BackupRoot[],
  programs: readonly BackupProgram[],
): readonly BackupRoot[] {
  const given = roots.filter((root) => root.kind === 'given');
  if (given.length > 0) return given;
  const kinds = new Set(programs.map((program) => ROOT_OF_PROGRAM[program.id]));
  const used = roots.filter((root) => kinds.has(root.kind));
  if (used.length > 0) return used;
  const existing = roots.filter((root) => root.state !== 'missing');
  return existing.length > 0 ? existing : roots;
}

/** The roots as a fact, with the programs taken into account where they are known. */
export async function receivingRootsOf(facts: Facts): Promise<Fact<readonly BackupRoot[]>> {
  const [roots, programs] = await Promise.all([facts.backupRoots(), facts.programs()]);
  if (!roots.known) return roots;
  return { known: true, value: receivingRoots(roots.value, valueOrNull(programs) ?? []) };
}

/** Where no program has a folder of its own (Linux), the person must name one; until then there is nothing to look at. */
export function folderNotKnown(): Outcome {
  return unknownOutcome('needs-answer', 'backup folder', say('common', 'folder-not-known'), {
    steps: [say('common', 'name-the-folder')],
  });
}

/** UDIDs of the phones in question, in lower case: the one that was named, else those connected now by cable or Wi-Fi. */
export async function phonesInQuestion({ facts, udid }: CheckContext): Promise<ReadonlySet<string>> {
  if (udid !== null) return new Set([udid.toLowerCase()]);
  const [usb, mux] = await Promise.all([facts.usb(), facts.mux()]);
  const fromUsb = usb.known ? usb.value.devices.map((device) => device.udid) : [];
  const fromMux = mux.known ? mux.value.devices.map((device) => device.udid) : [];
  return new Set([...fromMux, ...fromUsb].filter((id) => id !== null).map((id) => id.toLowerCase()));
}
