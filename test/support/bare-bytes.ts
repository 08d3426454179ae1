/** A client of bare bytes that shares no code with the simulated phone nor with our own client, so that nobody is wrong together. */
import type { Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** How the connection ended, as its user sees it. */
export type Ending = 'open' | 'end' | 'reset';

/** A connection of bare bytes. */
export interface Bytes {
  readonly socket: Socket;
  send(bytes: Uint8Array | string): void;
  /** Exactly so many bytes; rejects after 3 s or where the connection ends first. */
  take(count: number): Promise<Buffer>;
  /** Everything that came until the other side ended, or for `ms`. */
  rest(ms?: number): Promise<{ readonly bytes: Buffer; readonly ending: Ending }>;
  /** Sizes of the pieces in which the bytes came, and when (ms since the connection was made). */
  readonly pieces: readonly { readonly size: number; readonly at: number }[];
  /** Stops reading and hands the socket over. */
  release(): Socket;
}

export function bytesOf(socket: Socket): Bytes {
  let held: Buffer = Buffer.alloc(0);
  let ending: Ending = 'open';
  const pieces: { size: number; at: number }[] = [];
  const begin = performance.now();
  let wake = () => {};
  const onData = (chunk: Buffer) => {
    pieces.push({ size: chunk.length, at: performance.now() - begin });
    held = Buffer.concat([held, chunk]);
    wake();
  };
  const onEnd = () => {
    if (ending === 'open') ending = 'end';
    wake();
  };
  const onError = () => {
    ending = 'reset';
    wake();
  };
  socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
  onTestFinished(() => void socket.destroy());
  const until = async (done: () => boolean, ms: number) => {
    const deadline = performance.now() + ms;
    while (!done() && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - performance.now());
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  return {
    socket,
    pieces,
    send: (bytes) => void socket.write(bytes),
    async take(count) {
      await until(() => held.length >= count || ending !== 'open', 3000);
      if (held.length < count) throw new Error(`only ${held.length} of ${count} bytes came (${ending})`);
      const bytes = held.subarray(0, count);
      held = held.subarray(count);
      return bytes;
    },
    async rest(ms = 3000) {
      await until(() => ending !== 'open', ms);
      return { bytes: held, ending };
    },
    release() {
      socket.pause();
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      return socket;
    },
  };
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">';

/** An XML property list of one flat dictionary, typed by hand. */
export function xml(dictionary: Readonly<Record<string, string | number | boolean | Buffer>>): string {
  const value = (item: string | number | boolean | Buffer) => {
    if (typeof item === 'string') return `<string>${item.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</string>`;
    if (typeof item === 'number') return `<integer>${item}</integer>`;
    return typeof item === 'boolean' ? `<${item}/>` : `<data>${item.toString('base64')}</data>`;
  };
  const body = Object.entries(dictionary).map(([key, item]) => `<key>${key}</key>${value(item)}`);
  return `${HEAD}<dict>${body.join('')}</dict></plist>`;
}

/** A packet of usbmuxd's plist protocol. */
export function muxPacket(body: string, tag = 1): Buffer {
  const payload = Buffer.from(body, 'utf8');
  const packet = Buffer.alloc(16 + payload.length);
  packet.writeUInt32LE(packet.length, 0);
  packet.writeUInt32LE(1, 4);
  packet.writeUInt32LE(8, 8);
  packet.writeUInt32LE(tag, 12);
  payload.copy(packet, 16);
  return packet;
}

export interface MuxReply {
  readonly tag: number;
  readonly text: string;
}

export async function takeMux(bytes: Bytes): Promise<MuxReply> {
  const header = await bytes.take(16);
  const payload = await bytes.take(header.readUInt32LE(0) - 16);
  return { tag: header.readUInt32LE(12), text: payload.toString('utf8') };
}

/** The integer after a key; null where there is none. */
export function integerIn(text: string, key: string): number | null {
  const found = new RegExp(`<key>${key}</key>\\s*<integer>(\\d+)</integer>`).exec(text);
  return found ? Number(found[1]) : null;
}

/** The text after a key; null where there is none. */
export function textIn(text: string, key: string): string | null {
  return new RegExp(`<key>${key}</key>\\s*<string>([^<]*)</string>`).exec(text)?.[1] ?? null;
}

/** The bytes after a key; null where there are none. */
export function dataIn(text: string, key: string): Buffer | null {
  const found = new RegExp(`<key>${key}</key>\\s*<data>([^<]*)</data>`).exec(text);
  return found ? Buffer.from(found[1] ?? '', 'base64') : null;
}

export function keysIn(text: string): readonly string[] {
  return [...text.matchAll(/<key>([^<]*)<\/key>/g)].map((found) => found[1] ?? '');
}

/** One message with a big-endian length. */
export function framed(body: string | Buffer): Buffer {
  const payload = Buffer.from(body);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(payload.length);
  return Buffer.concat([head, payload]);
}

export async function takeFramed(bytes: Bytes): Promise<Buffer> {
  return bytes.take((await bytes.take(4)).readUInt32BE(0));
}
