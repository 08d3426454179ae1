/**
 * DeviceLink, the layer under mobilebackup2: property-list arrays whose first element is the message's name. Only what comes before a
 * backup, and the goodbye. https://github.com/libimobiledevice/libimobiledevice/blob/master/src/device_link_service.c
 */
import { buildBinaryPlist, type PlistValue } from '../plist/index.ts';
import type { Channel } from './channel.ts';
import { PhoneError, type What } from './errors.ts';
import { type Context, limited } from './limits.ts';
import { plistFrame, receivePlist } from './property-list-service.ts';

export interface DeviceLinkVersion {
  readonly major: number;
  readonly minor: number;
}

/** Stands where a parameter could be. */
export const NOTHING = '___EmptyParameterString___';

/**
 * Version exchange up to DeviceReady. Out: the phone's version. Its major number is echoed: clients that insisted on one of their own
 * broke with each new iOS. Throws PhoneError; kind `error` where the phone takes its leave instead.
 */
export async function shakeHands(channel: Channel, context: Context): Promise<DeviceLinkVersion> {
  const exchange = await receiveMessage(channel, 'DLMessageVersionExchange', context);
  const major = exchange[1];
  const minor = exchange[2];
  if (typeof major !== 'number' || typeof minor !== 'number') {
    throw new PhoneError({ ...during('DLMessageVersionExchange'), kind: 'garbage', error: 'no version' });
  }
  channel.write(plistFrame(buildBinaryPlist(['DLMessageVersionExchange', 'DLVersionsOk', major])));
  await receiveMessage(channel, 'DLMessageDeviceReady', context);
  return { major, minor };
}

/** The next message, which must be of this name. Throws PhoneError. */
export async function receiveMessage(channel: Channel, name: string, context: Context): Promise<readonly PlistValue[]> {
  const what = during(name);
  const message = await limited(what, context.limits.answerMs, context.signal, (signal) =>
    receivePlist(channel, what, signal),
  );
  const got: unknown = Array.isArray(message) ? message[0] : null;
  if (!Array.isArray(message) || typeof got !== 'string') {
    throw new PhoneError({ ...what, kind: 'garbage', error: 'not a DeviceLink message' });
  }
  if (got === 'DLMessageDisconnect' && name !== got) throw new PhoneError({ ...what, kind: 'error', error: got });
  if (got !== name) throw new PhoneError({ ...what, kind: 'garbage', error: 'another message' });
  return message;
}

/** The orderly goodbye. Never throws. */
export async function disconnect(channel: Channel): Promise<void> {
  channel.write(plistFrame(buildBinaryPlist(['DLMessageDisconnect', NOTHING])));
  await channel.end();
}

function during(name: string): What {
  return { layer: 'service', during: name };
}
