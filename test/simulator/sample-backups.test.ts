/** The sample backups, judged by the part of the program that judges real ones. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listBackups } from '../../src/backups/index.ts';
import { layOutBackups, type SampleBackup } from '../../src/simulator/sample-backups.ts';
import { type SqlValue, sqliteDatabase } from '../../src/simulator/sqlite-writer.ts';
import { phoneValues } from '../../src/simulator/values.ts';
import { hasTool } from '../support/tools.ts';

const NOW = Date.now();
const sqlite3 = hasTool('sqlite3');

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ibd-sample-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

describe('sample backups', () => {
  const values = phoneValues('iphone-16-plus', NOW);
  it.each([
    ['complete', 9, 'complete'],
    ['encrypted', 9, 'complete'],
    ['archive', 200, 'complete'],
    ['unfinished', 2, 'unfinished'],
    ['damaged', 9, 'damaged'],
    ['damaged-no-database', 9, 'damaged'],
    ['never-completed', 2, 'never-completed'],
    ['in-progress', 0, 'in-progress'],
    ['foreign', 9, 'foreign'],
  ] as const)('%s, %i days old, is found to be %s', async (kind, ageDays, state) => {
    const root = folder();
    const samples: readonly SampleBackup[] = [{ kind, values, ageDays }];
    const paths = await layOutBackups(root, samples, NOW);
    const listing = await listBackups(root, { now: NOW });
    if (!listing.known) throw new Error(listing.detail);
    expect(listing.value.backups.map((one) => [one.path, one.state])).toEqual([[paths[0], state]]);
    const [backup] = listing.value.backups;
    if (kind === 'foreign') return;
    expect(backup?.udid?.toLowerCase()).toBe(values.model.udid.toLowerCase());
    expect(backup?.archived).toBe(kind === 'archive');
    expect(backup?.device).toMatchObject({ productType: 'iPhone17,4', productVersion: '27.0.1' });
    expect(backup?.encrypted).toBe(kind === 'damaged' ? null : kind === 'encrypted');
    const age = (NOW - (backup?.changedAt ?? 0)) / 86_400_000;
    if (kind !== 'in-progress') expect(Math.round(age)).toBe(ageDays);
    else expect(age).toBeLessThan(0.01);
  });

  it('several lie side by side', async () => {
    const root = folder();
    const samples = [
      { kind: 'complete', values, ageDays: 1 },
      { kind: 'archive', values, ageDays: 100 },
      { kind: 'archive', values, ageDays: 300 },
      { kind: 'complete', values: phoneValues('iphone-8', NOW), ageDays: 400 },
    ] as const;
    await layOutBackups(root, samples, NOW);
    expect(readdirSync(root).length).toBe(4);
    const listing = await listBackups(root, { now: NOW });
    expect(listing.known && listing.value.backups.every((one) => one.state === 'complete')).toBe(true);
  });
});

describe('the database writer', () => {
  it.skipIf(!sqlite3)('writes what sqlite3 reads back, and finds sound (needs sqlite3)', () => {
    const path = join(folder(), 'x.db');
    // Quotes, null, numbers and blobs as SQLite's own quote() prints them.
    const printed = (value: SqlValue) => {
      if (value === null) return 'NULL';
      if (typeof value === 'number') return String(value);
      return typeof value === 'string'
        ? `'${value.replaceAll("'", "''")}'`
        : `X'${Buffer.from(value).toString('hex').toUpperCase()}'`;
    };
    const text = fc
      .string({ unit: 'binary', maxLength: 40 })
      .map((value) => value.replace(/[\0\r\n\ud800-\udfff]/g, '.'));
    const row = fc.tuple(
      text,
      fc.oneof(fc.constant(null), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
      fc.uint8Array({ maxLength: 60 }),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const numbered = rows.map(([name, number, blob], index) => [`${index}`, name, number, blob]);
        writeFileSync(
          path,
          sqliteDatabase([
            {
              name: 'T',
              sql: 'CREATE TABLE T (id TEXT PRIMARY KEY, name TEXT, number INTEGER, content BLOB)',
              rows: numbered,
              indexes: [
                { name: 'sqlite_autoindex_T_1', sql: null, column: 0 },
                { name: 'TName', sql: 'CREATE INDEX TName ON T(name)', column: 1 },
                { name: 'TNumber', sql: 'CREATE INDEX TNumber ON T(number)', column: 2 },
              ],
            },
            { name: 'Empty', sql: 'CREATE TABLE Empty (x TEXT)', rows: [], indexes: [] },
          ]),
        );
        const query =
          'PRAGMA integrity_check; SELECT count(*) FROM Empty; SELECT quote(id), quote(name), quote(number), quote(content) FROM T ORDER BY rowid;';
        const lines = execFileSync('sqlite3', ['-separator', '\t', path, query], { encoding: 'utf8' }).trimEnd();
        expect(lines.split('\n')).toEqual(['ok', '0', ...numbered.map((one) => one.map(printed).join('\t'))]);
      }),
      { numRuns: 12 },
    );
  });

  it('refuses what does not fit on a page', () => {
    const table = (rows: readonly (readonly SqlValue[])[]) => [
      { name: 'T', sql: 'CREATE TABLE T (x TEXT)', rows, indexes: [] },
    ];
    expect(() => sqliteDatabase(table([['x'.repeat(9000)]]))).toThrow(RangeError);
    expect(() => sqliteDatabase(table(Array.from({ length: 3000 }, () => ['xx'])))).toThrow(RangeError);
  });
});
