/** A check's surroundings for tests: made-up facts, answers given in advance, a fixed clock. */
import { createAsk } from '../../src/ask/ask.ts';
import type { Answer, AnswerKey } from '../../src/ask/types.ts';
import type { CheckContext } from '../../src/core/check.ts';
import { fakeFacts } from './fake-facts.ts';

export const NOW = Date.UTC(2026, 10, 22, 12);

export function contextOf(
  more: Partial<CheckContext> = {},
  answers: Partial<Record<AnswerKey, Answer>> = {},
): CheckContext {
  return {
    facts: fakeFacts(),
    ask: createAsk(new Map(Object.entries(answers) as [AnswerKey, Answer][]), null),
    targets: new Set(['computer', 'icloud'] as const),
    udid: null,
    now: NOW,
    ...more,
  };
}
