/** The last part: says what is about to happen, removes one backup after the other, and says what came of it. */
import { basename } from 'node:path';
import { type BackupListing, type PlannedBackup, removeBackup } from '../backups/index.ts';
import { printable } from '../report/printable.ts';
import type { CleanFailure, CleanResult } from './document.ts';
import type { Screen } from './screen.ts';
import { labelOf } from './table.ts';
import { FAILURES } from './terms.ts';
import { type CleanIo, type CleanOptions, EXIT } from './types.ts';
import { WORDS } from './words.ts';

/** Everything that a step needs. */
export interface Run {
  readonly options: CleanOptions;
  readonly io: CleanIo;
  readonly screen: Screen;
}

export interface Acted {
  readonly result: CleanResult;
  readonly code: number;
}

/** What is about to happen, and what can't be taken back. */
export function announce({ options, screen }: Run, chosen: readonly PlannedBackup[]): void {
  const { lang, platform, permanently, json } = options;
  if (json) return;
  const sum = { count: chosen.length, ...sumOf(chosen) };
  if (permanently) {
    screen.talk(WORDS.willDelete[lang](sum));
    return;
  }
  screen.talk(WORDS.willTrash[lang]({ ...sum, platform }));
  if (platform === 'windows') screen.talk(WORDS.binMayDelete[lang]());
}

/** Removes what was chosen, one by one; the signal stops it between two. */
export async function removeAll(
  run: Run,
  listings: readonly BackupListing[],
  chosen: readonly PlannedBackup[],
): Promise<Acted> {
  const { options, io, screen } = run;
  const { lang, platform, permanently } = options;
  const removed: PlannedBackup[] = [];
  const failed: CleanFailure[] = [];
  let freedBytes = 0;
  /** Interrupted inside of a backup, not between two. */
  let inside = false;
  for (const [index, planned] of chosen.entries()) {
    if (io.signal.aborted) break;
    screen.progress(WORDS.removing[lang]({ index: index + 1, total: chosen.length }));
    const root = listings.find(({ backups }) => backups.some(({ path }) => path === planned.backup.path))?.realRoot;
    const removal = await removeBackup(planned, {
      root: root ?? '',
      permanently,
      signal: io.signal,
      ...(io.trash === undefined ? {} : { trash: io.trash }),
    });
    screen.progress(null);
    freedBytes += removal.freedBytes;
    const label = labelOf(planned, lang);
    if (removal.ok) {
      removed.push(planned);
      screen.result(permanently ? WORDS.deletedOne[lang]({ label }) : WORDS.movedOne[lang]({ label, platform }));
      continue;
    }
    const { why, detail, leftover } = removal;
    failed.push({ folder: planned.backup.folder, why, ...(leftover === null ? {} : { leftover: basename(leftover) }) });
    if (leftover !== null && why === 'interrupted') {
      inside = true;
      screen.result(WORDS.halfOne[lang]({ label }));
    } else {
      const said = FAILURES[why][lang]();
      const reason = detail === null ? said : `${said}${lang === 'ja' ? '：' : ': '}${detail}`;
      screen.result(WORDS.failedOne[lang]({ label, why: reason }));
    }
    if (leftover !== null) screen.path(WORDS.remains[lang](), leftover);
  }
  sayWhatWasWon(run, removed, freedBytes);
  if (io.signal.aborted) screen.result((inside ? WORDS.interruptedInside : WORDS.interrupted)[lang]());
  const result = { removed: removed.map(({ backup }) => backup.folder), failed, freedBytes };
  if (io.signal.aborted) return { result, code: EXIT.interrupted };
  return { result, code: failed.length > 0 ? EXIT.notAll : EXIT.done };
}

function sayWhatWasWon({ options, screen }: Run, removed: readonly PlannedBackup[], freedBytes: number): void {
  const { lang, platform, permanently } = options;
  if (permanently) {
    if (freedBytes > 0) screen.result(WORDS.freed[lang]({ bytes: freedBytes, exact: true }));
    return;
  }
  if (removed.length === 0) return;
  screen.result(WORDS.willBeFree[lang]({ platform, ...sumOf(removed) }));
  for (const folder of new Set(removed.map(({ backup }) => parentOf(backup)))) {
    screen.result(WORDS.putBack[lang]({ platform, folder: printable(folder) }));
  }
}

function parentOf({ path, folder }: PlannedBackup['backup']): string {
  return path.slice(0, path.length - folder.length - 1);
}

/** Bytes of all together; not exact where one could not be measured. */
export function sumOf(planned: readonly PlannedBackup[]): { readonly bytes: number; readonly exact: boolean } {
  const sizes = planned.map(({ backup }) => backup.bytes);
  return {
    bytes: sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
    exact: sizes.every((bytes) => bytes !== null),
  };
}
