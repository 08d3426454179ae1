/** Chooses the mode and wires facts, questions, checks and a reporter together. Lazy: a run loads only what it needs. */
import type { Lang } from './messages/define.ts';
import type { Options } from './options.ts';

/** Thrown (as the reason of the aborted signal) when the person presses Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor() {
    super('interrupted');
  }
}

/** The process, as the rest of the program may see it. */
export interface Io {
  readonly version: string;
  readonly lang: Lang;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  /** Aborts the signal: the person pressed Ctrl-C where no signal is sent (a prompt reads the keys itself). */
  readonly interrupt: () => void;
  /** Ends a process, or a process group where the number is negative; throws where that is not possible. */
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
}

export const TOOL_NAME = 'iphone-backup-doctor';

/** Runs one mode. @returns the exit code (see `--help`) */
export async function main(options: Options, io: Io): Promise<number> {
  if (options.list) {
    const { listChecks } = await import('./list.ts');
    io.stdout.write(listChecks(io.lang, options.json));
    return 0;
  }
  if (options.demo === 'list') {
    const { listScenarios } = await import('./simulator/index.ts');
    io.stdout.write(listScenarios(io.lang));
    return 0;
  }
  if (options.clean !== null) {
    const { clean } = await import('./clean-mode.ts');
    return clean(options, options.clean, io);
  }
  const { diagnose } = await import('./diagnose.ts');
  return diagnose(options, io);
}
