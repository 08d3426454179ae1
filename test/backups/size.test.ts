import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sizeBackup } from '../../src/backups/size.ts';
import { asNobody } from '../support/as-nobody.ts';
import { makeBackup, makeTempRoot, removeTree } from '../support/backup-factory.ts';

const posixIt = it.skipIf(process.platform === 'win32');
const LIMIT = { limitMs: 20_000 };
let root: string;

beforeEach(() => {
  root = makeTempRoot();
});
afterEach(() => removeTree(root));

async function size(path: string) {
  const fact = await sizeBackup(path, LIMIT);
  if (!fact.known) throw new Error(`${fact.why}: ${fact.detail}`);
  return fact.value;
}

it.skipIf(process.platform !== 'linux')('agrees with find about the files (Linux: find -printf)', async () => {
  const path = makeBackup(root, { files: 40, fileBytes: 9_000, snapshotFiles: 5 });
  const sizes = execFileSync('find', [path, '-type', 'f', '-printf', '%s %b\n'], { encoding: 'utf8' });
  const rows = sizes
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  expect(await size(path)).toEqual({
    bytes: rows.reduce((sum, [bytes = 0]) => sum + bytes, 0),
    bytesOnDisk: rows.reduce((sum, [, blocks = 0]) => sum + blocks * 512, 0),
    files: rows.length,
  });
});

posixIt('tells what is shown from what the disk holds, and counts hard links once (POSIX: links)', async () => {
  writeFileSync(join(root, 'sparse'), '');
  truncateSync(join(root, 'sparse'), 5e9);
  const sparse = await size(root);
  expect(sparse.bytes).toBe(5e9);
  expect(sparse.bytesOnDisk).toBeLessThan(1e6);
  mkdirSync(join(root, 'more'));
  writeFileSync(join(root, 'more', 'a'), Buffer.alloc(100_000, 1));
  const once = await size(root);
  linkSync(join(root, 'more', 'a'), join(root, 'b'));
  const twice = await size(root);
  expect(twice).toEqual({ bytes: once.bytes + 100_000, bytesOnDisk: once.bytesOnDisk, files: once.files + 1 });
});

posixIt('does not follow links, not even in circles (POSIX: links)', async () => {
  const path = makeBackup(root, {});
  const before = await size(path);
  symlinkSync('/', join(path, 'all'));
  symlinkSync('.', join(path, 'again'));
  expect(await size(path)).toEqual(before);
});

posixIt('gives no sum where a part is closed (POSIX: modes)', async () => {
  chmodSync(root, 0o755);
  const path = makeBackup(root, {});
  mkdirSync(join(path, 'ff'), { recursive: true });
  chmodSync(join(path, 'ff'), 0);
  expect(await asNobody(() => sizeBackup(path, LIMIT))).toEqual({ known: false, why: 'denied', detail: 'EACCES' });
});

it('gives up in time, and when told to', async () => {
  const path = makeBackup(root, {});
  expect(await sizeBackup(path, { limitMs: -1 })).toMatchObject({ known: false, why: 'timeout' });
  expect(await sizeBackup(path, { ...LIMIT, signal: AbortSignal.abort() })).toMatchObject({
    known: false,
    why: 'timeout',
  });
  expect(await sizeBackup(join(root, 'gone'), LIMIT)).toMatchObject({ known: false, detail: 'ENOENT' });
});

it('gives way to other work between the folders', async () => {
  const path = makeBackup(root, { files: 200 });
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  await size(path);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(0);
});
