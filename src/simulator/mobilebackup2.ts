/**
 * mobilebackup2 up to the request: DeviceLink's greeting, Hello, and what else a computer may ask.
 * https://github.com/libimobiledevice/libimobiledevice/blob/master/src/mobilebackup2.c
 */
import { isPlistDict, type PlistDict } from '../plist/index.ts';
import { infoPlist } from './backup-content.ts';
import { runBackup } from './backup-conversation.ts';
import { MOBILEBACKUP2 } from './config.ts';
import { readMessage, respond, sendMessage } from './devicelink.ts';
import { dictionaryAt, stringAt } from './dictionary.ts';
import type { Phone } from './phone.ts';
import { FOREIGN_ANSWER } from './reply-fault.ts';
import { type Wire, WireClosed } from './wire.ts';

/** Talks until one side says goodbye. Rejects with WireClosed where the client just leaves. */
export async function serveMobileBackup(phone: Phone, wire: Wire): Promise<void> {
  wire.pace = phone.config.backup.pace;
  await greet(phone, wire);
  for (;;) {
    const [name, body] = await readMessage(wire);
    if (name === 'DLMessageDisconnect') {
      note(phone, name, {});
      wire.end();
      return;
    }
    const request = isPlistDict(body) ? body : {};
    if (name !== 'DLMessageProcessMessage') {
      note(phone, name, {});
      continue;
    }
    await answer(phone, wire, request);
  }
}

async function greet(phone: Phone, wire: Wire): Promise<void> {
  const { greeting, ready } = phone.config.backup;
  if (greeting === 'silent') {
    await wire.closed;
    throw new WireClosed();
  }
  if (greeting === 'garbage') {
    await wire.write(FOREIGN_ANSWER);
    await wire.closed;
    throw new WireClosed();
  }
  if (greeting === 'wrong-message') await sendMessage(wire, 'DLMessageDeviceReady');
  else await sendMessage(wire, 'DLMessageVersionExchange', greeting.major, greeting.minor);
  const [name, verdict, version] = await readMessage(wire);
  note(phone, name, { verdict: String(verdict), version: typeof version === 'number' ? version : null });
  if (name !== 'DLMessageVersionExchange' || verdict !== 'DLVersionsOk' || ready === 'disconnect') {
    await sendMessage(wire, 'DLMessageDisconnect', 'Version not supported');
    wire.end();
    throw new WireClosed();
  }
  if (ready === 'silent') {
    await wire.closed;
    throw new WireClosed();
  }
  await sendMessage(wire, 'DLMessageDeviceReady');
}

async function answer(phone: Phone, wire: Wire, request: PlistDict): Promise<void> {
  const name = stringAt(request, 'MessageName') ?? '';
  const options = dictionaryAt(request, 'Options') ?? {};
  note(phone, name, {
    target: stringAt(request, 'TargetIdentifier'),
    ...(options['ForceFullBackup'] === true ? { full: true } : {}),
  });
  const { helloError } = phone.config.backup;
  switch (name) {
    case 'Hello':
      return respond(wire, helloError === 0 ? { ErrorCode: 0, ProtocolVersion: 2.1 } : { ErrorCode: helloError });
    case 'Backup':
      return runBackup(phone, wire);
    case 'Info':
      // What old phones told of a backup; new ones answer 205 even for a sound one.
      return respond(wire, { ErrorCode: 0, Content: infoPlist(phone.values, new Date(phone.now())) });
    default:
      // Restore, ChangePassword, EraseDevice and the like: a simulated phone does none of them.
      return respond(wire, { ErrorCode: 1, ErrorDescription: 'Not supported by this phone (MBErrorDomain/1)' });
  }
}

function note(phone: Phone, name: string, fields: Record<string, string | number | boolean | null>): void {
  phone.record({ layer: 'service', service: MOBILEBACKUP2, name, udid: phone.udid, fields });
}
