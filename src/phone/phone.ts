/**
 * What a diagnosis may ask of one phone. Every function gives out data and throws only bugs of ours; each has a time limit and ends
 * when the signal fires. Nothing that is reachable from here can write to the phone, pair with it or start a backup: the encoders
 * below have no case for such requests.
 */
import { isPlistDict, type PlistDict } from '../plist/index.ts';
import type { MuxAddress } from './address.ts';
import { talkAfc } from './afc.ts';
import type { Channel } from './channel.ts';
import { createConversations } from './conversation.ts';
import { failureOf, isFailure, PhoneError, type PhoneFailure } from './errors.ts';
import { type Context, DEFAULT_LIMITS, type PhoneLimits } from './limits.ts';
import type { Link } from './link.ts';
import { askLockdown, type LockdownRequest } from './lockdown.ts';
import { type BackupServiceHello, sayHello } from './mobilebackup2.ts';
import type { MuxEntry } from './mux-device.ts';
import { type SyncLock, trySyncLock } from './sync-lock.ts';
import { TRUSTED, type TrustFinding, trustFromFailure } from './trust.ts';
import { askForValues, isLostConnection, unreachableValues } from './value-reader.ts';
import {
  type PhoneValues,
  type Reading,
  readingOf,
  VALUES,
  type ValueGroup,
  type ValueName,
  valuesOf,
} from './values.ts';

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: PhoneFailure };

const OPEN_NAMES = [
  'deviceName',
  'deviceClass',
  'productType',
  'productVersion',
  'buildVersion',
  'activationState',
] as const satisfies readonly ValueName[];
export type UntrustedValues = Pick<PhoneValues, (typeof OPEN_NAMES)[number] | 'minITunesVersion'>;

/** Groups of values that are read at once. */
const READERS = 3;

export interface ValuesFinding {
  /** The values of the groups that were asked for. */
  readonly values: Partial<PhoneValues>;
  /** Why some are `unreachable`; null where all could be asked. */
  readonly failure: PhoneFailure | null;
}

export type BackupServiceFinding =
  | { readonly state: 'answers'; readonly hello: BackupServiceHello }
  /** The phone's own word (`InvalidService`, `EscrowLocked`, `ServiceLimit`), or the number that answered Hello. */
  | { readonly state: 'refused'; readonly error: string; readonly hello: BackupServiceHello | null }
  | { readonly state: 'no-session'; readonly trust: TrustFinding }
  | { readonly state: 'unreachable'; readonly failure: PhoneFailure };

export interface Phone {
  readonly entry: MuxEntry;
  /** What a phone tells everybody. A failure of kind `restore-mode` is a phone that waits to be restored. */
  readUntrusted(): Promise<Outcome<UntrustedValues>>;
  trust(): Promise<TrustFinding>;
  /** One connection a group, a few at once; what can't be read says why, value by value. */
  readValues(groups: readonly ValueGroup[]): Promise<ValuesFinding>;
  /** Starts the backup service, says hello and goodbye. */
  probeBackupService(): Promise<BackupServiceFinding>;
  /** Tries the lock that syncing programs hold, for `syncLockMs` where it is held. */
  probeSyncLock(): Promise<Outcome<SyncLock>>;
}

export interface PhoneOptions {
  readonly address: MuxAddress;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<PhoneLimits>;
  /** The computer's clock, in ms since 1970. */
  readonly now?: () => number;
}

