/** A trusted conversation with lockdownd, and the services that it opens. */
import type { PlistDict } from '../plist/index.ts';
import type { Channel } from './channel.ts';
import { isFailure, PhoneError } from './errors.ts';
import type { Context } from './limits.ts';
import { type Link, openPort } from './link.ts';
import { askLockdown, type LockdownRequest, type PhoneService } from './lockdown.ts';
import type { PairRecord } from './pair-record.ts';
import type { Secret } from './secret.ts';
import { upgradeToTls } from './tls-upgrade.ts';

const FAREWELL_MS = 1000;

export interface Session {
  /** Throws PhoneError as askLockdown does, and `tls-refused` where the phone hangs up before its first reply. */
  ask(request: LockdownRequest): Promise<PlistDict>;
  /** Starts a service and connects to it, with TLS where the phone says so. Throws PhoneError. */
  open(service: PhoneService): Promise<Channel>;
  /** Takes leave. Never throws. */
  close(): Promise<void>;
}

/**
 * StartSession, then TLS on the same connection. Takes the channel over: it is closed where this throws. Throws PhoneError.
 * https://github.com/libimobiledevice/libimobiledevice/blob/master/src/lockdown.c (lockdownd_start_session)
 */
export async function startSession(of: {
  readonly link: Link;
  readonly channel: Channel;
  readonly record: PairRecord;
  readonly systemBuid: Secret;
  readonly context: Context;
}): Promise<Session> {
  const { link, record, context } = of;
  try {
    const hostId = record.hostId;
    const reply = await askLockdown(of.channel, { type: 'StartSession', hostId, systemBuid: of.systemBuid }, context);
    const sessionId = reply['SessionID'];
    // Unencrypted sessions ended with iOS 4; whoever asks for one today is not the phone that the record is of.
    if (reply['EnableSessionSSL'] !== true) {
      throw new PhoneError({ layer: 'lockdown', kind: 'not-encrypted', during: 'StartSession' });
    }
    const channel = await upgradeToTls(of.channel, record, context, 'StartSession');
    return sessionOn({ link, channel, record, context, sessionId: typeof sessionId === 'string' ? sessionId : null });
  } catch (error) {
    of.channel.destroy();
    throw error;
  }
}

function sessionOn(of: {
  readonly link: Link;
  readonly channel: Channel;
  readonly record: PairRecord;
  readonly context: Context;
  readonly sessionId: string | null;
}): Session {
  const { link, channel, record, context, sessionId } = of;
  let answered = false;

  const ask = async (request: LockdownRequest): Promise<PlistDict> => {
    try {
      const reply = await askLockdown(channel, request, context);
      answered = true;
      return reply;
    } catch (error) {
      if (isFailure(error, 'error')) answered = true;
      if (answered || !isFailure(error, 'hung-up')) throw error;
      // With TLS 1.3 the client is done before the phone has looked at its certificate: a refusal shows only now.
      throw new PhoneError({ layer: 'tls', kind: 'tls-refused', during: 'first reply', error: error.failure.error });
    }
  };

  return {
    ask,
    async open(service) {
      // Without the bag a phone whose screen is locked refuses to read protected files.
      const reply = await ask({ type: 'StartService', service, escrowBag: record.escrowBag });
      const port = reply['Port'];
      if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) {
        throw new PhoneError({ layer: 'lockdown', kind: 'garbage', during: 'StartService', error: 'no port' });
      }
      const raw = await openPort(link, port, context);
      if (reply['EnableServiceSSL'] !== true) return raw;
      try {
        return await upgradeToTls(raw, record, context, service);
      } catch (error) {
        raw.destroy();
        throw error;
      }
    },
    async close() {
      if (sessionId !== null) {
        const limits = { ...context.limits, answerMs: Math.min(FAREWELL_MS, context.limits.answerMs) };
        await askLockdown(channel, { type: 'StopSession', sessionId }, { ...context, limits }).catch(() => undefined);
      }
      channel.destroy();
    },
  };
}
