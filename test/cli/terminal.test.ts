/** The questions, in a real pseudo-terminal. Asserts what is answered and how it ends; the picture is the reporters' matter. */
import { afterEach, describe, expect, it } from 'vitest';
import { openPty, type PtyOptions, type PtySession } from '../support/pty.ts';

let session: PtySession | null = null;
afterEach(async () => {
  await session?.close();
  session = null;
});

function open(args: readonly string[], options: PtyOptions = {}): PtySession {
  session = openPty(args, options);
  return session;
}

const DOWN = '\x1b[B';
const ENTER = '\r';

describe('a person at a terminal', () => {
  it('chooses iCloud, answers in English, and is told the first thing that is wrong', async () => {
    const terminal = open(['--lang', 'en'], { rows: 60 });
    await terminal.waitFor('Which backup does not work?');
    terminal.type(DOWN + ENTER);
    await terminal.waitFor('up to date?');
    terminal.type(ENTER);
    await terminal.waitFor('Back Up This iPhone');
    terminal.type(DOWN + ENTER);
    expect((await terminal.exited()).code).toBe(1);
    expect(terminal.text()).toContain('iCloud Backup');
    expect(terminal.text()).toMatch(/your own answer/);
    expect(terminal.cursorVisible()).toBe(true);
  });

  it('answers everything in Japanese, types an amount in full width, and nothing is wrong', async () => {
    const terminal = open(['--lang', 'ja', '--target', 'icloud'], { rows: 80 });
    for (const [question, keys] of [
      ['最新と表示されていますか', ENTER],
      ['「このiPhoneをバックアップ」はオンですか', ENTER],
      ['警告は出ていませんか', ENTER],
      ['「現在復元中です」と表示されていますか', DOWN + ENTER],
      ['Wi-Fiにつながっていますか', ENTER],
      ['充電器につながっていますか', ENTER],
      ['ロックされていますか', ENTER],
      ['空きはどのくらいですか', ENTER],
      ['空きは何GBですか', `３５．５${ENTER}`],
    ] as const) {
      await terminal.waitFor(question);
      terminal.type(keys);
    }
    expect((await terminal.exited()).code).toBe(0);
    expect(terminal.text()).toContain('空き35.5 GBとの回答です');
  });

  it('is asked again after an amount that is none', async () => {
    const terminal = open(['--lang', 'en', '--only', 'icloud-storage', '--target', 'icloud']);
    await terminal.waitFor('How much iCloud storage is free?');
    terminal.type(ENTER);
    await terminal.waitFor('Free, in GB');
    terminal.type(`lots${ENTER}`);
    await terminal.waitFor('A number in GB');
    terminal.type(`\x15${'0.2'}${ENTER}`);
    expect((await terminal.exited()).code).toBe(1);
  });

  it('may not be sure of anything', async () => {
    const terminal = open(['--lang', 'en', '--only', 'ios-version', '--target', 'icloud']);
    await terminal.waitFor('up to date?');
    terminal.type(DOWN + DOWN + ENTER);
    expect((await terminal.exited()).code).toBe(0);
    expect(terminal.text()).toContain('You were not sure');
  });

  it('presses Ctrl-C at a question: 130, the cursor is back', async () => {
    const terminal = open(['--lang', 'en']);
    await terminal.waitFor('Which backup does not work?');
    terminal.type('\x03');
    expect((await terminal.exited()).code).toBe(130);
    expect(terminal.cursorVisible()).toBe(true);
    expect(terminal.text()).not.toMatch(/Error|at file:/);
  });

  it.each([
    ['ios-version', 'up to date?'],
    ['icloud-backup', 'Back Up This iPhone'],
    ['icloud-storage', 'How much iCloud storage'],
  ])('presses Ctrl-C, or Ctrl-D, at the question of %s: 130, and no next question', async (id, question) => {
    for (const key of ['\x03', '\x04']) {
      const terminal = open(['--lang', 'en', '--target', 'icloud', '--only', `${id},icloud-storage`]);
      await terminal.waitFor(question);
      terminal.type(key);
      expect((await terminal.exited()).code).toBe(130);
      expect(terminal.cursorVisible()).toBe(true);
      expect(terminal.text()).not.toMatch(/ran into an error|Result/);
      await terminal.close();
    }
  });

  it.each([['--no-input'], ['--json']])('is never asked with %s', async (flag) => {
    const terminal = open([flag, '--lang', 'en', '--target', 'icloud'], { cols: 200, rows: 200 });
    expect((await terminal.exited()).code).toBe(0);
    expect(terminal.text()).not.toContain('?  Yes');
    expect(terminal.text()).toContain('needs');
  });

  it('is never asked under CI', async () => {
    const terminal = open(['--lang', 'en', '--target', 'icloud', '--plain'], { env: { CI: 'true' }, rows: 60 });
    expect((await terminal.exited()).code).toBe(0);
  });

  it.each([20, 400])('has a terminal of %d columns', async (cols) => {
    const terminal = open(['--lang', 'ja', '--no-input', '--target', 'icloud'], { cols, rows: 200 });
    expect((await terminal.exited()).code).toBe(0);
    expect(terminal.cursorVisible()).toBe(true);
  });

  it('has TERM=dumb: words, no cursor games', async () => {
    const terminal = open(['--lang', 'en', '--no-input', '--target', 'icloud'], { env: { TERM: 'dumb' }, rows: 60 });
    expect((await terminal.exited()).code).toBe(0);
    expect(terminal.raw()).not.toContain('\x1b[?25l');
  });
});
