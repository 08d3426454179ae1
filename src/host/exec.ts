/** Runs a program of the system and reports what came of it as data. Nothing here throws or rejects. */
import { spawn } from 'node:child_process';

export type ExecError =
  /** No such program. */
  | 'ENOENT'
  /** Not allowed to start it. */
  | 'EACCES'
  /** Still running at its time limit; killed with everything it had started. `stdout` holds what it said until then. */
  | 'timeout'
  /** Said more than `maxBytes`; killed. */
  | 'too-large'
  /** The run was called off. */
  | 'aborted'
  /** Ended with another code than 0, or by a signal. */
  | 'exit'
  /** Could not be started for another reason. */
  | 'failed';

export interface ExecResult {
  /** Ended by itself with code 0. */
  readonly ok: boolean;
  /** Raw bytes: what they mean is for `decode` to say (Windows programs write in several encodings). */
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly code: number | null;
  readonly error: ExecError | null;
}

export interface ExecOptions {
  /** Time limit in ms; 5000 where not given. */
  readonly limitMs?: number;
  /** Cap in bytes on stdout and on stderr, each; 4 MiB where not given. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** Runs `file` without a shell and with stdin closed. */
export type Exec = (file: string, args: readonly string[], options?: ExecOptions) => Promise<ExecResult>;

export interface ExecSettings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `process.kill`: a negative id reaches the whole group. Without it only the program itself is killed. */
  readonly kill?: (pid: number, signal: NodeJS.Signals) => void;
}

const DEFAULT_LIMIT_MS = 5000;
const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;
/** A grandchild may keep the pipes open after its parent has ended: wait this long for the rest of the output. */
const GRACE_MS = 300;

/**
 * Makes an `Exec` that starts real programs.
 *
 * On POSIX each program leads a process group of its own, so that a time-out takes everything it started with it. A program
 * stuck in the kernel (a dead network drive) cannot be killed: the result comes at the limit all the same, and its handles
 * are let go so that they do not keep this process alive.
 */
export function createExec(settings: ExecSettings): Exec {
  const posix = settings.platform !== 'win32';
  // Words and numbers of POSIX tools are parsed: take the plain locale.
  const env = posix ? { ...settings.env, LC_ALL: 'C' } : settings.env;

  return (file, args, options = {}) =>
    new Promise((resolve) => {
      const limitMs = options.limitMs ?? DEFAULT_LIMIT_MS;
      const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
      const stdout = new Capped(maxBytes);
      const stderr = new Capped(maxBytes);
      if (options.signal?.aborted) return resolve(result(stdout, stderr, null, 'aborted'));

      let child: ReturnType<typeof spawn>;
      try {
        child = spawn(file, [...args], {
          env: env as NodeJS.ProcessEnv,
          stdio: ['ignore', 'pipe', 'pipe'],
          detached: posix,
          windowsHide: true,
          shell: false,
        });
      } catch (error) {
        return resolve(result(stdout, stderr, null, startError(error)));
      }

      let grace: NodeJS.Timeout | undefined;
      let settled = false;
      const settle = (code: number | null, error: ExecError | null): void => {
        if (settled) return;
        settled = true;
        clearTimeout(timer);
        clearTimeout(grace);
        options.signal?.removeEventListener('abort', onAbort);
        resolve(result(stdout, stderr, code, error));
      };
      const stop = (error: ExecError): void => {
        if (settled) return;
        killAll(child, settings, posix);
        settle(null, error);
        child.stdout?.destroy();
        child.stderr?.destroy();
        child.unref();
      };
      const timer = setTimeout(() => stop('timeout'), limitMs);
      const onAbort = (): void => stop('aborted');
      options.signal?.addEventListener('abort', onAbort, { once: true });

      const collect = (capped: Capped) => (chunk: Buffer) => {
        if (!capped.add(chunk)) stop('too-large');
      };
      child.stdout?.on('data', collect(stdout));
      child.stderr?.on('data', collect(stderr));
      child.on('error', (error) => settle(null, startError(error)));
      child.on('exit', (code) => {
        grace = setTimeout(() => {
          settle(code, code === 0 ? null : 'exit');
          child.stdout?.destroy();
          child.stderr?.destroy();
        }, GRACE_MS);
      });
      child.on('close', (code) => settle(code, code === 0 ? null : 'exit'));
    });
}

class Capped {
  readonly chunks: Buffer[] = [];
  private bytes = 0;
  private readonly cap: number;
  constructor(cap: number) {
    this.cap = cap;
  }
  /** False when there is no more room: what fits was kept. */
  add(chunk: Buffer): boolean {
    const room = this.cap - this.bytes;
    this.chunks.push(chunk.length <= room ? chunk : chunk.subarray(0, room));
    this.bytes += Math.min(chunk.length, room);
    return chunk.length <= room;
  }
}

function result(stdout: Capped, stderr: Capped, code: number | null, error: ExecError | null): ExecResult {
  return {
    ok: code === 0 && error === null,
    stdout: Buffer.concat(stdout.chunks),
    stderr: Buffer.concat(stderr.chunks),
    code,
    error,
  };
}

function startError(error: unknown): ExecError {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'ENOENT';
  if (code === 'EACCES' || code === 'EPERM') return 'EACCES';
  return 'failed';
}

function killAll(child: ReturnType<typeof spawn>, settings: ExecSettings, posix: boolean): void {
  const pid = child.pid;
  try {
    if (pid !== undefined && posix && settings.kill) {
      settings.kill(-pid, 'SIGKILL');
      return;
    }
    if (pid !== undefined && !posix) killTree(pid, settings.env);
  } catch {
    // Already gone, or not ours: the program itself is tried below.
  }
  child.kill('SIGKILL');
}

/** Windows has no process groups to signal; taskkill ends a program and what it started. */
function killTree(pid: number, env: ExecSettings['env']): void {
  const taskkill = `${env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\taskkill.exe`;
  const killer = spawn(taskkill, ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
  killer.on('error', () => {});
  killer.unref();
}
