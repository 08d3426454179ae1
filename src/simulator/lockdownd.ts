/**
 * The phone's lockdownd: who are you, what do you know, do we trust each other, start me a service.
 * https://github.com/libimobiledevice/libimobiledevice/blob/master/src/lockdown.c
 */
import { randomUUID } from 'node:crypto';
import { isPlistDict, type PlistDict, type PlistValue } from '../plist/index.ts';
import { bytesAt, dictionaryAt, stringAt } from './dictionary.ts';
import { answerGetValue } from './lockdown-values.ts';
import type { Phone } from './phone.ts';
import { plistMessage, readPlistMessage } from './plist-frame.ts';
import { faultFor, sendReply } from './reply-fault.ts';
import { upgradeToTls } from './tls-upgrade.ts';
import { type TrustedHost, trustFromPair } from './trust.ts';
import { type Wire, WireClosed } from './wire.ts';

interface Conversation {
  readonly phone: Phone;
  /** Needed for pairing, and told to strangers who ask for it. */
  readonly byName: ReadonlyMap<string, PlistValue>;
  session: { readonly id: string; readonly host: TrustedHost } | null;
  /** Requests answered since the session began, and whether it was already ended once. */
  answered: number;
  ended: boolean;
}

/** Talks until the client leaves. Rejects with WireClosed at the end, whatever the end was. */
export async function serveLockdown(phone: Phone, first: Wire): Promise<void> {
  const { privateKey, publicKey } = await phone.identity;
  const byName = new Map([['DevicePublicKey', publicKey]]);
  const talk: Conversation = { phone, byName, session: null, answered: 0, ended: false };
  let wire = first;
  for (;;) {
    const message = await readWithin(wire, phone.config.lockdown.idleCloseMs);
    const request = isPlistDict(message) ? message : {};
    const name = stringAt(request, 'Request') ?? '';
    note(phone, name, request);
    const before = talk.session;
    const reply = { Request: name, ...answer(talk, name, request) };
    const { config } = phone;
    if (config.lockdown.detachDuring === name) {
      await sendReply(wire, plistMessage(reply, 'xml'), 'cut-in-the-middle').catch(() => undefined);
      phone.detach();
      throw new WireClosed();
    }
    await sendReply(wire, plistMessage(reply, 'xml'), faultFor(config.lockdown.faults, name));
    if (talk.session !== null && before === null) {
      wire = await upgradeToTls(wire, {
        config: config.lockdown.tls,
        host: talk.session.host,
        devicePrivateKey: privateKey,
        service: null,
        udid: phone.udid,
        record: phone.record,
      });
      phone.adopt(wire);
    }
  }
}

async function readWithin(wire: Wire, idleMs: number | null): Promise<PlistValue> {
  const timer = idleMs === null ? undefined : setTimeout(() => wire.end(), idleMs);
  try {
    return await readPlistMessage(wire);
  } finally {
    clearTimeout(timer);
  }
}

function note(phone: Phone, name: string, request: PlistDict): void {
  const fields: Record<string, string | boolean> = {};
  for (const key of ['Domain', 'Key', 'Service', 'ProtocolVersion', 'Label']) {
    const value = stringAt(request, key);
    if (value !== null) fields[key] = value;
  }
  if (name === 'StartSession') fields['knownHost'] = phone.trusted.has(stringAt(request, 'HostID') ?? '');
  if (name === 'StartService') fields['escrowBag'] = bytesAt(request, 'EscrowBag') !== null;
  phone.record({ layer: 'lockdown', service: null, name, udid: phone.udid, fields });
}

function answer(talk: Conversation, name: string, request: PlistDict): PlistDict {
  const { config } = talk.phone;
  if (talk.session !== null && config.lockdown.sessionEndsAfter !== null && !talk.ended) {
    if (talk.answered >= config.lockdown.sessionEndsAfter) {
      talk.ended = true;
      return { Error: 'SessionInactive' };
    }
    talk.answered += 1;
  }
  switch (name) {
    case 'QueryType':
      return { Type: config.lockdown.type };
    case 'GetValue':
      return answerGetValue(talk.phone, request, talk.session !== null, talk.byName);
    case 'StartSession':
      return startSession(talk, request);
    case 'StopSession':
      return talk.session === null ? { Error: 'SessionInactive' } : {};
    case 'StartService':
      return startService(talk, request);
    case 'Pair':
      return pair(talk.phone, request);
    case 'Unpair':
      talk.phone.trusted.delete(stringAt(dictionaryAt(request, 'PairRecord') ?? {}, 'HostID') ?? '');
      return {};
    case 'SetValue':
      // The one value that a stranger may set: usbmuxd does so before it asks for trust.
      return stringAt(request, 'Key') === 'UntrustedHostBUID' ? {} : { Error: 'SetProhibited' };
    case 'RemoveValue':
      return { Error: 'RemoveProhibited' };
    default:
      // EnterRecovery, too: a simulated phone has nothing to reboot into.
      return { Error: 'InvalidRequest' };
  }
}

function startSession(talk: Conversation, request: PlistDict): PlistDict {
  const { config, trusted } = talk.phone;
  if (talk.session !== null) return { Error: 'SessionActive' };
  if (config.lockdown.session !== 'ok') return { Error: config.lockdown.session };
  const hostId = stringAt(request, 'HostID');
  if (hostId === null) return { Error: 'MissingHostID' };
  const host = trusted.get(hostId);
  if (!host) return { Error: 'InvalidHostID' };
  talk.session = { id: randomUUID().toUpperCase(), host };
  talk.answered = 0;
  return { SessionID: talk.session.id, EnableSessionSSL: true };
}

function startService(talk: Conversation, request: PlistDict): PlistDict {
  const { phone, session } = talk;
  const name = stringAt(request, 'Service');
  if (name === null) return { Error: 'MissingService' };
  const config = Object.hasOwn(phone.config.services, name) ? phone.config.services[name] : undefined;
  if (session === null && name !== 'com.apple.mobile.insecure_notification_proxy') return { Error: 'SessionInactive' };
  if (config === undefined) return { Service: name, Error: 'InvalidService' };
  if (config.start !== 'ok') return { Service: name, Error: config.start };
  if (config.needsEscrowBag) {
    const bag = bytesAt(request, 'EscrowBag');
    if (bag === null || session === null || !bag.equals(session.host.escrowBag)) {
      return { Service: name, Error: 'EscrowLocked' };
    }
  }
  const port = phone.openPort(name, session?.host ?? null);
  return { Service: name, Port: port, ...(config.ssl && session !== null ? { EnableServiceSSL: true } : {}) };
}

function pair(phone: Phone, request: PlistDict): PlistDict {
  const how = phone.config.lockdown.pair;
  if (how.kind === 'error') return { Error: how.error };
  if (how.kind === 'pending' && (how.polls === null || phone.pairPolls < how.polls)) {
    phone.pairPolls += 1;
    return { Error: 'PairingDialogResponsePending' };
  }
  const record = dictionaryAt(request, 'PairRecord');
  if (record === null) return { Error: 'MissingPairRecord' };
  const host = trustFromPair(record);
  if (host === null) return { Error: 'InvalidPairRecord' };
  phone.trusted.set(host.hostId, host);
  return { EscrowBag: host.escrowBag };
}
