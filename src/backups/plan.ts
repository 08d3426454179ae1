/**
 * Which backups may go. Pure, and careful: whatever the folders look like, a phone that has a complete backup keeps its
 * newest one, and what could not be judged stays.
 *
 * Dates are not trusted blindly. A complete backup is *dated* when the phone's date for it is there, is not later than this
 * computer's clock, and is not earlier than backups have existed. Only a dated one can make another one superfluous; one
 * without such a date might be the newest, so it stays (`date-in-doubt`). Of two dated ones the later date wins only where
 * the order in which the computer wrote their Status.plist does not say the contrary: a phone whose clock was set back makes
 * its newest backup look old. Equal dates are no order: both stay.
 */
import { CLOCK_SLACK_MS, RECENT_MS } from './state.ts';
import type { BackupInfo } from './types.ts';

/** Why a backup stays. The first group may not be removed in this run, not even when a person picks it. */
export const PROTECTED_REASONS = [
  'newest-complete',
  'only-complete',
  'only-restorable',
  'date-in-doubt',
  'owner-in-doubt',
  'in-progress',
  'changed-just-now',
  'unknown',
  'foreign',
  'other-device',
] as const;
export const KEEP_REASONS = [
  'within-keep',
  'too-young',
  'larger-than-newest',
  'unfinished-newer',
  'damaged-newer',
  'damaged-only',
] as const;
export const REMOVE_REASONS = [
  'archive-superseded',
  'superseded',
  'unfinished-superseded',
  'damaged-superseded',
  'never-completed-superseded',
  'never-completed',
] as const;
export type PlanReason =
  | (typeof PROTECTED_REASONS)[number]
  | (typeof KEEP_REASONS)[number]
  | (typeof REMOVE_REASONS)[number];

export interface SizedBackup extends BackupInfo {
  /** Bytes of its files; null where that could not be measured. */
  readonly bytes: number | null;
}

export interface PlannedBackup {
  readonly backup: SizedBackup;
  readonly decision: 'keep' | 'remove';
  readonly reason: PlanReason;
  /** May not be removed in this run, not even when a person picks it. */
  readonly protected: boolean;
  /** Paths of the complete backups of the same phone that must still be there, complete, when this one is removed. */
  readonly guardians: readonly string[];
}

export interface PlanOptions {
  /** How many complete backups of each phone stay; at least 1. Not set: 1, and a much larger old one is not proposed. */
  readonly keep?: number | undefined;
  /** Only what is older than this goes. */
  readonly olderThanDays?: number | undefined;
  /** Only this phone (as `normalizeUdid` writes it); everything else stays. */
  readonly udid?: string | undefined;
  /** The present moment, in ms since 1970. */
  readonly now: number;
}

const DAY_MS = 86_400_000;
/** Nothing that looks like these folders is older; phones whose clock was reset say 1970 or 2001. */
const EARLIEST_MS = Date.UTC(2010, 0, 1);
/** "Much larger": an old backup that holds twice as much, and this many bytes more, may be from before an erase. */
const LARGER_FACTOR = 2;
const LARGER_BYTES = 1_000_000_000;

/**
 * Plans all backups together, from whichever folder they come: a phone's complete backup in one folder makes an older one
 * in another superfluous. The same folder listed twice (through a link) must be given once. Keeps the order.
 */
export function planRemoval(backups: readonly SizedBackup[], options: PlanOptions): readonly PlannedBackup[] {
  const phones = new Map<string, Phone>();
  for (const udid of new Set(backups.map((backup) => backup.udid))) {
    if (udid !== null) {
      const own = backups.filter((backup) => backup.udid === udid);
      phones.set(udid, lookAtPhone(own, options.now));
    }
  }
  return backups.map((backup) => {
    const phone = backup.udid === null ? undefined : phones.get(backup.udid);
    const reason = phone === undefined ? 'foreign' : limit(backup, judge(backup, phone, options), options);
    return {
      backup,
      decision: isOneOf(REMOVE_REASONS, reason) ? 'remove' : 'keep',
      reason,
      protected: isOneOf(PROTECTED_REASONS, reason),
      guardians: isOneOf(PROTECTED_REASONS, reason) ? [] : (phone?.newest ?? []).map(({ path }) => path),
    };
  });
}

/** A complete backup whose date can be believed. */
type Dated = SizedBackup & { readonly finishedAt: number };

interface Phone {
  readonly dated: readonly Dated[];
  /** Those of `dated` that no other one is surely newer than: one, or several where that can't be told. */
  readonly newest: readonly Dated[];
  readonly latestDate: number | null;
  /** Complete ones, dated or not. */
  readonly complete: number;
  /** Bytes of the largest of `newest`; 0 where none was measured. */
  readonly largestOfNewest: number;
}

function lookAtPhone(own: readonly SizedBackup[], now: number): Phone {
  // A folder in which something begins to happen may be another one in a minute: it can't stand for others.
  const sure = own.filter((backup) => !isOwnerInDoubt(backup) && !isStirring(backup, now));
  const dated = sure.filter((backup): backup is Dated => isDated(backup, now));
  const newest = dated.filter((backup) => !dated.some((other) => isSurelyNewer(other, backup)));
  return {
    dated,
    newest,
    latestDate: newest.length === 0 ? null : Math.max(...newest.map(({ finishedAt }) => finishedAt)),
    complete: sure.filter(({ state }) => state === 'complete').length,
    largestOfNewest: Math.max(0, ...newest.map(({ bytes }) => bytes ?? 0)),
  };
}

