/** Has iCloud room for the backup? Only the phone's screen shows it. */
import type { Check, CheckContext, Outcome } from '../core/check.ts';
import { fail, pass, unknownOutcome } from '../core/outcome.ts';
import { say } from '../messages/index.ts';

/** Less than this holds hardly any phone's next backup. */
const HARDLY_ANY_BYTES = 1_000_000_000;
/** Between the two it depends on the size of the next backup, which only the phone's screen tells. */
const ENOUGH_FOR_MOST_BYTES = 10_000_000_000;

export const icloudStorage: Check = {
  id: 'icloud-storage',
  targets: ['icloud'],
  asks: true,
  limitMs: 15_000,
  run: async ({ ask }: CheckContext): Promise<Outcome> => {
    const answer = await ask.answer('icloud-storage-free');
    const steps = [say('icloud-storage', 'look-on-the-phone'), say('icloud-storage', 'answer-on-the-command-line')];
    if (!answer.known) {
      return unknownOutcome(answer.why, answer.detail, say('common', 'not-answered'), { steps });
    }
    if (answer.value.kind !== 'amount') {
      return unknownOutcome('needs-answer', 'not sure', say('common', 'not-sure'), {
        source: 'user',
        evidence: { answers: { 'icloud-storage-free': answer.value.kind } },
        steps: steps.slice(0, 1),
      });
    }
    const freeBytes = answer.value.bytes;
    const evidence = { answers: { 'icloud-storage-free': freeBytes } };
    if (freeBytes < HARDLY_ANY_BYTES) {
      return fail(
        'icloud-storage-full',
        { freeBytes, needBytes: null },
        { source: 'user', confidence: freeBytes === 0 ? 'confirmed' : 'likely', evidence },
      );
    }
    if (freeBytes < ENOUGH_FOR_MOST_BYTES) {
      return unknownOutcome('needs-answer', 'next backup size', say('icloud-storage', 'room-depends', { freeBytes }), {
        source: 'user',
        evidence,
        steps: [say('icloud-storage', 'compare-next-size')],
        notes: [say('icloud-storage', 'computer-is-free')],
      });
    }
    return pass(say('icloud-storage', 'room-said', { freeBytes }), {
      source: 'user',
      evidence,
      notes: [say('icloud-storage', 'compare-next-size'), say('icloud-storage', 'computer-is-free')],
    });
  },
};
