/** Is iCloud Backup on, and can it run? Asked one question at a time, up to the first "no". */
import type { Answer, AnswerKey, Ask } from '../ask/types.ts';
import type { Check, CheckContext, Outcome } from '../core/check.ts';
import { fail, pass, unknownOutcome } from '../core/outcome.ts';
import { say } from '../messages/index.ts';

type Given = Partial<Record<AnswerKey, Answer['kind'] | 'not-asked'>>;

export const icloudBackup: Check = {
  id: 'icloud-backup',
  targets: ['icloud'],
  asks: true,
  limitMs: 15_000,
  run: async ({ ask }: CheckContext): Promise<Outcome> => {
    const given: Given = {};
    const look = [say('icloud-backup', 'look-on-the-phone'), say('icloud-backup', 'answer-on-the-command-line')];
    const user = { source: 'user', confidence: 'confirmed' } as const;

    const on = await put(ask, given, 'icloud-backup-on');
    if (on === 'no') return fail('icloud-backup-off', {}, { ...user, evidence: { answers: given } });
    if ((await put(ask, given, 'icloud-signed-in')) === 'no') {
      return fail('icloud-account-problem', {}, { ...user, evidence: { answers: given } });
    }
    if ((await put(ask, given, 'icloud-restoring')) === 'yes') {
      return fail('icloud-restore-running', {}, { ...user, evidence: { answers: given } });
    }
    const missing: ('wifi' | 'power' | 'locked')[] = [];
    for (const condition of ['wifi', 'power', 'locked'] as const) {
      if ((await put(ask, given, condition)) === 'no') missing.push(condition);
    }
    const evidence = { answers: given };
    if (missing.length > 0) return fail('icloud-conditions-not-met', { missing }, { ...user, evidence });

    const notes = [say('icloud-backup', 'automatic-conditions'), say('icloud-backup', 'back-up-now')];
    if (on !== 'yes') {
      return unknownOutcome('needs-answer', on, say('common', on === 'unknown' ? 'not-sure' : 'not-answered'), {
        ...(on === 'unknown' ? { source: 'user' as const } : {}),
        evidence,
        steps: look,
        notes,
      });
    }
    const unsure = Object.values(given).some((kind) => kind === 'unknown' || kind === 'not-asked');
    return pass(say('icloud-backup', unsure ? 'on-conditions-unsure' : 'conditions-met-said'), {
      source: 'user',
      evidence,
      notes,
    });
  },
};

async function put(ask: Ask, given: Given, key: AnswerKey): Promise<Answer['kind'] | 'not-asked'> {
  const answer = await ask.answer(key);
  const kind = answer.known ? answer.value.kind : 'not-asked';
  given[key] = kind;
  return kind;
}
