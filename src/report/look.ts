/** How to write for a terminal, decided from what is known of it. Pure: the caller passes environment and platform. */

export interface TerminalFacts {
  /** The stream that is written to is a terminal. */
  readonly isTTY: boolean;
  /** Its columns; undefined where it is no terminal, 0 on some that do not know. */
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly plain: boolean;
  /** `--no-color` was given. */
  readonly noColor: boolean;
}

/** Cells a line may take: the terminal's, within limits a person can read; 80 where it is no terminal. */
export function widthOf({ isTTY, columns }: Pick<TerminalFacts, 'isTTY' | 'columns'>): number {
  if (!isTTY || columns === undefined || columns <= 0) return 80;
  return Math.min(100, Math.max(20, Math.floor(columns)));
}

/** NO_COLOR counts when it is not empty (https://no-color.org). */
export function colourLevelOf({ isTTY, env, plain, noColor }: TerminalFacts): 0 | 1 {
  if (!isTTY || plain || noColor || env['TERM'] === 'dumb') return 0;
  return env['NO_COLOR'] === undefined || env['NO_COLOR'] === '' ? 1 : 0;
}

/** A spinner is shown on a terminal that can move its cursor and knows its width: ora loops for ever on 0 columns. */
export function canSpin({ isTTY, columns, env, plain }: TerminalFacts): boolean {
  return isTTY && !plain && env['TERM'] !== 'dumb' && columns !== undefined && columns > 0;
}

/**
 * Whether ✔ and ✖ can be shown: not in the Linux console, and on Windows only in terminals that are known to have them;
 * the old console's Japanese font has `√` and `×` only.
 */
export function hasSymbols({ platform, env }: Pick<TerminalFacts, 'platform' | 'env'>): boolean {
  if (platform !== 'win32') return env['TERM'] !== 'linux';
  return (
    (env['WT_SESSION'] ?? '') !== '' ||
    env['TERM_PROGRAM'] !== undefined ||
    env['ConEmuTask'] === '{cmd::Cmder}' ||
    /^(?:xterm|alacritty|rxvt)/.test(env['TERM'] ?? '')
  );
}
