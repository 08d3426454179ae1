/** Is the phone itself ready: set up, with room for its snapshot, its clock right, encryption as its management demands? */
import type { Check, CheckContext, Evidence, Outcome, Target } from '../core/check.ts';
import { fail, pass, skip, unknownFact, unknownOutcome } from '../core/outcome.ts';
import type { Sentence } from '../messages/define.ts';
import { say } from '../messages/index.ts';
import type { PhoneValues, Reading } from '../phone/values.ts';

/** The phone puts a snapshot and temporary copies beside its data; with less than this backups are reported to break off. */
const HARDLY_FREE_BYTES = 500_000_000;
/** Certificates are checked against the clock; five minutes is what is commonly forgiven. */
const CLOCK_SLACK_MS = 5 * 60 * 1000;

type Part = 'setup' | 'encryption' | 'storage' | 'clock';

export const iphoneState: Check = {
  id: 'iphone-state',
  targets: ['computer', 'icloud'],
  asks: false,
  limitMs: 60_000,
  run: async ({ facts, targets }: CheckContext): Promise<Outcome> => {
    const choice = await facts.phone();
    const values = await facts.phoneValues();
    if (!values.known) {
      if (isElsewhere(targets) && (!choice.known || choice.value.chosen === null))
        return skip(say('iphone-state', 'no-phone-here'));
      return unknownFact(values, say('iphone-state', 'nobody-to-ask'), {
        steps: [say('iphone-state', 'connect-and-trust')],
      });
    }
    return judge(values.value);
  },
};

/** For an iCloud backup the phone need not be connected to this computer at all. */
function isElsewhere(targets: ReadonlySet<Target>): boolean {
  return !targets.has('computer');
}

function judge(values: PhoneValues): Outcome {
  const evidence = stateEvidence(values);
  const measured = { source: 'phone', evidence } as const;
  if (is(values.activationState, 'Unactivated')) {
    return fail('iphone-not-set-up', { reason: 'activation' }, { ...measured, confidence: 'confirmed' });
  }
  if (is(values.setupDone, false)) {
    // The key is known from other tools only, so what it says is a strong hint.
    return fail('iphone-not-set-up', { reason: 'setup' }, { ...measured, confidence: 'likely' });
  }
  const neverSwitchedOn = !values.willEncrypt.known && values.willEncrypt.reason === 'absent';
  if (is(values.requiresEncryption, true) && (is(values.willEncrypt, false) || neverSwitchedOn)) {
    return fail(
      'backup-encryption-required',
      {},
      { ...measured, confidence: neverSwitchedOn ? 'likely' : 'confirmed' },
    );
  }
  const free = values.dataFree;
  if (free.known && free.value < HARDLY_FREE_BYTES) {
    return fail(
      'iphone-storage-full',
      { availableBytes: free.value, totalBytes: values.dataCapacity.known ? values.dataCapacity.value : null },
      { ...measured, confidence: 'likely' },
    );
  }
  const difference = values.clock.known ? values.clock.value.phoneMs - values.clock.value.hostMs : null;
  if (values.clock.known && difference !== null && Math.abs(difference) > CLOCK_SLACK_MS) {
    return fail(
      'iphone-clock-wrong',
      {
        differenceSeconds: Math.round(difference / 1000),
        phoneTime: new Date(values.clock.value.phoneMs).toISOString(),
      },
      { ...measured, confidence: 'likely' },
    );
  }
  return ready(values, evidence);
}

function ready(values: PhoneValues, evidence: Evidence): Outcome {
  const missing = notTold(values);
  const freeBytes = values.dataFree.known ? values.dataFree.value : null;
  if (missing.length === 4) {
    const reading = values.dataFree;
    const error = reading.known ? '' : (reading.error ?? reading.reason);
    return unknownOutcome('unreachable', error, say('iphone-state', 'trust-first'), {
      source: 'phone',
      evidence,
      steps: [say('iphone-state', 'connect-and-trust')],
    });
  }
  const notes: Sentence[] = [];
  if (missing.length > 0) notes.push(say('iphone-state', 'not-told', { what: missing }));
  if (values.willEncrypt.known) notes.push(say('iphone-state', 'encrypted', { on: values.willEncrypt.value }));
  notes.push(say('iphone-state', 'enter-passcode'));
  return pass(say('iphone-state', missing.length === 0 ? 'ready' : 'nothing-found', { freeBytes }), {
    source: 'phone',
    evidence,
    notes,
  });
}

function notTold(values: PhoneValues): readonly Part[] {
  const parts: Part[] = [];
  if (!values.activationState.known && !values.setupDone.known) parts.push('setup');
  // Never switched on is told by absence; that is an answer of a phone that answers elsewhere.
  if (!values.willEncrypt.known && values.willEncrypt.reason !== 'absent') parts.push('encryption');
  if (!values.dataFree.known) parts.push('storage');
  if (!values.clock.known) parts.push('clock');
  return parts;
}

function is<T>(reading: Reading<T>, wanted: T): boolean {
  return reading.known && reading.value === wanted;
}

function stateEvidence(values: PhoneValues): Evidence {
  const { activationState, setupDone, willEncrypt, requiresEncryption, dataFree, dataAvailable, dataCapacity, clock } =
    values;
  return {
    activationState: shown(activationState),
    setupDone: shown(setupDone),
    willEncrypt: shown(willEncrypt),
    requiresEncryption: shown(requiresEncryption),
    freeBytes: shown(dataFree),
    availableBytes: shown(dataAvailable),
    capacityBytes: shown(dataCapacity),
    clockDifferenceSeconds: clock.known
      ? Math.round((clock.value.phoneMs - clock.value.hostMs) / 1000)
      : { unknown: clock.reason },
  };
}

function shown(reading: Reading<string | number | boolean>) {
  return reading.known ? reading.value : { unknown: reading.reason, error: reading.error };
}
