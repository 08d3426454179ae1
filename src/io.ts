/** The process, as the rest of the program may see it: handed in by cli.ts, which alone touches it. */
import { mayAsk } from './ask/ask.ts';
import type { Lang } from './messages/define.ts';

/** Thrown (as the reason of the aborted signal) when the person presses Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor() {
    super('interrupted');
  }
}

/** The process, as the rest of the program may see it. */
export interface Io {
  readonly version: string;
  readonly lang: Lang;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  /** Aborts the signal: the person pressed Ctrl-C where no signal is sent (a prompt reads the keys itself). */
  readonly interrupt: () => void;
  /** Ends a process, or a process group where the number is negative; throws where that is not possible. */
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
}

export const TOOL_NAME = 'iphone-backup-doctor';

/** Whether somebody can be asked in this run. */
export function isInteractive(io: Io, { json, input }: { readonly json: boolean; readonly input: boolean }): boolean {
  return mayAsk({
    stdinIsTerminal: io.stdin.isTTY === true,
    stderrIsTerminal: io.stderr.isTTY === true,
    json,
    noInput: !input,
    ci: io.env['CI'],
  });
}
