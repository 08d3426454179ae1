/**
 * Apple's file service on the phone, as far as the lock that syncing programs hold needs it: open for reading, try a lock, close.
 * There is no code here that creates, writes or removes a file.
 * https://github.com/libimobiledevice/libimobiledevice/blob/master/src/afc.c
 */
import type { Channel, Decoder } from './channel.ts';
import { PhoneError, printableBytes, type What } from './errors.ts';
import { type Context, limited } from './limits.ts';

const MAGIC = Buffer.from('CFA6LPAA', 'latin1');
const HEADER_BYTES = 40;
/** Replies to these requests hold one number; the cap leaves room for a phone that adds something. */
const MAX_PACKET = 4096;

const STATUS = 0x01n;
const FILE_OPEN = 0x0dn;
const FILE_OPEN_RESULT = 0x0en;
const FILE_CLOSE = 0x14n;
const FILE_LOCK = 0x1bn;

const READ_ONLY = 1n;
const SHARED_AT_ONCE = 5n;
const UNLOCK = 12n;

export const AFC_STATUS = { ok: 0, notFound: 8, wouldBlock: 19 } as const;

export type AfcRequest =
  | { readonly type: 'open-to-read'; readonly path: string }
  | { readonly type: 'lock-shared' | 'unlock' | 'close'; readonly handle: bigint };

export type AfcReply =
  | { readonly type: 'status'; readonly status: number }
  | { readonly type: 'opened'; readonly handle: bigint };

/** The bytes of one request; all numbers are little-endian, 64 bits wide. */
export function encodeAfc(request: AfcRequest, packetNumber: bigint): Uint8Array {
  const [operation, parameters] = operationOf(request);
  const length = BigInt(HEADER_BYTES + parameters.length);
  return Buffer.concat([MAGIC, u64(length), u64(length), u64(packetNumber), u64(operation), parameters]);
}

function operationOf(request: AfcRequest): readonly [bigint, Buffer] {
  switch (request.type) {
    case 'open-to-read':
      return [FILE_OPEN, Buffer.concat([u64(READ_ONLY), Buffer.from(`${request.path}\0`, 'utf8')])];
    case 'lock-shared':
      return [FILE_LOCK, Buffer.concat([u64(request.handle), u64(SHARED_AT_ONCE)])];
    case 'unlock':
      return [FILE_LOCK, Buffer.concat([u64(request.handle), u64(UNLOCK)])];
    case 'close':
      return [FILE_CLOSE, u64(request.handle)];
  }
}

/** Throws PhoneError `garbage`. */
export function afcDecoder(packetNumber: bigint, what: What): Decoder<AfcReply> {
  return (bytes) => {
    if (bytes.length < HEADER_BYTES) return { need: HEADER_BYTES };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [length, headed, number, operation] = [8, 16, 24, 32].map((offset) => view.getBigUint64(offset, true));
    const sound =
      MAGIC.equals(bytes.subarray(0, MAGIC.length)) &&
      length !== undefined &&
      headed !== undefined &&
      headed >= HEADER_BYTES &&
      headed <= length &&
      length <= MAX_PACKET;
    if (!sound) throw new PhoneError({ ...what, kind: 'garbage', seen: printableBytes(bytes, 16) });
    if (bytes.length < Number(length)) return { need: Number(length) };
    if (number !== packetNumber) throw new PhoneError({ ...what, kind: 'garbage', error: 'reply to another request' });
    if (length < HEADER_BYTES + 8) throw new PhoneError({ ...what, kind: 'garbage', error: 'empty reply' });
    const value = view.getBigUint64(HEADER_BYTES, true);
    const used = Number(length);
    if (operation === STATUS) return { frame: { type: 'status', status: Number(value) }, used };
    if (operation === FILE_OPEN_RESULT) return { frame: { type: 'opened', handle: value }, used };
    throw new PhoneError({ ...what, kind: 'garbage', error: `operation ${operation}` });
  };
}

export type AskAfc = (request: AfcRequest) => Promise<AfcReply>;

/** A conversation on this channel. What it gives back throws PhoneError. */
export function talkAfc(channel: Channel, context: Context): AskAfc {
  let packetNumber = 0n;
  return (request) => {
    const what: What = { layer: 'service', during: `AFC ${request.type}` };
    packetNumber += 1n;
    const number = packetNumber;
    return limited(what, context.limits.answerMs, context.signal, (signal) => {
      channel.write(encodeAfc(request, number));
      return channel.read(afcDecoder(number, what), what, signal);
    });
  };
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
