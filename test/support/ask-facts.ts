/** Started as a program of its own (bundled by the tests), for what can only be seen from outside: umockdev preloads a library,
 * and a program that can not end is known by not ending. Prints one fact. */
import os from 'node:os';
import { createFacts } from '../../src/facts/index.ts';

const name = process.argv[2];
const path = process.argv[3] ?? '/';
const facts = createFacts({
  platform: process.platform,
  env: process.env,
  homedir: os.homedir(),
  arch: process.arch,
  release: os.release(),
  signal: new AbortController().signal,
  now: Date.now(),
  limits: { touch: 500 },
  backupDir: path,
  kill: (pid, signal) => {
    process.kill(pid, signal);
  },
  ...(process.argv.includes('--no-package')
    ? {
        usb: () => Promise.reject(new Error('Cannot find native binding')),
        // Node.js lists folders in a way that umockdev does not see, so its made-up /sys is named outright.
        systemRoot: process.env['UMOCKDEV_DIR'] ?? '',
      }
    : {}),
});
const fact = await (name === 'volume' ? facts.volume(path) : name === 'roots' ? facts.backupRoots() : facts.usb());
process.stdout.write(`${JSON.stringify({ fact })}\n`);
