import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  KEEP_REASONS,
  type PlanOptions,
  PROTECTED_REASONS,
  planRemoval,
  REMOVE_REASONS,
  type SizedBackup,
} from '../../src/backups/plan.ts';
import { BACKUP_STATES } from '../../src/backups/types.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const DAY = 86_400_000;
const A = '0123456789abcdef0123456789abcdef01234567';
const B = '00008030-000A1B2C3D4E5F67';

let counter = 0;
function backup(change: Partial<SizedBackup> = {}): SizedBackup {
  counter += 1;
  const finishedAt = change.finishedAt === undefined ? NOW - 30 * DAY : change.finishedAt;
  return {
    path: `/backups/${counter}`,
    folder: `${counter}`,
    udid: A,
    archived: false,
    state: 'complete',
    reasons: ['finished'],
    device: null,
    finishedAt,
    attemptedAt: finishedAt,
    changedAt: finishedAt,
    encrypted: false,
    fullBackup: true,
    manifestAt: finishedAt,
    statusWrittenAt: finishedAt,
    hasFiles: true,
    bytes: 1_000,
    error: null,
    ...change,
  };
}
const attempt = (state: SizedBackup['state'], at: number | null, change: Partial<SizedBackup> = {}) =>
  backup({ state, finishedAt: null, attemptedAt: at, changedAt: at, manifestAt: at, statusWrittenAt: at, ...change });

const reasons = (backups: readonly SizedBackup[], options: Partial<PlanOptions> = {}) =>
  planRemoval(backups, { now: NOW, ...options }).map(({ reason }) => reason);
const ago = (days: number) => NOW - days * DAY;

