/** The only file that touches `process`: arguments, streams, signals and the exit code. */
import { setMaxListeners } from 'node:events';
import { chooseLang, langFlag } from './lang.ts';
import { Interrupted, type Io, main } from './main.ts';
import { usageSentence } from './messages/usage.ts';
import { parseArguments } from './options.ts';

/** Put in by the build. */
declare global {
  var __IPHONE_BACKUP_DOCTOR_VERSION__: string | undefined;
}

const VERSION = globalThis.__IPHONE_BACKUP_DOCTOR_VERSION__ ?? '0.0.0';
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

/** Writes all of it before going on: `process.exit` would cut what is still queued for a pipe on Windows. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

/** Ends the process even where a native call or a dead network drive never returns. */
async function leave(code: number): Promise<never> {
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
  process.exit(code);
}

async function start(): Promise<number> {
  const argv = process.argv.slice(2);
  const systemLocale = Intl.DateTimeFormat().resolvedOptions().locale;
  const lang = chooseLang(langFlag(argv), process.env, systemLocale);
  const parsed = parseArguments(argv, lang, VERSION);
  if (parsed.kind === 'text') {
    process.stdout.write(parsed.text);
    return 0;
  }
  if (parsed.kind === 'usage') {
    process.stderr.write(`${usageSentence(parsed.problem, lang)}\n`);
    return EXIT_USAGE;
  }

  const controller = new AbortController();
  // Every probe listens to it; ten would be the limit before Node.js suspects a leak.
  setMaxListeners(0, controller.signal);
  let interrupts = 0;
  const interrupt = () => {
    interrupts += 1;
    // The second Ctrl-C is a person who will not wait.
    if (interrupts > 1) process.exit(EXIT_INTERRUPTED);
    controller.abort(new Interrupted());
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  if (process.platform !== 'win32') process.on('SIGHUP', interrupt);

  const io: Io = {
    version: VERSION,
    lang,
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    pid: process.pid,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: controller.signal,
  };
  try {
    return await main(parsed.options, io);
  } catch (error) {
    if (controller.signal.aborted || error instanceof Interrupted) return EXIT_INTERRUPTED;
    throw error;
  }
}

// A reader that went away (`| head`) is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

start().then(leave, (error: unknown) => {
  process.stderr.write(
    `iphone-backup-doctor: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return leave(EXIT_USAGE);
});
