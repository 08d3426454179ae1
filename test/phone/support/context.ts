import type { MuxAddress } from '../../../src/phone/address.ts';
import { PhoneError, type PhoneFailure } from '../../../src/phone/errors.ts';
import { type Context, DEFAULT_LIMITS, type PhoneLimits } from '../../../src/phone/limits.ts';
import type { MuxEntry } from '../../../src/phone/mux-device.ts';

/** Long enough for a busy machine. A test that waits for a limit sets its own. */
export const SHORT: PhoneLimits = {
  ...DEFAULT_LIMITS,
  connectMs: 8000,
  answerMs: 8000,
  tlsMs: 8000,
  operationMs: 20_000,
  syncLockMs: 500,
};

export function context(limits: Partial<PhoneLimits> = {}, signal = new AbortController().signal): Context {
  return { limits: { ...SHORT, ...limits }, signal };
}

/** The failure that a promise ends with; throws where it ends well, or with another kind of error. */
export async function failureFrom(promise: Promise<unknown>): Promise<PhoneFailure> {
  const error: unknown = await promise.then(
    () => new Error('it ended well'),
    (reason: unknown) => reason,
  );
  if (error instanceof PhoneError) return error.failure;
  throw error;
}

export const UDID = '00008030-000A1B2C3D4E5F67';

export const ENTRY: MuxEntry = {
  deviceId: 7,
  udid: UDID,
  listedAs: UDID,
  connection: 'usb',
  productId: 0x12a8,
  linkSpeed: 480_000_000,
};

export const NOWHERE: MuxAddress = { kind: 'unix', path: '/nonexistent/usbmuxd' };