describe('the default proposal', () => {
  it('keeps the newest complete backup of each phone, over all folders, and proposes the older ones', () => {
    const backups = [
      backup({ finishedAt: ago(2) }),
      backup({ finishedAt: ago(100), archived: true }),
      backup({ finishedAt: ago(50), path: '/other/root/x' }),
      backup({ finishedAt: ago(400), udid: B, archived: true }),
    ];
    expect(reasons(backups)).toEqual(['newest-complete', 'archive-superseded', 'superseded', 'only-complete']);
    expect(planRemoval(backups, { now: NOW })[1]?.guardians).toEqual([backups[0]?.path]);
  });

  it('keeps an archive that is the newest or the only complete one', () => {
    expect(reasons([backup({ finishedAt: ago(9), archived: true }), attempt('damaged', ago(3))])).toEqual([
      'only-complete',
      'damaged-newer',
    ]);
    expect(reasons([backup({ finishedAt: ago(9), archived: true }), backup({ finishedAt: ago(20) })])).toEqual([
      'newest-complete',
      'superseded',
    ]);
  });

  it('proposes what was never completed, with or without a complete one beside it', () => {
    expect(reasons([attempt('never-completed', ago(1))])).toEqual(['never-completed']);
    expect(reasons([attempt('never-completed', ago(1)), backup()])).toEqual([
      'never-completed-superseded',
      'only-complete',
    ]);
  });

  it.each(['in-progress', 'unknown', 'foreign'] as const)('never touches what is %s', (state) => {
    expect(reasons([backup({ finishedAt: ago(1) }), attempt(state, ago(500))])[1]).toBe(state);
  });

  it('protects an unfinished set that may be all the phone has', () => {
    expect(reasons([attempt('unfinished', ago(90)), attempt('damaged', ago(3))])).toEqual([
      'only-restorable',
      'damaged-only',
    ]);
    expect(reasons([attempt('unfinished', ago(90)), attempt('unfinished', ago(3))])).toEqual([
      'only-restorable',
      'only-restorable',
    ]);
  });

  it('gives up an unfinished set only for a complete one that is newer than the attempt on top of it', () => {
    const newest = backup({ finishedAt: ago(10) });
    expect(reasons([newest, attempt('unfinished', ago(20))])[1]).toBe('unfinished-superseded');
    expect(reasons([newest, attempt('unfinished', ago(20), { attemptedAt: ago(9) })])[1]).toBe('unfinished-newer');
    expect(reasons([newest, attempt('unfinished', ago(20), { changedAt: ago(9) })])[1]).toBe('unfinished-newer');
    expect(reasons([newest, attempt('unfinished', null)])[1]).toBe('unfinished-newer');
    expect(reasons([newest, attempt('unfinished', ago(20))], { keep: 2 })[1]).toBe('within-keep');
  });

  it('gives up a damaged one only for a newer complete one', () => {
    const newest = backup({ finishedAt: ago(10) });
    expect(reasons([newest, attempt('damaged', ago(20))])[1]).toBe('damaged-superseded');
    expect(reasons([newest, attempt('damaged', ago(5))])[1]).toBe('damaged-newer');
    expect(reasons([newest, attempt('damaged', null)])[1]).toBe('damaged-newer');
  });

  it('does not propose an old backup that is much larger than the newest, unless told which to keep', () => {
    const backups = [backup({ finishedAt: ago(1), bytes: 5e9 }), backup({ finishedAt: ago(99), bytes: 60e9 })];
    expect(reasons(backups)).toEqual(['newest-complete', 'larger-than-newest']);
    expect(reasons(backups, { keep: 1 })).toEqual(['newest-complete', 'superseded']);
    expect(reasons(backups, { olderThanDays: 30 })).toEqual(['newest-complete', 'superseded']);
    const similar = [backup({ finishedAt: ago(1), bytes: 50e9 }), backup({ finishedAt: ago(99), bytes: 60e9 })];
    expect(reasons(similar)).toEqual(['newest-complete', 'superseded']);
  });

  it('leaves alone a folder in which an attempt seems to begin, and does not count on it', () => {
    const stirring = backup({ finishedAt: ago(2), attemptedAt: NOW - 20_000, changedAt: NOW - 10_000 });
    expect(reasons([stirring, backup({ finishedAt: ago(100), archived: true })])).toEqual([
      'changed-just-now',
      'only-complete',
    ]);
    expect(reasons([attempt('never-completed', NOW - 60_000)])).toEqual(['changed-just-now']);
    // It has just finished: nothing begins.
    const done = backup({ finishedAt: NOW - 60_000, attemptedAt: NOW - 600_000, changedAt: NOW - 50_000 });
    expect(reasons([done, backup({ finishedAt: ago(100) })])).toEqual(['newest-complete', 'superseded']);
  });
});