/** In: an entry of `listDevices`. Nothing is sent before the first question. */
export function openPhone(entry: MuxEntry, options: PhoneOptions): Phone {
  const link: Link = { address: options.address, entry };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const now = options.now ?? Date.now;
  const talk = createConversations(link, limits, options.signal ?? new AbortController().signal);
  const outcome = async <T>(promise: Promise<T>): Promise<Outcome<T>> => {
    try {
      return { ok: true, value: await promise };
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  };

  return {
    get entry() {
      return link.entry;
    },

    readUntrusted: () => outcome(talk.plain('GetValue', (channel, context) => askStranger(channel, context, now))),

    async trust() {
      // Any question will do: a phone that took its trust back may hang up only now.
      const asked = await outcome(
        talk.trusted('StartSession', (session) => session.ask(QUESTION).catch(ignoreRefusal)),
      );
      return asked.ok ? TRUSTED : trustFromFailure(asked.failure);
    },

    async readValues(groups) {
      const read = new Map<ValueGroup, Partial<PhoneValues>>();
      let failure: PhoneFailure | null = null;
      const [first, ...others] = groups;
      const rest = others.values();
      const readOne = async (group: ValueGroup): Promise<void> => {
        const names = valuesOf(group);
        // Without trust, or without a phone, the other groups would fail alike.
        if (failure === null) {
          const asked = await outcome(talk.trusted('GetValue', (session) => askForValues(session.ask, names, now)));
          if (asked.ok) {
            read.set(group, asked.value);
            return;
          }
          failure ??= asked.failure;
        }
        read.set(group, unreachableValues(names, failure.error ?? failure.kind));
      };
      // Each takes the next group when it is done with one.
      const reader = async (): Promise<void> => {
        for (const group of rest) await readOne(group);
      };
      // The first alone: a phone that says no is asked once.
      if (first !== undefined) await readOne(first);
      await Promise.all(Array.from({ length: READERS }, reader));
      return { values: Object.assign({}, ...groups.map((group) => read.get(group))), failure };
    },

    async probeBackupService() {
      let inSession = false;
      const asked = await outcome(
        talk.trusted(
          'Hello',
          async (session, context) => {
            // Until an answer came in the session itself, a failure says nothing about the backup service.
            await session.ask(QUESTION).catch(ignoreRefusal);
            inSession = true;
            return sayHello(await session.open('com.apple.mobilebackup2'), context);
          },
          { connections: 2 },
        ),
      );
      if (!asked.ok) return backupServiceFailure(asked.failure, inSession);
      const { value: hello } = asked;
      return hello.errorCode === 0
        ? { state: 'answers', hello }
        : { state: 'refused', error: `ErrorCode ${hello.errorCode}`, hello };
    },

    probeSyncLock: () =>
      outcome(
        talk.trusted(
          'AFC',
          async (session, context) => {
            const channel = await session.open('com.apple.afc');
            try {
              return await trySyncLock(talkAfc(channel, context), context, now);
            } finally {
              channel.destroy();
            }
          },
          { connections: 2, extraMs: limits.syncLockMs },
        ),
      ),
  };
}

/** Any question will do to see whether a session answers. */
const QUESTION = { type: 'GetValue', domain: null, key: 'ProductVersion' } as const;

/** What lockdownd tells strangers: one question for all, since single keys are answered with less than that by some versions. */
async function askStranger(channel: Channel, context: Context, now: () => number): Promise<UntrustedValues> {
  const ask = (request: LockdownRequest): Promise<PlistDict> => askLockdown(channel, request, context);
  const { Type: type } = await ask({ type: 'QueryType' });
  if (type === 'com.apple.mobile.restored') {
    throw new PhoneError({ layer: 'lockdown', kind: 'restore-mode', during: 'QueryType' });
  }
  const { Value: all } = await ask({ type: 'GetValue', domain: null, key: null });
  if (!isPlistDict(all)) {
    throw new PhoneError({ layer: 'lockdown', kind: 'garbage', during: 'GetValue', error: 'not a dictionary' });
  }
  const open: Partial<Record<ValueName, Reading<unknown>>> = {};
  for (const name of OPEN_NAMES) {
    const { kind, places } = VALUES[name];
    open[name] = readingOf(all[places[0]?.key ?? ''], kind, now());
  }
  const itunes = await askForValues(ask, ['minITunesVersion'], now);
  return { ...(open as Pick<PhoneValues, (typeof OPEN_NAMES)[number]>), ...itunes };
}

/** A refusal of this one value is an answer, too. Throws everything else. */
function ignoreRefusal(error: unknown): null {
  if (isFailure(error, 'error') && !isLostConnection(error)) return null;
  throw error;
}

function backupServiceFailure(failure: PhoneFailure, inSession: boolean): BackupServiceFinding {
  if (!inSession) return { state: 'no-session', trust: trustFromFailure(failure) };
  if (failure.kind === 'error' && failure.error !== null)
    return { state: 'refused', error: failure.error, hello: null };
  return { state: 'unreachable', failure };
}
