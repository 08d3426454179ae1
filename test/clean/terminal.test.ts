/** The whole mode in a real terminal: inquirer's real prompts, the real trash (of a home folder made for the test). */
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { archiveName, DAY, makeBackup, makeTempRoot, removeTree, UDID_OLD_FORM } from '../support/backup-factory.ts';
import { openPty, type PtySession } from '../support/pty.ts';

const PROGRAM = `
import inquirer from 'inquirer';
import { cleanPrompts, runClean } from './src/clean/index.ts';
const [root, lang, color, columns] = process.argv.slice(2);
const { signal } = new AbortController();
const module = inquirer.createPromptModule({ output: process.stderr, signal });
process.exitCode = await runClean(
  {
    roots: [{ path: root }], dryRun: false, yes: false, permanently: false, json: false, lang, interactive: true,
    plain: false, columns: Number(columns), color: color === 'color', now: Date.now(),
    tool: { name: 'iphone-backup-doctor', version: '0' }, platform: 'linux',
  },
  {
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    prompts: async () => cleanPrompts(module, lang, color === 'color'),
    signal,
  },
);
`;
const DOWN = '\x1b[B';
const now = Date.now();
const OLD = archiveName(UDID_OLD_FORM, now - 90 * DAY);
const OLDER = archiveName(UDID_OLD_FORM, now - 200 * DAY);

describe.skipIf(process.platform !== 'linux')('in a terminal (Linux: the trash is looked into)', () => {
  let program: string;
  let shared: string;
  let base: string;
  let root: string;
  let session: PtySession | undefined;

  beforeAll(async () => {
    shared = makeTempRoot('terminal');
    program = join(shared, 'program.mjs');
    symlinkSync(join(process.cwd(), 'node_modules'), join(shared, 'node_modules'));
    await build({
      stdin: { contents: PROGRAM, resolveDir: process.cwd(), loader: 'ts' },
      outfile: program,
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    });
  });
  afterAll(() => removeTree(shared));
  beforeEach(() => {
    base = makeTempRoot('terminal-home');
    root = join(base, 'Backup');
    mkdirSync(root);
    const deviceName = '花子のiPhone';
    makeBackup(root, { date: now - 2 * DAY, deviceName });
    makeBackup(root, { folder: OLD, date: now - 90 * DAY, deviceName });
    makeBackup(root, { folder: OLDER, date: now - 200 * DAY, deviceName });
  });
  afterEach(async () => {
    await session?.close();
    removeTree(base);
  });

  function open(lang: 'en' | 'ja', color: 'color' | 'plain', cols = 80): PtySession {
    const env = { HOME: base, XDG_DATA_HOME: join(base, 'data') };
    session = openPty([root, lang, color, String(cols)], { script: program, cols, rows: 40, env });
    return session;
  }
  const trashed = () => (existsSync(join(base, 'data')) ? readdirSync(join(base, 'data', 'Trash', 'files')).length : 0);

  it('ticks the stale ones, lets one be unticked, and moves the other to the trash', async () => {
    const terminal = open('en', 'plain');
    await terminal.waitFor('Which backups');
    await terminal.waitFor(/>\[x\].*\n.*\[x\]/);
    terminal.type(`${DOWN} `);
    await terminal.waitFor(/\[x\].*\n.*>\[ \]/);
    terminal.type('\r');
    await terminal.waitFor('type the word remove');
    terminal.type('remove\r');
    expect((await terminal.exited()).code).toBe(0);
    expect(readdirSync(root).sort()).toEqual([UDID_OLD_FORM, OLDER].sort());
    expect(trashed()).toBe(1);
    expect(terminal.text()).toContain('1 chosen');
    // Cursor movements only: no colours were asked for.
    expect(terminal.raw()).not.toMatch(/\x1b\[(?:3\d|1|2)m/);
    expect(terminal.cursorVisible()).toBe(true);
  });

  it('speaks Japanese, in 80 columns and in 60', async () => {
    for (const cols of [80, 60]) {
      const terminal = open('ja', 'color', cols);
      const screen = await terminal.waitFor('決定');
      // A line that did not fit would have pushed the next choice away.
      expect(screen).toMatch(/>\[x\] 花子のiPhone .*\n +\[x\] 花子のiPhone /);
      terminal.type('\r');
      await terminal.waitFor('「削除」と入力');
      terminal.type('やめる\r');
      expect((await terminal.exited()).code).toBe(0);
      expect(terminal.text()).toContain('何も削除していません。');
      await terminal.close();
    }
    expect(readdirSync(root)).toHaveLength(3);
    const terminal = open('ja', 'color');
    await terminal.waitFor('決定');
    terminal.type('\r');
    await terminal.waitFor('「削除」と入力');
    terminal.type('削除\r');
    expect((await terminal.exited()).code).toBe(0);
    expect([readdirSync(root), trashed()]).toEqual([[UDID_OLD_FORM], 2]);
  });

  it.each([
    ['while ticking', false],
    ['at the word', true],
  ])('Ctrl-C %s leaves everything, with 130', async (_name, atTheWord) => {
    const terminal = open('en', 'color');
    await terminal.waitFor('Enter: go on');
    if (atTheWord) {
      terminal.type('\r');
      await terminal.waitFor('type the word remove');
    }
    terminal.type('\x03');
    expect((await terminal.exited()).code).toBe(130);
    expect(readdirSync(root)).toHaveLength(3);
    expect(terminal.cursorVisible()).toBe(true);
  });
});
