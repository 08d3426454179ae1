/**
 * Makes real backup folders: real property lists, a real Manifest.db, files in buckets, and times in the past. For every test
 * that needs a backup on disk, also those that run the program as a child process.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackupReason, BackupState } from '../../src/backups/types.ts';
import { buildBinaryPlist, buildXmlPlist } from '../../src/plist/index.ts';

/** Invented, but of the two real forms. */
export const UDID_OLD_FORM = '0123456789abcdef0123456789abcdef01234567';
export const UDID_NEW_FORM = '00008030-000A1B2C3D4E5F67';
export const UDID_OTHER = 'fedcba9876543210fedcba9876543210fedcba98';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A property list: left out, of no bytes, not a list at all, these very bytes, or with these keys. */
export type ListRecipe = 'missing' | 'empty' | 'garbage' | Uint8Array | Readonly<Record<string, unknown>>;

export interface BackupRecipe {
  /** Name of the folder; default: the UDID. */
  readonly folder?: string;
  readonly udid?: string;
  readonly deviceName?: string;
  readonly productType?: string;
  readonly productVersion?: string;
  /** When the phone finished it, in ms since 1970. Default: 30 days ago. */
  readonly date?: number;
  /** When the last attempt began (Info.plist). Default: a minute before `date`. */
  readonly attemptedAt?: number;
  /** When the files were last written (their mtime). Default: `date`. */
  readonly changedAt?: number;
  readonly snapshotState?: string;
  readonly backupState?: string;
  readonly encrypted?: boolean;
  readonly fullBackup?: boolean;
  /** Written over the list that the other fields make. An object's keys are added to it. */
  readonly info?: ListRecipe;
  readonly status?: ListRecipe;
  readonly manifestPlist?: ListRecipe;
  /** `real`: made by sqlite3 with the phone's schema. `header`: its first 16 bytes and padding. `encrypted`: noise. */
  readonly manifestDb?: 'real' | 'header' | 'encrypted' | 'garbage' | 'empty' | 'missing';
  /** Manifest.mbdb, as iOS 4-9 have it. */
  readonly mbdb?: boolean;
  /** Bytes in Manifest.db-wal. */
  readonly walBytes?: number;
  /** Files of the phone, in buckets by their names. */
  readonly files?: number;
  readonly fileBytes?: number;
  /** The same in `Snapshot`. */
  readonly snapshotFiles?: number;
}

/** A new folder of its own for a test, links resolved. Remove it with `removeTree`. */
export function makeTempRoot(label = 'backups'): string {
  return realpathSync(mkdtempSync(join(tmpdir(), `ibd-${label}-`)));
}

/** Removes what a test made, also where it took rights away. */
export function removeTree(path: string): void {
  unlock(path);
  rmSync(path, { recursive: true, force: true });
}

/** Makes one backup folder in `root` and returns its path. */
export function makeBackup(root: string, recipe: BackupRecipe = {}): string {
  const udid = recipe.udid ?? UDID_OLD_FORM;
  const path = join(root, recipe.folder ?? udid);
  // Whole seconds: XML property lists keep no more.
  const date = recipe.date ?? Math.floor((Date.now() - 30 * DAY) / 1000) * 1000;
  mkdirSync(path, { recursive: true });
  writeList(join(path, 'Info.plist'), infoOf(udid, date, recipe), recipe.info, buildXmlPlist);
  writeList(join(path, 'Status.plist'), statusOf(date, recipe), recipe.status, buildBinaryPlist);
  writeList(join(path, 'Manifest.plist'), manifestOf(udid, date, recipe), recipe.manifestPlist, buildBinaryPlist);
  const files = fileNames(recipe.files ?? 3);
  const fileBytes = recipe.fileBytes ?? 100;
  writeDatabase(join(path, 'Manifest.db'), recipe, files);
  if (recipe.mbdb === true) writeFileSync(join(path, 'Manifest.mbdb'), Buffer.from('mbdb\x05\x00rest', 'latin1'));
  if (recipe.walBytes !== undefined) writeFileSync(join(path, 'Manifest.db-wal'), Buffer.alloc(recipe.walBytes, 1));
  for (const { name } of files) writeBucketFile(path, name, fileBytes);
  for (const { name } of fileNames(recipe.snapshotFiles ?? 0)) writeBucketFile(join(path, 'Snapshot'), name, fileBytes);
  touchTree(path, recipe.changedAt ?? date);
  return path;
}

