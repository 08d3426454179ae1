import { describe, expect, it } from 'vitest';
import type { Check, CheckContext, CheckId, CheckResult, Outcome, RunEvent } from '../../src/core/check.ts';
import { fail, pass, unknownOutcome } from '../../src/core/outcome.ts';
import { type RunOptions, run } from '../../src/core/run.ts';
import { exitCodeOf, verdictOf } from '../../src/core/verdict.ts';
import { say } from '../../src/messages/index.ts';
import { contextOf } from '../support/context.ts';

const fine = () => pass(say('common', 'not-sure'));
const broken = () =>
  fail('memory-low', { freeBytes: 1, totalBytes: 2 }, { confidence: 'likely', evidence: { freeBytes: 1 } });

function check(id: CheckId, answer: () => Outcome | Promise<Outcome>, more: Partial<Check> = {}): Check {
  return { id, targets: ['computer'], asks: false, limitMs: 5_000, run: async () => answer(), ...more };
}

async function collect(
  checks: readonly Check[],
  options: Partial<RunOptions> = {},
  context: Partial<CheckContext> = {},
): Promise<{ events: readonly RunEvent[]; results: readonly CheckResult[] }> {
  const events: RunEvent[] = [];
  const all: RunOptions = {
    all: false,
    only: null,
    skip: new Set(),
    signal: new AbortController().signal,
    clock: () => performance.now(),
    ...options,
  };
  for await (const event of run(checks, contextOf(context), all)) events.push(event);
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error('no end event');
  return { events, results: end.results };
}

const statuses = (results: readonly CheckResult[]) => results.map((result) => `${result.id}:${result.outcome.status}`);

describe('run', () => {
  it('keeps list order although later probes answer first, and takes as long as the slowest', async () => {
    let slowDone = false;
    let lateStartedBeforeSlowEnded = false;
    const slow = check('device-connection', async () => {
      await new Promise((resolve) => setTimeout(resolve, 80));
      slowDone = true;
      return fine();
    });
    const quick = check('disk-capacity', () => {
      lateStartedBeforeSlowEnded = !slowDone;
      return fine();
    });
    const { events } = await collect([slow, quick]);
    expect(lateStartedBeforeSlowEnded).toBe(true);
    expect(events.map((event) => ('result' in event ? event.result.id : event.type))).toEqual([
      'start',
      'check-start',
      'device-connection',
      'check-start',
      'disk-capacity',
      'end',
    ]);
  });

  it('stops at the first failure and lists the later checks as not run', async () => {
    const { results } = await collect([
      check('device-connection', fine),
      check('disk-capacity', broken),
      check('computer-health', fine),
    ]);
    expect(statuses(results)).toEqual(['device-connection:pass', 'disk-capacity:fail', 'computer-health:not-run']);
    expect(results[2]?.outcome).toEqual({ status: 'not-run', reason: 'after-failure' });
    expect(verdictOf(results)).toEqual({ status: 'problem', check: 'disk-capacity', cause: 'memory-low' });
  });

  it('goes on with --all', async () => {
    const { results } = await collect([check('disk-capacity', broken), check('computer-health', fine)], { all: true });
    expect(statuses(results)).toEqual(['disk-capacity:fail', 'computer-health:pass']);
  });

  it('does not start what --only and --skip leave out, nor ask after a failure', async () => {
    const asked: string[] = [];
    const note = (id: CheckId) => () => {
      asked.push(id);
      return fine();
    };
    const asking = check('ios-version', note('ios-version'), { asks: true });
    const left = check('computer-health', note('computer-health'));
    const { results } = await collect([check('disk-capacity', broken), left, asking], {
      skip: new Set<CheckId>(['computer-health']),
    });
    expect(asked).toEqual([]);
    expect(statuses(results)).toEqual(['disk-capacity:fail', 'computer-health:not-run', 'ios-version:not-run']);
    const only = await collect([left, asking], { only: new Set<CheckId>(['ios-version']) });
    expect(asked).toEqual(['ios-version']);
    expect(only.results[0]?.outcome).toEqual({ status: 'not-run', reason: 'left-out' });
  });

  it('turns a throw into unknown: crash and goes on', async () => {
    const { results } = await collect([
      check('device-connection', () => {
        throw new TypeError('x is undefined');
      }),
      check('disk-capacity', fine),
    ]);
    expect(results[0]?.outcome).toMatchObject({ status: 'unknown', why: 'crash', detail: 'TypeError: x is undefined' });
    expect(exitCodeOf(results)).toBe(3);
    expect(results[1]?.outcome.status).toBe('pass');
  });

  it('turns a probe that never answers into unknown: timeout', async () => {
    const never = check('device-connection', () => new Promise<Outcome>(() => {}), { limitMs: 20 });
    const { results } = await collect([never, check('disk-capacity', fine)]);
    expect(results[0]?.outcome).toMatchObject({ status: 'unknown', why: 'timeout' });
    expect(statuses(results)[1]).toBe('disk-capacity:pass');
  });

  it('never limits how long a person thinks', async () => {
    const asking = check('ios-version', () => new Promise((resolve) => setTimeout(() => resolve(fine()), 60)), {
      asks: true,
      limitMs: 5,
    });
    const { results } = await collect([asking]);
    expect(results[0]?.outcome.status).toBe('pass');
  });

  it('skips what does not belong to the chosen kind of backup, without running it', async () => {
    let ran = false;
    const { results } = await collect(
      [
        check('disk-capacity', () => {
          ran = true;
          return fine();
        }),
      ],
      {},
      {
        targets: new Set(['icloud'] as const),
      },
    );
    expect(ran).toBe(false);
    expect(statuses(results)).toEqual(['disk-capacity:skip']);
  });

  it('ends at once with the reason when it is aborted, also in the middle of a probe', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    const hanging = check('device-connection', () => new Promise<Outcome>(() => {}));
    setTimeout(() => controller.abort(reason), 20);
    await expect(collect([hanging], { signal: controller.signal })).rejects.toBe(reason);
  });
});

describe('verdict and exit code', () => {
  const result = (outcome: CheckResult['outcome']): CheckResult => ({ id: 'ios-version', outcome, durationMs: 0 });
  const unknown = (why: 'needs-answer' | 'denied') => unknownOutcome(why, '', say('common', 'not-answered'));

  it('an answer that nobody could give does not make exit code 3, and is not called healthy alone', () => {
    expect(exitCodeOf([result(unknown('needs-answer'))])).toBe(0);
    expect(verdictOf([result(unknown('needs-answer'))]).status).toBe('undetermined');
    expect(verdictOf([result(fine()), result(unknown('needs-answer'))]).status).toBe('healthy');
  });

  it('a run in which nothing was looked at determined nothing', () => {
    expect(exitCodeOf([result({ status: 'not-run', reason: 'left-out' })])).toBe(3);
  });

  it('what could not be looked at makes exit code 3, unless something failed', () => {
    expect(exitCodeOf([result(fine()), result(unknown('denied'))])).toBe(3);
    expect(verdictOf([result(fine()), result(unknown('denied'))]).status).toBe('undetermined');
    expect(exitCodeOf([result(unknown('denied')), result(broken())])).toBe(1);
  });
});
