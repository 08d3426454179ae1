/** Preferences of iTunes and of the Finder's helper that switch backups off. */
import { type Fact, known, unknown } from '../facts/fact.ts';
import { readSmallFile } from './small-file.ts';

const KEYS = ['DeviceBackupsDisabled', 'AutomaticDeviceBackupsDisabled'] as const;
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * The first preference in these files that switches backups off, by name; null where none is set. A file that is not there
 * sets nothing. Unknown where one of them can't be read and the others set nothing.
 */
export async function readDisabledBy(files: readonly string[]): Promise<Fact<string | null>> {
  let obstacle: Fact<never> | null = null;
  for (const file of files) {
    const bytes = await readSmallFile(file, MAX_BYTES);
    if (!bytes.known) {
      if (bytes.detail !== 'ENOENT' && bytes.detail !== 'ENOTDIR') obstacle = bytes;
      continue;
    }
    const set = await disabledIn(bytes.value);
    if (set === undefined) obstacle = unknown('missing-tool', 'preferences not readable');
    else if (set !== null) return known(set);
  }
  return obstacle ?? known(null);
}

async function disabledIn(bytes: Buffer): Promise<string | null | undefined> {
  const { isPlistDict, parsePlist } = await import('../plist/index.ts');
  try {
    const value = parsePlist(bytes);
    if (!isPlistDict(value)) return undefined;
    return KEYS.find((key) => isOn(value[key])) ?? null;
  } catch {
    return undefined;
  }
}

function isOn(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'YES' || value === 'true';
}
