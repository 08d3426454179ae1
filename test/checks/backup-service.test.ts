import { describe, expect, it } from 'vitest';
import { backupService } from '../../src/checks/backup-service.ts';
import { known, unknown } from '../../src/facts/fact.ts';
import { contextOf } from '../support/context.ts';
import { type FakeAnswers, fakeFacts } from '../support/fake-facts.ts';
import { phoneFacts } from '../support/phone-facts.ts';

const look = (change: FakeAnswers = {}) => backupService.run(contextOf({ facts: fakeFacts(phoneFacts(change)) }));
const failure = { layer: 'service', kind: 'hung-up', during: 'Hello', error: 'ECONNRESET', seen: null } as const;

describe('backup-service', () => {
  it('passes where it answers and nobody syncs', async () => {
    expect(await look()).toMatchObject({
      status: 'pass',
      source: 'phone',
      summary: { key: 'answers' },
      evidence: { state: 'answers', protocolVersion: 2.1, syncLock: 'free' },
    });
  });

  it('tells a refusal by its word, an unreachable service by what broke, and a foreign lock by its length', async () => {
    expect(
      await look({ backupService: known({ state: 'refused', error: 'ServiceLimit', hello: null }) }),
    ).toMatchObject({
      cause: { id: 'backup-service-refused', args: { error: 'ServiceLimit' } },
      confidence: 'confirmed',
    });
    expect(await look({ backupService: known({ state: 'unreachable', failure }) })).toMatchObject({
      cause: { id: 'backup-service-unreachable', args: { error: 'ECONNRESET' } },
      evidence: { failure: { during: 'Hello' } },
    });
    expect(await look({ syncLock: known({ ok: true, value: { state: 'held', seconds: 10 } }) })).toMatchObject({
      cause: { id: 'another-sync-running', args: { seconds: 10 } },
    });
  });

  it('passes with a reservation where the lock could not be looked at', async () => {
    expect(await look({ syncLock: known({ ok: false, failure }) })).toMatchObject({
      status: 'pass',
      summary: { key: 'answers-lock-unknown' },
      evidence: { syncLock: { unknown: 'hung-up' } },
    });
  });

  it('without trust or without a phone it is unknown', async () => {
    const trust = { state: 'no-record', error: null, failure: null } as const;
    expect(await look({ backupService: known({ state: 'no-session', trust }) })).toMatchObject({ status: 'unknown' });
    expect(await look({ backupService: unknown('timeout', '40000 ms') })).toMatchObject({
      status: 'unknown',
      why: 'timeout',
    });
  });
});
