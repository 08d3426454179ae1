/** Does the computer see the iPhone? Follows the chain USB → driver → Apple's software → multiplexer to its first broken link. */
import type { CauseArgs } from '../causes/args.ts';
import type { Check, CheckContext, Evidence, Outcome } from '../core/check.ts';
import { fail, pass, unknownOutcome } from '../core/outcome.ts';
import { type Fact, valueOrNull } from '../facts/fact.ts';
import type { AppleUsbDevice, Facts, MuxFinding, UsbFinding } from '../facts/types.ts';
import type { Sentence } from '../messages/define.ts';
import { say } from '../messages/index.ts';
import type { FailureKind, PhoneFailure } from '../phone/errors.ts';
import { sameUdid } from '../phone/mux-device.ts';
import type { TrustFinding } from '../phone/trust.ts';
import { whyNotListed, whyNotListening } from './device-connection-link.ts';
import { failureEvidence } from './phone-evidence.ts';

/** A link slower than USB 2 "high speed" (480 Mbit/s) on a phone of the last fifteen years points at the cable or a hub. */
const SLOW_LINK_BITS = 100_000_000;

export const deviceConnection: Check = {
  id: 'device-connection',
  targets: ['computer'],
  asks: false,
  limitMs: 60_000,
  run: async ({ facts, udid }: CheckContext): Promise<Outcome> => {
    const [usb, mux] = await Promise.all([facts.usb(), facts.mux()]);
    const evidence = connectionEvidence(usb, mux);
    // A phone that was named is looked for by its name; one whose UDID could not be read may be it.
    const isMeant = (id: string | null) => udid === null || id === null || sameUdid(id, udid);
    const usbDevices = (usb.known ? usb.value.devices : []).filter((device) => isMeant(device.udid));
    const attached = usbDevices.filter((device) => device.mode === 'normal');

    const listed =
      mux.known && mux.value.state === 'listing' ? mux.value.devices.filter((each) => isMeant(each.udid)) : [];
    const byCable = listed.filter((device) => device.connection === 'usb');
    if (byCable.length > 0) {
      const silent = await silentPhone(facts, evidence);
      if (silent !== null) return silent;
      return pass(say('device-connection', 'seen', { devices: new Set(byCable.map((device) => device.udid)).size }), {
        evidence,
        notes: [
          say('device-connection', 'disconnected-message'),
          ...linkNotes(byCable.map((device) => device.linkSpeed)),
          ...recoveryNotes(usbDevices),
          ...(await stackNotes(facts)),
        ],
      });
    }

    const special = attached.length === 0 ? usbDevices.find((device) => device.mode !== 'normal') : undefined;
    if (special) {
      const cause = special.mode === 'dfu' ? 'iphone-in-dfu-mode' : 'iphone-in-recovery-mode';
      return fail(cause, { productId: special.productId }, { confidence: 'confirmed', evidence });
    }
    if (attached.length > 0) return unlisted(facts, mux, evidence);
    if (listed.length > 0) {
      return fail('connected-by-wifi-only', { devices: listed.length }, { confidence: 'likely', evidence });
    }
    return notSeen(facts, usb, mux, evidence);
  },
};

/** The phone is listed; but does it answer at all? Null where it does, or where it is not known which one is meant. */
async function silentPhone(facts: Facts, evidence: Evidence): Promise<Outcome | null> {
  const choice = valueOrNull(await facts.phone());
  if (choice === null || choice.chosen === null) return null;
  const asked = valueOrNull(await facts.phoneIdentity());
  if (asked === null) return null;
  // A phone that answers strangers may still send nonsense, or nothing, where a trusted session should begin.
  const failure = asked.ok ? sessionFailure(valueOrNull(await facts.phoneTrust())) : asked.failure;
  if (failure === null) return null;
  const more: Evidence = { ...evidence, answer: failureEvidence(failure) };
  const measured = { source: 'phone', confidence: 'confirmed', evidence: more } as const;
  if (failure.kind === 'restore-mode') {
    // In restore mode the phone is listed like a healthy one, but another program answers on it.
    return fail('iphone-in-recovery-mode', { productId: choice.chosen.productId ?? 0 }, measured);
  }
  const symptom = SYMPTOM_OF[failure.kind];
  if (symptom === undefined) {
    const detail = failure.error ?? failure.kind;
    return unknownOutcome('unreachable', detail, say('device-connection', 'phone-not-reached'), {
      source: 'phone',
      evidence: more,
      steps: [say('device-connection', 'unlock-and-replug')],
    });
  }
  return fail('iphone-not-answering', { symptom, seen: failure.seen ?? failure.error }, measured);
}

/** Garbage or silence in the session, which is no answer to the question of trust. */
function sessionFailure(trust: TrustFinding | null): PhoneFailure | null {
  if (trust === null || trust.state !== 'unknown' || trust.failure === null) return null;
  return ['garbage', 'no-answer', 'not-encrypted'].includes(trust.failure.kind) ? trust.failure : null;
}

