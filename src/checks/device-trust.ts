/** Is the phone unlocked, and does it trust this computer? Each word of lockdown is a cause of its own. */
import type { CauseId } from '../causes/args.ts';
import type { Check, CheckContext, Evidence, Outcome } from '../core/check.ts';
import { fail, pass, unknownFact, unknownOutcome } from '../core/outcome.ts';
import { valueOrNull } from '../facts/fact.ts';
import type { Facts } from '../facts/types.ts';
import { say } from '../messages/index.ts';
import { modelName } from '../phone/models.ts';
import type { TrustFinding } from '../phone/trust.ts';

export const deviceTrust: Check = {
  id: 'device-trust',
  targets: ['computer'],
  asks: false,
  limitMs: 60_000,
  run: async ({ facts }: CheckContext): Promise<Outcome> => {
    const choice = await facts.phone();
    if (!choice.known || choice.value.chosen === null) {
      const several = choice.known && choice.value.listed.length > 1;
      return unknownOutcome(
        choice.known ? 'unreachable' : choice.why,
        choice.known ? (several ? 'several phones' : 'no phone') : choice.detail,
        several
          ? say('device-trust', 'several-phones', { count: choice.value.listed.length })
          : say('device-trust', 'nobody-to-ask'),
        { steps: several ? [] : [say('device-trust', 'connect-and-unlock')] },
      );
    }
    const trust = await facts.phoneTrust();
    if (!trust.known) return unknownFact(trust, say('device-trust', 'trust-not-told'));
    const evidence: Evidence = { trust: trust.value.state, error: trust.value.error };
    const cause = CAUSE_OF[trust.value.state];
    if (trust.value.state === 'locked') {
      return fail(
        'iphone-locked',
        { error: trust.value.error, sinceRestart: true },
        { source: 'phone', confidence: 'confirmed', evidence },
      );
    }
    if (cause !== undefined) {
      // A word of the phone's own, or the plain absence of a record, proves it; a hang-up or a damaged record has other readings.
      const proven = trust.value.failure === null || trust.value.failure.kind === 'error';
      const confidence = proven ? 'confirmed' : 'likely';
      return fail(cause, { error: trust.value.error }, { source: 'phone', confidence, evidence });
    }
    if (trust.value.state === 'trusted') return locked(facts, evidence);
    return unknownOutcome(
      'unreachable',
      trust.value.error ?? trust.value.failure?.kind ?? '',
      say('device-trust', 'trust-not-told'),
      {
        evidence,
        steps: [say('device-trust', 'replug-and-look-again')],
      },
    );
  },
};

const CAUSE_OF: Readonly<
  Partial<
    Record<
      TrustFinding['state'],
      Extract<
        CauseId,
        'trust-not-given' | 'trust-dialog-waiting' | 'trust-refused' | 'trust-record-stale' | 'pairing-forbidden'
      >
    >
  >
> = {
  'no-record': 'trust-not-given',
  'record-unusable': 'trust-record-stale',
  'record-refused': 'trust-record-stale',
  'dialog-waiting': 'trust-dialog-waiting',
  refused: 'trust-refused',
  forbidden: 'pairing-forbidden',
};

/** Trusted; but a locked phone asks for its passcode before a backup can start. */
async function locked(facts: Facts, evidence: Evidence): Promise<Outcome> {
  const [values, identity] = await Promise.all([facts.phoneValues(), facts.phoneIdentity()]);
  const lock = values.known ? values.value.passwordProtected : null;
  const more: Evidence = {
    ...evidence,
    passwordProtected: lock?.known ? lock.value : { unknown: lock?.reason ?? 'unreachable' },
  };
  if (lock?.known && lock.value) {
    return fail(
      'iphone-locked',
      { error: null, sinceRestart: false },
      { source: 'phone', confidence: 'confirmed', evidence: more },
    );
  }
  const told = valueOrNull(identity);
  const product = told?.ok ? told.value : null;
  const model = product?.productType == null ? null : modelName(product.productType);
  return pass(say('device-trust', 'trusted', { model, ios: product?.productVersion ?? null }), {
    source: 'phone',
    evidence: more,
    notes: lock?.known ? [] : [say('device-trust', 'lock-not-visible')],
  });
}
