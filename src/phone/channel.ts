/**
 * One connection, read frame by frame. Data is only taken from the socket while somebody waits for it, so that a sender who never
 * stops fills the kernel's buffers and not ours.
 */
import type { Socket } from 'node:net';
import { codeOf, PhoneError, printableBytes, type What } from './errors.ts';
import { reasonOf } from './limits.ts';

/** What a decoder makes of the bytes so far: how many it needs in all, or a frame and how many bytes that took. */
export type Decoded<T> = { readonly need: number } | { readonly frame: T; readonly used: number };

/** Pure. Throws PhoneError where the bytes can't become a frame, and before it asks for more than the cap. */
export type Decoder<T> = (bytes: Uint8Array) => Decoded<T>;

export interface Channel {
  /**
   * The next frame. Throws PhoneError: `hung-up` where the connection ends before, what the decoder says, and what the signal says;
   * after a throw the connection is closed, since nobody knows where in the stream it stands.
   */
  read<T>(decode: Decoder<T>, what: What, signal: AbortSignal): Promise<T>;
  /** Hands bytes over; a failure shows at the next read. */
  write(bytes: Uint8Array): void;
  /** Says goodbye in the ordinary way, and cuts the connection where the other side doesn't within a moment. */
  end(): Promise<void>;
  /** Cuts the connection. */
  destroy(): void;
  /** Gives the socket back for an upgrade to TLS, with what was read too early put back into it. */
  release(): Socket;
}

interface Waiting {
  readonly attempt: () => void;
  readonly fail: (error: PhoneError) => void;
}

/** Bytes of an unfinished frame that an error may show: never more than a header. */
const SHOWN_BYTES = 16;
const GOODBYE_MS = 500;

/** Takes a connected socket (plain or TLS) over. */
export function openChannel(socket: Socket): Channel {
  let chunks: Buffer[] = [];
  let held = 0;
  let waiting: Waiting | null = null;
  let ended: string | null = null;

  const joined = (): Buffer => {
    const all = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    chunks = [all];
    return all;
  };
  const onData = (chunk: Buffer): void => {
    socket.pause();
    chunks.push(chunk);
    held += chunk.length;
    waiting?.attempt();
  };
  const onGone = (code: string): void => {
    ended ??= code;
    waiting?.attempt();
  };
  const onError = (error: Error): void => onGone(codeOf(error));
  const onEnd = (): void => onGone('end of stream');
  socket.on('data', onData);
  socket.on('error', onError);
  socket.on('end', onEnd);
  socket.on('close', onEnd);
  socket.pause();
  // Its events are over already.
  if (socket.destroyed || socket.readableEnded) ended = 'end of stream';

  const channel: Channel = {
    read<T>(decode: Decoder<T>, what: What, signal: AbortSignal) {
      return new Promise<T>((resolve, reject) => {
        let need = 1;
        const settle = (): void => {
          waiting = null;
          signal.removeEventListener('abort', onAbort);
        };
        const fail = (error: PhoneError): void => {
          settle();
          socket.destroy();
          reject(error);
        };
        const seen = (): string | null => printableBytes(joined(), SHOWN_BYTES);
        const onAbort = (): void => {
          const { failure } = reasonOf(signal, what);
          fail(new PhoneError(failure.kind === 'no-answer' ? { ...failure, seen: seen() } : failure));
        };
        const attempt = (): void => {
          while (held >= need) {
            const all = joined();
            let decoded: Decoded<T>;
            try {
              decoded = decode(all);
            } catch (error) {
              fail(error instanceof PhoneError ? error : new PhoneError({ ...what, kind: 'garbage' }));
              return;
            }
            if ('need' in decoded) {
              need = Math.max(decoded.need, all.length + 1);
            } else {
              chunks = [all.subarray(decoded.used)];
              held -= decoded.used;
              settle();
              resolve(decoded.frame);
              return;
            }
          }
          if (ended !== null) fail(new PhoneError({ ...what, kind: 'hung-up', error: ended, seen: seen() }));
          else socket.resume();
        };
        if (waiting) throw new Error('two reads at a time');
        waiting = { attempt, fail };
        signal.addEventListener('abort', onAbort, { once: true });
        if (signal.aborted) onAbort();
        else attempt();
      });
    },
    write(bytes) {
      if (socket.writable) socket.write(bytes);
    },
    end() {
      return new Promise((resolve) => {
        const timer = setTimeout(() => socket.destroy(), GOODBYE_MS);
        socket.once('close', () => {
          clearTimeout(timer);
          resolve();
        });
        if (socket.destroyed) {
          clearTimeout(timer);
          resolve();
          return;
        }
        // What still comes must be taken, or the goodbye behind it never arrives.
        socket.off('data', onData);
        socket.resume();
        socket.end();
      });
    },
    destroy: () => void socket.destroy(),
    release() {
      socket.pause();
      socket.off('data', onData);
      socket.off('end', onEnd);
      socket.off('close', onEnd);
      // The error listener stays: a socket without one ends the process.
      if (held > 0) socket.unshift(joined());
      chunks = [];
      held = 0;
      return socket;
    },
  };
  return channel;
}
