/** Does the phone's backup service answer, and is nobody else syncing? Says hello and goodbye; no backup is started. */
import type { Check, CheckContext, Evidence, Outcome } from '../core/check.ts';
import { fail, pass, unknownFact, unknownOutcome } from '../core/outcome.ts';
import { valueOrNull } from '../facts/fact.ts';
import { say } from '../messages/index.ts';
import { failureEvidence } from './phone-evidence.ts';

export const backupService: Check = {
  id: 'backup-service',
  targets: ['computer'],
  asks: false,
  limitMs: 90_000,
  run: async ({ facts }: CheckContext): Promise<Outcome> => {
    const [service, lockFact] = await Promise.all([facts.backupService(), facts.syncLock()]);
    const steps = [say('backup-service', 'connect-and-trust')];
    if (!service.known) return unknownFact(service, say('backup-service', 'nobody-to-ask'), { steps });
    const finding = service.value;
    const lock = valueOrNull(lockFact);
    const evidence: Evidence = {
      state: finding.state,
      protocolVersion: finding.state === 'answers' ? finding.hello.protocolVersion : null,
      syncLock:
        lock === null
          ? { unknown: lockFact.known ? null : lockFact.why }
          : lock.ok
            ? lock.value.state
            : { unknown: lock.failure.kind, error: lock.failure.error },
    };
    const measured = { source: 'phone', confidence: 'confirmed' } as const;
    switch (finding.state) {
      case 'no-session':
        return unknownOutcome(
          'unreachable',
          finding.trust.error ?? finding.trust.state,
          say('backup-service', 'trust-first'),
          {
            source: 'phone',
            evidence: { ...evidence, trust: finding.trust.state },
            steps,
          },
        );
      case 'refused':
        return fail(
          'backup-service-refused',
          { error: finding.error },
          { ...measured, evidence: { ...evidence, error: finding.error } },
        );
      case 'unreachable':
        return fail(
          'backup-service-unreachable',
          { error: finding.failure.error ?? finding.failure.kind },
          { ...measured, evidence: { ...evidence, failure: failureEvidence(finding.failure) } },
        );
      case 'answers':
        if (lock?.ok && lock.value.state === 'held') {
          const { seconds } = lock.value;
          return fail(
            'another-sync-running',
            { seconds },
            { ...measured, evidence: { ...evidence, heldSeconds: seconds } },
          );
        }
        return pass(say('backup-service', lock?.ok ? 'answers' : 'answers-lock-unknown'), {
          source: 'phone',
          evidence,
        });
    }
  },
};
