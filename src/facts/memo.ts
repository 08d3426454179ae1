/** Makes a fact of a probe: asked at most once, limited in time, and never a rejection. */
import type { Fact } from './fact.ts';
import { unknown } from './fact.ts';

export interface Limits {
  /** Time limit in ms. */
  readonly limitMs: number;
  /** Calls the whole run off. */
  readonly signal: AbortSignal;
}

/** A probe gets a signal that fires when nobody waits for its answer any more. */
export type Probe<T> = (signal: AbortSignal) => Promise<Fact<T>>;

/**
 * Runs the probe once, at the first call; every call gets the same answer. `timeout` after the limit or when the run is called
 * off, `crash` where the probe throws.
 */
export function once<T>(limits: Limits, probe: Probe<T>): () => Promise<Fact<T>> {
  let answer: Promise<Fact<T>> | null = null;
  return () => {
    answer ??= limited(limits, probe);
    return answer;
  };
}

/** The same for a fact about a path: once for each path. */
export function oncePerPath<T>(
  limits: Limits,
  probe: (path: string, signal: AbortSignal) => Promise<Fact<T>>,
): (path: string) => Promise<Fact<T>> {
  const answers = new Map<string, Promise<Fact<T>>>();
  return (path) => {
    let answer = answers.get(path);
    if (!answer) {
      answer = limited(limits, (signal) => probe(path, signal));
      answers.set(path, answer);
    }
    return answer;
  };
}

async function limited<T>(limits: Limits, probe: Probe<T>): Promise<Fact<T>> {
  if (limits.signal.aborted) return unknown('timeout', 'called off');
  const own = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const over = new Promise<Fact<T>>((resolve) => {
    timer = setTimeout(() => resolve(unknown('timeout', `${limits.limitMs} ms`)), limits.limitMs);
    onAbort = () => resolve(unknown('timeout', 'called off'));
    limits.signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([attempt(probe, own.signal), over]);
  } finally {
    clearTimeout(timer);
    if (onAbort) limits.signal.removeEventListener('abort', onAbort);
    own.abort();
  }
}

async function attempt<T>(probe: Probe<T>, signal: AbortSignal): Promise<Fact<T>> {
  try {
    return await probe(signal);
  } catch (error) {
    // The message may hold names and paths; the kind of error is enough to find the place.
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
    return unknown('crash', `${error instanceof Error ? error.name : typeof error}${code}`);
  }
}
