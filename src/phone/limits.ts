/** Time limits, size limits and aborting: nothing in this folder waits or grows without end. */
import { PhoneError, type What } from './errors.ts';

export interface PhoneLimits {
  /** ms to reach the multiplexer. */
  readonly connectMs: number;
  /** ms from a request to the last byte of its reply. Peers wait 30 s; a phone on a cable answers in a few ms. */
  readonly answerMs: number;
  /** ms for a TLS handshake. */
  readonly tlsMs: number;
  /** ms for everything that one function of `openPhone` does. */
  readonly operationMs: number;
  /** ms for which a held sync lock is tried again before it counts as held. */
  readonly syncLockMs: number;
}

/** The ten seconds of the sync lock are those that backup tools wait for it (50 times 200 ms). */
export const DEFAULT_LIMITS: PhoneLimits = {
  connectMs: 3_000,
  answerMs: 10_000,
  tlsMs: 10_000,
  operationMs: 25_000,
  syncLockMs: 10_000,
};

/** Bytes of one reply. A pair record takes about 10 KiB, the largest answer of lockdownd about 100 KiB. */
export const MAX_REPLY_BYTES = 512 * 1024;
/** What one reply may hold; a parsed value takes far more memory than its text. */
export const REPLY_LIMITS = { maxBytes: MAX_REPLY_BYTES, maxDepth: 32, maxValues: 5_000 } as const;

/** What every function of this folder is given by its caller. */
export interface Context {
  readonly limits: PhoneLimits;
  readonly signal: AbortSignal;
}

/**
 * Runs something with a time limit. Out: its result. Throws PhoneError `no-answer` after `ms`, `aborted` where the caller's signal
 * fires; `run` is told by its own signal and must end soon after. (AbortSignal.any with AbortSignal.timeout would be shorter, but
 * Node 20 collects such signals before they fire: https://github.com/nodejs/node/issues/57736.)
 */
export async function limited<T>(
  what: What,
  ms: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const inner = new AbortController();
  const pass = (): void => inner.abort(reasonOf(signal, what));
  if (signal.aborted) throw reasonOf(signal, what);
  signal.addEventListener('abort', pass, { once: true });
  const timer = setTimeout(() => inner.abort(new PhoneError({ ...what, kind: 'no-answer' })), ms);
  try {
    return await run(inner.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', pass);
  }
}

/** Why a signal fired: an outer time limit's own error, else `aborted`. */
export function reasonOf(signal: AbortSignal, what: What): PhoneError {
  return signal.reason instanceof PhoneError ? signal.reason : new PhoneError({ ...what, kind: 'aborted' });
}

/** Waits; throws what `reasonOf` says where the signal fires first. */
export function pause(ms: number, signal: AbortSignal, what: What): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(reasonOf(signal, what));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