/** The folder's name says one phone and the lists in it another: it can neither be judged nor stand for either. */
function isOwnerInDoubt(backup: SizedBackup): boolean {
  return backup.reasons.includes('name-differs-from-target');
}

function isDated(backup: SizedBackup, now: number): backup is Dated {
  const { state, finishedAt } = backup;
  return state === 'complete' && finishedAt !== null && finishedAt >= EARLIEST_MS && finishedAt <= now + CLOCK_SLACK_MS;
}

function isSurelyNewer(one: Dated, other: Dated): boolean {
  if (one.finishedAt <= other.finishedAt) return false;
  // Only its small files are there: it can't stand for one that has the phone's files too.
  if (one.hasFiles === false && other.hasFiles !== false) return false;
  const written = one.statusWrittenAt ?? null;
  const otherWritten = other.statusWrittenAt ?? null;
  return written === null || otherWritten === null || written >= otherWritten;
}

function judge(backup: SizedBackup, phone: Phone, options: PlanOptions): PlanReason {
  const { state } = backup;
  if (state === 'foreign' || state === 'unknown' || state === 'in-progress') return state;
  if (isOwnerInDoubt(backup)) return 'owner-in-doubt';
  if (isStirring(backup, options.now)) return 'changed-just-now';
  switch (state) {
    case 'complete':
      return judgeComplete(backup, phone, options);
    case 'unfinished': {
      if (phone.dated.length === 0) return 'only-restorable';
      const newer = newerDates(backup, phone);
      if (newer === 0) return 'unfinished-newer';
      if (newer < keepCount(options)) return 'within-keep';
      return isMuchLarger(backup, phone, options) ? 'larger-than-newest' : 'unfinished-superseded';
    }
    case 'damaged':
      if (phone.dated.length === 0) return 'damaged-only';
      return newerDates(backup, phone) === 0 ? 'damaged-newer' : 'damaged-superseded';
    case 'never-completed':
      return phone.dated.length === 0 ? 'never-completed' : 'never-completed-superseded';
  }
}

function judgeComplete(backup: SizedBackup, phone: Phone, options: PlanOptions): PlanReason {
  if (phone.complete === 1) return 'only-complete';
  if (!isDated(backup, options.now)) return 'date-in-doubt';
  const newer = phone.dated.filter((other) => isSurelyNewer(other, backup));
  if (newer.length === 0) return backup.finishedAt === phone.latestDate ? 'newest-complete' : 'date-in-doubt';
  if (new Set(newer.map(({ finishedAt }) => finishedAt)).size < keepCount(options)) return 'within-keep';
  if (isMuchLarger(backup, phone, options)) return 'larger-than-newest';
  return backup.archived ? 'archive-superseded' : 'superseded';
}

/**
 * Archives are made before a phone is erased: then the small new backup is no stand-in for the large old one. A person who
 * says how many to keep, or from which age on they go, has decided that already.
 */
function isMuchLarger(backup: SizedBackup, phone: Phone, options: PlanOptions): boolean {
  if (options.keep !== undefined || options.olderThanDays !== undefined) return false;
  const { bytes } = backup;
  const newest = phone.largestOfNewest;
  return bytes !== null && newest > 0 && bytes >= newest * LARGER_FACTOR && bytes - newest >= LARGER_BYTES;
}

/** How many different dates of complete backups are later than everything that is known of this one. 0 where nothing is. */
function newerDates(backup: SizedBackup, phone: Phone): number {
  const latest = latestDateOf(backup);
  if (latest === null) return 0;
  const standIns = phone.dated.filter((other) => other.hasFiles !== false || backup.hasFiles === false);
  return new Set(standIns.map(({ finishedAt }) => finishedAt).filter((date) => date > latest)).size;
}

function latestDateOf(backup: SizedBackup): number | null {
  const dates = [backup.finishedAt, backup.manifestAt ?? null, backup.attemptedAt, backup.changedAt];
  const seen = dates.filter((date) => date !== null);
  return seen.length === 0 ? null : Math.max(...seen);
}

/** An attempt may have begun a moment ago, before the phone's own file says so: Info.plist is written first. */
function isStirring(backup: SizedBackup, now: number): boolean {
  const { archived, changedAt, finishedAt, attemptedAt } = backup;
  if (archived || changedAt === null || Math.abs(now - changedAt) > RECENT_MS) return false;
  return finishedAt === null || (attemptedAt !== null && attemptedAt > finishedAt);
}

/** What the person's limits keep of what could go. */
function limit(backup: SizedBackup, reason: PlanReason, options: PlanOptions): PlanReason {
  if (reason === 'foreign') return reason;
  if (options.udid !== undefined && backup.udid !== options.udid) return 'other-device';
  if (!isOneOf(REMOVE_REASONS, reason) || options.olderThanDays === undefined) return reason;
  const date = backup.state === 'complete' ? backup.finishedAt : latestDateOf(backup);
  const isOld = date !== null && options.now - date > options.olderThanDays * DAY_MS;
  return isOld ? reason : 'too-young';
}

function keepCount(options: PlanOptions): number {
  const { keep = 1 } = options;
  // What is no number keeps everything.
  return Number.isNaN(keep) ? Number.POSITIVE_INFINITY : Math.max(1, keep);
}

function isOneOf<T extends string>(list: readonly T[], value: string): value is T {
  return (list as readonly string[]).includes(value);
}
