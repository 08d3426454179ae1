/** The list of backups as text: aligned by display width, never wider than the terminal. */
import type { PlannedBackup } from '../backups/index.ts';
import type { Lang } from '../messages/define.ts';
import { formatBytes, formatDate } from '../messages/format.ts';
import { type Measure, measureFor, truncate } from '../report/measure.ts';
import { printable } from '../report/printable.ts';
import { dateOf } from './collect.ts';
import { HEADS, REASONS, STATES } from './terms.ts';
import { WORDS } from './words.ts';

const GAP = 2;
const LEAST_NAME = 8;
const MOST_NAME = 28;

/** One backup in cells, before they are aligned. */
export interface Row {
  readonly name: string;
  readonly ios: string;
  readonly date: string;
  readonly size: string;
  readonly state: string;
  readonly decision: string;
}

/** The name of a backup for a person: the phone's, else its model, else the folder's. One line, nothing unprintable. */
export function nameOf({ backup }: PlannedBackup, lang: Lang): string {
  if (backup.state === 'foreign') return printable(backup.folder);
  const name = backup.device?.name ?? backup.device?.productType ?? '';
  return printable(name) || printable(backup.folder) || WORDS.nameless[lang]();
}

/** What a sentence calls the device. */
export function deviceWord({ backup }: PlannedBackup): string {
  const type = backup.device?.productType ?? '';
  if (type.startsWith('iPad')) return 'iPad';
  return type.startsWith('iPod') ? 'iPod touch' : 'iPhone';
}

/** Why it stays or goes, in one sentence. */
export function reasonOf(planned: PlannedBackup, lang: Lang): string {
  return REASONS[planned.reason][lang]({ device: deviceWord(planned) });
}

/** Name and date, to tell one backup of a phone from another in a sentence. */
export function labelOf(planned: PlannedBackup, lang: Lang): string {
  const date = dateOf(planned.backup);
  const name = nameOf(planned, lang);
  return date === null ? `${name}, ${planned.backup.folder}` : `${name}, ${formatDate(date.ms, lang)}`;
}

export function rowOf(planned: PlannedBackup, lang: Lang): Row {
  const { backup } = planned;
  const date = dateOf(backup);
  const day = date === null ? '-' : formatDate(date.ms, lang);
  const state = STATES[backup.state][lang]();
  return {
    name: nameOf(planned, lang),
    ios: printable(backup.device?.productVersion ?? '') || '-',
    date: date === null || date.finished ? day : `(${day})`,
    size: sizeOf(planned, lang),
    state: backup.archived ? WORDS.archived[lang]({ state }) : state,
    decision: WORDS[planned.decision][lang](),
  };
}

function sizeOf({ backup }: PlannedBackup, lang: Lang): string {
  if (backup.bytes !== null) return formatBytes(backup.bytes, lang);
  return backup.state === 'foreign' ? '-' : WORDS.notMeasured[lang]();
}

const COLUMNS = ['name', 'ios', 'date', 'size', 'state', 'decision'] as const;
type Column = (typeof COLUMNS)[number];

/** The table with its heading; under each row the reason. Lines of at most `width` cells. */
export function tableLines(planned: readonly PlannedBackup[], lang: Lang, width: number): readonly string[] {
  const heading: Row = {
    name: HEADS.device[lang](),
    ios: HEADS.ios[lang](),
    date: HEADS.date[lang](),
    size: HEADS.size[lang](),
    state: HEADS.state[lang](),
    decision: HEADS.decision[lang](),
  };
  const cells = measureFor(lang);
  const rows = planned.map((one) => rowOf(one, lang));
  const [head = '', ...body] = align([heading, ...rows], COLUMNS, width - GAP, cells);
  const indent = ' '.repeat(GAP);
  const lines = [`${indent}${head}`];
  planned.forEach((one, index) => {
    lines.push(`${indent}${body[index] ?? ''}`, truncate(`${indent}${indent}${reasonOf(one, lang)}`, width, cells));
  });
  return lines;
}

/** The same without the decision and without heading, for the choices of a question. */
export function choiceLines(planned: readonly PlannedBackup[], lang: Lang, width: number): readonly string[] {
  const rows = planned.map((one) => rowOf(one, lang));
  return align(rows, ['name', 'ios', 'date', 'size', 'state'], width, measureFor(lang));
}

/** Rows of equal columns, left-aligned; the name gives way where the line would be too long. */
export function align(
  rows: readonly Row[],
  columns: readonly Column[],
  width: number,
  cells: Measure,
): readonly string[] {
  const widths = new Map(columns.map((column) => [column, Math.max(0, ...rows.map((row) => cells(row[column])))]));
  const others = columns.reduce((sum, column) => sum + (column === 'name' ? 0 : (widths.get(column) ?? 0) + GAP), 0);
  const room = Math.max(LEAST_NAME, Math.min(MOST_NAME, width - others));
  widths.set('name', Math.min(widths.get('name') ?? 0, room));
  return rows.map((row) => {
    const line = columns.map((column) => {
      const most = widths.get(column) ?? 0;
      const text = truncate(row[column], most, cells);
      return text + ' '.repeat(Math.max(0, most - cells(text)));
    });
    // Last resort on a very narrow terminal: the end is cut rather than the line broken.
    return truncate(line.join(' '.repeat(GAP)).trimEnd(), Math.max(width, 1), cells);
  });
}