describe('dates that can not be believed', () => {
  it('protects a complete one without a date, and does not let it stand for others', () => {
    expect(reasons([backup({ finishedAt: null }), backup({ finishedAt: ago(100) })])).toEqual([
      'date-in-doubt',
      'newest-complete',
    ]);
    expect(reasons([backup({ finishedAt: null }), backup({ finishedAt: null })])).toEqual([
      'date-in-doubt',
      'date-in-doubt',
    ]);
  });

  it.each([
    ['later than now', NOW + 3 * 60_000],
    ['from a clock that was reset', Date.UTC(2001, 0, 1)],
  ])('treats a date %s as no date', (_name, finishedAt) => {
    const odd = backup({ finishedAt, changedAt: ago(1), statusWrittenAt: ago(1) });
    expect(reasons([odd, backup({ finishedAt: ago(7) }), backup({ finishedAt: ago(70) })])).toEqual([
      'date-in-doubt',
      'newest-complete',
      'superseded',
    ]);
  });

  it('keeps everything complete when this computer thinks it is 1990', () => {
    const backups = [backup({ finishedAt: ago(7) }), backup({ finishedAt: ago(70) })];
    expect(reasons(backups, { now: Date.UTC(1990, 0, 1) })).toEqual(['date-in-doubt', 'date-in-doubt']);
  });

  it('keeps both where the dates are equal, and counts them as one for --keep', () => {
    const backups = [backup({ finishedAt: ago(7) }), backup({ finishedAt: ago(7) }), backup({ finishedAt: ago(70) })];
    expect(reasons(backups)).toEqual(['newest-complete', 'newest-complete', 'superseded']);
    expect(reasons(backups, { keep: 2 })).toEqual(['newest-complete', 'newest-complete', 'within-keep']);
  });

  it('keeps both where the phone says one order and the computer the other', () => {
    // The phone's clock was set back for a year when it made the second one.
    const backups = [
      backup({ finishedAt: ago(40), statusWrittenAt: ago(40) }),
      backup({ finishedAt: ago(365), statusWrittenAt: ago(1) }),
    ];
    expect(reasons(backups)).toEqual(['newest-complete', 'date-in-doubt']);
  });

  it('does not let an empty shell stand for a backup with files', () => {
    const backups = [backup({ finishedAt: ago(1), hasFiles: false }), backup({ finishedAt: ago(90) })];
    expect(reasons(backups)).toEqual(['newest-complete', 'date-in-doubt']);
  });

  it('neither judges nor counts on a folder that names two phones', () => {
    const odd = backup({ finishedAt: ago(1), reasons: ['finished', 'name-differs-from-target'] });
    expect(reasons([odd, backup({ finishedAt: ago(90) })])).toEqual(['owner-in-doubt', 'only-complete']);
  });
});

describe('limits', () => {
  const three = [1, 50, 200].map((days) => backup({ finishedAt: ago(days) }));

  it('keeps as many complete ones of each phone as asked, at least one', () => {
    expect(reasons(three, { keep: 2 })).toEqual(['newest-complete', 'within-keep', 'superseded']);
    expect(reasons(three, { keep: 0 })).toEqual(['newest-complete', 'superseded', 'superseded']);
    expect(reasons(three, { keep: 9 })).toEqual(['newest-complete', 'within-keep', 'within-keep']);
    expect(reasons(three, { keep: Number.NaN })).toEqual(['newest-complete', 'within-keep', 'within-keep']);
  });

  it('takes only what is older', () => {
    expect(reasons(three, { olderThanDays: 100 })).toEqual(['newest-complete', 'too-young', 'superseded']);
    expect(reasons(three, { olderThanDays: Number.NaN })).toEqual(['newest-complete', 'too-young', 'too-young']);
    expect(reasons([attempt('never-completed', null)], { olderThanDays: 1 })).toEqual(['too-young']);
    expect(reasons([attempt('never-completed', ago(5))], { olderThanDays: 1 })).toEqual(['never-completed']);
  });

  it('takes only the phone that is named', () => {
    const backups = [...three, ...[1, 50].map((days) => backup({ finishedAt: ago(days), udid: B }))];
    expect(reasons(backups, { udid: B })).toEqual([
      'other-device',
      'other-device',
      'other-device',
      'newest-complete',
      'superseded',
    ]);
  });
});

// --- Whatever the folders look like -------------------------------------------------------------------------------------

const moment = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 12 }).map((step) => NOW - step * 20 * DAY) },
  { weight: 1, arbitrary: fc.constantFrom(null, NOW + DAY, NOW - 60_000, 0, Date.UTC(2001, 0, 1)) },
);
const optional = fc.option(moment, { nil: undefined });
const anyBackup: fc.Arbitrary<SizedBackup> = fc
  .record({
    udid: fc.constantFrom(A, B),
    archived: fc.boolean(),
    state: fc.oneof(
      { weight: 3, arbitrary: fc.constant('complete' as const) },
      { arbitrary: fc.constantFrom(...BACKUP_STATES), weight: 2 },
    ),
    date: moment,
    attemptedAt: moment,
    changedAt: moment,
    manifestAt: optional,
    // Mostly in step with the date, as in life.
    written: fc.oneof({ weight: 3, arbitrary: fc.constant('date' as const) }, { weight: 1, arbitrary: moment }),
    hasFiles: fc.constantFrom(true, true, true, false, null),
    differs: fc.integer({ min: 0, max: 9 }),
    bytes: fc.option(
      fc.integer({ min: 0, max: 100 }).map((size) => size * 1e9),
      { nil: null },
    ),
  })
  .map(({ date, written, differs, manifestAt, ...rest }) =>
    backup({
      ...rest,
      manifestAt: manifestAt ?? null,
      udid: rest.state === 'foreign' ? null : rest.udid,
      finishedAt: rest.state === 'complete' || rest.state === 'damaged' ? date : null,
      statusWrittenAt: written === 'date' ? date : written,
      reasons: differs === 0 ? ['finished', 'name-differs-from-target'] : ['finished'],
    }),
  );
