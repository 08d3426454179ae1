/** What the cleaning mode needs to know, and the little it may do to the world. */
import type { RemoveOptions } from '../backups/index.ts';
import type { Lang } from '../messages/define.ts';

export interface CleanOptions {
  /** The folders that receive backups; one that does not exist is passed over. */
  readonly roots: readonly { readonly path: string }[];
  /** Complete backups of each phone that stay; at least 1. */
  readonly keep?: number | undefined;
  readonly olderThanDays?: number | undefined;
  readonly udid?: string | undefined;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly permanently: boolean;
  readonly json: boolean;
  readonly lang: Lang;
  /** Whether someone can be asked. */
  readonly interactive: boolean;
  /** No repainted lines. */
  readonly plain: boolean;
  readonly columns: number;
  readonly color: boolean;
  /** The present moment, in ms since 1970. */
  readonly now: number;
  readonly tool: { readonly name: string; readonly version: string };
  /** Says what the trash is called and how something is put back. */
  readonly platform: 'windows' | 'macos' | 'linux' | 'other';
  /** A backup program is at work on this computer. */
  readonly runningHint?: boolean;
  /** Time in ms for measuring one backup; default a minute. */
  readonly sizeLimitMs?: number;
}

export interface CleanIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Loaded at the first question. */
  readonly prompts: () => Promise<CleanPrompts>;
  readonly signal: AbortSignal;
  /** The trash to use in place of the system's; for tests. */
  readonly trash?: RemoveOptions['trash'];
}

export interface CheckboxChoice {
  readonly value: string;
  readonly name: string;
  /** Shown below the list while the cursor is on it. */
  readonly description: string;
  readonly checked: boolean;
}

/** The two questions. Both reject when the person or the signal interrupts. */
export interface CleanPrompts {
  /** The values that were ticked. */
  checkbox(message: string, choices: readonly CheckboxChoice[]): Promise<readonly string[]>;
  input(message: string): Promise<string>;
}

/** Exit codes of this mode. */
export const EXIT = { done: 0, notAll: 1, usage: 2, interrupted: 130 } as const;
