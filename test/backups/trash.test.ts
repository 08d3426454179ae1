/** The real `trash` package, in a child process of its own: it takes the trash's place from the environment when it is loaded. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveName, DAY, makeBackup, makeTempRoot, removeTree, UDID_OLD_FORM } from '../support/backup-factory.ts';

const linuxOnly = describe.skipIf(process.platform !== 'linux');

const PROGRAM = `
import { listBackups, planRemoval, removeBackup } from './src/backups/index.ts';
const root = process.argv[2];
const now = Date.now();
const fact = await listBackups(root, { now });
const results = [];
for (const planned of planRemoval(fact.value.backups.map((one) => ({ ...one, bytes: null })), { now })) {
  if (planned.decision === 'remove') results.push(await removeBackup(planned, { root, permanently: false }));
}
console.log(JSON.stringify(results));
`;

linuxOnly('the trash of a Linux desktop (Linux: the other systems have programs of their own for it)', () => {
  let base: string;
  let program: string;

  beforeAll(async () => {
    base = makeTempRoot('trash');
    program = join(base, 'program.mjs');
    // The package as it is installed; whether it survives being bundled is for the tests of dist/.
    symlinkSync(join(process.cwd(), 'node_modules'), join(base, 'node_modules'));
    await build({
      stdin: { contents: PROGRAM, resolveDir: process.cwd(), loader: 'ts' },
      outfile: program,
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: ['trash'],
      logLevel: 'error',
    });
  });
  afterAll(() => removeTree(base));

  function run(root: string, env: Record<string, string>): unknown {
    const { PATH = '' } = process.env;
    return JSON.parse(execFileSync(process.execPath, [program, root], { env: { PATH, ...env }, encoding: 'utf8' }));
  }

  it('takes the backup, can give it back, and takes nothing beside it', () => {
    const home = join(base, 'home');
    // Brackets are where a path would be taken for a pattern.
    const root = join(home, 'Application Support [a]', 'バックアップ');
    mkdirSync(root, { recursive: true });
    makeBackup(root, { date: Date.now() - DAY });
    const folder = archiveName(UDID_OLD_FORM, Date.now() - 90 * DAY);
    const archive = makeBackup(root, { folder, date: Date.now() - 90 * DAY });
    const listed = readdirSync(archive, { recursive: true }).sort();
    const data = join(home, '.local', 'share');

    expect(run(root, { HOME: home, XDG_DATA_HOME: data })).toEqual([{ ok: true, how: 'trash', freedBytes: 0 }]);

    expect(readdirSync(root)).toEqual([UDID_OLD_FORM]);
    const [name = ''] = readdirSync(join(data, 'Trash', 'files'));
    expect(readdirSync(join(data, 'Trash', 'files', name), { recursive: true }).sort()).toEqual(listed);
    const note = readFileSync(join(data, 'Trash', 'info', `${name}.trashinfo`), 'utf8');
    const path = /^Path=(.*)$/m.exec(note)?.[1] ?? '';
    expect(decodeURI(path)).toBe(archive);
  });

  it('where there can be no trash, the backup stays', () => {
    const home = join(base, 'other-home');
    const root = join(home, 'Backup');
    mkdirSync(root, { recursive: true });
    makeBackup(root, { date: Date.now() - DAY });
    const folder = archiveName(UDID_OLD_FORM, Date.now() - 90 * DAY);
    const archive = makeBackup(root, { folder, date: Date.now() - 90 * DAY });
    // A file stands where the trash would be made.
    writeFileSync(join(home, 'file'), '');
    const results = run(root, { HOME: home, XDG_DATA_HOME: join(home, 'file') });
    expect(results).toMatchObject([{ ok: false, why: 'trash-failed', freedBytes: 0 }]);
    expect(existsSync(join(archive, 'Info.plist'))).toBe(true);
  });
});
