/** Runs the built program as a person's shell would: a child process with a clean environment. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';

export const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
export const BIN = path.join(ROOT, 'bin', 'iphone-backup-doctor.js');

export interface CliOptions {
  /** Added to the clean environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** What the program reads; without it stdin is empty and closed. */
  readonly stdin?: string;
  /** The program is killed after this time (ms). */
  readonly timeoutMs?: number;
  /** Another script in place of the program. */
  readonly script?: string;
}

export interface CliResult {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcessWithoutNullStreams;
  /** Rejects where the program could not be started or had to be killed after its time. */
  readonly result: Promise<CliResult>;
}

/**
 * An environment without this machine's habits: an empty home folder, English, no colour settings, no CI.
 * What Node.js and the system need to start (PATH and Windows' own variables) is kept.
 */
export function cleanEnv(home: string, more: CliOptions['env'] = {}): Record<string, string> {
  const kept = ['PATH', 'Path', 'PATHEXT', 'SystemRoot', 'SystemDrive', 'ComSpec', 'WINDIR', 'TEMP', 'TMP', 'TMPDIR'];
  const env: Record<string, string | undefined> = {
    ...Object.fromEntries(kept.map((name) => [name, process.env[name]])),
    HOME: home,
    USERPROFILE: home,
    APPDATA: path.join(home, 'AppData', 'Roaming'),
    LOCALAPPDATA: path.join(home, 'AppData', 'Local'),
    LANG: 'C.UTF-8',
    ...more,
  };
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** A new empty folder that plays the person's home; remove it with `removeHome`. */
export function makeHome(): string {
  const home = mkdtempSync(path.join(os.tmpdir(), 'iphone-backup-doctor-home-'));
  mkdirSync(path.join(home, 'AppData', 'Roaming'), { recursive: true });
  return home;
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true });
}

/** Says why the built program cannot be used, as an error of the test that needs it. */
export function requireBuild(): void {
  const problem = inject('buildProblem');
  if (problem !== null) throw new Error(problem);
}

/** Starts the program, for tests that send a signal or close a pipe while it runs. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  if (options.script === undefined) requireBuild();
  const home = makeHome();
  const child = spawn(process.execPath, [options.script ?? BIN, ...args], {
    cwd: options.cwd ?? home,
    env: cleanEnv(home, options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const result = new Promise<CliResult>((resolve, reject) => {
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    let late = false;
    const timeoutMs = options.timeoutMs ?? 20_000;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A program that does not read its input may end before it was written.
    child.stdin.on('error', () => {});
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      removeHome(home);
      const said = { stdout: Buffer.concat(stdout).toString('utf8'), stderr: Buffer.concat(stderr).toString('utf8') };
      if (late) reject(new Error(`still running after ${timeoutMs} ms\n${said.stdout}\n${said.stderr}`));
      else resolve({ code, signal, ...said });
    });
    child.stdin.end(options.stdin ?? '');
  });
  return { child, result };
}

/** Runs the program to its end. Rejects only where it could not be started or did not end in time. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).result;
}
