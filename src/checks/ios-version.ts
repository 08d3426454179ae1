/** Is iOS up to date? Asked, in words that a person can answer while looking at the phone. */
import type { Check, CheckContext, Outcome } from '../core/check.ts';
import { fail, pass, unknownOutcome } from '../core/outcome.ts';
import { say } from '../messages/index.ts';

export const iosVersion: Check = {
  id: 'ios-version',
  targets: ['computer', 'icloud'],
  asks: true,
  limitMs: 15_000,
  run: async ({ ask }: CheckContext): Promise<Outcome> => {
    const answer = await ask.answer('ios-up-to-date');
    const steps = [say('ios-version', 'look-on-the-phone'), say('ios-version', 'answer-on-the-command-line')];
    if (!answer.known) {
      return unknownOutcome(answer.why, answer.detail, say('common', 'not-answered'), { steps });
    }
    const evidence = { answers: { 'ios-up-to-date': answer.value.kind } };
    switch (answer.value.kind) {
      case 'yes':
        return pass(say('ios-version', 'up-to-date-said'), {
          source: 'user',
          evidence,
          notes: [say('ios-version', 'automatic-updates')],
        });
      case 'no':
        return fail(
          'ios-outdated',
          { installed: null, newest: null, asOf: null },
          { source: 'user', confidence: 'likely', evidence },
        );
      default:
        return unknownOutcome('needs-answer', 'not sure', say('common', 'not-sure'), {
          source: 'user',
          evidence,
          steps: steps.slice(0, 1),
        });
    }
  },
};
