/**
 * Bytes in and out of one connection, on the phone's side of it. Written apart from the client's own reader on purpose: the simulated
 * phone and the client that is tested against it must not be wrong together.
 */
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** How a message is handed to the network. */
export interface Pace {
  /** Bytes a write; 0: the whole message at once. */
  readonly piece: number;
  /** ms of pause after each piece. */
  readonly everyMs: number;
}

export const AT_ONCE: Pace = { piece: 0, everyMs: 0 };

/** A client that sends more than this without being asked is cut off. */
const MAX_BUFFERED = 64 * 1024 * 1024;

/** The other side is gone, or the simulator is being closed. */
export class WireClosed extends Error {
  constructor() {
    super('the connection is closed');
    this.name = 'WireClosed';
  }
}

export interface Wire {
  /** Exactly `count` bytes; rejects with WireClosed where the connection ends before. */
  read(count: number): Promise<Buffer>;
  /** Sends at the pace that is set; resolves when the bytes were handed over. */
  write(bytes: Uint8Array): Promise<void>;
  pace: Pace;
  /** Cut the connection after so many further bytes (in mid-sentence); null: never. */
  cutAfter: number | null;
  /** Resolves when the connection is closed, whoever closed it. */
  readonly closed: Promise<void>;
  /** Says goodbye in the ordinary way (FIN). */
  end(): void;
  /** Cuts the connection. */
  destroy(): void;
  /** Gives the socket back, with the bytes that were read too early put back into it. */
  release(): Socket;
  /** A pause that ends early, by WireClosed, where the connection closes. */
  pause(ms: number): Promise<void>;
}

interface Waiting {
  readonly count: number;
  readonly resolve: (bytes: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** Takes over a socket (plain or TLS). */
export function openWire(socket: Socket): Wire {
  let held: Buffer = Buffer.alloc(0);
  let waiting: Waiting | null = null;
  const gone = new AbortController();

  const serve = () => {
    if (waiting === null || held.length < waiting.count) return;
    const { count, resolve } = waiting;
    waiting = null;
    const bytes = held.subarray(0, count);
    held = held.subarray(count);
    resolve(bytes);
  };
  const onData = (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (held.length > MAX_BUFFERED) socket.destroy();
    serve();
  };
  const onGone = () => {
    gone.abort();
    waiting?.reject(new WireClosed());
    waiting = null;
  };
  // A reset by the other side is an ordinary end here: `close` follows.
  const onError = () => {};
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('data', onData);
  socket.on('end', onGone);
  socket.on('close', onGone);
  socket.on('error', onError);

  const send = (bytes: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      if (gone.signal.aborted || socket.destroyed || socket.writableEnded) reject(new WireClosed());
      else socket.write(bytes, (error) => (error ? reject(new WireClosed()) : resolve()));
    });

  const wire: Wire = {
    pace: AT_ONCE,
    cutAfter: null,
    closed,
    read(count) {
      if (waiting !== null) return Promise.reject(new Error('two reads at a time'));
      return new Promise((resolve, reject) => {
        waiting = { count, resolve, reject };
        serve();
        if (waiting !== null && gone.signal.aborted) onGone();
      });
    },
    async write(message) {
      const cut = wire.cutAfter !== null && wire.cutAfter < message.length ? wire.cutAfter : null;
      const bytes = cut === null ? message : message.subarray(0, cut);
      if (wire.cutAfter !== null) wire.cutAfter -= bytes.length;
      const piece = wire.pace.piece > 0 ? wire.pace.piece : Math.max(bytes.length, 1);
      for (let at = 0; at < bytes.length; at += piece) {
        await send(bytes.subarray(at, at + piece));
        if (wire.pace.everyMs > 0) await wire.pause(wire.pace.everyMs);
      }
      if (cut !== null) {
        socket.destroy();
        throw new WireClosed();
      }
    },
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
    release() {
      socket.pause();
      socket.off('data', onData);
      socket.off('end', onGone);
      socket.off('close', onGone);
      if (held.length > 0) socket.unshift(held);
      held = Buffer.alloc(0);
      return socket;
    },
    async pause(ms) {
      try {
        await wait(ms, undefined, { signal: gone.signal });
      } catch {
        throw new WireClosed();
      }
    },
  };
  return wire;
}
