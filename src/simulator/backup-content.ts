/**
 * The files of a backup as a phone (and, for Info.plist, a computer) writes them. Few rows and tiny contents, but everything that says
 * whether a backup is whole is real.
 */
import { createHash } from 'node:crypto';
import { buildBinaryPlist, buildXmlPlist, type PlistDict, PlistUid } from '../plist/index.ts';
import { stringAt } from './dictionary.ts';
import { sqliteDatabase } from './sqlite-writer.ts';
import type { PhoneValues } from './values.ts';

export interface BackupFile {
  readonly domain: string;
  readonly relativePath: string;
  /** Null for a folder. */
  readonly content: Buffer | null;
}

/** A few files that every phone has, with made-up contents. */
export const SAMPLE_FILES: readonly BackupFile[] = [
  folder('HomeDomain', 'Library/Preferences'),
  file('HomeDomain', 'Library/Preferences/com.apple.example.plist', buildBinaryPlist({ Sample: true })),
  file('HomeDomain', 'Library/SpringBoard/IconState.plist', buildBinaryPlist({ buttonBar: [], iconLists: [] })),
  file('HomeDomain', 'Library/Notes/empty.txt', Buffer.alloc(0)),
  file('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0001.TXT', Buffer.from('a sample, not a picture\n'.repeat(3000))),
  file('CameraRollDomain', 'Media/DCIM/100APPLE/写真_0002.TXT', Buffer.from('見本\n'.repeat(500))),
  file('AppDomain-com.example.notes', 'Documents/note.txt', Buffer.from('A sample note.\n')),
];

function folder(domain: string, relativePath: string): BackupFile {
  return { domain, relativePath, content: null };
}

function file(domain: string, relativePath: string, content: Uint8Array): BackupFile {
  return { domain, relativePath, content: Buffer.from(content) };
}

/** Name of a file in the backup: SHA-1 of its domain and path. */
export function fileId(of: BackupFile): string {
  return createHash('sha1').update(`${of.domain}-${of.relativePath}`).digest('hex');
}

/** `ab/ab12…`: where a file lies below the backup's folder. */
export function storedPath(of: BackupFile): string {
  const id = fileId(of);
  return `${id.slice(0, 2)}/${id}`;
}

/** Manifest.db of an unencrypted backup; `now` in ms since 1970. */
export function manifestDb(files: readonly BackupFile[], now: number): Buffer {
  const index = (table: string, column: string, at: number) => ({
    name: `${table}${column}Idx`,
    sql: `CREATE INDEX ${table}${column}Idx ON ${table}(${column})`,
    column: at,
  });
  return sqliteDatabase([
    {
      name: 'Files',
      sql: 'CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)',
      rows: files.map((one) => [
        fileId(one),
        one.domain,
        one.relativePath,
        one.content === null ? 2 : 1,
        archived(one, now),
      ]),
      indexes: [
        { name: 'sqlite_autoindex_Files_1', sql: null, column: 0 },
        index('Files', 'domain', 1),
        index('Files', 'relativePath', 2),
        index('Files', 'flags', 3),
      ],
    },
    {
      name: 'Properties',
      sql: 'CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB)',
      rows: [],
      indexes: [{ name: 'sqlite_autoindex_Properties_1', sql: null, column: 0 }],
    },
  ]);
}

/** The `file` column: a keyed archive of one MBFile. */
function archived(one: BackupFile, now: number): Uint8Array {
  const seconds = Math.floor(now / 1000);
  return buildBinaryPlist({
    $archiver: 'NSKeyedArchiver',
    $objects: [
      '$null',
      {
        $class: new PlistUid(3),
        Birth: seconds,
        Flags: 0,
        GroupID: 501,
        InodeNumber: 4096,
        LastModified: seconds,
        LastStatusChange: seconds,
        Mode: one.content === null ? 0o040755 : 0o100644,
        ProtectionClass: one.content === null ? 0 : 3,
        RelativePath: new PlistUid(2),
        Size: one.content?.length ?? 0,
        UserID: 501,
      },
      one.relativePath,
      { $classes: ['MBFile', 'NSObject'], $classname: 'MBFile' },
    ],
    $top: { root: new PlistUid(1) },
    $version: 100_000,
  });
}

export function manifestPlist(
  values: PhoneValues,
  of: { readonly date: Date; readonly encrypted: boolean },
): Uint8Array {
  const bag = { BackupKeyBag: Buffer.alloc(64, 0x42) };
  return buildBinaryPlist({
    Applications: { 'com.example.notes': { CFBundleIdentifier: 'com.example.notes', CFBundleVersion: '1' } },
    ...bag,
    ...(of.encrypted ? { ManifestKey: Buffer.alloc(44, 0x4b) } : {}),
    Date: of.date,
    IsEncrypted: of.encrypted,
    Lockdown: {
      BuildVersion: values.model.buildVersion,
      DeviceName: deviceName(values),
      ProductType: values.model.productType,
      ProductVersion: values.model.productVersion,
      SerialNumber: values.model.serialNumber,
      UniqueDeviceID: values.model.udid,
      'com.apple.mobile.backup': values.domains['com.apple.mobile.backup'] ?? {},
    },
    SystemDomainsVersion: '24.0',
    Version: '10.0',
    WasPasscodeSet: true,
  });
}

export interface BackupStatus {
  readonly snapshotState: string;
  readonly backupState: string;
  readonly fullBackup: boolean;
  readonly date: Date;
}

export function statusPlist(status: BackupStatus, uuid: string): Uint8Array {
  return buildBinaryPlist({
    BackupState: status.backupState,
    Date: status.date,
    IsFullBackup: status.fullBackup,
    SnapshotState: status.snapshotState,
    UUID: uuid,
    Version: '3.3',
  });
}

/** What the computer writes when an attempt begins. */
export function infoPlist(values: PhoneValues, date: Date): string {
  const { model } = values;
  const info: PlistDict = {
    'Build Version': model.buildVersion,
    'Device Name': deviceName(values),
    'Display Name': deviceName(values),
    GUID: '00000000000000000000000000DE3000',
    'Installed Applications': ['com.example.notes'],
    'Last Backup Date': date,
    'Product Name': model.name,
    'Product Type': model.productType,
    'Product Version': model.productVersion,
    'Serial Number': model.serialNumber,
    'Target Identifier': model.udid,
    'Target Type': 'Device',
    'Unique Identifier': model.udid.toUpperCase(),
    'iTunes Files': {},
    'iTunes Settings': {},
    'iTunes Version': '12.13.11.1',
  };
  return buildXmlPlist(info);
}

function deviceName(values: PhoneValues): string {
  return stringAt(values.untrusted, 'DeviceName') ?? values.model.deviceName;
}
