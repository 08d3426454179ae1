/** How much goes on at once with one phone: it is a small computer behind one cable, and a crowd of connections only delays all. */
import type { What } from './errors.ts';
import { reasonOf } from './limits.ts';

/** Runs something when `places` are free; who came first goes first. Throws what `reasonOf` says where the signal fires before. */
export type Gate = <T>(places: number, signal: AbortSignal, what: What, run: () => Promise<T>) => Promise<T>;

interface Waiting {
  readonly places: number;
  readonly enter: () => void;
}

/** In: how many places there are. More than these may not be asked for at once. */
export function createGate(most: number): Gate {
  let free = most;
  const queue: Waiting[] = [];
  const admit = (): void => {
    // Never past the first: one who needs two places would wait for ever behind a stream of those who need one.
    for (let first = queue[0]; first !== undefined && first.places <= free; first = queue[0]) {
      queue.shift();
      free -= first.places;
      first.enter();
    }
  };
  const turn = (places: number, signal: AbortSignal, what: What): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(reasonOf(signal, what));
        return;
      }
      const leave = (): void => {
        queue.splice(queue.indexOf(mine), 1);
        reject(reasonOf(signal, what));
        admit();
      };
      const mine: Waiting = {
        places,
        enter: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.push(mine);
      admit();
    });
  return async (places, signal, what, run) => {
    await turn(places, signal, what);
    try {
      return await run();
    } finally {
      free += places;
      admit();
    }
  };
}
