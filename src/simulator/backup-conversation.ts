/**
 * A whole small backup, led by the phone as real ones do: look at the old state, ask for room, upload into `Snapshot`, move into place,
 * tidy up, say "finished".
 */
import { randomUUID } from 'node:crypto';
import {
  type BackupFile,
  fileId,
  manifestDb,
  manifestPlist,
  SAMPLE_FILES,
  statusPlist,
  storedPath,
} from './backup-content.ts';
import { endFiles, readStatus, receiveFiles, respond, type SentFile, sendFile, sendMessage } from './devicelink.ts';
import { PASSCODE_GONE, PASSCODE_SHOWN, post } from './notification-proxy.ts';
import type { Phone } from './phone.ts';
import type { Wire } from './wire.ts';

/** The phone wants this much more than it will send. */
const SPARE_BYTES = 128 * 1024 * 1024;
/** How long the passcode screen is up before somebody "types" it, in ms. */
const PASSCODE_MS = 50;

interface Backup {
  readonly phone: Phone;
  readonly wire: Wire;
  readonly udid: string;
  readonly uuid: string;
  readonly began: Date;
  readonly files: readonly BackupFile[];
  sent: number;
}

/** Leads the conversation to its Response. Rejects with WireClosed where the cable is pulled or the computer leaves. */
export async function runBackup(phone: Phone, wire: Wire): Promise<void> {
  const { config } = phone;
  const backup: Backup = {
    phone,
    wire,
    udid: phone.udid,
    uuid: randomUUID().toUpperCase(),
    began: wholeSeconds(phone.now()),
    files: SAMPLE_FILES,
    sent: 0,
  };
  if (!(await passcode(backup))) return fail(wire, 208, 'Device locked (MBErrorDomain/208)');
  const { failure } = config.backup;
  const broken = await lookAtOldState(backup);
  if (broken !== null) return fail(wire, 205, broken);
  if (failure?.at === 'start') return fail(wire, failure.code, failure.description);
  const missing = await askForRoom(backup);
  if (missing !== null) return fail(wire, 105, missing);
  await upload(backup);
  if (failure?.at === 'end') return fail(wire, failure.code, failure.description);
  await moveIntoPlace(backup);
  await uploadFiles(backup, [own(backup, 'Status.plist', status(backup, 'finished', 'new'))]);
  await respond(wire, { ErrorCode: 0 });
}

async function fail(wire: Wire, code: number, description: string): Promise<void> {
  await respond(wire, { ErrorCode: code, ErrorDescription: description });
}

/** False where nobody types the passcode. */
async function passcode(backup: Backup): Promise<boolean> {
  const how = backup.phone.config.backup.passcode;
  if (how === 'not-asked') return true;
  post(backup.phone, PASSCODE_SHOWN);
  await backup.wire.pause(PASSCODE_MS);
  if (how === 'entered') post(backup.phone, PASSCODE_GONE);
  return how === 'entered';
}

/** Null where the old state can be used (there may be none); else the phone's words about what is wrong with it. */
async function lookAtOldState(backup: Backup): Promise<string | null> {
  const names = ['Status.plist', 'Manifest.plist'].map((name) => `${backup.udid}/${name}`);
  await sendMessage(backup.wire, 'DLMessageDownloadFiles', names, {}, 0.1);
  const files = await receiveFiles(backup.wire);
  await readStatus(backup.wire);
  // A file that is missing is no error: so begins every first backup. One without bytes is.
  const empty = files.some((file) => file.content !== null && file.content.length === 0);
  return empty
    ? 'Error reading backup properties (MBErrorDomain/205). Underlying error: Error deserializing properties: Cannot parse a NULL or zero-length data (MBErrorDomain/11).'
    : null;
}

