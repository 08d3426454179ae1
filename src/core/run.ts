/**
 * The runner: starts every probe that asks nothing at once, reports in list order, stops at the first failure.
 * A throw becomes `unknown: crash`, a slow probe `unknown: timeout`; wall time is the slowest probe, not the sum.
 */
import { say } from '../messages/index.ts';
import type { Check, CheckContext, CheckId, CheckResult, NotRunReason, Outcome, RunEvent } from './check.ts';
import { skip, unknownOutcome } from './outcome.ts';

export interface RunOptions {
  /** Go on after the first failure. */
  readonly all: boolean;
  /** Checks to run; null means every one. */
  readonly only: ReadonlySet<CheckId> | null;
  readonly skip: ReadonlySet<CheckId>;
  /** Aborted on Ctrl-C: the run ends at once by throwing the signal's reason. */
  readonly signal: AbortSignal;
  /** Milliseconds, monotonic. */
  readonly clock: () => number;
}

interface Timed {
  readonly outcome: Outcome;
  readonly durationMs: number;
}

/**
 * Runs the checks of the list and yields events in list order. The results (every check of the list, whatever its
 * status) come in the `end` event. Never throws but for an aborted signal.
 */
export async function* run(
  checks: readonly Check[],
  context: CheckContext,
  options: RunOptions,
): AsyncGenerator<RunEvent, readonly CheckResult[]> {
  const { signal } = options;
  const isLeftOut = (check: Check) =>
    options.skip.has(check.id) || (options.only !== null && !options.only.has(check.id));
  yield { type: 'start', checks: checks.map((check) => check.id) };

  const started = new Map<CheckId, Promise<Timed>>();
  for (const check of checks) {
    if (!check.asks && !isLeftOut(check) && applies(check, context))
      started.set(check.id, probe(check, context, options));
  }

  const results: CheckResult[] = [];
  let failed = false;
  for (const check of checks) {
    let result: CheckResult;
    if (isLeftOut(check)) result = notRun(check.id, 'left-out');
    else if (failed && !options.all) result = notRun(check.id, 'after-failure');
    else if (!applies(check, context)) {
      result = { id: check.id, outcome: skip(say('common', 'not-this-target')), durationMs: 0 };
    } else {
      yield { type: 'check-start', id: check.id };
      const timed = await orAbort(started.get(check.id) ?? probe(check, context, options), signal);
      result = { id: check.id, ...timed };
    }
    if (result.outcome.status === 'fail') failed = true;
    results.push(result);
    yield { type: 'check-end', result };
  }
  yield { type: 'end', results };
  return results;
}

function applies(check: Check, context: CheckContext): boolean {
  return check.targets.some((target) => context.targets.has(target));
}

function notRun(id: CheckId, reason: NotRunReason): CheckResult {
  return { id, outcome: { status: 'not-run', reason }, durationMs: 0 };
}

/** Runs one check; never rejects. An asking check has no limit of its own: a person may think, and its facts are limited. */
async function probe(check: Check, context: CheckContext, options: RunOptions): Promise<Timed> {
  const begin = options.clock();
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<Outcome>((resolve) => {
    if (check.asks) return;
    timer = setTimeout(() => {
      resolve(unknownOutcome('timeout', `${check.limitMs} ms`, say('common', 'took-too-long')));
    }, check.limitMs);
  });
  let outcome: Outcome;
  try {
    outcome = await Promise.race([check.run(context), tooSlow]);
  } catch (error) {
    // Ctrl-C at a question rejects with the abort reason: that is no crash, and `orAbort` ends the run.
    outcome = unknownOutcome('crash', describe(error), say('common', 'crashed'));
  } finally {
    clearTimeout(timer);
  }
  return { outcome, durationMs: Math.round(options.clock() - begin) };
}

async function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    const value = await Promise.race([promise, aborted]);
    signal.throwIfAborted();
    return value;
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

function describe(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`.slice(0, 300);
  return String(error).slice(0, 300);
}
