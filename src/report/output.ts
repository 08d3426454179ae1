/** Chooses the reporter for a run and gives the terminal one owner. Each reporter is loaded only where it is used. */

import { paragraph } from './layout.ts';
import { canSpin, colourLevelOf, hasSymbols, type TerminalFacts, widthOf } from './look.ts';
import { measureFor } from './measure.ts';
import { createSpinner, NO_SPINNER } from './spinner.ts';
import type { ReportContext, Reporter } from './types.ts';

export interface OutputFlags {
  readonly json: boolean;
  readonly plain: boolean;
  /** `--no-color`. */
  readonly noColor: boolean;
}

export interface OutputStreams {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Takes the result and nothing else. */
  readonly stdout: NodeJS.WriteStream;
  /** Takes the spinner. */
  readonly stderr: NodeJS.WriteStream;
}

export interface Output {
  readonly reporter: Reporter;
  /** Runs a question with the terminal to itself. */
  readonly withTerminal: <T>(question: () => Promise<T>) => Promise<T>;
  /** Writes a paragraph to stderr, for instance what to look at before a question. */
  readonly tell: (text: string) => void;
  /** Leaves the terminal clean; safe to call more than once, and on Ctrl-C. */
  readonly close: () => void;
}

export function createOutput(flags: OutputFlags, streams: OutputStreams, context: ReportContext): Output {
  const { env, platform, stdout, stderr } = streams;
  const write = (text: string) => {
    stdout.write(text);
  };
  const factsOf = (stream: NodeJS.WriteStream): TerminalFacts => ({
    isTTY: stream.isTTY === true,
    columns: stream.columns,
    env,
    platform,
    plain: flags.plain,
    noColor: flags.noColor,
  });
  const spinner =
    !flags.json && canSpin(factsOf(stderr))
      ? createSpinner({ stream: stderr, lang: context.lang, colour: colourLevelOf(factsOf(stderr)) > 0 })
      : NO_SPINNER;

  const load = async (): Promise<Reporter> => {
    if (flags.json) return (await import('./json.ts')).createJsonReporter(context, write);
    if (flags.plain) return (await import('./plain.ts')).createPlainReporter(context, write);
    const [{ createTextReporter }, { createPalette }] = await Promise.all([
      import('./text.ts'),
      import('./palette.ts'),
    ]);
    const facts = factsOf(stdout);
    return createTextReporter(context, {
      write,
      width: widthOf(facts),
      palette: createPalette(colourLevelOf(facts)),
      symbols: hasSymbols(facts),
      spinner,
    });
  };
  let loaded: Promise<Reporter> | null = null;

  return {
    reporter: {
      async event(event) {
        loaded ??= load();
        await (await loaded).event(event);
      },
    },
    async withTerminal(question) {
      spinner.pause();
      try {
        return await question();
      } finally {
        spinner.resume();
      }
    },
    tell(text) {
      const width = widthOf(factsOf(stderr));
      const lines = paragraph([{ text }], { width, first: 0, rest: 0 }, measureFor(context.lang));
      stderr.write(`\n${lines.join('\n')}\n`);
    },
    close: () => spinner.stop(),
  };
}
