/** Wires `--clean-old-backups` to this computer: its folders, its terminal, its trash. */
import os from 'node:os';
import { cleanPrompts, runClean } from './clean/index.ts';
import { createFacts } from './facts/index.ts';
import { createPromptModule } from './inquirer.ts';
import { type Io, isInteractive, TOOL_NAME } from './io.ts';
import { usageSentence } from './messages/usage.ts';
import type { CleanFlags, Options } from './options.ts';
import { whoIsHere } from './person.ts';
import { colourLevelOf, widthOf } from './report/look.ts';

const EXIT_USAGE = 2;
const EXIT_UNDETERMINED = 3;

/** @returns the exit code */
export async function clean(options: Options, flags: CleanFlags, io: Io): Promise<number> {
  const now = Date.now();
  const facts = createFacts({
    platform: io.platform,
    env: io.env,
    homedir: whoIsHere().homedir,
    arch: io.arch,
    release: os.release(),
    signal: io.signal,
    kill: io.kill,
    now,
    ...(options.backupDir === null ? {} : { backupDir: options.backupDir }),
  });
  const roots = await facts.backupRoots();
  const complain = (sentence: string) => io.stderr.write(`${sentence}\n`);
  if (!roots.known) {
    complain(usageSentence({ kind: 'roots-not-known', detail: roots.detail }, io.lang));
    return EXIT_UNDETERMINED;
  }
  if (roots.value.length === 0) {
    complain(usageSentence({ kind: 'needs-backup-dir' }, io.lang));
    return EXIT_USAGE;
  }
  const given = options.backupDir;
  if (given !== null && roots.value.every((root) => root.state === 'missing')) {
    complain(usageSentence({ kind: 'no-such-folder', value: given }, io.lang));
    return EXIT_USAGE;
  }
  const screen = {
    isTTY: io.stdout.isTTY === true,
    columns: io.stdout.columns,
    env: io.env,
    platform: io.platform,
    plain: options.plain,
    noColor: !options.color,
  };
  const color = colourLevelOf(screen) > 0;
  return runClean(
    {
      roots: roots.value,
      keep: flags.keep ?? undefined,
      olderThanDays: flags.olderThanDays ?? undefined,
      udid: options.udid ?? undefined,
      dryRun: flags.dryRun,
      yes: flags.yes,
      permanently: flags.permanently,
      json: options.json,
      lang: io.lang,
      interactive: isInteractive(io, options),
      plain: options.plain,
      columns: widthOf(screen),
      color,
      now,
      tool: { name: TOOL_NAME, version: io.version },
      platform: facts.host().platform,
    },
    {
      stdout: (text) => io.stdout.write(text),
      stderr: (text) => io.stderr.write(text),
      prompts: async () => cleanPrompts(await createPromptModule(io), io.lang, color),
      signal: io.signal,
    },
  );
}
