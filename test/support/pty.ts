/**
 * Runs a program in a real pseudo-terminal, with a model of the screen behind it. Nothing here sleeps: every wait ends
 * with the output that it waits for, with the program's end, or with an error that shows the screen.
 */
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { BIN, cleanEnv, makeHome, removeHome, requireBuild } from './cli.ts';

export interface PtyOptions {
  readonly cols?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Another script in place of the program. */
  readonly script?: string;
  /** Shell words to run in the terminal first, such as `stty cols 0` (not on Windows). */
  readonly before?: string;
}

export interface PtyExit {
  readonly code: number;
  readonly signal: number | null;
}

export interface PtySession {
  /** What is on the screen now, lines joined, trailing spaces and empty lines left out. */
  screen(): string;
  /** Everything that was written, scrolled-off lines included. */
  text(): string;
  /** The bytes as the program wrote them. */
  raw(): string;
  /** Whether the program has left the cursor visible. */
  cursorVisible(): boolean;
  /** Column and row of the cursor, from 0. */
  cursor(): { readonly x: number; readonly y: number };
  /** Waits until the screen shows this; rejects after `ms` or where the program ended without it. */
  waitFor(what: string | RegExp, ms?: number): Promise<string>;
  /** Sends keys: `\r` is Enter, `\x03` Ctrl-C, `\x1b[B` arrow down. */
  type(keys: string): void;
  resize(cols: number, rows: number): void;
  /** The end of the program; rejects where it does not come within `ms`. */
  exited(ms?: number): Promise<PtyExit>;
  /** Ends the program where it still runs, and tidies up. Call it in every test. */
  close(): Promise<void>;
}

const PATIENCE_MS = 15_000;

/** Starts the built program (or a script) under Node.js in a terminal of 80 × 24 cells. */
export function openPty(args: readonly string[], options: PtyOptions = {}): PtySession {
  if (options.script === undefined) requireBuild();
  const { cols = 80, rows = 24 } = options;
  const home = makeHome();
  const screen = new xterm.Terminal({ cols, rows, scrollback: 10_000, allowProposedApi: true });
  const env = cleanEnv(home, { TERM: 'xterm-256color', ...options.env });
  const words = [process.execPath, options.script ?? BIN, ...args];
  const [file, ...rest] =
    options.before === undefined ? words : ['/bin/sh', '-c', `${options.before} && exec "$0" "$@"`, ...words];
  const program = pty.spawn(file ?? '', rest, {
    name: env['TERM'] ?? 'dumb',
    cols,
    rows,
    cwd: options.cwd ?? home,
    env,
  });

  let raw = '';
  let ended: PtyExit | null = null;
  /** Looked at whenever something was drawn or the program ended. */
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const look of [...watchers]) look();
  };
  program.onData((data) => {
    raw += data;
    screen.write(data, changed);
  });
  program.onExit(({ exitCode, signal }) => {
    // An empty write comes back when all earlier ones are drawn.
    screen.write('', () => {
      ended = { code: exitCode, signal: signal === undefined || signal === 0 ? null : signal };
      changed();
    });
  });

  const lines = (from: number, to: number): string => {
    const buffer = screen.buffer.active;
    const rowsOf = Array.from({ length: to - from }, (_, row) => buffer.getLine(from + row)?.translateToString(true));
    return rowsOf
      .map((line) => line ?? '')
      .join('\n')
      .trimEnd();
  };
  const visible = () => lines(screen.buffer.active.baseY, screen.buffer.active.baseY + screen.rows);

  /** Resolves with the first answer of `look` that is not null. */
  const until = <T>(look: () => T | null, ms: number, failure: () => string): Promise<T> =>
    new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer);
        watchers.delete(check);
        act();
      };
      const check = () => {
        try {
          const answer = look();
          if (answer !== null) finish(() => resolve(answer));
        } catch (error) {
          finish(() => reject(error));
        }
      };
      const timer = setTimeout(() => finish(() => reject(new Error(failure()))), ms);
      watchers.add(check);
      check();
    });

  const exited = (ms = PATIENCE_MS) =>
    until(
      () => ended,
      ms,
      () => `still running after ${ms} ms:\n${visible()}`,
    );
  return {
    screen: visible,
    text: () => lines(0, screen.buffer.active.length),
    raw: () => raw,
    cursorVisible: () => raw.lastIndexOf('\x1b[?25l') <= raw.lastIndexOf('\x1b[?25h'),
    cursor: () => ({ x: screen.buffer.active.cursorX, y: screen.buffer.active.cursorY }),
    waitFor(what, ms = PATIENCE_MS) {
      const shown = (text: string) => (typeof what === 'string' ? text.includes(what) : what.test(text));
      return until(
        () => {
          const text = visible();
          if (shown(text)) return text;
          if (ended !== null) throw new Error(`ended (${ended.code}) without showing ${String(what)}:\n${text}`);
          return null;
        },
        ms,
        () => `did not show ${String(what)} within ${ms} ms:\n${visible()}`,
      );
    },
    type: (keys) => program.write(keys),
    resize(width, height) {
      screen.resize(width, height);
      program.resize(width, height);
    },
    exited,
    async close() {
      if (ended === null) program.kill('SIGKILL');
      await exited();
      screen.dispose();
      removeHome(home);
    },
  };
}