/** How talking to a listed phone can fail before any question of trust. */
const SYMPTOM_OF: Readonly<Partial<Record<FailureKind, CauseArgs['iphone-not-answering']['symptom']>>> = {
  'no-answer': 'no-answer',
  'port-refused': 'refused',
  'mux-refused': 'refused',
  garbage: 'garbage',
  foreign: 'garbage',
  'not-encrypted': 'garbage',
  error: 'garbage',
  'hung-up': 'hung-up',
  'device-gone': 'listed-then-gone',
};

/** The phone is on USB, but the multiplexer does not list it: why? */
async function unlisted(facts: Facts, mux: Fact<MuxFinding>, evidence: Evidence): Promise<Outcome> {
  if (!mux.known) {
    return unknownOutcome(mux.why, mux.detail, say('device-connection', 'apple-software-not-visible'), {
      evidence,
      steps: [say('device-connection', 'restart-computer')],
    });
  }
  return mux.value.state === 'listing' ? whyNotListed(facts, evidence) : whyNotListening(facts, mux.value, evidence);
}

/** Nothing is on the cable, as far as could be looked. */
async function notSeen(
  facts: Facts,
  usb: Fact<UsbFinding>,
  mux: Fact<MuxFinding>,
  evidence: Evidence,
): Promise<Outcome> {
  const muxListsNothing = mux.known && mux.value.state === 'listing';
  const { virtualMachine } = facts.host();
  if (mux.known && mux.value.state === 'bad-address') return whyNotListening(facts, mux.value, evidence);
  if (usb.known) {
    const looked = muxListsNothing ? 'usb-and-mux' : 'usb';
    return fail(
      'iphone-not-detected',
      { looked, virtualMachine },
      { confidence: 'confirmed', evidence, notes: [...(muxListsNothing ? [] : muxNotes(facts, mux)), DEMO] },
    );
  }
  if (muxListsNothing) {
    // Only one of the two places could be looked at, and a driver problem would look the same from there.
    return fail('iphone-not-detected', { looked: 'mux', virtualMachine }, { confidence: 'likely', evidence });
  }
  return unknownOutcome(usb.why, usb.detail, say('device-connection', 'usb-not-visible'), {
    evidence,
    notes: [DEMO],
    steps: [say('device-connection', 'run-where-the-cable-is'), say('device-connection', 'unlock-and-replug')],
  });
}

const DEMO = say('device-connection', 'try-the-demo');

/** On Linux usbmuxd starts with the first phone, so its silence without a phone means nothing. */
function muxNotes(facts: Facts, mux: Fact<MuxFinding>): readonly Sentence[] {
  if (!mux.known || facts.host().platform === 'linux') return [];
  return [say('device-connection', 'apple-software-silent', { address: mux.value.address })];
}

function linkNotes(speeds: readonly (number | null)[]): readonly Sentence[] {
  const slow = speeds.find((speed) => speed !== null && speed > 0 && speed < SLOW_LINK_BITS);
  if (slow === undefined || slow === null) return [];
  return [say('device-connection', 'slow-link', { megabits: Math.round(slow / 100_000) / 10 })];
}

function recoveryNotes(devices: readonly AppleUsbDevice[]): readonly Sentence[] {
  return devices.some((device) => device.mode !== 'normal') ? [say('device-connection', 'also-in-recovery')] : [];
}

/** Several Apple stacks side by side are no fault of their own, but explain "vanished" backups. */
async function stackNotes(facts: Facts): Promise<readonly Sentence[]> {
  if (facts.host().platform !== 'windows') return [];
  const programs = valueOrNull(await facts.programs()) ?? [];
  const names = programs.filter((program) => program.id !== 'libimobiledevice').map((program) => program.name);
  return names.length > 1 ? [say('device-connection', 'several-stacks', { programs: names })] : [];
}

function connectionEvidence(usb: Fact<UsbFinding>, mux: Fact<MuxFinding>): Evidence {
  return {
    usb: usb.known
      ? {
          method: usb.value.method,
          devices: usb.value.devices.map((device) => ({
            mode: device.mode,
            productId: `0x${device.productId.toString(16).padStart(4, '0')}`,
            udid: device.udid,
            linkSpeed: device.linkSpeed,
          })),
        }
      : { unknown: usb.why, detail: usb.detail },
    mux: mux.known
      ? {
          address: mux.value.address,
          state: mux.value.state,
          detail: mux.value.detail,
          devices: mux.value.devices.map((device) => ({
            udid: device.udid,
            connection: device.connection,
            linkSpeed: device.linkSpeed,
          })),
        }
      : { unknown: mux.why, detail: mux.detail },
  };
}
