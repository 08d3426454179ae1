/**
 * AFC, the phone's file service: as much of it as backup programs need for the sync lock, and nothing of the phone's files.
 * https://github.com/libimobiledevice/libimobiledevice/blob/master/src/afc.h
 */
import { AFC } from './config.ts';
import type { Phone } from './phone.ts';
import type { Wire } from './wire.ts';

const MAGIC = Buffer.from('CFA6LPAA', 'ascii');
export const AFC_HEADER_BYTES = 40;
const MAX_PACKET = 1024 * 1024;

const OPERATION_NAMES: Readonly<Record<number, string>> = {
  3: 'ReadDir',
  8: 'RemovePath',
  9: 'MakeDir',
  10: 'GetFileInfo',
  11: 'GetDevInfo',
  13: 'FileOpen',
  15: 'FileRead',
  16: 'FileWrite',
  20: 'FileClose',
  27: 'FileLock',
};
const STATUS = 1;
const DATA = 2;
const OPEN_RESULT = 14;

const SUCCESS = 0;
const INVALID_ARGUMENT = 7;
const NOT_FOUND = 8;
const PERMISSION_DENIED = 10;
const NOT_SUPPORTED = 15;
const WOULD_BLOCK = 19;

const SYNC_LOCK = '/com.apple.itunes.lock_sync';
const UNLOCK = 12;

interface Request {
  readonly number: bigint;
  readonly operation: number;
  readonly parameters: Buffer;
}

/** Every open file is the sync lock: nothing else can be opened. */
interface Handles {
  readonly open: Set<number>;
  next: number;
}

interface Reply {
  readonly operation: number;
  readonly parameters: Buffer;
  readonly data: Buffer;
}

/** Talks until the client leaves. Rejects with WireClosed. */
export async function serveAfc(phone: Phone, wire: Wire): Promise<void> {
  const handles: Handles = { open: new Set(), next: 1 };
  for (;;) {
    const request = await readRequest(wire);
    if (request === null) return wire.destroy();
    const name = OPERATION_NAMES[request.operation] ?? `operation ${request.operation}`;
    phone.record({
      layer: 'service',
      service: AFC,
      name,
      udid: phone.udid,
      fields: describe(name, request.parameters),
    });
    await wire.write(afcPacket(request.number, answer(phone, handles, name, request.parameters)));
  }
}

/** A packet of the phone: header, parameters, data; all numbers 64 bits, little-endian. */
export function afcPacket(number: bigint, reply: Reply): Buffer {
  const header = Buffer.alloc(AFC_HEADER_BYTES);
  MAGIC.copy(header);
  const headed = AFC_HEADER_BYTES + reply.parameters.length;
  header.writeBigUInt64LE(BigInt(headed + reply.data.length), 8);
  header.writeBigUInt64LE(BigInt(headed), 16);
  header.writeBigUInt64LE(number, 24);
  header.writeBigUInt64LE(BigInt(reply.operation), 32);
  return Buffer.concat([header, reply.parameters, reply.data]);
}

async function readRequest(wire: Wire): Promise<Request | null> {
  const header = await wire.read(AFC_HEADER_BYTES);
  const length = header.readBigUInt64LE(8);
  const headed = header.readBigUInt64LE(16);
  if (!header.subarray(0, 8).equals(MAGIC)) return null;
  if (headed < AFC_HEADER_BYTES || headed > length || length > MAX_PACKET) return null;
  const parameters = await wire.read(Number(headed) - AFC_HEADER_BYTES);
  await wire.read(Number(length - headed));
  return { number: header.readBigUInt64LE(24), operation: Number(header.readBigUInt64LE(32)), parameters };
}

function describe(name: string, parameters: Buffer): Record<string, string | number> {
  if (name === 'FileOpen' && parameters.length >= 8) {
    return { mode: Number(parameters.readBigUInt64LE(0)), path: text(parameters.subarray(8)) };
  }
  if (name === 'FileLock' && parameters.length >= 16) return { lock: Number(parameters.readBigUInt64LE(8)) };
  return {};
}

function answer(phone: Phone, handles: Handles, name: string, parameters: Buffer): Reply {
  switch (name) {
    case 'GetDevInfo':
      return { operation: DATA, parameters: Buffer.alloc(0), data: deviceInfo(phone) };
    case 'FileOpen': {
      if (parameters.length < 9) return status(INVALID_ARGUMENT);
      if (text(parameters.subarray(8)) !== SYNC_LOCK) return status(NOT_FOUND);
      const handle = handles.next;
      handles.next += 1;
      handles.open.add(handle);
      return { operation: OPEN_RESULT, parameters: number64(handle), data: Buffer.alloc(0) };
    }
    case 'FileLock': {
      if (parameters.length < 16 || !handles.open.has(Number(parameters.readBigUInt64LE(0))))
        return status(INVALID_ARGUMENT);
      if (Number(parameters.readBigUInt64LE(8)) === UNLOCK) return status(SUCCESS);
      return status(lockIsHeld(phone) ? WOULD_BLOCK : SUCCESS);
    }
    case 'FileClose':
      return status(
        parameters.length >= 8 && handles.open.delete(Number(parameters.readBigUInt64LE(0)))
          ? SUCCESS
          : INVALID_ARGUMENT,
      );
    case 'GetFileInfo':
    case 'ReadDir':
      return status(NOT_FOUND);
    case 'FileWrite':
    case 'MakeDir':
    case 'RemovePath':
      return status(PERMISSION_DENIED);
    default:
      return status(NOT_SUPPORTED);
  }
}

function lockIsHeld(phone: Phone): boolean {
  const { lockHeldMs } = phone.config.sync;
  return lockHeldMs === null || phone.now() - phone.since < lockHeldMs;
}

function deviceInfo(phone: Phone): Buffer {
  const disk = phone.values.domains['com.apple.disk_usage'] ?? {};
  const pairs = {
    Model: phone.values.model.productType,
    FSTotalBytes: String(disk['TotalDataCapacity'] ?? 0),
    FSFreeBytes: String(disk['AmountDataAvailable'] ?? 0),
    FSBlockSize: '4096',
  };
  return Buffer.from(
    Object.entries(pairs)
      .map(([key, value]) => `${key}\0${value}\0`)
      .join(''),
    'utf8',
  );
}

function status(code: number): Reply {
  return { operation: STATUS, parameters: number64(code), data: Buffer.alloc(0) };
}

function number64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function text(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end === -1 ? bytes.length : end).toString('utf8');
}
