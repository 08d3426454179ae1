/** Breaks styled text into lines of a terminal. */
import { bestCut, breaksOf } from './breaks.ts';
import { graphemes, type Measure } from './measure.ts';
import { printable } from './printable.ts';

export type Paint = (text: string) => string;

/** A stretch of text in one style. */
export interface Span {
  readonly text: string;
  readonly paint?: Paint | undefined;
}

export interface Box {
  /** Cells that a line may take, indent included. */
  readonly width: number;
  /** Spaces before the first line. */
  readonly first: number;
  /** Spaces before the following lines. */
  readonly rest: number;
  /** A stretch that is longer than a line, such as a path, stays in one piece all the same: the terminal wraps it. */
  readonly whole?: boolean;
}

interface Cell {
  readonly text: string;
  readonly cells: number;
  readonly paint: Paint | undefined;
}

/** A stretch that is not broken unless it is longer than a line, with the spaces before it. */
interface Unit {
  readonly spaces: Cell[];
  readonly cells: Cell[];
}

/**
 * The lines of one paragraph, indented and painted. No line is wider than the box (a single character that is wider
 * than the whole box excepted); spaces at a break are dropped.
 */
export function paragraph(spans: readonly Span[], box: Box, measure: Measure): string[] {
  const units = unitsOf(toCells(spans, measure));
  const lines: Cell[][] = [];
  let line: Cell[] = [];
  let used = 0;
  const room = () => box.width - (lines.length === 0 ? box.first : box.rest);
  const newLine = () => {
    lines.push(line);
    line = [];
    used = 0;
  };
  for (const unit of units) {
    const wanted = widthOf(unit.cells);
    if (line.length > 0 && used + widthOf(unit.spaces) + wanted <= room()) {
      line.push(...unit.spaces, ...unit.cells);
      used += widthOf(unit.spaces) + wanted;
      continue;
    }
    if (line.length > 0) newLine();
    let from = 0;
    let left = wanted;
    while (left > room() && box.whole !== true) {
      const to = cutAt(unit.cells, from, room());
      line = trimmed(unit.cells.slice(from, to));
      left -= widthOf(unit.cells.slice(from, to));
      from = to;
      for (; unit.cells[from]?.text === ' '; from += 1) left -= 1;
      newLine();
    }
    line = unit.cells.slice(from);
    used = left;
  }
  if (line.length > 0 || lines.length === 0) newLine();
  return lines.map((cells, index) => painted(cells, index === 0 ? box.first : box.rest));
}

/** One line that is never broken, such as a command or an address: broken ones cannot be copied. The terminal wraps it. */
export function verbatim(text: string, indent: number, paint?: Paint): string {
  const line = printable(text);
  return ' '.repeat(indent) + (paint === undefined ? line : paint(line));
}

function toCells(spans: readonly Span[], measure: Measure): Cell[] {
  const cells: Cell[] = [];
  for (const span of spans) {
    // Spaces at the ends of a span separate it from its neighbours; everything else is cleaned.
    const clean = printable(span.text);
    const lead = /^ {0,2}/.exec(span.text)?.[0] ?? '';
    const trail = clean !== '' && span.text.endsWith(' ') ? ' ' : '';
    for (const text of graphemes(lead + clean + trail)) {
      cells.push({ text, cells: measure(text), paint: span.paint });
    }
  }
  return cells;
}

function unitsOf(cells: readonly Cell[]): Unit[] {
  const breaks = breaksOf(
    cells.map((cell) => cell.text),
    cells.map((cell) => cell.cells),
  );
  const units: Unit[] = [];
  let unit: Unit = { spaces: [], cells: [] };
  const next = () => {
    if (unit.cells.length > 0) units.push(unit);
    unit = { spaces: [], cells: [] };
  };
  for (const [index, cell] of cells.entries()) {
    if (breaks[index] === 'space') {
      if (unit.cells.length > 0) next();
      unit.spaces.push(cell);
      continue;
    }
    unit.cells.push(cell);
    if (breaks[index] === 'after') next();
  }
  next();
  return units;
}

function widthOf(cells: readonly Cell[]): number {
  let sum = 0;
  for (const cell of cells) sum += cell.cells;
  return sum;
}

/** Where to cut a stretch that is longer than a line: the index behind the last character of this line. */
function cutAt(cells: readonly Cell[], from: number, room: number): number {
  let used = 0;
  let to = from;
  for (; to < cells.length; to += 1) {
    used += cells[to]?.cells ?? 0;
    if (used > room) break;
  }
  // Always at least one character, or it would never end. One more than fits, to see what would start the next line.
  const most = Math.max(1, to - from);
  const chars = cells.slice(from, from + most + 1).map((cell) => cell.text);
  return from + bestCut(chars, most);
}

function trimmed(cells: Cell[]): Cell[] {
  return cells.at(-1)?.text === ' ' ? trimmed(cells.slice(0, -1)) : cells;
}

function painted(cells: readonly Cell[], indent: number): string {
  let line = ' '.repeat(indent);
  for (let index = 0; index < cells.length; ) {
    const paint = cells[index]?.paint;
    let text = '';
    for (; index < cells.length && cells[index]?.paint === paint; index += 1) text += cells[index]?.text ?? '';
    line += paint === undefined ? text : paint(text);
  }
  return line;
}
