/** The helpers themselves: a helper that hides a hang or a crash would make every test that uses it worthless. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli } from './cli.ts';
import { openPty } from './pty.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'iphone-backup-doctor-support-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let scripts = 0;
function scriptOf(code: string): string {
  scripts += 1;
  const file = path.join(folder, `${scripts}.mjs`);
  writeFileSync(file, code);
  return file;
}

describe.concurrent('runCli', () => {
  it('keeps the two streams and the exit code apart', async () => {
    const script = scriptOf("process.stdout.write('出力'); process.stderr.write('err'); process.exitCode = 3;");
    expect(await runCli([], { script })).toEqual({ code: 3, signal: null, stdout: '出力', stderr: 'err' });
  });

  it('gives an empty, closed input unless told otherwise', async () => {
    const script = scriptOf("let n = ''; for await (const c of process.stdin) n += c; console.log('<' + n + '>');");
    expect((await runCli([], { script })).stdout).toBe('<>\n');
    expect((await runCli([], { script, stdin: 'yes\n' })).stdout).toBe('<yes\n>\n');
  });

  it('keeps the habits of this machine out', async () => {
    const script = scriptOf('console.log(JSON.stringify(process.env));');
    const env = JSON.parse((await runCli([], { script, env: { LANG: undefined, LC_ALL: 'ja_JP.UTF-8' } })).stdout);
    for (const name of ['NO_COLOR', 'CI', 'NODE_EXTRA_CA_CERTS', 'VITEST', 'LANG'])
      expect(env).not.toHaveProperty(name);
    expect(env.LC_ALL).toBe('ja_JP.UTF-8');
    expect(env.HOME).not.toBe(os.homedir());
  });

  it('ends a program that hangs, and says so', async () => {
    const script = scriptOf("console.log('begun'); setInterval(() => {}, 1000);");
    const { child, result } = startCli([], { script, timeoutMs: 700 });
    await expect(result).rejects.toThrow(/still running after 700 ms/);
    expect(child.killed).toBe(true);
  });

  it('tells the signal that ended it', async () => {
    const { child, result } = startCli([], { script: scriptOf("console.log('up'); setInterval(() => {}, 1000);") });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    expect(await result).toMatchObject({ code: null, signal: 'SIGTERM' });
  });
});

describe.concurrent('openPty', () => {
  it('rejects at once where the program ends without showing what is waited for', async () => {
    const terminal = openPty([], { script: scriptOf("console.log('only this');") });
    await expect(terminal.waitFor('something else')).rejects.toThrow(/ended \(0\).*only this/s);
    await terminal.close();
  });

  it('rejects with the screen where it takes too long', async () => {
    const terminal = openPty([], { script: scriptOf("console.log('stuck'); setInterval(() => {}, 1000);") });
    await terminal.waitFor('stuck');
    await expect(terminal.waitFor('free', 100)).rejects.toThrow(/within 100 ms:\nstuck/);
    await expect(terminal.exited(100)).rejects.toThrow('still running');
    await terminal.close();
  });

  it('is a terminal of the given size, and can be resized', async () => {
    const code =
      "const show = () => console.log(process.stdout.isTTY, process.stdout.columns, process.stdout.rows); show(); process.stdout.on('resize', show); setInterval(() => {}, 1000);";
    const terminal = openPty([], { script: scriptOf(code), cols: 50, rows: 10 });
    await terminal.waitFor('true 50 10');
    terminal.resize(60, 12);
    await terminal.waitFor('true 60 12');
    await terminal.close();
  });

  it('keeps what has scrolled off the screen', async () => {
    const terminal = openPty([], {
      script: scriptOf('for (let n = 1; n <= 30; n += 1) console.log("line", n);'),
      rows: 5,
    });
    await terminal.exited();
    expect(terminal.screen()).not.toContain('line 3\n');
    expect(terminal.text().split('\n').slice(0, 3)).toEqual(['line 1', 'line 2', 'line 3']);
    await terminal.close();
  });
});
