/** The questions in a terminal, by inquirer. Everything goes to stderr; stdout carries the result alone. */
import type { Target } from '../core/check.ts';
import type { Lang } from '../messages/define.ts';
import { QUESTION_WORDS, QUESTIONS } from '../messages/questions.ts';
import { parseAmount } from './parse.ts';
import type { Answer, AnswerKey } from './types.ts';

/** The two kinds of prompt that are needed, as inquirer's prompt module offers them. */
export interface Prompts {
  select(question: {
    readonly message: string;
    readonly choices: readonly { readonly name: string; readonly value: string }[];
  }): Promise<string>;
  input(question: { readonly message: string; readonly validate: (typed: string) => true | string }): Promise<string>;
}

export interface TerminalAskOptions {
  readonly lang: Lang;
  /** Loaded at the first question only: inquirer costs a tenth of a second. */
  readonly prompts: () => Promise<Prompts>;
  /** Writes a paragraph to stderr, broken into lines as the language wants it. */
  readonly tell: (text: string) => void;
  /** Takes the terminal from the spinner while a question is open. */
  readonly withTerminal: <T>(question: () => Promise<T>) => Promise<T>;
}

export function createTerminalAsk(options: TerminalAskOptions): {
  put(key: AnswerKey): Promise<Answer>;
  target(): Promise<ReadonlySet<Target>>;
} {
  const { lang, tell, withTerminal } = options;
  const words = QUESTION_WORDS;
  return {
    put: (key) =>
      withTerminal(async () => {
        const prompts = await options.prompts();
        const question = QUESTIONS[key];
        tell(question.where[lang]());
        const chosen = await prompts.select({
          message: question.ask[lang](),
          choices: question.amount
            ? [
                { name: words.amount[lang](), value: 'amount' },
                { name: words.full[lang](), value: 'full' },
                { name: words.unsure[lang](), value: 'unknown' },
              ]
            : [
                { name: words.yes[lang](), value: 'yes' },
                { name: words.no[lang](), value: 'no' },
                { name: words.unsure[lang](), value: 'unknown' },
              ],
        });
        if (chosen === 'yes' || chosen === 'no' || chosen === 'unknown') return { kind: chosen };
        if (chosen === 'full') return { kind: 'amount', bytes: 0 };
        const typed = await prompts.input({
          message: words.howMuch[lang](),
          validate: (text) => (parseAmount(text) === null ? words.notAnAmount[lang]() : true),
        });
        return parseAmount(typed) ?? { kind: 'unknown' };
      }),
    target: () =>
      withTerminal(async () => {
        const prompts = await options.prompts();
        const chosen = await prompts.select({
          message: words.whichBackup[lang](),
          choices: [
            { name: words.targetComputer[lang](), value: 'computer' },
            { name: words.targetIcloud[lang](), value: 'icloud' },
            { name: words.targetAll[lang](), value: 'all' },
          ],
        });
        if (chosen === 'computer' || chosen === 'icloud') return new Set([chosen]);
        return new Set(['computer', 'icloud'] as const);
      }),
  };
}
