/** inquirer behind our two small interfaces: on stderr, abortable, loaded at the first question. */
import type { Prompts } from './ask/terminal.ts';
import { Interrupted, type Io } from './main.ts';

type Inquirer = typeof import('inquirer').default;
export type PromptModule = ReturnType<Inquirer['createPromptModule']>;

/** A prompt module that writes to stderr (stdout carries the result alone) and ends when the run is aborted. */
export async function createPromptModule(io: Pick<Io, 'stdin' | 'stderr' | 'signal'>): Promise<PromptModule> {
  const { default: inquirer } = await import('inquirer');
  return inquirer.createPromptModule({ input: io.stdin, output: io.stderr, signal: io.signal });
}

/** Ctrl-C at a prompt (inquirer rejects with its own errors) is an interruption like any other. */
export async function orInterrupted<T>(prompt: Promise<T>): Promise<T> {
  try {
    return await prompt;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'ExitPromptError' || name === 'AbortPromptError') throw new Interrupted();
    throw error;
  }
}

export async function createPrompts(io: Pick<Io, 'stdin' | 'stderr' | 'signal'>): Promise<Prompts> {
  const prompt = await createPromptModule(io);
  return {
    select: async ({ message, choices }) => {
      const { answer } = await orInterrupted(
        prompt<{ answer: string }>([{ type: 'select', name: 'answer', message, choices: [...choices] }]),
      );
      return answer;
    },
    input: async ({ message, validate }) => {
      const { answer } = await orInterrupted(
        prompt<{ answer: string }>([{ type: 'input', name: 'answer', message, validate }]),
      );
      return answer;
    },
  };
}
