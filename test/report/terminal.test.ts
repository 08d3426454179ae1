/** The reporter and its spinner in a real pseudo-terminal. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runCli } from '../support/cli.ts';
import { openPty, type PtyOptions, type PtySession } from '../support/pty.ts';
import { asPlain, asText, RUNS, reportContext } from './run.ts';

let folder = '';
let script = '';
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'iphone-backup-doctor-terminal-'));
  script = path.join(folder, 'program.mjs');
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, 'test', 'report', 'terminal-program.ts')],
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    write: true,
  });
  expect(outputFiles).toBeUndefined();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function inTerminal<T>(
  args: readonly string[],
  options: PtyOptions,
  use: (terminal: PtySession) => Promise<T>,
): Promise<T> {
  const terminal = openPty(args, { script, ...options });
  try {
    return await use(terminal);
  } finally {
    await terminal.close();
  }
}

const SPINNING = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] /u;
const COLOUR = /\x1b\[[0-9;]*m/;

// Most of their time is waiting for a child process.
describe.concurrent('the spinner', () => {
  it('says what is looked at, and after three seconds what it waits for', async () => {
    await inTerminal(['en', 'hang'], {}, async (terminal) => {
      await terminal.waitFor('Asking the iPhone whether it trusts this computer');
      expect(terminal.screen()).toMatch(SPINNING);
      expect(terminal.cursorVisible()).toBe(false);
      await terminal.waitFor('Waiting for the iPhone: unlock it, look at its screen');
    });
  });

  it.each([
    ['a handler of the program', []],
    ['nobody', ['raw-interrupt']],
  ])('Ctrl-C, caught by %s, leaves an empty line and a visible cursor', async (_, more) => {
    await inTerminal(['ja', 'hang', ...more], {}, async (terminal) => {
      await terminal.waitFor('信頼の設定を確認しています');
      terminal.type('\x03');
      const { code, signal } = await terminal.exited();
      expect(more.length === 0 ? code : signal).toBe(more.length === 0 ? 130 : 2);
      expect(terminal.cursorVisible()).toBe(true);
      if (more.length === 0) {
        expect(terminal.screen()).not.toMatch(SPINNING);
        expect(terminal.cursor().x).toBe(0);
      }
    });
  });

  it('keeps still while a question is open, and goes on after it', async () => {
    await inTerminal(['en', 'ask', 'wait:600'], {}, async (terminal) => {
      await terminal.waitFor('Is it locked?');
      expect(terminal.raw()).not.toContain('Asking the iPhone whether');
      terminal.type('yes');
      await terminal.waitFor('Is it locked? yes');
      terminal.type('\r');
      await terminal.waitFor('You said yes.');
      await terminal.waitFor('Asking the iPhone whether it trusts');
      await terminal.waitFor('Result:');
      expect((await terminal.exited()).code).toBe(0);
      expect(terminal.text()).toContain('Is it locked? yes\nYou said yes.\n');
    });
  });

  it('does not flash up for checks that answer at once', async () => {
    await inTerminal(['en'], { rows: 60 }, async (terminal) => {
      await terminal.exited();
      expect(terminal.raw()).not.toMatch(SPINNING);
      expect(terminal.raw()).not.toContain('\x1b[?25l');
    });
  });

  it('leaves nothing behind in the report, and fits a narrow terminal', async () => {
    for (const cols of [20, 80]) {
      await inTerminal(['ja', 'wait:400', 'no-color'], { cols, rows: 100 }, async (terminal) => {
        await terminal.waitFor(SPINNING);
        await terminal.exited();
        const report = await asText(RUNS.problem, reportContext({ lang: 'ja' }), { width: cols });
        // The terminal wraps what must stay in one piece; everything else stands as it was written.
        if (cols === 80) expect(`${terminal.text()}\n`).toBe(report);
        expect(terminal.text()).not.toMatch(SPINNING);
        expect(terminal.cursorVisible()).toBe(true);
      });
    }
  });

  it.each<[string, string[], PtyOptions]>([
    ['--plain', ['en', 'plain', 'wait:300'], {}],
    ['TERM=dumb', ['en', 'wait:300'], { env: { TERM: 'dumb' } }],
    ['--json', ['en', 'json', 'wait:300'], {}],
  ])('is not there with %s', async (_, args, options) => {
    await inTerminal(args, { rows: 100, ...options }, async (terminal) => {
      await terminal.exited();
      expect(terminal.raw()).not.toContain('\x1b');
      expect(terminal.raw()).not.toMatch(SPINNING);
    });
  });

  it.skipIf(process.platform === 'win32')('is not there on a terminal that does not know its columns', async () => {
    await inTerminal(['en', 'wait:300'], { before: 'stty cols 0' }, async (terminal) => {
      expect((await terminal.exited()).code).toBe(0);
      expect(terminal.raw()).not.toMatch(SPINNING);
      expect(terminal.raw()).toContain('npx iphone-backup-doctor --udid UDID');
    });
  });
});

describe.concurrent('colour', () => {
  it.each<[string, string[], PtyOptions, boolean]>([
    ['a terminal', ['en'], {}, true],
    ['NO_COLOR', ['en'], { env: { NO_COLOR: '1' } }, false],
    ['--no-color', ['en', 'no-color'], {}, false],
  ])('%s', async (_, args, options, coloured) => {
    await inTerminal(args, { rows: 100, ...options }, async (terminal) => {
      expect((await terminal.exited()).code).toBe(0);
      expect(COLOUR.test(terminal.raw())).toBe(coloured);
      expect(`${terminal.text()}\n`).toBe(await asText(RUNS.problem, reportContext()));
    });
  });

  it('a pipe gets 80 columns without colour, and nothing on stderr', async () => {
    const { stdout, stderr, code } = await runCli(['en', 'wait:200'], { script });
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toBe(await asText(RUNS.problem, reportContext()));
  });

  it('lines end at 100 columns however wide the terminal is', async () => {
    await inTerminal(['en', 'no-color'], { cols: 400, rows: 100 }, async (terminal) => {
      await terminal.exited();
      expect(`${terminal.text()}\n`).toBe(await asText(RUNS.problem, reportContext(), { width: 100 }));
    });
  });
});

it('--json writes one document and --plain no escape sequence', async () => {
  const json = await runCli(['en', 'json'], { script });
  expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, exitCode: 1 });
  const plain = await runCli(['ja', 'plain'], { script });
  expect(plain.stdout).toBe(await asPlain(RUNS.problem, reportContext({ lang: 'ja' })));
});
