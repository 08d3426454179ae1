/**
 * A server that says what a test tells it to, byte by byte. Written without any of the client's codecs, so that the two can't be wrong
 * together.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MuxAddress } from '../../../src/phone/address.ts';

export interface Peer {
  readonly socket: Socket;
  /** Exactly so many bytes; rejects when the client leaves before. */
  read(count: number): Promise<Buffer>;
  /** One whole usbmux packet; out: its XML. */
  readMux(): Promise<string>;
  /** One whole message of a property-list service; out: its bytes. */
  readPlist(): Promise<Buffer>;
  write(bytes: Uint8Array | string): void;
  /** Resolves when the client is gone. */
  readonly gone: Promise<void>;
}

export interface ScriptedServer {
  readonly address: MuxAddress;
  /** Connections so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** `script` is called for each connection with its number, counted from 0; it may leave whenever it likes. */
export async function scriptedServer(
  script: (peer: Peer, connection: number) => Promise<void> | void,
): Promise<ScriptedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'ibd-'));
  const path = join(folder, 's');
  const sockets = new Set<Socket>();
  const problems: unknown[] = [];
  let count = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    const number = count++;
    Promise.resolve(script(peerOf(socket), number)).catch((error: unknown) => {
      if (!(error instanceof ClientLeft)) problems.push(error);
      socket.destroy();
    });
  });
  // Windows has no unix sockets in Node.
  const where = platform() === 'win32' ? { port: 0, host: '127.0.0.1' } : { path };
  await new Promise<void>((resolve) => void server.listen(where, resolve));
  const bound = server.address();
  const tcp = bound !== null && typeof bound === 'object' ? bound.port : null;
  return {
    address: tcp === null ? { kind: 'unix', path } : { kind: 'tcp', host: '127.0.0.1', port: tcp },
    connections: () => count,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
      if (problems.length > 0) throw problems[0];
    },
  };
}

class ClientLeft extends Error {}

function peerOf(socket: Socket): Peer {
  let held = Buffer.alloc(0);
  let waiting: (() => void) | null = null;
  let over = false;
  const gone = new Promise<void>((resolve) => {
    socket.on('close', () => {
      over = true;
      waiting?.();
      resolve();
    });
  });
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    held = Buffer.concat([held, chunk]);
    waiting?.();
  });
  socket.on('end', () => {
    over = true;
    waiting?.();
  });
  const read = async (need: number): Promise<Buffer> => {
    while (held.length < need) {
      if (over) throw new ClientLeft();
      await new Promise<void>((resolve) => {
        waiting = resolve;
      });
    }
    const bytes = held.subarray(0, need);
    held = held.subarray(need);
    return bytes;
  };
  return {
    socket,
    read,
    gone,
    async readMux() {
      const length = (await read(16)).readUInt32LE(0);
      return (await read(length - 16)).toString('utf8');
    },
    async readPlist() {
      return await read((await read(4)).readUInt32BE(0));
    },
    write: (bytes) => void socket.write(bytes),
  };
}

export const PLIST_HEAD = '<?xml version="1.0" encoding="UTF-8"?><plist version="1.0">';

/** A property list around the given XML. */
export function xml(body: string): Buffer {
  return Buffer.from(`${PLIST_HEAD}${body}</plist>`, 'utf8');
}

/** A dictionary from pairs of key and XML. */
export function dict(...pairs: readonly (readonly [string, string])[]): string {
  return `<dict>${pairs.map(([key, value]) => `<key>${key}</key>${value}`).join('')}</dict>`;
}

/** A usbmux packet with a header written by hand. */
export function mux(body: string | Buffer, tag = 1): Buffer {
  const payload = typeof body === 'string' ? xml(body) : body;
  const header = Buffer.from('00000000010000000800000000000000', 'hex');
  header.writeUInt32LE(16 + payload.length, 0);
  header.writeUInt32LE(tag, 12);
  return Buffer.concat([header, payload]);
}

export const result = (number: number): Buffer =>
  mux(dict(['MessageType', '<string>Result</string>'], ['Number', `<integer>${number}</integer>`]));

/** A message of a property-list service with a length written by hand. */
export function framed(body: string | Buffer): Buffer {
  const payload = typeof body === 'string' ? xml(body) : body;
  const header = Buffer.alloc(4);
  header.writeUInt32BE(payload.length);
  return Buffer.concat([header, payload]);
}

export function attached(deviceId: number, serial: string, more = ''): string {
  return `<dict><key>MessageType</key><string>Attached</string><key>DeviceID</key><integer>${deviceId}</integer>
<key>Properties</key><dict><key>DeviceID</key><integer>${deviceId}</integer><key>SerialNumber</key><string>${serial}</string>${more}</dict></dict>`;
}
