/** Backups in every state that is told apart, laid out in a folder of the simulator's own. */
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { infoPlist, manifestDb, manifestPlist, SAMPLE_FILES, statusPlist, storedPath } from './backup-content.ts';
import type { PhoneValues } from './values.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const SAMPLE_UUID = '00000000-0000-4000-8000-000000DE3000';

export interface SampleBackup {
  readonly kind:
    | 'complete'
    | 'encrypted'
    /** A complete set with a newer, broken-off attempt on top. */
    | 'unfinished'
    /** Finished by its own words, but Manifest.plist has no bytes: the next backup would end with 205. */
    | 'damaged'
    /** The same with Manifest.db missing. */
    | 'damaged-no-database'
    | 'never-completed'
    /** A complete copy that is never updated. */
    | 'archive'
    /** Files in it change right now. */
    | 'in-progress'
    /** A folder that is no backup. */
    | 'foreign';
  readonly values: PhoneValues;
  /** Age of its last change in days. */
  readonly ageDays: number;
}

/** Writes the backups below `root` and returns their folders' paths, in order. `now` in ms since 1970. */
export async function layOutBackups(
  root: string,
  samples: readonly SampleBackup[],
  now: number,
): Promise<readonly string[]> {
  const paths: string[] = [];
  await mkdir(root, { recursive: true });
  for (const sample of samples) {
    const date = new Date(Math.floor((now - sample.ageDays * DAY_MS) / 1000) * 1000);
    const path = join(root, folderName(sample, date));
    await Promise.all([...contentsOf(sample, date)].map(([name, content]) => put(join(path, name), content)));
    // Times of change tell whether something writes there now.
    if (sample.kind !== 'in-progress') await setTimes(path, date);
    paths.push(path);
  }
  return paths;
}

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

function folderName(sample: SampleBackup, date: Date): string {
  const { udid } = sample.values.model;
  if (sample.kind === 'foreign') return 'Holiday pictures';
  if (sample.kind !== 'archive') return udid;
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${udid}-${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

type Contents = ReadonlyMap<string, string | Uint8Array>;

function contentsOf(sample: SampleBackup, date: Date): Contents {
  const { values } = sample;
  const files = new Map<string, string | Uint8Array>();
  const status = (snapshotState: string, backupState: string, fullBackup: boolean) =>
    files.set('Status.plist', statusPlist({ snapshotState, backupState, fullBackup, date }, SAMPLE_UUID));
  const whole = (encrypted: boolean) => {
    for (const file of SAMPLE_FILES) if (file.content !== null) files.set(storedPath(file), file.content);
    files.set('Manifest.plist', manifestPlist(values, { date, encrypted }));
    files.set('Manifest.db', manifestDb(SAMPLE_FILES, date.getTime()));
  };
  if (sample.kind === 'foreign') return files.set('readme.txt', 'Not a backup.\n');
  files.set('Info.plist', infoPlist(values, date));
  switch (sample.kind) {
    case 'complete':
    case 'archive':
      whole(false);
      return status('finished', 'new', true);
    case 'encrypted':
      whole(true);
      // An encrypted database shows nothing of itself, not even that it is one.
      files.set('Manifest.db', scrambled(manifestDb(SAMPLE_FILES, date.getTime())));
      return status('finished', 'new', true);
    case 'unfinished':
      whole(false);
      files.set('Snapshot/00/0000000000000000000000000000000000de3000', 'half of a file');
      return status('uploading', 'new', false);
    case 'damaged':
      whole(false);
      files.set('Manifest.plist', '');
      return status('finished', 'new', true);
    case 'damaged-no-database':
      whole(false);
      files.delete('Manifest.db');
      return status('finished', 'new', true);
    case 'never-completed':
    case 'in-progress':
      files.set('Manifest.plist', manifestPlist(values, { date, encrypted: false }));
      files.set('Snapshot/00/0000000000000000000000000000000000de3000', 'half of a file');
      return status('uploading', 'empty', true);
  }
}

function scrambled(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, index) => byte ^ ((index * 167 + 91) & 0xff)));
}

/** Sets the times of a folder and of everything in it, the folders last. */
async function setTimes(path: string, date: Date): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true });
  await Promise.all(
    entries.map((entry) => {
      const inside = join(path, entry.name);
      return entry.isDirectory() ? setTimes(inside, date) : utimes(inside, date, date);
    }),
  );
  await utimes(path, date, date);
}
