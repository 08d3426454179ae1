/** How to come to a conversation with one phone: by lockdownd alone, or in a session; with one more try where that helps. */
import type { Channel } from './channel.ts';
import { isFailure, PhoneError, type What } from './errors.ts';
import { createGate } from './gate.ts';
import { type Context, limited, type PhoneLimits } from './limits.ts';
import { isGone, type Link, openPort } from './link.ts';
import { LOCKDOWN_PORT } from './lockdown.ts';
import { type PairRecord, parsePairRecord } from './pair-record.ts';
import { Secret } from './secret.ts';
import { type Session, startSession } from './session.ts';
import { readBuid, readPairRecord } from './usbmux.ts';
import { isLostConnection } from './value-reader.ts';

export interface Conversations {
  /** With a connection to lockdownd, no trust needed. Throws PhoneError. */
  plain<T>(during: string, run: (channel: Channel, context: Context) => Promise<T>): Promise<T>;
  /** In a session. Throws PhoneError; `record-missing` where there is no pair record. */
  trusted<T>(
    during: string,
    run: (session: Session, context: Context) => Promise<T>,
    needs?: Partial<Needs>,
  ): Promise<T>;
}

export interface Needs {
  /** Connections at the same time: a service has one beside its session. */
  readonly connections: number;
  /** Added to the time limit, in ms. */
  readonly extraMs: number;
}

/** Connections to the phone at once; others wait, and their time limit begins when it is their turn. */
const MOST_CONNECTIONS = 4;
const FEW_NEEDS: Needs = { connections: 1, extraMs: 0 };

interface Credentials {
  readonly record: PairRecord;
  readonly systemBuid: Secret;
}

export function createConversations(link: Link, limits: PhoneLimits, signal: AbortSignal): Conversations {
  const gate = createGate(MOST_CONNECTIONS);
  let kept: Promise<Credentials> | undefined;

  const credentials = async (context: Context): Promise<Credentials> => {
    kept ??= readCredentials(link, context);
    try {
      return await kept;
    } catch (error) {
      // A failure is not kept: by the next question the person may have tapped Trust.
      kept = undefined;
      throw error;
    }
  };

  const within = <T>(during: string, needs: Needs, run: (context: Context) => Promise<T>): Promise<T> => {
    const what: What = { layer: 'lockdown', during };
    return gate(needs.connections, signal, what, () =>
      limited(what, limits.operationMs + needs.extraMs, signal, async (inner) => {
        const context = { limits, signal: inner };
        try {
          return await run(context);
        } catch (error) {
          throw await withPresence(error, link, context);
        }
      }),
    );
  };

  return {
    plain: (during, run) =>
      within(during, FEW_NEEDS, (context) => withLockdown(link, context, (channel) => run(channel, context))),

    trusted: (during, run, needs) =>
      within(during, { ...FEW_NEEDS, ...needs }, async (context) => {
        const { record, systemBuid } = await credentials(context);
        return await withLockdown(link, context, async (channel) => {
          const session = await startSession({ link, channel, record, systemBuid, context });
          try {
            return await run(session, context);
          } finally {
            await session.close();
          }
        });
      }),
  };
}

/**
 * With a connection to lockdownd, which is closed afterwards. lockdownd closes connections that it finds idle or stale, at any moment:
 * one more try in a new one. Throws PhoneError.
 */
export async function withLockdown<T>(link: Link, context: Context, run: (channel: Channel) => Promise<T>): Promise<T> {
  const once = async (): Promise<T> => {
    const channel = await openPort(link, LOCKDOWN_PORT, context);
    try {
      return await run(channel);
    } finally {
      channel.destroy();
    }
  };
  try {
    return await once();
  } catch (error) {
    if (!isLostConnection(error)) throw error;
    return await once();
  }
}

/** A cable that was pulled looks like a phone that hangs up: only the list of devices tells them apart. */
async function withPresence(error: unknown, link: Link, context: Context): Promise<unknown> {
  if (!isFailure(error, 'tls-refused', 'hung-up')) return error;
  const gone = await isGone(link, context).catch(() => false);
  return gone ? new PhoneError({ layer: 'mux', kind: 'device-gone', during: error.failure.during }) : error;
}

async function readCredentials(link: Link, context: Context): Promise<Credentials> {
  const { udid, listedAs } = link.entry;
  const bytes =
    (await readPairRecord(link.address, udid, context)) ??
    (listedAs === udid ? null : await readPairRecord(link.address, listedAs, context));
  if (bytes === null) throw new PhoneError({ layer: 'mux', kind: 'record-missing', during: 'ReadPairRecord' });
  const record = parsePairRecord(bytes);
  const systemBuid = record.systemBuid ?? new Secret(Buffer.from(await readBuid(link.address, context)));
  return { record, systemBuid };
}
