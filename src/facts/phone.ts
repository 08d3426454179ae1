/** Facts that the phone itself tells. One connection a question group; nothing is asked before the first question. */
import { sameUdid } from '../phone/mux-device.ts';
import type { Phone } from '../phone/phone.ts';
import type { PhoneValues, Reading } from '../phone/values.ts';
import { type Fact, known, unknown } from './fact.ts';
import { type Limits, once } from './memo.ts';
import type { MuxReading } from './mux.ts';
import type { Facts, PhoneChoice, PhoneIdentity } from './types.ts';

export interface PhoneFactsOptions {
  /** The one look at the multiplexer's list, which other facts share. */
  readonly mux: () => Promise<Fact<MuxReading>>;
  readonly signal: AbortSignal;
  /** The phone that was named or chosen; asked for when the first fact is read. */
  readonly udid: () => string | null;
}

type PhoneFacts = Pick<Facts, 'phone' | 'phoneIdentity' | 'phoneTrust' | 'phoneValues' | 'backupService' | 'syncLock'>;

/** ms: the client's own limits end earlier, these are for what it cannot see. */
const LIMIT_MS = 40_000;

export function createPhoneFacts(options: PhoneFactsOptions): PhoneFacts {
  const limit: Limits = { limitMs: LIMIT_MS, signal: options.signal };
  // Not kept: the person may still be choosing among the phones when it is first asked for.
  const phone = async (): Promise<Fact<PhoneChoice>> => {
    const mux = await options.mux();
    if (!mux.known) return mux;
    const { phones } = mux.value;
    if (!phones.known) return phones;
    const listed = phones.value;
    const udid = options.udid();
    const chosen =
      udid === null
        ? listed.length === 1
          ? listed[0]
          : undefined
        : listed.find((entry) => sameUdid(entry.udid, udid));
    return known({ listed, chosen: chosen ?? null });
  };

  let opened: Promise<Fact<Phone>> | null = null;
  const open = (): Promise<Fact<Phone>> => {
    opened ??= (async (): Promise<Fact<Phone>> => {
      const [mux, choice] = [await options.mux(), await phone()];
      if (!mux.known) return mux;
      if (!choice.known) return choice;
      const { address } = mux.value;
      if (choice.value.chosen === null || address === null) return unknown('unreachable', 'no phone');
      const { openPhone } = await import('../phone/phone.ts');
      return known(openPhone(choice.value.chosen, { address, signal: options.signal }));
    })();
    return opened;
  };
  /** A fact that asks the phone, once. */
  const asking = <T>(ask: (phone: Phone) => Promise<T>) =>
    once<T>(limit, async () => {
      const opened = await open();
      return opened.known ? known(await ask(opened.value)) : opened;
    });

  const phoneTrust = asking((phone) => phone.trust());
  return {
    phone,
    phoneIdentity: asking(async (phone) => {
      const asked = await phone.readUntrusted();
      if (!asked.ok) return asked;
      const { deviceName, deviceClass, productType, productVersion, minITunesVersion } = asked.value;
      const identity: PhoneIdentity = {
        deviceName: textOf(deviceName),
        deviceClass: textOf(deviceClass),
        productType: textOf(productType),
        productVersion: textOf(productVersion),
        minITunesVersion: textOf(minITunesVersion),
      };
      return { ok: true, value: identity } as const;
    }),
    phoneTrust,
    phoneValues: asking(async (phone) => {
      const { VALUE_GROUPS } = await import('../phone/values.ts');
      const { values } = await phone.readValues(VALUE_GROUPS);
      // Every group was asked for, so every name is there; what could not be read says so itself.
      return values as PhoneValues;
    }),
    backupService: asking((phone) => phone.probeBackupService()),
    syncLock: asking((phone) => phone.probeSyncLock()),
  };
}

function textOf(reading: Reading<string>): string | null {
  return reading.known ? reading.value : null;
}
