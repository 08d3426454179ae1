/** What a healthy, trusted phone tells, for tests of checks that change one part. */
import { type Fact, known } from '../../src/facts/fact.ts';
import type { PhoneIdentity } from '../../src/facts/types.ts';
import type { MuxEntry } from '../../src/phone/mux-device.ts';
import type { PhoneValues, Reading } from '../../src/phone/values.ts';
import { NOW } from './context.ts';
import { FAKE_UDID, type FakeAnswers } from './fake-facts.ts';

export const ENTRY: MuxEntry = {
  deviceId: 1,
  udid: FAKE_UDID,
  listedAs: FAKE_UDID,
  connection: 'usb',
  productId: 0x12a8,
  linkSpeed: 480_000_000,
};

export function reading<T>(value: T): Reading<T> {
  return { known: true, value };
}

export const ABSENT = { known: false, reason: 'absent', error: 'MissingValue' } as const;

const HEALTHY: PhoneValues = {
  deviceName: reading('Test phone'),
  deviceClass: reading('iPhone'),
  productType: reading('iPhone17,4'),
  productVersion: reading('27.0.1'),
  buildVersion: reading('24A446'),
  passwordProtected: reading(false),
  activationState: reading('Activated'),
  brickState: reading(false),
  setupDone: reading(true),
  setupFinishedAllSteps: reading(true),
  clock: reading({ phoneMs: NOW, hostMs: NOW }),
  timeZone: reading('Asia/Tokyo'),
  supervised: reading(false),
  willEncrypt: reading(true),
  requiresEncryption: reading(false),
  cloudBackupEnabled: reading(true),
  lastCloudBackup: reading(NOW - 3_600_000),
  lastComputerBackup: reading(NOW - 86_400_000),
  minITunesVersion: reading('12.9.0'),
  minMacOSVersion: reading('10.5.8'),
  diskCapacity: reading(128e9),
  dataCapacity: reading(112e9),
  dataAvailable: reading(64e9),
  dataFree: reading(48e9),
  batteryLevel: reading(80),
  batteryCharging: reading(true),
  externalPower: reading(true),
  wifiSync: reading(false),
};

export function values(change: Partial<PhoneValues> = {}): Fact<PhoneValues> {
  return known({ ...HEALTHY, ...change });
}

/** Every value unreadable, as without trust. */
export function unreadable(): Fact<PhoneValues> {
  const none = { known: false, reason: 'unreachable', error: 'InvalidHostID' } as const;
  return known(Object.fromEntries(Object.keys(HEALTHY).map((name) => [name, none])) as unknown as PhoneValues);
}

export function identity(change: Partial<PhoneIdentity> = {}) {
  return known({
    ok: true,
    value: {
      deviceName: 'Test phone',
      deviceClass: 'iPhone',
      productType: 'iPhone17,4',
      productVersion: '27.0.1',
      minITunesVersion: '12.9.0',
      ...change,
    },
  } as const);
}

/** The facts of a healthy phone on the cable. */
export function phoneFacts(change: FakeAnswers = {}): FakeAnswers {
  const hello = { deviceLink: { major: 400, minor: 0 }, errorCode: 0, errorDescription: null, protocolVersion: 2.1 };
  return {
    phone: known({ chosen: ENTRY, listed: [ENTRY] }),
    phoneIdentity: identity(),
    phoneTrust: known({ state: 'trusted', error: null, failure: null }),
    phoneValues: values(),
    backupService: known({ state: 'answers', hello }),
    syncLock: known({ ok: true, value: { state: 'free', fileExists: false } }),
    ...change,
  };
}
