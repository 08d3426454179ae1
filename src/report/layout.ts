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
    let left = unit.cells;
    while (widthOf(left) > room()) {
      const count = cutAt(left, room());
      line = left.slice(0, left[count - 1]?.text === ' ' ? count - 1 : count);
      left = left.slice(count);
      newLine();
    }
    line = left;
    used = widthOf(left);
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
    const lead = /^ */.exec(span.text)?.[0] ?? '';
    const trail = /^ +$/.test(span.text) ? '' : (/ *$/.exec(span.text)?.[0] ?? '');
    for (const text of graphemes(lead + printable(span.text) + trail)) {
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

function cutAt(cells: readonly Cell[], room: number): number {
  let used = 0;
  let count = 0;
  for (const cell of cells) {
    used += cell.cells;
    if (used > room) break;
    count += 1;
  }
  // Always at least one character, or it would never end.
  if (count === 0) return 1;
  return bestCut(
    cells.map((cell) => cell.text),
    count,
  );
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
