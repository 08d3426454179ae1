/** What the whole run means. Pure, so that every output and the exit code agree. */
import type { CauseId } from '../causes/args.ts';
import type { CheckId, CheckResult } from './check.ts';

export interface Verdict {
  /**
   * `problem`: a check failed. `undetermined`: nothing failed, but something could not be determined, or nothing at all was looked at.
   * `healthy`: no problem found in what was looked at.
   */
  readonly status: 'healthy' | 'problem' | 'undetermined';
  /** The first failed check, in list order; null where none failed. */
  readonly check: CheckId | null;
  readonly cause: CauseId | null;
}

/** True for what the run could not determine; an answer that nobody was there to give does not count (design: exit codes). */
function isUndetermined(result: CheckResult): boolean {
  return result.outcome.status === 'unknown' && result.outcome.why !== 'needs-answer';
}

/** The verdict over all results, in list order. */
export function verdictOf(results: readonly CheckResult[]): Verdict {
  for (const { id, outcome } of results) {
    if (outcome.status === 'fail') return { status: 'problem', check: id, cause: outcome.cause.id };
  }
  // "Healthy" with nothing looked at would be a lie.
  const passed = results.some((result) => result.outcome.status === 'pass');
  const status = !passed || results.some(isUndetermined) ? 'undetermined' : 'healthy';
  return { status, check: null, cause: null };
}

/** 0 no problem found · 1 a problem was found · 3 nothing failed but something could not be determined. */
export function exitCodeOf(results: readonly CheckResult[]): 0 | 1 | 3 {
  if (results.some((result) => result.outcome.status === 'fail')) return 1;
  // Every check left out or beside the point: nothing was determined, and no question was open either.
  const lookedAt = results.some(({ outcome }) => outcome.status === 'pass' || outcome.status === 'unknown');
  return !lookedAt || results.some(isUndetermined) ? 3 : 0;
}
