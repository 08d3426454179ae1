/**
 * Asking a phone for its trust, and keeping the answer. The only file of this folder that writes: it makes "Trust this computer?"
 * appear on the phone and stores a pair record on the computer. Only what the person chose may import it; nothing that a diagnosis
 * reaches does (a test walks the imports).
 */
import { randomUUID } from 'node:crypto';
import { buildXmlPlist, isPlistDict, type PlistDict } from '../plist/index.ts';
import type { MuxAddress } from './address.ts';
import { makePairCertificates, type PairCertificates } from './certificates.ts';
import type { Channel } from './channel.ts';
import { withLockdown } from './conversation.ts';
import { failureOf, isFailure, PhoneError, type PhoneFailure, type What } from './errors.ts';
import { type Context, DEFAULT_LIMITS, limited, type PhoneLimits, pause } from './limits.ts';
import type { Link } from './link.ts';
import { askLockdown } from './lockdown.ts';
import type { MuxEntry } from './mux-device.ts';
import { muxPacket } from './packet.ts';
import { plistFrame, receivePlist } from './property-list-service.ts';
import { askMux, openMux, PROGRAM, readBuid, resultOf } from './usbmux.ts';

/** What the person has to do before it can go on. */
export type PairingWait = 'unlock' | 'tap-trust';

export type PairingResult =
  | { readonly state: 'paired' }
  /** "Don't Trust" was tapped. The phone asks again after it was unplugged. */
  | { readonly state: 'refused'; readonly error: string }
  /** By management of the phone, or because pairing works by cable only. */
  | { readonly state: 'forbidden'; readonly error: string }
  | { readonly state: 'not-answered'; readonly waitedFor: PairingWait }
  /** The phone trusts this computer, and the computer could not remember it. */
  | { readonly state: 'not-saved'; readonly error: string }
  | { readonly state: 'failed'; readonly failure: PhoneFailure };

export interface PairingOptions {
  readonly address: MuxAddress;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<PhoneLimits>;
  /** ms for the person to find the phone, unlock it, tap Trust and enter the passcode. */
  readonly patienceMs?: number;
  /** ms between two questions to the phone. */
  readonly pollMs?: number;
  /** The computer's clock, in ms since 1970. */
  readonly now?: () => number;
  /** Called when what is waited for changes. */
  readonly onWait?: (wait: PairingWait) => void;
}

const WAITS: Readonly<Record<string, PairingWait>> = {
  PairingDialogResponsePending: 'tap-trust',
  PasswordProtected: 'unlock',
};
const FORBIDDEN = ['MCProtected', 'MCChallengeRequired', 'PairingProhibitedOverThisConnection', 'ServiceProhibited'];

/** Pairs with a phone on the cable. Throws only bugs of ours; an abort is `failed`. */
export async function pairPhone(entry: MuxEntry, options: PairingOptions): Promise<PairingResult> {
  const error = 'PairingProhibitedOverThisConnection';
  if (entry.connection !== 'usb') return { state: 'forbidden', error };
  const link: Link = { address: options.address, entry };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const context: Context = { limits, signal: options.signal ?? new AbortController().signal };
  try {
    return await pair(link, context, options);
  } catch (thrown) {
    const failure = failureOf(thrown);
    if (failure.kind === 'error' && failure.error !== null) {
      if (failure.error === 'UserDeniedPairing') return { state: 'refused', error: failure.error };
      if (FORBIDDEN.includes(failure.error)) return { state: 'forbidden', error: failure.error };
    }
    return { state: 'failed', failure };
  }
}

async function pair(link: Link, context: Context, options: PairingOptions): Promise<PairingResult> {
  const now = options.now ?? Date.now;
  const systemBuid = await readBuid(link.address, context);
  const identity = await withLockdown(link, context, (channel) => readIdentity(channel, context));
  const certificates = await certificatesFor(identity.publicKey, now());
  const hostId = randomUUID().toUpperCase();
  const publicRecord: PlistDict = {
    DeviceCertificate: Buffer.from(certificates.deviceCertificate),
    HostCertificate: Buffer.from(certificates.hostCertificate),
    RootCertificate: Buffer.from(certificates.rootCertificate),
    HostID: hostId,
    SystemBUID: systemBuid,
  };
  const escrowBag = await askUntilAnswered(link, context, options, publicRecord);
  if (typeof escrowBag === 'string') return { state: 'not-answered', waitedFor: escrowBag };
  const record: PlistDict = {
    ...publicRecord,
    HostPrivateKey: Buffer.from(certificates.hostPrivateKey),
    RootPrivateKey: Buffer.from(certificates.rootPrivateKey),
    ...(escrowBag.bag === null ? {} : { EscrowBag: escrowBag.bag }),
    ...(identity.wifiAddress === null ? {} : { WiFiMACAddress: identity.wifiAddress }),
  };
  return await save(link, record, context);
}