/** Null where there is room; else the phone's words. */
async function askForRoom(backup: Backup): Promise<string | null> {
  await sendMessage(backup.wire, 'DLMessageGetFreeDiskSpace');
  const { value } = await readStatus(backup.wire);
  const free = typeof value === 'number' || typeof value === 'bigint' ? Number(value) : 0;
  const need = totalBytes(backup) + SPARE_BYTES;
  return free >= need
    ? null
    : `Insufficient free disk space on drive to back up (${free} < ${need}) (MBErrorDomain/105)`;
}

async function upload(backup: Backup): Promise<void> {
  const stored = backup.files.filter((file) => file.content !== null);
  const folders = new Set(stored.map((file) => fileId(file).slice(0, 2)));
  await uploadFiles(backup, [own(backup, 'Status.plist', status(backup, 'uploading', 'empty'))]);
  await createFolder(backup, 'Snapshot');
  for (const folder of folders) {
    await createFolder(backup, `Snapshot/${folder}`);
    await createFolder(backup, folder);
  }
  await uploadFiles(
    backup,
    stored.map((file) => ({
      devicePath: `/var/mobile/${file.relativePath}`,
      backupPath: `${backup.udid}/Snapshot/${storedPath(file)}`,
      content: file.content ?? Buffer.alloc(0),
    })),
  );
  const began = backup.began.getTime();
  await uploadFiles(backup, [
    own(
      backup,
      'Snapshot/Manifest.plist',
      manifestPlist(backup.phone.values, { date: backup.began, encrypted: false }),
    ),
    own(backup, 'Snapshot/Manifest.db', manifestDb(backup.files, began)),
  ]);
}

async function moveIntoPlace(backup: Backup): Promise<void> {
  const stored = backup.files.filter((file) => file.content !== null);
  const paths = [...stored.map(storedPath), 'Manifest.plist', 'Manifest.db'];
  await uploadFiles(backup, [own(backup, 'Status.plist', status(backup, 'moving', 'new'))]);
  const moves = Object.fromEntries(paths.map((path) => [`${backup.udid}/Snapshot/${path}`, `${backup.udid}/${path}`]));
  await sendMessage(backup.wire, 'DLMessageMoveItems', moves, {}, 90.5);
  await readStatus(backup.wire);
  await uploadFiles(backup, [own(backup, 'Status.plist', status(backup, 'removing', 'new'))]);
  const folders = [...new Set(stored.map((file) => `${backup.udid}/Snapshot/${fileId(file).slice(0, 2)}`))];
  await sendMessage(backup.wire, 'DLMessageRemoveItems', [...folders, `${backup.udid}/Snapshot`], {}, 95.5);
  await readStatus(backup.wire);
}

async function createFolder(backup: Backup, path: string): Promise<void> {
  await sendMessage(backup.wire, 'DLMessageCreateDirectory', `${backup.udid}/${path}`, {}, 5.5);
  await readStatus(backup.wire);
}

async function uploadFiles(backup: Backup, files: readonly SentFile[]): Promise<void> {
  const bytes = files.reduce((sum, file) => sum + file.content.length, 0);
  await sendMessage(backup.wire, 'DLMessageUploadFiles', {}, 50.5, bytes);
  for (const file of files) {
    if (backup.sent === backup.phone.config.backup.detachAfterFiles) backup.wire.cutAfter = 20;
    await sendFile(backup.wire, file).catch((error: unknown) => {
      if (backup.sent === backup.phone.config.backup.detachAfterFiles) backup.phone.detach();
      throw error;
    });
    backup.sent += 1;
  }
  await endFiles(backup.wire);
  await readStatus(backup.wire);
}

function own(backup: Backup, name: string, content: Uint8Array): SentFile {
  return { devicePath: `/.b/4/${name}`, backupPath: `${backup.udid}/${name}`, content };
}

function status(backup: Backup, snapshotState: string, backupState: string): Uint8Array {
  return statusPlist({ snapshotState, backupState, fullBackup: true, date: backup.began }, backup.uuid);
}

function totalBytes(backup: Backup): number {
  return backup.files.reduce((sum, file) => sum + (file.content?.length ?? 0), 0);
}

/** Property lists keep whole seconds. */
function wholeSeconds(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}
