/** The mode behind `--clean-old-backups`: list, propose, ask, look again, remove, say what came of it. */
import { type BackupListing, isLeftover, normalizeUdid, type PlannedBackup, planRemoval } from '../backups/index.ts';
import type { Text } from '../messages/define.ts';
import { printable } from '../report/printable.ts';
import { type Acted, announce, type Run, removeAll, sumOf } from './carry-out.ts';
import { findBackups, measure, type NotLooked } from './collect.ts';
import { type CleanResult, cleanDocument } from './document.ts';
import { createScreen } from './screen.ts';
import { choiceLines, reasonOf, tableLines } from './table.ts';
import { type CleanIo, type CleanOptions, EXIT } from './types.ts';
import { isConfirmation, WORDS } from './words.ts';

const NOTHING: CleanResult = { removed: [], failed: [], freedBytes: 0 };

/**
 * Runs the mode to its end.
 * @returns the exit code: 0 done or nothing to do, 1 some could not be removed (or a folder could not be looked into),
 * 2 wrong usage and nothing touched, 130 interrupted
 */
export async function runClean(options: CleanOptions, given: CleanIo): Promise<number> {
  const io: CleanIo = { ...given, stdout: unfailing(given.stdout), stderr: unfailing(given.stderr) };
  const run: Run = { options, io, screen: createScreen(options, io) };
  const misuse = misuseOf(options);
  if (misuse !== null) {
    run.screen.talk(misuse[options.lang]());
    return EXIT.usage;
  }
  const found = await findBackups(options, io.signal);
  const all = found.listings.flatMap(({ backups }) => backups);
  const sized = await measure(all, options, io.signal, (index, total) =>
    run.screen.progress(WORDS.measuring[options.lang]({ index, total })),
  );
  run.screen.progress(null);
  if (io.signal.aborted) return EXIT.interrupted;
  const { keep, olderThanDays, now } = options;
  const udid = options.udid === undefined ? undefined : (normalizeUdid(options.udid) ?? undefined);
  const planned = planRemoval(sized, { keep, olderThanDays, udid, now });

  showList(run, found.listings, planned, found.notLooked);
  const { result, code } = await act(run, found.listings, planned, found.notLooked.length > 0);
  const failed = [...found.notLooked.map(({ path, why }) => ({ folder: path, why })), ...result.failed];
  const exitCode = code === EXIT.done && failed.length > 0 ? EXIT.notAll : code;
  if (options.json) {
    const document = cleanDocument(planned, { ...result, failed }, options, exitCode);
    io.stdout(`${JSON.stringify(document, null, 2)}\n`);
  }
  return exitCode;
}

/** A reader that went away (`| head`) must not stop a removal that has begun, nor change what the exit code says of it. */
function unfailing(write: (text: string) => void): (text: string) => void {
  return (text) => {
    try {
      write(text);
    } catch {
      // Nobody reads it.
    }
  };
}

/** What is wrong with the flags; null where nothing is. */
function misuseOf(options: CleanOptions): Text | null {
  const { keep, olderThanDays, udid, yes, dryRun, interactive, json } = options;
  if (keep !== undefined && !(Number.isInteger(keep) && keep >= 1)) return WORDS.badKeep;
  if (olderThanDays !== undefined && !(Number.isFinite(olderThanDays) && olderThanDays >= 0)) return WORDS.badAge;
  if (udid !== undefined && normalizeUdid(udid) === null) return WORDS.badUdid;
  if (dryRun) return null;
  if (yes) return keep === undefined && olderThanDays === undefined ? WORDS.yesNeedsSelection : null;
  return interactive && !json ? null : WORDS.cannotAsk;
}

