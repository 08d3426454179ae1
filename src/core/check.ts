/** The types of the pipeline: facts → checks → events → reporter. No machine access and no sentence in here. */

import type { Ask } from '../ask/types.ts';
import type { CauseArgs, CauseId } from '../causes/args.ts';
import type { Facts } from '../facts/types.ts';
import type { Sentence } from '../messages/define.ts';

/** The checks in the order of the elimination: what comes later means nothing before the earlier link is green. */
export const CHECK_IDS = [
  'device-connection',
  'device-trust',
  'disk-capacity',
  'computer-health',
  'itunes-version',
  'backup-directory',
  'iphone-state',
  'backup-service',
  'ios-version',
  'icloud-backup',
  'icloud-storage',
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** Which kind of backup a check belongs to. */
export type Target = 'computer' | 'icloud';

/** Why something could not be determined. `needs-answer` alone does not make the exit code 3. */
export const WHYS = ['denied', 'timeout', 'missing-tool', 'needs-answer', 'unreachable', 'crash'] as const;
export type Why = (typeof WHYS)[number];

/** Who was asked: the computer, the phone, the network, or the person. */
export type Source = 'computer' | 'phone' | 'network' | 'user';

/** `confirmed`: the evidence proves the cause. `likely`: a reasoned guess, and marked as one. */
export type Confidence = 'confirmed' | 'likely';

/** What was observed, for people who script: plain JSON, dates as ISO strings, sizes in bytes. Paths are masked by the reporter. */
export type EvidenceValue =
  | string
  | number
  | boolean
  | null
  | readonly EvidenceValue[]
  | { readonly [key: string]: EvidenceValue };
export type Evidence = Readonly<Record<string, EvidenceValue>>;

/** A cause with its typed arguments, as a check returns it. */
export type CauseRef = { [C in CauseId]: { readonly id: C; readonly args: CauseArgs[C] } }[CauseId];

interface OutcomeBase {
  readonly source: Source | null;
  readonly evidence: Evidence;
  /** Further sentences: hints that are neither pass nor fail. */
  readonly notes: readonly Sentence[];
}

export interface PassOutcome extends OutcomeBase {
  readonly status: 'pass';
  readonly summary: Sentence;
}

export interface FailOutcome extends OutcomeBase {
  readonly status: 'fail';
  readonly cause: CauseRef;
  readonly confidence: Confidence;
}

export interface UnknownOutcome extends OutcomeBase {
  readonly status: 'unknown';
  readonly why: Why;
  /** What the machine said, for the report: an error code, a tool's name. Never shown as the only sentence. */
  readonly detail: string;
  /** What could not be looked at, in the person's words. */
  readonly summary: Sentence;
  /** How to make it visible (for example: grant Full Disk Access). Numbered, least risk first. */
  readonly steps: readonly Sentence[];
}

export interface SkipOutcome extends OutcomeBase {
  readonly status: 'skip';
  readonly summary: Sentence;
}

/** What a check returns. */
export type Outcome = PassOutcome | FailOutcome | UnknownOutcome | SkipOutcome;

/** Why a check was not run at all. */
export type NotRunReason = 'after-failure' | 'left-out';

export interface NotRunOutcome {
  readonly status: 'not-run';
  readonly reason: NotRunReason;
}

/** One line of the report. */
export interface CheckResult {
  readonly id: CheckId;
  readonly outcome: Outcome | NotRunOutcome;
  /** Wall time in ms from the start of the probe to its answer; 0 for what was not run. */
  readonly durationMs: number;
}

/** One question a person would ask, answered from facts. Never reads the machine itself. */
export interface Check {
  readonly id: CheckId;
  /** A check is skipped where none of its targets is examined. */
  readonly targets: readonly Target[];
  /** True where the check may ask the person: it is then started in its turn, never beside another. */
  readonly asks: boolean;
  /** Time limit in ms for the probe; an asking check is limited by its facts, not by how long a person thinks. */
  readonly limitMs: number;
  run(context: CheckContext): Promise<Outcome>;
}

export interface CheckContext {
  readonly facts: Facts;
  readonly ask: Ask;
  readonly targets: ReadonlySet<Target>;
  /** The phone that the person named by `--udid`, in the form of backups; null where none was named. */
  readonly udid: string | null;
  /** The present moment, in ms since 1970, fixed for the whole run so that ages agree with each other. */
  readonly now: number;
}

/** What the runner tells, in list order; a reporter consumes only this. */
export type RunEvent =
  | { readonly type: 'start'; readonly checks: readonly CheckId[] }
  | { readonly type: 'check-start'; readonly id: CheckId }
  | { readonly type: 'check-end'; readonly result: CheckResult }
  | { readonly type: 'end'; readonly results: readonly CheckResult[] };