const anyBackups = fc.array(anyBackup, { maxLength: 10 });
const anyOptions = fc.record({
  keep: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
  olderThanDays: fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined }),
  udid: fc.constantFrom(undefined, undefined, A, B),
  now: fc.constantFrom(NOW, NOW, NOW, NOW - 100 * DAY, 0),
});
const RUNS = { numRuns: 600 };

const removedOf = (backups: readonly SizedBackup[], options: PlanOptions) =>
  new Set(
    planRemoval(backups, options).flatMap(({ decision, backup: { path } }) => (decision === 'remove' ? [path] : [])),
  );
const isComplete = ({ state }: SizedBackup) => state === 'complete';

describe('whatever the folders look like', () => {
  it('no phone that has a complete backup loses its newest or its only one', () => {
    fc.assert(
      fc.property(anyBackups, anyOptions, (backups, options) => {
        const removed = removedOf(backups, options);
        for (const udid of [A, B]) {
          const complete = backups.filter((one) => one.udid === udid && isComplete(one));
          if (complete.length === 0) continue;
          expect(complete.some(({ path }) => !removed.has(path))).toBe(true);
          // The newest by the phone's date, be it believable or not; and every one without a date.
          const latest = Math.max(...complete.map(({ finishedAt }) => finishedAt ?? Number.NEGATIVE_INFINITY));
          for (const one of complete) {
            if (one.finishedAt === null || one.finishedAt === latest) expect(removed.has(one.path)).toBe(false);
          }
          // The newest by the computer's clock, where it knows all of them.
          const written = complete.map(({ statusWrittenAt }) => statusWrittenAt ?? null);
          if (!written.includes(null)) {
            const last = Math.max(...written.map(Number));
            const newest = complete.filter(({ statusWrittenAt }) => statusWrittenAt === last);
            expect(newest.some(({ path }) => !removed.has(path))).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });

  it('what goes leaves something complete behind that is newer, and says what', () => {
    fc.assert(
      fc.property(anyBackups, anyOptions, (backups, options) => {
        const removed = removedOf(backups, options);
        for (const { backup: one, decision, guardians } of planRemoval(backups, options)) {
          if (decision === 'keep') continue;
          for (const path of guardians) {
            const guardian = backups.find((other) => other.path === path);
            expect(guardian).toMatchObject({ state: 'complete', udid: one.udid });
            expect(removed.has(path)).toBe(false);
          }
          if (one.state === 'never-completed') continue;
          const known = [one.finishedAt, one.attemptedAt, one.changedAt, one.manifestAt ?? null];
          const dates = isComplete(one) ? [one.finishedAt] : known.filter((date) => date !== null);
          expect(dates).not.toEqual([]);
          const date = Math.max(...dates.map(Number));
          const newer = backups.filter(
            (other) =>
              guardians.includes(other.path) &&
              (other.finishedAt ?? 0) > date &&
              (other.finishedAt ?? 0) <= options.now + 120_000,
          );
          expect(newer).not.toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('what is in progress, unknown, foreign, or names two phones stays and is protected', () => {
    fc.assert(
      fc.property(anyBackups, anyOptions, (backups, options) => {
        for (const { backup: one, decision, protected: isProtected } of planRemoval(backups, options)) {
          const untouchable =
            ['in-progress', 'unknown', 'foreign'].includes(one.state) ||
            one.reasons.includes('name-differs-from-target');
          if (untouchable) expect({ decision, isProtected }).toEqual({ decision: 'keep', isProtected: true });
        }
      }),
      RUNS,
    );
  });

  it('a person who picks everything that may be picked still leaves each phone its newest complete one', () => {
    fc.assert(
      fc.property(anyBackups, anyOptions, (backups, options) => {
        const left = planRemoval(backups, options).flatMap((one) => (one.protected ? [one.backup] : []));
        for (const udid of [A, B]) {
          const complete = backups.filter((one) => one.udid === udid && isComplete(one));
          if (complete.length === 0) continue;
          const latest = Math.max(...complete.map(({ finishedAt }) => finishedAt ?? Number.NEGATIVE_INFINITY));
          expect(
            left.filter((one) => isComplete(one) && one.udid === udid && (one.finishedAt ?? latest) === latest),
          ).not.toEqual([]);
        }
        // Where nothing complete is left to hold on to, neither is an unfinished one given up.
        for (const one of backups) {
          const alone = !backups.some((other) => other.udid === one.udid && isComplete(other));
          if (one.state === 'unfinished' && alone) expect(left).toContain(one);
        }
      }),
      RUNS,
    );
  });

  it('keeping more, or only older ones, never removes more', () => {
    const more = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: 100 }),
    );
    fc.assert(
      fc.property(anyBackups, more, (backups, [keep, extra, days, extraDays]) => {
        const less = removedOf(backups, { keep: keep + extra, olderThanDays: days + extraDays, now: NOW });
        const all = removedOf(backups, { keep, olderThanDays: days, now: NOW });
        for (const path of less) expect(all.has(path)).toBe(true);
        // A limit on age only ever takes away from what would go without it.
        const withoutAge = removedOf(backups, { keep, now: NOW });
        for (const path of all) expect(withoutAge.has(path)).toBe(true);
        // Nor does naming one phone.
        const named = removedOf(backups, { keep, olderThanDays: days, udid: A, now: NOW });
        for (const path of named) expect(all.has(path)).toBe(true);
      }),
      RUNS,
    );
  });

  it('neither the order of the folders nor other phones change what is decided', () => {
    fc.assert(
      fc.property(anyBackups, anyOptions, fc.nat(), (backups, options, turn) => {
        const at = backups.length === 0 ? 0 : turn % backups.length;
        const turned = [...backups.slice(at), ...backups.slice(0, at)].reverse();
        expect(removedOf(turned, options)).toEqual(removedOf(backups, options));
        const own = backups.filter(({ udid }) => udid === A);
        const alone = removedOf(own, options);
        const together = removedOf(backups, options);
        expect(alone).toEqual(new Set(own.map(({ path }) => path).filter((path) => together.has(path))));
      }),
      RUNS,
    );
  });

  it('gives every reason at some time, and each belongs to its kind', () => {
    const seen = new Set<string>();
    const wrong = new Set<string>();
    fc.assert(
      fc.property(anyBackups, anyOptions, (backups, options) => {
        for (const { reason, decision, protected: isProtected } of planRemoval(backups, options)) {
          seen.add(reason);
          if ((decision === 'remove') !== (REMOVE_REASONS as readonly string[]).includes(reason)) wrong.add(reason);
          if (isProtected !== (PROTECTED_REASONS as readonly string[]).includes(reason)) wrong.add(reason);
        }
      }),
      { numRuns: 2_500, seed: 7 },
    );
    expect([...wrong]).toEqual([]);
    expect([...seen].sort()).toEqual([...PROTECTED_REASONS, ...KEEP_REASONS, ...REMOVE_REASONS].sort());
  });
});
