/**
 * DeviceLink as the phone speaks it: messages are arrays with a name in front; files travel between messages in two framings of their own.
 * https://github.com/libimobiledevice/libimobiledevice/blob/master/tools/idevicebackup2.c
 */
import type { PlistDict, PlistValue } from '../plist/index.ts';
import { plistMessage, readPlistMessage } from './plist-frame.ts';
import { type Wire, WireClosed } from './wire.ts';

/** What stands where a message has nothing to say. */
export const EMPTY_PARAMETER = '___EmptyParameterString___';

const FILE_DATA = 0x0c;
const END_OF_FILE = 0x00;
const MAX_PATH = 4096;
const MAX_BLOCK = 16 * 1024 * 1024;
const BLOCK = 32 * 1024;
/** More than the small files of a backup ever have. */
const MAX_FILE = 64 * 1024 * 1024;

export type Message = readonly [name: string, ...rest: PlistValue[]];

export async function sendMessage(wire: Wire, ...message: Message): Promise<void> {
  const { frame, payload } = plistMessage([...message], 'binary');
  await wire.write(frame(payload));
}

/** The next message; a client that sends anything else is cut off. */
export async function readMessage(wire: Wire): Promise<Message> {
  const message = await readPlistMessage(wire);
  if (Array.isArray(message)) {
    const [name, ...rest] = message;
    if (typeof name === 'string') return [name, ...rest];
  }
  wire.destroy();
  throw new WireClosed();
}

/** The answer that ends an operation. */
export async function respond(wire: Wire, fields: PlistDict): Promise<void> {
  await sendMessage(wire, 'DLMessageProcessMessage', {
    ErrorDescription: EMPTY_PARAMETER,
    ...fields,
    MessageName: 'Response',
  });
}

export interface StatusResponse {
  readonly code: number | bigint;
  readonly text: string;
  readonly value: PlistValue | undefined;
}

/** The computer's answer to what the phone asked it to do. */
export async function readStatus(wire: Wire): Promise<StatusResponse> {
  const [name, code, text, value] = await readMessage(wire);
  if (name !== 'DLMessageStatusResponse' || !(typeof code === 'number' || typeof code === 'bigint')) {
    wire.destroy();
    throw new WireClosed();
  }
  // Negative codes come as unsigned 64-bit numbers.
  const signed = typeof code === 'bigint' ? BigInt.asIntN(64, code) : code;
  return { code: signed, text: typeof text === 'string' ? text : '', value };
}

/** A file of the computer, or why it could not be sent. */
export interface ReceivedFile {
  readonly path: string;
  readonly content: Buffer | null;
  readonly error: string | null;
}

/** Receives the files that DLMessageDownloadFiles asked for, up to the zero that ends them. */
export async function receiveFiles(wire: Wire): Promise<readonly ReceivedFile[]> {
  const files: ReceivedFile[] = [];
  for (;;) {
    const path = await readText(wire);
    if (path === null) return files;
    files.push({ path, ...(await receiveFile(wire)) });
  }
}

async function receiveFile(wire: Wire): Promise<{ content: Buffer | null; error: string | null }> {
  const blocks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const size = (await wire.read(4)).readUInt32BE(0);
    if (size === 0 || size > MAX_BLOCK) return cutOff(wire);
    const code = (await wire.read(1)).readUInt8(0);
    const bytes = await wire.read(size - 1);
    if (code === END_OF_FILE) return { content: Buffer.concat(blocks), error: null };
    if (code !== FILE_DATA) return { content: null, error: bytes.toString('utf8') };
    total += bytes.length;
    if (total > MAX_FILE) return cutOff(wire);
    blocks.push(Buffer.from(bytes));
  }
}

/** Null for the zero that ends a list of files. */
async function readText(wire: Wire): Promise<string | null> {
  const length = (await wire.read(4)).readUInt32BE(0);
  if (length === 0) return null;
  if (length > MAX_PATH) return cutOff(wire);
  return (await wire.read(length)).toString('utf8');
}

export interface SentFile {
  /** Where it lies on the phone. */
  readonly devicePath: string;
  /** Where it belongs, below the folder that holds all backups. */
  readonly backupPath: string;
  readonly content: Uint8Array;
}

/** Sends one file after DLMessageUploadFiles. */
export async function sendFile(wire: Wire, file: SentFile): Promise<void> {
  await wire.write(Buffer.concat([withLength(file.devicePath), withLength(file.backupPath)]));
  for (let at = 0; at < file.content.length; at += BLOCK) {
    await wire.write(block(FILE_DATA, file.content.subarray(at, at + BLOCK)));
  }
  await wire.write(block(END_OF_FILE, new Uint8Array(0)));
}

/** Ends the list of files. */
export async function endFiles(wire: Wire): Promise<void> {
  await wire.write(Buffer.alloc(4));
}

function block(code: number, bytes: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length + 1, 0);
  head.writeUInt8(code, 4);
  return Buffer.concat([head, bytes]);
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes.length, 0);
  return Buffer.concat([head, bytes]);
}

function cutOff(wire: Wire): never {
  wire.destroy();
  throw new WireClosed();
}