function showList(
  { options, screen }: Run,
  listings: readonly BackupListing[],
  planned: readonly PlannedBackup[],
  notLooked: readonly NotLooked[],
): void {
  const { lang } = options;
  const byPath = new Map(planned.map((one) => [one.backup.path, one]));
  for (const { realRoot, backups } of listings) {
    const rows = backups.flatMap(({ path }) => byPath.get(path) ?? []).filter((one) => isShown(one, options));
    if (rows.length === 0) continue;
    screen.result(WORDS.backupsIn[lang]({ path: printable(realRoot) }), '');
    screen.result(...tableLines(rows, lang, screen.width), '');
    if (rows.some(({ backup }) => hasAttemptDate(backup))) screen.result(WORDS.attemptDates[lang](), '');
  }
  for (const { backup } of planned) {
    if (isLeftover(backup.folder)) screen.path(WORDS.leftover[lang](), backup.path);
  }
  for (const { path, detail } of notLooked) {
    screen.talk(WORDS.notLooked[lang]({ path: printable(path), code: detail }));
    if (options.platform === 'macos' && detail === 'EPERM') screen.talk(WORDS.fullDiskAccess[lang]());
  }
}

/** Of another phone nothing is shown where one was named. */
function isShown({ reason, backup }: PlannedBackup, { udid }: CleanOptions): boolean {
  return udid === undefined || (reason !== 'other-device' && backup.state !== 'foreign');
}

function hasAttemptDate({ finishedAt, attemptedAt, state, manifestAt }: PlannedBackup['backup']): boolean {
  return finishedAt === null && attemptedAt !== null && (state !== 'unfinished' || (manifestAt ?? null) === null);
}

/** Chooses and removes. */
async function act(
  run: Run,
  listings: readonly BackupListing[],
  planned: readonly PlannedBackup[],
  partly: boolean,
): Promise<Acted> {
  const { options, screen, io } = run;
  const { lang } = options;
  const nothing = (sentence: string): Acted => {
    screen.result(sentence);
    return { result: NOTHING, code: EXIT.done };
  };
  const shown = planned.filter((one) => isShown(one, options));
  const proposed = planned.filter(({ decision }) => decision === 'remove');
  const mayGo = planned.filter((one) => !one.protected);
  if (!shown.some(({ backup }) => backup.state !== 'foreign')) {
    // "None were found" would be a lie where a folder could not be looked into; that was said already.
    if (partly) return { result: NOTHING, code: EXIT.done };
    return nothing(options.udid === undefined ? WORDS.nothingFound[lang]() : WORDS.noneOfThisDevice[lang]());
  }
  if (options.dryRun) return nothing(WORDS.wouldRemove[lang]({ count: proposed.length, ...sumOf(proposed) }));
  if (mayGo.length === 0) return nothing(WORDS.nothingToRemove[lang]());
  if (options.yes) {
    if (proposed.length === 0) return nothing(WORDS.nothingToRemove[lang]());
    announce(run, proposed);
    return removeAll(run, listings, proposed);
  }
  try {
    const chosen = await ask(run, mayGo);
    if (chosen.length === 0) return nothing(WORDS.nothingChosen[lang]());
    return await removeAll(run, listings, chosen);
  } catch (error) {
    if (!isInterruption(error) && !io.signal.aborted) throw error;
    screen.result(WORDS.nothingChosen[lang]());
    return { result: NOTHING, code: EXIT.interrupted };
  }
}

/** Lets the person tick, says what will happen, and asks for the word. Empty where the person does not want it. */
async function ask(run: Run, mayGo: readonly PlannedBackup[]): Promise<readonly PlannedBackup[]> {
  const { options, io, screen } = run;
  const { lang } = options;
  const prompts = await io.prompts();
  // Cursor, tick and the spaces around them take the rest of the line.
  const names = choiceLines(mayGo, lang, screen.width - 6);
  const ticked = await prompts.checkbox(
    WORDS.choose[lang](),
    mayGo.map((one, index) => ({
      value: one.backup.path,
      name: names[index] ?? '',
      description: reasonOf(one, lang),
      checked: one.decision === 'remove',
    })),
  );
  const chosen = mayGo.filter(({ backup }) => ticked.includes(backup.path));
  if (chosen.length === 0) return [];
  announce(run, chosen);
  return isConfirmation(await prompts.input(WORDS.confirm[lang]())) ? chosen : [];
}

/** inquirer's own errors for Ctrl-C and for an aborted signal, and what the caller may make of them. */
function isInterruption(error: unknown): boolean {
  const names = ['ExitPromptError', 'AbortPromptError', 'CancelPromptError', 'Interrupted', 'AbortError'];
  return error instanceof Error && names.includes(error.name);
}
