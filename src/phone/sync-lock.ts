/**
 * Is another program syncing this phone now? Programs that sync hold an exclusive lock on one file of the phone's; a new backup waits
 * for it for ten seconds and gives up.
 *
 * Backup tools open the file for reading and writing, which creates it, and take the exclusive lock. A diagnosis needs neither:
 * opened for reading the file is never created (where it does not exist nobody holds a lock on it), and a shared lock is refused, with
 * the same status 19, just when somebody holds the exclusive one. It is given back at once: a program that starts to sync in these few
 * milliseconds finds the file locked once and tries again after 200 ms.
 */
import { AFC_STATUS, type AfcReply, type AskAfc } from './afc.ts';
import { PhoneError } from './errors.ts';
import { type Context, pause } from './limits.ts';

const LOCK_FILE = '/com.apple.itunes.lock_sync';
const RETRY_MS = 200;

/** `held`: for all of `seconds`, the time limit included. */
export type SyncLock =
  | { readonly state: 'free'; readonly fileExists: boolean }
  | { readonly state: 'held'; readonly seconds: number };

/** Throws PhoneError, kind `error` with `AFC status n` for what the phone refuses. `now` gives ms. */
export async function trySyncLock(ask: AskAfc, context: Context, now: () => number): Promise<SyncLock> {
  const opened = await ask({ type: 'open-to-read', path: LOCK_FILE });
  if (opened.type === 'status') {
    if (opened.status === AFC_STATUS.notFound) return { state: 'free', fileExists: false };
    throw refused('open-to-read', opened);
  }
  const { handle } = opened;
  const started = now();
  try {
    for (;;) {
      const locked = await ask({ type: 'lock-shared', handle });
      if (locked.type === 'status' && locked.status === AFC_STATUS.ok) {
        await ask({ type: 'unlock', handle });
        return { state: 'free', fileExists: true };
      }
      if (locked.type !== 'status' || locked.status !== AFC_STATUS.wouldBlock) throw refused('lock-shared', locked);
      const waited = now() - started;
      if (waited >= context.limits.syncLockMs) return { state: 'held', seconds: Math.round(waited / 1000) };
      await pause(RETRY_MS, context.signal, { layer: 'service', during: 'AFC lock-shared' });
    }
  } finally {
    // Closing gives a lock back, too; where it fails the connection is cut, which does the same.
    await ask({ type: 'close', handle }).catch(() => undefined);
  }
}

function refused(during: string, reply: AfcReply): PhoneError {
  const error = reply.type === 'status' ? `AFC status ${reply.status}` : 'unexpected reply';
  return new PhoneError({ layer: 'service', kind: 'error', during: `AFC ${during}`, error });
}
