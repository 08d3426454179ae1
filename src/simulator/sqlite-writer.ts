/**
 * Writes a small SQLite database: Node 20 has no SQLite, and a sample backup needs a real `Manifest.db`. Every table and every index is one
 * page, so there are no trees to balance; what does not fit is refused.
 * Format: https://www.sqlite.org/fileformat.html
 */

export type SqlValue = null | number | string | Uint8Array;

export interface Table {
  readonly name: string;
  /** As it would be typed, with exactly the columns of `rows`. */
  readonly sql: string;
  readonly rows: readonly (readonly SqlValue[])[];
  readonly indexes: readonly Index[];
}

export interface Index {
  /** `sqlite_autoindex_<table>_<n>` where the table itself asks for it (PRIMARY KEY); then `sql` is null. */
  readonly name: string;
  readonly sql: string | null;
  /** Position of the indexed column. */
  readonly column: number;
}

const PAGE = 8192;
const DATABASE_HEADER = 100;
const LEAF_TABLE = 0x0d;
const LEAF_INDEX = 0x0a;

/** The whole file. Throws RangeError where a table is too large for one page. */
export function sqliteDatabase(tables: readonly Table[]): Buffer {
  const pages: Buffer[] = [];
  const schema: (readonly SqlValue[])[] = [];
  const add = (page: Buffer) => {
    pages.push(page);
    // Page 1 holds the schema.
    return pages.length + 1;
  };
  for (const table of tables) {
    const root = add(leafPage(LEAF_TABLE, table.rows.map(tableCell), 0));
    schema.push(['table', table.name, table.name, root, table.sql]);
    for (const index of table.indexes) {
      const indexRoot = add(leafPage(LEAF_INDEX, indexCells(table, index), 0));
      schema.push(['index', index.name, table.name, indexRoot, index.sql]);
    }
  }
  const first = leafPage(LEAF_TABLE, schema.map(tableCell), DATABASE_HEADER);
  databaseHeader(pages.length + 1).copy(first);
  return Buffer.concat([first, ...pages]);
}

function databaseHeader(pageCount: number): Buffer {
  const header = Buffer.alloc(DATABASE_HEADER);
  header.write('SQLite format 3\0', 0, 'latin1');
  header.writeUInt16BE(PAGE, 16);
  // Rollback journal, for writing and for reading.
  header.writeUInt8(1, 18);
  header.writeUInt8(1, 19);
  // Fractions of a page that the format fixes.
  header.writeUInt8(64, 21);
  header.writeUInt8(32, 22);
  header.writeUInt8(32, 23);
  header.writeUInt32BE(1, 24);
  header.writeUInt32BE(pageCount, 28);
  header.writeUInt32BE(1, 40);
  header.writeUInt32BE(4, 44);
  // UTF-8.
  header.writeUInt32BE(1, 56);
  // "Version valid for" must equal the change counter, else the page count is not believed.
  header.writeUInt32BE(1, 92);
  header.writeUInt32BE(3_040_000, 96);
  return header;
}

/** Cells grow from the end of the page, their pointers from its head. */
function leafPage(kind: number, cells: readonly Buffer[], offset: number): Buffer {
  const page = Buffer.alloc(PAGE);
  let content = PAGE;
  const pointers = offset + 8;
  cells.forEach((cell, index) => {
    content -= cell.length;
    if (content < pointers + cells.length * 2) throw new RangeError('too many rows for one page');
    cell.copy(page, content);
    page.writeUInt16BE(content, pointers + index * 2);
  });
  page.writeUInt8(kind, offset);
  page.writeUInt16BE(cells.length, offset + 3);
  page.writeUInt16BE(content, offset + 5);
  return page;
}

function tableCell(row: readonly SqlValue[], index: number): Buffer {
  const payload = record(row);
  // More would need overflow pages.
  if (payload.length > PAGE - 35) throw new RangeError('row too large');
  return Buffer.concat([varint(payload.length), varint(index + 1), payload]);
}

/** Sorted as SQLite compares texts with the BINARY collation, then by row. */
function indexCells(table: Table, index: Index): readonly Buffer[] {
  return table.rows
    .map((row, at) => ({ key: row[index.column] ?? null, rowId: at + 1 }))
    .sort((a, b) => compare(a.key, b.key) || a.rowId - b.rowId)
    .map(({ key, rowId }) => {
      const payload = record([key, rowId]);
      if (payload.length > ((PAGE - 12) * 64) / 255 - 23) throw new RangeError('index entry too large');
      return Buffer.concat([varint(payload.length), payload]);
    });
}

function compare(a: SqlValue, b: SqlValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(bytesOf(a), bytesOf(b));
}

function record(values: readonly SqlValue[]): Buffer {
  const types = Buffer.concat(values.map((value) => varint(serialType(value))));
  // The header's length counts itself; one byte is enough for the few columns here.
  if (types.length > 126) throw new RangeError('too many columns');
  return Buffer.concat([varint(types.length + 1), types, ...values.map(bytesOf)]);
}

function serialType(value: SqlValue): number {
  if (value === null) return 0;
  if (typeof value === 'number') return 4;
  return typeof value === 'string' ? Buffer.byteLength(value) * 2 + 13 : value.length * 2 + 12;
}

function bytesOf(value: SqlValue): Buffer {
  if (value === null) return Buffer.alloc(0);
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (typeof value !== 'number') return Buffer.from(value);
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function varint(value: number): Buffer {
  const groups = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) groups.unshift((rest & 0x7f) | 0x80);
  return Buffer.from(groups);
}
