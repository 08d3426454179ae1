import { describe, expect, it } from 'vitest';
import { deviceTrust } from '../../src/checks/device-trust.ts';
import { known, unknown } from '../../src/facts/fact.ts';
import { contextOf } from '../support/context.ts';
import { type FakeAnswers, fakeFacts } from '../support/fake-facts.ts';
import { ENTRY, identity, phoneFacts, reading, values } from '../support/phone-facts.ts';

const look = (answers: FakeAnswers) => deviceTrust.run(contextOf({ facts: fakeFacts(answers) }));
const trust = (state: string, error: string | null = null) =>
  look(phoneFacts({ phoneTrust: known({ state, error, failure: null } as never) }));

describe('device-trust', () => {
  it('passes in a trusted session of an unlocked phone, and names model and iOS', async () => {
    expect(await look(phoneFacts())).toMatchObject({
      status: 'pass',
      source: 'phone',
      summary: { key: 'trusted', args: { model: 'iPhone 16 Plus', ios: '27.0.1' } },
    });
  });

  it.each([
    ['no-record', null, 'trust-not-given'],
    ['dialog-waiting', 'PairingDialogResponsePending', 'trust-dialog-waiting'],
    ['refused', 'UserDeniedPairing', 'trust-refused'],
    ['record-refused', 'InvalidHostID', 'trust-record-stale'],
    ['record-unusable', 'malformed', 'trust-record-stale'],
    ['locked', 'PasswordProtected', 'iphone-locked'],
    ['forbidden', 'MCProtected', 'pairing-forbidden'],
  ] as const)('%s (%s) is %s, quoting the phone’s own word', async (state, error, cause) => {
    expect(await trust(state, error)).toMatchObject({
      status: 'fail',
      source: 'phone',
      confidence: 'confirmed',
      cause: { id: cause, args: { error } },
      evidence: { trust: state, error },
    });
  });

  it('a hang-up in the handshake has other readings than a record that the phone forgot: likely', async () => {
    const failure = { layer: 'tls', kind: 'tls-refused', during: 'TLS', error: 'hung up', seen: null } as const;
    const finding = known({ state: 'record-refused', error: 'hung up', failure } as const);
    expect(await look(phoneFacts({ phoneTrust: finding }))).toMatchObject({
      cause: { id: 'trust-record-stale' },
      confidence: 'likely',
    });
  });

  it('a trusted phone that is locked now is locked, not since its restart', async () => {
    const facts = phoneFacts({ phoneValues: values({ passwordProtected: reading(true) }) });
    expect(await look(facts)).toMatchObject({ cause: { id: 'iphone-locked', args: { sinceRestart: false } } });
  });

  it('a lock that the phone does not tell is a note, never "unlocked"', async () => {
    const facts = phoneFacts({
      phoneValues: values({ passwordProtected: { known: false, reason: 'empty', error: null } }),
    });
    const outcome = await look(facts);
    expect(outcome).toMatchObject({ status: 'pass', evidence: { passwordProtected: { unknown: 'empty' } } });
    expect(outcome.notes.map((note) => note.key)).toEqual(['lock-not-visible']);
  });

  it('is unknown without a phone, with several, and where the phone does not say', async () => {
    expect(await look({})).toMatchObject({ status: 'unknown', why: 'unreachable', summary: { key: 'nobody-to-ask' } });
    const two = known({ chosen: null, listed: [ENTRY, { ...ENTRY, udid: 'f'.repeat(40) }] });
    expect(await look({ phone: two })).toMatchObject({ status: 'unknown', summary: { key: 'several-phones' } });
    expect(await trust('unknown', 'SomethingNew')).toMatchObject({ status: 'unknown', detail: 'SomethingNew' });
    expect(await look(phoneFacts({ phoneTrust: unknown('timeout', '40000 ms') }))).toMatchObject({ why: 'timeout' });
  });

  it('an unknown model keeps its code', async () => {
    expect(await look(phoneFacts({ phoneIdentity: identity({ productType: 'iPhone99,1' }) }))).toMatchObject({
      summary: { args: { model: 'iPhone99,1' } },
    });
  });
});