/** Gives everything in a folder, and the folder, this time of change. */
export function touchTree(path: string, ms: number): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  if (stats.isDirectory()) for (const name of readdirSync(path)) touchTree(join(path, name), ms);
  utimesSync(path, ms / 1000, ms / 1000);
}

/** Name of an archive: the UDID and the moment at which it was set aside. */
export function archiveName(udid: string, ms: number): string {
  const digits = new Date(ms).toISOString().replace(/\D/g, '');
  return `${udid}-${digits.slice(0, 8)}-${digits.slice(8, 14)}`;
}

/** Every row of the decision table, and what it must come to. `now`-relative times are made by `recipe()`. */
export interface Row {
  readonly name: string;
  readonly recipe: () => BackupRecipe;
  readonly state: BackupState;
  /** The first reason. */
  readonly reason: BackupReason;
}

export const ROWS: readonly Row[] = [
  { name: 'finished and whole', recipe: () => ({}), state: 'complete', reason: 'finished' },
  {
    name: 'finished, encrypted as a whole',
    recipe: () => ({ manifestDb: 'encrypted', encrypted: true }),
    state: 'complete',
    reason: 'finished',
  },
  {
    name: 'finished, iOS 9 without Manifest.db',
    recipe: () => ({ manifestDb: 'missing', mbdb: true }),
    state: 'complete',
    reason: 'finished',
  },
  {
    name: 'finished, Manifest.db missing',
    recipe: () => ({ manifestDb: 'missing' }),
    state: 'damaged',
    reason: 'manifest-db-missing',
  },
  {
    name: 'finished, Manifest.db of 0 bytes',
    recipe: () => ({ manifestDb: 'empty' }),
    state: 'damaged',
    reason: 'manifest-db-empty',
  },
  {
    name: 'finished, not encrypted, Manifest.db is no SQLite',
    recipe: () => ({ manifestDb: 'garbage' }),
    state: 'damaged',
    reason: 'manifest-db-not-sqlite',
  },
  {
    name: 'finished, Manifest.plist of 0 bytes',
    recipe: () => ({ manifestPlist: 'empty' }),
    state: 'damaged',
    reason: 'manifest-plist-empty',
  },
  {
    name: 'finished, Manifest.plist unparsable',
    recipe: () => ({ manifestPlist: 'garbage' }),
    state: 'damaged',
    reason: 'manifest-plist-unreadable',
  },
  {
    name: 'finished, Manifest.plist missing',
    recipe: () => ({ manifestPlist: 'missing' }),
    state: 'damaged',
    reason: 'manifest-plist-missing',
  },
  {
    name: 'uploading on top of an older set',
    recipe: () => ({ snapshotState: 'uploading', backupState: 'new', fullBackup: false, snapshotFiles: 2 }),
    state: 'unfinished',
    reason: 'snapshot-uploading',
  },
  {
    name: 'uploading on top of an older set whose Manifest.db is gone',
    recipe: () => ({ snapshotState: 'uploading', backupState: 'new', manifestDb: 'missing' }),
    state: 'damaged',
    reason: 'manifest-db-missing',
  },
  {
    name: 'first attempt, never completed',
    recipe: () => ({
      snapshotState: 'uploading',
      backupState: 'empty',
      manifestDb: 'missing',
      manifestPlist: 'missing',
      files: 0,
      snapshotFiles: 2,
    }),
    state: 'never-completed',
    reason: 'nothing-restorable',
  },
  {
    name: 'uploading just now',
    recipe: () => ({
      snapshotState: 'uploading',
      backupState: 'new',
      snapshotFiles: 2,
      changedAt: Date.now() - 30_000,
    }),
    state: 'in-progress',
    reason: 'files-changing',
  },
  {
    name: 'moving just now',
    recipe: () => ({ snapshotState: 'moving', changedAt: Date.now() - 30_000 }),
    state: 'in-progress',
    reason: 'files-changing',
  },
  {
    name: 'moving, long ago',
    recipe: () => ({ snapshotState: 'moving' }),
    state: 'unfinished',
    reason: 'snapshot-moving',
  },
  {
    name: 'removing, long ago',
    recipe: () => ({ snapshotState: 'removing' }),
    state: 'unfinished',
    reason: 'snapshot-removing',
  },
  {
    name: 'Status.plist missing, the rest whole',
    recipe: () => ({ status: 'missing' }),
    state: 'unknown',
    reason: 'status-missing',
  },
  {
    name: 'Status.plist of 0 bytes',
    recipe: () => ({ status: 'empty' }),
    state: 'damaged',
    reason: 'status-empty',
  },
  {
    name: 'Status.plist unparsable',
    recipe: () => ({ status: 'garbage' }),
    state: 'damaged',
    reason: 'status-unreadable',
  },
  {
    name: 'Status.plist with a word that the phone does not know',
    recipe: () => ({ snapshotState: 'sleeping' }),
    state: 'damaged',
    reason: 'status-words-unknown',
  },
  {
    name: 'only Info.plist',
    recipe: () => ({ status: 'missing', manifestPlist: 'missing', manifestDb: 'missing', files: 0 }),
    state: 'never-completed',
    reason: 'only-info',
  },
  {
    name: 'an empty folder',
    recipe: () => ({ info: 'missing', status: 'missing', manifestPlist: 'missing', manifestDb: 'missing', files: 0 }),
    state: 'never-completed',
    reason: 'nothing-restorable',
  },
  {
    name: 'an archive',
    recipe: () => ({ folder: archiveName(UDID_OLD_FORM, Date.now() - 60 * DAY) }),
    state: 'complete',
    reason: 'finished',
  },
  {
    name: 'a folder with a name of its own',
    recipe: () => ({ folder: '写真のコピー 📱' }),
    state: 'foreign',
    reason: 'name-not-a-udid',
  },
];

