/** Who answers: what `--answer` said, else the person at the terminal, else nobody. */
import { type Fact, known, unknown } from '../facts/fact.ts';
import type { Answer, AnswerKey, Ask } from './types.ts';

/** Puts one question to the person. Rejects only when the run is aborted. */
export type PutQuestion = (key: AnswerKey) => Promise<Answer>;

/**
 * @param given what was answered in advance; it wins over asking
 * @param put null where nobody may be asked (no terminal, `--json`, `--no-input`, `CI`)
 */
export function createAsk(given: ReadonlyMap<AnswerKey, Answer>, put: PutQuestion | null): Ask {
  // One answer serves every check of the run.
  const answered = new Map<AnswerKey, Promise<Fact<Answer>>>();
  return {
    answer(key) {
      const before = answered.get(key);
      if (before !== undefined) return before;
      const advance = given.get(key);
      const answer: Promise<Fact<Answer>> =
        advance !== undefined
          ? Promise.resolve(known(advance))
          : put === null
            ? Promise.resolve(unknown('needs-answer', key))
            : put(key).then(known);
      answered.set(key, answer);
      return answer;
    },
  };
}

/** Whether a person may be asked: both ends are a terminal, and nothing says otherwise. */
export function mayAsk(options: {
  readonly stdinIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  readonly json: boolean;
  readonly noInput: boolean;
  readonly ci: string | undefined;
}): boolean {
  const ci =
    options.ci !== undefined && options.ci !== '' && options.ci !== '0' && options.ci.toLowerCase() !== 'false';
  return options.stdinIsTerminal && options.stderrIsTerminal && !options.json && !options.noInput && !ci;
}
