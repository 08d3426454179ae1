/** The only file that touches `process`: arguments, streams, signals and the exit code. */
import { setMaxListeners } from 'node:events';
import { Interrupted, type Io } from './io.ts';
import { chooseLang, langFlag } from './lang.ts';
import { main } from './main.ts';
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
  process.exit(unwritten && code !== EXIT_INTERRUPTED ? EXIT_USAGE : code);
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
  const interrupt = () => controller.abort(new Interrupted());
  const onSignal = () => {
    // The second Ctrl-C is a person who will not wait.
    if (controller.signal.aborted) process.exit(EXIT_INTERRUPTED);
    interrupt();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  if (process.platform !== 'win32') process.on('SIGHUP', onSignal);

  const io: Io = {
    version: VERSION,
    lang,
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: controller.signal,
    interrupt,
    kill: (pid, signal) => {
      process.kill(pid, signal);
    },
  };
  try {
    return await main(parsed.options, io);
  } catch (error) {
    if (controller.signal.aborted || error instanceof Interrupted) return EXIT_INTERRUPTED;
    throw error;
  }
}

/** Set where the result could not be written: the exit code must not speak of a diagnosis that nobody got. */
let unwritten = false;

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that went away (`| head`) is no error of ours. Going on in silence keeps the exit code true, and lets a
    // removal that has begun come to its end.
    if (error.code !== 'EPIPE') unwritten = true;
  });
}

// Nothing is left to wait for although no mode has ended: the input was closed under an open question (Ctrl-D).
process.on('beforeExit', () => {
  process.stderr.write('\u001b[?25h\n');
  process.exit(EXIT_INTERRUPTED);
});

start().then(leave, (error: unknown) => {
  process.stderr.write(
    `iphone-backup-doctor: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return leave(EXIT_USAGE);
});