/** The recipe of a row, by its name. Throws for a name that does not exist. */
export function recipeOf(name: string): BackupRecipe {
  const row = ROWS.find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row.recipe();
}

/** 155 bytes that stand for 2^28 values: every array holds the next one twice. */
export function doublingBomb(depth = 28): Uint8Array {
  const objects: Buffer[] = [];
  for (let index = 0; index < depth; index += 1) objects.push(Buffer.from([0xa2, index + 1, index + 1]));
  objects.push(Buffer.from([0x08]));
  return binaryPlistOf(objects);
}

/** An array that holds itself. */
export function cyclicPlist(): Uint8Array {
  return binaryPlistOf([Buffer.from([0xa1, 0x00])]);
}

function binaryPlistOf(objects: readonly Buffer[]): Uint8Array {
  const head = Buffer.from('bplist00', 'latin1');
  const offsets: number[] = [];
  let position = head.length;
  for (const object of objects) {
    offsets.push(position);
    position += object.length;
  }
  const trailer = Buffer.alloc(32);
  trailer[6] = 1; // bytes an offset takes
  trailer[7] = 1; // bytes a reference takes
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(position), 24);
  return Buffer.concat([head, ...objects, Buffer.from(offsets), trailer]);
}

function infoOf(udid: string, date: number, recipe: BackupRecipe): Record<string, unknown> {
  return {
    'Build Version': '22H20',
    'Device Name': recipe.deviceName ?? 'Test iPhone',
    'Display Name': recipe.deviceName ?? 'Test iPhone',
    'Last Backup Date': new Date(recipe.attemptedAt ?? date - 60_000),
    'Product Type': recipe.productType ?? 'iPhone14,5',
    'Product Version': recipe.productVersion ?? '18.5',
    'Serial Number': 'C0TESTSERIAL',
    'Target Identifier': udid,
    'Target Type': 'Device',
    'Unique Identifier': udid.toUpperCase(),
    'iTunes Version': '12.13.7.1',
  };
}

