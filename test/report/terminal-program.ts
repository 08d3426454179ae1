/**
 * A program for the tests of the terminal: plays a run with pauses in it, and a question in the middle. Bundled by the
 * test, since Node.js 20 cannot run TypeScript. Arguments: language, then `wait:<ms>`, `ask`, `hang`, `raw-interrupt`.
 */
import { createOutput } from '../../src/report/output.ts';
import { eventsOf, RUNS, reportContext } from './run.ts';

const [lang, ...args] = process.argv.slice(2);
const flag = (name: string) => args.includes(name);
const wait = Number(args.find((arg) => arg.startsWith('wait:'))?.slice(5) ?? 0);

const output = createOutput(
  { json: flag('json'), plain: flag('plain'), noColor: flag('no-color') },
  { env: process.env, platform: process.platform, stdout: process.stdout, stderr: process.stderr },
  reportContext({ lang: lang === 'ja' ? 'ja' : 'en' }),
);
if (!flag('raw-interrupt')) {
  process.on('SIGINT', () => {
    output.close();
    process.exit(130);
  });
}

for (const event of eventsOf(RUNS.problem)) {
  await output.reporter.event(event);
  if (event.type !== 'check-start') continue;
  if (flag('ask') && event.id === 'device-trust') await output.withTerminal(question);
  if (flag('hang') && event.id === 'device-trust') await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
}
output.close();

/** Reads one line, as a prompt library would. It opens late enough for a spinner that was not paused to show itself. */
async function question(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.stderr.write('Is it locked? ');
  const typed = await new Promise<string>((resolve) => {
    process.stdin.once('data', (data) => resolve(String(data).trim()));
  });
  process.stdin.pause();
  process.stderr.write(`You said ${typed}.\n`);
}
