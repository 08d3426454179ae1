/**
 * Client of lockdownd, the phone's doorkeeper on port 62078. The requests are a closed set that only reads: there is no case for
 * Pair, SetValue, RemoveValue, Unpair or EnterRecovery, and none for a domain that is not listed here (com.apple.mobile.debug is
 * known to crash lockdownd). https://github.com/libimobiledevice/libimobiledevice/blob/master/src/lockdown.c
 */
import { buildXmlPlist, isPlistDict, type PlistDict } from '../plist/index.ts';
import type { Channel } from './channel.ts';
import { PhoneError, type What } from './errors.ts';
import { type Context, limited } from './limits.ts';
import { plistFrame, receivePlist } from './property-list-service.ts';
import type { Secret } from './secret.ts';
import { PROGRAM } from './usbmux.ts';

export const LOCKDOWN_PORT = 62078;

export type LockdownDomain =
  | 'com.apple.mobile.backup'
  | 'com.apple.mobile.iTunes'
  | 'com.apple.disk_usage'
  | 'com.apple.mobile.battery'
  | 'com.apple.mobile.wireless_lockdown'
  | 'com.apple.purplebuddy'
  | 'com.apple.PurpleBuddy';

export type PhoneService = 'com.apple.mobilebackup2' | 'com.apple.mobile.notification_proxy' | 'com.apple.afc';

export type LockdownRequest =
  | { readonly type: 'QueryType' }
  /** Without a domain and a key: everything that the phone tells of itself. */
  | { readonly type: 'GetValue'; readonly domain: LockdownDomain | null; readonly key: string | null }
  | { readonly type: 'StartSession'; readonly hostId: Secret; readonly systemBuid: Secret }
  | { readonly type: 'StopSession'; readonly sessionId: string }
  | { readonly type: 'StartService'; readonly service: PhoneService; readonly escrowBag: Secret | null };

/** The bytes of one request, ready to be sent. */
export function encodeLockdownRequest(request: LockdownRequest): Uint8Array {
  return plistFrame(
    Buffer.from(buildXmlPlist({ Label: PROGRAM, ProtocolVersion: '2', Request: request.type, ...fieldsOf(request) })),
  );
}

function fieldsOf(request: LockdownRequest): PlistDict {
  switch (request.type) {
    case 'QueryType':
      return {};
    case 'GetValue':
      return {
        ...(request.domain === null ? {} : { Domain: request.domain }),
        ...(request.key === null ? {} : { Key: request.key }),
      };
    case 'StartSession':
      return { HostID: request.hostId.revealText(), SystemBUID: request.systemBuid.revealText() };
    case 'StopSession':
      return { SessionID: request.sessionId };
    case 'StartService':
      return {
        Service: request.service,
        ...(request.escrowBag === null ? {} : { EscrowBag: request.escrowBag.reveal() }),
      };
  }
}

/**
 * Sends one request and reads its reply. Out: the reply without an error. Throws PhoneError; kind `error` with the phone's own word
 * where it refuses.
 */
export async function askLockdown(channel: Channel, request: LockdownRequest, context: Context): Promise<PlistDict> {
  const what: What = { layer: 'lockdown', during: request.type };
  const reply = await limited(what, context.limits.answerMs, context.signal, (signal) => {
    channel.write(encodeLockdownRequest(request));
    return receivePlist(channel, what, signal);
  });
  if (!isPlistDict(reply)) throw new PhoneError({ ...what, kind: 'garbage', error: 'not a dictionary' });
  checkReply(reply, request, what);
  return reply;
}

function checkReply(reply: PlistDict, request: LockdownRequest, what: What): void {
  const error = reply['Error'];
  if (typeof error === 'string') throw new PhoneError({ ...what, kind: 'error', error });
  // Before iOS 5.
  if (reply['Result'] === 'Failure') throw new PhoneError({ ...what, kind: 'error', error: 'Failure' });
  if (reply['Request'] !== undefined && reply['Request'] !== request.type) throw mixedUp(what);
  if (request.type === 'GetValue') {
    // An answer to another question would be a wrong value under this one's name.
    const { domain, key } = request;
    if (reply['Domain'] !== undefined && reply['Domain'] !== domain) throw mixedUp(what);
    if (reply['Key'] !== undefined && reply['Key'] !== key) throw mixedUp(what);
  }
}

function mixedUp(what: What): PhoneError {
  return new PhoneError({ ...what, kind: 'garbage', error: 'reply to another request' });
}