/** Polls until the person answered. Out: the phone's escrow bag, or what was waited for in vain. Throws PhoneError. */
async function askUntilAnswered(
  link: Link,
  context: Context,
  options: PairingOptions,
  record: PlistDict,
): Promise<{ readonly bag: Uint8Array | null } | PairingWait> {
  const now = options.now ?? Date.now;
  const deadline = now() + (options.patienceMs ?? 120_000);
  let waiting: PairingWait | null = null;
  for (;;) {
    try {
      const reply = await withLockdown(link, context, (channel) => sendPair(channel, record, context));
      return { bag: reply['EscrowBag'] instanceof Uint8Array ? reply['EscrowBag'] : null };
    } catch (error) {
      const wait = waitingFor(error, waiting);
      if (wait === null) throw error;
      if (wait !== waiting) options.onWait?.(wait);
      waiting = wait;
      if (now() >= deadline) return wait;
    }
    await pause(options.pollMs ?? 1000, context.signal, { layer: 'lockdown', during: 'Pair' });
  }
}

/** What this error asks the person to do, null where it is no such error. */
function waitingFor(error: unknown, before: PairingWait | null): PairingWait | null {
  // Some phones leave the list and come back while the question is on their screen: https://github.com/libimobiledevice/usbmuxd/issues/281
  if (before !== null && isFailure(error, 'device-gone', 'port-refused')) return before;
  const word = isFailure(error, 'error') ? (error.failure.error ?? '') : '';
  return (Object.hasOwn(WAITS, word) ? WAITS[word] : undefined) ?? null;
}

async function readIdentity(
  channel: Channel,
  context: Context,
): Promise<{ readonly publicKey: string; readonly wifiAddress: string | null }> {
  const { Type: type } = await askLockdown(channel, { type: 'QueryType' }, context);
  if (type === 'com.apple.mobile.restored') {
    throw new PhoneError({ layer: 'lockdown', kind: 'restore-mode', during: 'QueryType' });
  }
  const ask = (key: string) => askLockdown(channel, { type: 'GetValue', domain: null, key }, context);
  const { Value: key } = await ask('DevicePublicKey');
  if (!(key instanceof Uint8Array)) throw unreadableKey();
  const { Value: wifi } = await ask('WiFiAddress').catch((error: unknown): PlistDict => {
    if (isFailure(error, 'error')) return {};
    throw error;
  });
  return {
    publicKey: Buffer.from(key).toString('latin1'),
    wifiAddress: typeof wifi === 'string' && wifi !== '' ? wifi : null,
  };
}

async function certificatesFor(publicKey: string, now: number): Promise<PairCertificates> {
  try {
    return await makePairCertificates(publicKey, now);
  } catch {
    throw unreadableKey();
  }
}

function unreadableKey(): PhoneError {
  return new PhoneError({ layer: 'lockdown', kind: 'garbage', during: 'GetValue', error: 'no DevicePublicKey' });
}

async function sendPair(channel: Channel, record: PlistDict, context: Context): Promise<PlistDict> {
  const what: What = { layer: 'lockdown', during: 'Pair' };
  const request = {
    Label: PROGRAM,
    ProtocolVersion: '2',
    Request: 'Pair',
    PairRecord: record,
    PairingOptions: { ExtendedPairingErrors: true },
  };
  const reply = await limited(what, context.limits.answerMs, context.signal, (signal) => {
    channel.write(plistFrame(Buffer.from(buildXmlPlist(request))));
    return receivePlist(channel, what, signal);
  });
  if (!isPlistDict(reply)) throw new PhoneError({ ...what, kind: 'garbage', error: 'not a dictionary' });
  const error = reply['Error'];
  if (typeof error === 'string') throw new PhoneError({ ...what, kind: 'error', error });
  return reply;
}

async function save(link: Link, record: PlistDict, context: Context): Promise<PairingResult> {
  const during = 'SavePairRecord';
  const channel = await openMux(link.address, context, during);
  try {
    const request = {
      MessageType: during,
      ClientVersionString: PROGRAM,
      ProgName: PROGRAM,
      kLibUSBMuxVersion: 3,
      PairRecordID: link.entry.udid,
      PairRecordData: Buffer.from(buildXmlPlist(record)),
      DeviceID: link.entry.deviceId,
    };
    const reply = await askMux(channel, muxPacket(Buffer.from(buildXmlPlist(request)), 1), during, context);
    const result = resultOf(reply);
    return result === 0 ? { state: 'paired' } : { state: 'not-saved', error: `Result ${result ?? 'unknown'}` };
  } finally {
    channel.destroy();
  }
}
