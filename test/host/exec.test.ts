import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createExec } from '../../src/host/exec.ts';

const exec = createExec({
  platform: process.platform,
  env: process.env,
  kill: (pid, signal) => {
    process.kill(pid, signal);
  },
});
const sh = (script: string, options = {}) => exec('/bin/sh', ['-c', script], options);

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A killed child that nobody has waited for is still listed.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe.skipIf(process.platform === 'win32')('exec', () => {
  it('gives back both outputs and the exit code', async () => {
    const result = await sh('printf one; printf two >&2; exit 3');
    expect({ ...result, stdout: String(result.stdout), stderr: String(result.stderr) }).toEqual({
      ok: false,
      stdout: 'one',
      stderr: 'two',
      code: 3,
      error: 'exit',
    });
  });

  it('is ok only with exit code 0', async () => {
    expect((await sh('exit 0')).ok).toBe(true);
    expect(await sh('kill -9 $$')).toMatchObject({ ok: false, code: null, error: 'exit' });
  });

  it('does not hand the arguments to a shell', async () => {
    const result = await exec('/usr/bin/printf', ['%s', '$(id) `id` "; id']);
    expect(String(result.stdout)).toBe('$(id) `id` "; id');
  });

  it('tells a missing program from one that may not be run', async () => {
    expect((await exec('/no/such/program', [])).error).toBe('ENOENT');
    const file = join(mkdtempSync(join(tmpdir(), 'exec-')), 'plain');
    writeFileSync(file, 'text', { mode: 0o644 });
    expect((await exec(file, [])).error).toBe('EACCES');
  });

  it('closes stdin, so that a program which reads it ends', async () => {
    expect(await sh('cat', { limitMs: 2000 })).toMatchObject({ ok: true });
  });

  it('asks POSIX tools for plain words and numbers', async () => {
    expect(String((await sh('printf %s "$LC_ALL"')).stdout)).toBe('C');
  });

  it('ends a program at its limit with everything that it started, and keeps what it said', async () => {
    const started = performance.now();
    const result = await sh('sleep 30 & echo $!; wait', { limitMs: 300 });
    expect(performance.now() - started).toBeLessThan(3000);
    expect(result).toMatchObject({ ok: false, error: 'timeout' });
    const grandchild = Number(String(result.stdout).trim());
    expect(grandchild).toBeGreaterThan(1);
    await sleep(100);
    expect(isAlive(grandchild)).toBe(false);
  });

  it('does not wait for a grandchild that keeps the pipe open', async () => {
    const started = performance.now();
    const result = await sh('sleep 5 & echo done; exit 0', { limitMs: 4000 });
    expect(result.ok).toBe(true);
    expect(String(result.stdout)).toBe('done\n');
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('stops a program that says too much, and keeps no more than the cap', async () => {
    const result = await sh('yes', { maxBytes: 10_000 });
    expect(result.error).toBe('too-large');
    expect(result.stdout.length).toBe(10_000);
  });

  it('ends when the run is called off, also before it began', async () => {
    const controller = new AbortController();
    const running = sh('sleep 30', { signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    expect((await running).error).toBe('aborted');
    expect((await sh('echo hi', { signal: controller.signal })).error).toBe('aborted');
  });
});
