/** inquirer behind our two small interfaces: on stderr, abortable, loaded at the first question. */
import type { Prompts } from './ask/terminal.ts';
import { Interrupted, type Io } from './io.ts';
import { QUESTION_WORDS } from './messages/questions.ts';

type Inquirer = typeof import('inquirer').default;
export type PromptModule = ReturnType<Inquirer['createPromptModule']>;

/** A prompt module that writes to stderr (stdout carries the result alone) and ends when the run is aborted. */
export async function createPromptModule(io: Pick<Io, 'stdin' | 'stderr' | 'signal'>): Promise<PromptModule> {
  const { default: inquirer } = await import('inquirer');
  return inquirer.createPromptModule({ input: io.stdin, output: io.stderr, signal: io.signal });
}

/** Ctrl-C at a prompt (inquirer reads the key itself and rejects) is an interruption of the whole run, like any other. */
export async function orInterrupted<T>(prompt: Promise<T>, io: Pick<Io, 'interrupt'>): Promise<T> {
  try {
    return await prompt;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'ExitPromptError' || name === 'AbortPromptError') {
      io.interrupt();
      throw new Interrupted();
    }
    throw error;
  }
}

export async function createPrompts(
  io: Pick<Io, 'stdin' | 'stderr' | 'signal' | 'interrupt' | 'lang'>,
): Promise<Prompts> {
  const prompt = await createPromptModule(io);
  const theme = { style: { keysHelpTip: () => QUESTION_WORDS.keys[io.lang]() } };
  return {
    select: async ({ message, choices }) => {
      const { answer } = await orInterrupted(
        prompt<{ answer: string }>([{ type: 'select', name: 'answer', message, choices: [...choices], theme }]),
        io,
      );
      return answer;
    },
    input: async ({ message, validate }) => {
      const { answer } = await orInterrupted(
        prompt<{ answer: string }>([{ type: 'input', name: 'answer', message, validate }]),
        io,
      );
      return answer;
    },
  };
}

/** ms in which keys that were pressed before the question was on the screen are thrown away. */
const DRAIN_MS = 300;

/**
 * Throws away what was typed ahead: a question that changes something must not be answered by keys meant for another.
 * Ctrl-C among them ends the run as it always does.
 */
export async function drainInput({ stdin, interrupt }: Pick<Io, 'stdin' | 'interrupt'>): Promise<void> {
  if (stdin.isTTY !== true) return;
  const discard = (data: Buffer) => {
    if (data.includes(0x03)) interrupt();
  };
  // Without raw mode the terminal itself would hold a line back until Enter, and give it to the question.
  stdin.setRawMode(true);
  stdin.on('data', discard);
  stdin.resume();
  await new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
  stdin.off('data', discard);
  stdin.pause();
  stdin.setRawMode(false);
}
