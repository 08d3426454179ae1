/** The two questions by inquirer's prompt module, worded and drawn so that every terminal and both languages can show them. */
import type { PromptModule } from '../inquirer.ts';
import type { Lang } from '../messages/define.ts';
import type { CleanPrompts } from './types.ts';
import { KEY_HELP, WORDS } from './words.ts';

const MOST_LINES = 12;
const plainText = (text: string): string => text;

/**
 * @param module what `createPromptModule` gives, on stderr and with the run's signal
 * The marks are plain characters: circles and arrows take two cells in a Japanese console.
 */
export function cleanPrompts(module: PromptModule, lang: Lang, color: boolean): CleanPrompts {
  const noColor = {
    answer: plainText,
    message: plainText,
    highlight: plainText,
    description: plainText,
    disabled: plainText,
    help: plainText,
    error: (text: string) => `> ${text}`,
  };
  const theme = { prefix: { idle: '?', done: '>' }, style: color ? {} : noColor };
  return {
    checkbox: async (message, choices) => {
      const { picked } = await module<{ picked: string[] }>([
        {
          type: 'checkbox',
          name: 'picked',
          message,
          choices: choices.map((choice) => ({ ...choice, short: choice.value })),
          pageSize: Math.min(choices.length, MOST_LINES),
          loop: false,
          theme: {
            ...theme,
            icon: { checked: '[x]', unchecked: '[ ]', cursor: '>' },
            style: {
              ...theme.style,
              renderSelectedChoices: (selected: readonly unknown[]) => WORDS.chosen[lang]({ count: selected.length }),
              keysHelpTip: () => KEY_HELP[lang](),
            },
          },
        },
      ]);
      return picked;
    },
    input: async (message) => {
      const { typed } = await module<{ typed: string }>([{ type: 'input', name: 'typed', message, theme }]);
      return typed;
    },
  };
}
