/** Is iOS up to date? The phone says what it runs; the person is asked only where that, or what its model can run, is not known. */
import type { Check, CheckContext, Evidence, Outcome } from '../core/check.ts';
import { fail, pass, unknownOutcome } from '../core/outcome.ts';
import { valueOrNull } from '../facts/fact.ts';
import { judgeIos } from '../facts/ios-lines.ts';
import { say } from '../messages/index.ts';
import { modelName } from '../phone/models.ts';

export const iosVersion: Check = {
  id: 'ios-version',
  targets: ['computer', 'icloud'],
  asks: true,
  limitMs: 15_000,
  run: async (context: CheckContext): Promise<Outcome> => {
    const identity = valueOrNull(await context.facts.phoneIdentity());
    const told = identity?.ok ? identity.value : null;
    if (told?.productType == null || told.productVersion === null) return asked(context, {});
    const { productType, productVersion } = told;
    const judgement = judgeIos(productType, productVersion);
    const evidence: Evidence = {
      productType,
      productVersion,
      newestKnown: judgement.state === 'not-known' ? null : judgement.newest,
      tableOf: judgement.state === 'not-known' ? null : judgement.asOf,
    };
    switch (judgement.state) {
      case 'older':
        return fail(
          'ios-outdated',
          { installed: productVersion, newest: judgement.newest, asOf: judgement.asOf },
          { source: 'phone', confidence: 'likely', evidence },
        );
      case 'newest':
        return pass(
          say('ios-version', 'newest', {
            model: modelName(productType),
            installed: productVersion,
            asOf: judgement.asOf,
          }),
          { source: 'phone', evidence },
        );
      default:
        return asked(context, evidence);
    }
  },
};

async function asked({ ask }: CheckContext, measured: Evidence): Promise<Outcome> {
  const answer = await ask.answer('ios-up-to-date');
  const steps = [say('ios-version', 'look-on-the-phone'), say('ios-version', 'answer-on-the-command-line')];
  if (!answer.known) {
    return unknownOutcome(answer.why, answer.detail, say('common', 'not-answered'), { steps, evidence: measured });
  }
  const evidence = { ...measured, answers: { 'ios-up-to-date': answer.value.kind } };
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
}