function statusOf(date: number, recipe: BackupRecipe): Record<string, unknown> {
  return {
    BackupState: recipe.backupState ?? 'new',
    Date: new Date(date),
    IsFullBackup: recipe.fullBackup ?? true,
    SnapshotState: recipe.snapshotState ?? 'finished',
    UUID: '3F2504E0-4F89-41D3-9A0C-0305E82C3301',
    Version: '3.3',
  };
}

function manifestOf(udid: string, date: number, recipe: BackupRecipe): Record<string, unknown> {
  return {
    Date: new Date(date),
    IsEncrypted: recipe.encrypted ?? false,
    Lockdown: {
      DeviceName: recipe.deviceName ?? 'Test iPhone',
      ProductType: recipe.productType ?? 'iPhone14,5',
      ProductVersion: recipe.productVersion ?? '18.5',
      SerialNumber: 'C0TESTSERIAL',
      UniqueDeviceID: udid,
    },
    SystemDomainsVersion: '24.0',
    Version: '10.0',
    WasPasscodeSet: true,
  };
}

type ListValue = Parameters<typeof buildXmlPlist>[0];

function writeList(
  path: string,
  keys: Readonly<Record<string, unknown>>,
  recipe: ListRecipe | undefined,
  build: (value: ListValue) => string | Uint8Array,
): void {
  if (recipe === 'missing') return;
  if (recipe === 'empty') writeFileSync(path, '');
  else if (recipe === 'garbage') writeFileSync(path, 'this is <no property list');
  else if (recipe instanceof Uint8Array) writeFileSync(path, recipe);
  else writeFileSync(path, build({ ...keys, ...recipe } as ListValue));
}

interface PhoneFile {
  readonly name: string;
  readonly relativePath: string;
}

/** A file's name is the SHA-1 of its domain and path, as on the phone. */
function fileNames(count: number): readonly PhoneFile[] {
  return Array.from({ length: count }, (_, index) => {
    const relativePath = `Library/file-${index}.bin`;
    return { relativePath, name: createHash('sha1').update(`HomeDomain-${relativePath}`).digest('hex') };
  });
}

function writeBucketFile(folder: string, name: string, bytes: number): void {
  const bucket = join(folder, name.slice(0, 2));
  mkdirSync(bucket, { recursive: true });
  writeFileSync(join(bucket, name), Buffer.alloc(bytes, 0x5a));
}

function writeDatabase(path: string, recipe: BackupRecipe, files: readonly PhoneFile[]): void {
  switch (recipe.manifestDb ?? 'header') {
    case 'missing':
      return;
    case 'empty':
      writeFileSync(path, '');
      return;
    case 'garbage':
      writeFileSync(path, 'not a database, not even a little');
      return;
    case 'encrypted':
      writeFileSync(path, createHash('sha512').update('noise').digest());
      return;
    case 'header':
      writeFileSync(path, Buffer.concat([Buffer.from('SQLite format 3\0', 'latin1'), Buffer.alloc(84)]));
      return;
    case 'real': {
      const rows = files.map(
        ({ name, relativePath }) => `INSERT INTO Files VALUES('${name}','HomeDomain','${relativePath}',1,NULL);`,
      );
      const schema =
        'CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);' +
        'CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB);';
      execFileSync('sqlite3', [path, schema + rows.join('')]);
    }
  }
}

function unlock(path: string): void {
  try {
    const stats = lstatSync(path);
    if (!stats.isDirectory()) return;
    chmodSync(path, 0o700);
    for (const name of readdirSync(path)) unlock(join(path, name));
  } catch {
    // What can't be unlocked is shown by the removal that follows.
  }
}
