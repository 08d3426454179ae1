/** Chooses the mode and wires facts, questions, checks and a reporter together. Lazy: a run loads only what it needs. */
import type { Io } from './io.ts';
import type { Options } from './options.ts';

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
