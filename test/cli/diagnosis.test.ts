/** The built program as a child process, on real folders. */
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doublingBomb, makeBackup, makeTempRoot, ROWS, removeTree, UDID_OTHER } from '../support/backup-factory.ts';
import { runCli, startCli } from '../support/cli.ts';

const schema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ allErrors: true, formats: { 'date-time': true } }).compile(schema);

interface Check {
  readonly id: string;
  readonly status: string;
  readonly cause: string | null;
  readonly why: string | null;
  readonly evidence: { readonly backups?: readonly { readonly state: string; readonly reasons: readonly string[] }[] };
}

let root: string;
beforeAll(() => {
  root = makeTempRoot('cli');
});
afterAll(() => removeTree(root));

let made = 0;
/** A new folder for backups. */
function folder(): string {
  made += 1;
  const dir = path.join(root, `folder ${made}`);
  mkdirSync(dir);
  return dir;
}

async function json(...args: string[]) {
  const { code, stdout, stderr } = await runCli(['--json', ...args]);
  const report = JSON.parse(stdout) as {
    checks: Check[];
    verdict: { status: string; cause: string | null };
    exitCode: number;
  };
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  expect(report.exitCode).toBe(code);
  expect(stderr).toBe('');
  return { code, report };
}

async function backupDirectory(dir: string, ...args: string[]) {
  const { report, code } = await json('--only', 'backup-directory', '--backup-dir', dir, ...args);
  const check = report.checks.find(({ id }) => id === 'backup-directory');
  if (check === undefined) throw new Error('no check');
  return { check, code };
}

/** Everything that a write would change: names, kinds, sizes, times, contents. */
function fingerprint(dir: string): string {
  const hash = createHash('sha256');
  const walk = (at: string) => {
    const stats = lstatSync(at);
    hash.update(`${at}|${stats.mode}|${stats.size}|${stats.mtimeMs}|${stats.ctimeMs}\n`);
    if (stats.isSymbolicLink()) hash.update(readlinkSync(at));
    else if (stats.isDirectory()) for (const name of readdirSync(at).sort()) walk(path.join(at, name));
    else if (stats.isFile() && stats.size < 1e6) hash.update(readFileSync(at));
  };
  walk(dir);
  return hash.digest('hex');
}

describe('the report of a script', () => {
  it('lists every check in order, whatever its status, and agrees with its exit code', async () => {
    const { report } = await json('--backup-dir', folder());
    expect(report.checks.map((check) => check.id)).toEqual([
      'device-connection',
      'device-trust',
      'disk-capacity',
      'computer-health',
      'itunes-version',
      'backup-directory',
      'iphone-state',
      'backup-service',
      'ios-version',
      'icloud-backup',
      'icloud-storage',
    ]);
  });

  it('takes answers in advance and stops at the first failure', async () => {
    const { report, code } = await json(
      '--target',
      'icloud',
      '--answer',
      'ios-up-to-date=yes',
      '--answer',
      'icloud-backup-on=no',
    );
    expect(code).toBe(1);
    expect(report.verdict).toMatchObject({ status: 'problem', cause: 'icloud-backup-off' });
    expect(report.checks.map((check) => check.status)).toEqual([
      ...Array.from({ length: 8 }, () => 'skip'),
      'pass',
      'fail',
      'not-run',
    ]);
  });

  it('an unanswered question alone exits with 0, and is not called healthy', async () => {
    const { report, code } = await json('--only', 'ios-version');
    expect(code).toBe(0);
    expect(report.verdict.status).toBe('undetermined');
  });

  it('masks the UDID unless --show-private', async () => {
    const dir = folder();
    makeBackup(dir, { udid: UDID_OTHER, deviceName: '花子のiPhone' });
    const args = ['--json', '--only', 'backup-directory', '--backup-dir', dir];
    const masked = (await runCli(args)).stdout;
    expect(masked).not.toContain(UDID_OTHER);
    expect(masked).not.toContain('花子');
    const shown = (await runCli([...args, '--show-private'])).stdout;
    expect(shown).toContain(UDID_OTHER);
    expect(shown).toContain('花子');
  });
});

describe('backup folders of every kind', () => {
  const CAUSE: Readonly<Record<string, string | null>> = { damaged: 'backup-damaged', 'in-progress': 'backup-running' };

  it.each(ROWS)('$name is $state, and nothing is changed by looking', async ({ recipe, state, reason }) => {
    const dir = folder();
    makeBackup(dir, recipe());
    const before = fingerprint(dir);
    const { check, code } = await backupDirectory(dir);
    expect(fingerprint(dir)).toBe(before);
    expect(check.evidence.backups?.[0]).toMatchObject({ state });
    expect(check.evidence.backups?.[0]?.reasons[0]).toBe(reason);
    expect(check.cause).toBe(CAUSE[state] ?? null);
    expect(code).toBe(CAUSE[state] === undefined ? 0 : 1);
  });

  it('a backup folder that is a file', async () => {
    const file = path.join(folder(), 'Backup');
    writeFileSync(file, 'x');
    expect((await backupDirectory(file)).check.cause).toBe('backup-folder-not-writable');
  });

  it('a dangling link, and a link that is followed to the real folder', async () => {
    const dir = folder();
    const dangling = path.join(dir, 'Backup');
    symlinkSync(path.join(dir, 'gone'), dangling);
    expect((await backupDirectory(dangling)).check.cause).toBe('backup-folder-link-broken');
    const real = folder();
    makeBackup(real);
    const link = path.join(dir, 'moved');
    symlinkSync(real, link);
    expect((await backupDirectory(link)).check).toMatchObject({
      status: 'pass',
      evidence: { folders: [{ link: { broken: false } }] },
    });
  });

  it('property lists that explode or are huge are left unread, and said to be', async () => {
    const dir = folder();
    makeBackup(dir, { status: doublingBomb(), manifestPlist: doublingBomb() });
    expect((await backupDirectory(dir)).check.evidence.backups?.[0]).toEqual(
      expect.objectContaining({ state: 'unknown', reasons: ['too-large'] }),
    );
    const huge = folder();
    const backup = makeBackup(huge);
    // Sparse: 1 GiB that takes no room.
    for (const name of ['Info.plist', 'Status.plist', 'Manifest.plist']) truncateSync(path.join(backup, name), 2 ** 30);
    expect((await backupDirectory(huge)).check.evidence.backups?.[0]?.state).toBe('unknown');
  });
});

describe('wrong use', () => {
  it.each([
    [['--frobnicate']],
    [['--only', 'nonsense']],
    [['--answer', 'wifi=maybe']],
    [['--keep', '1']],
    [['--backup-dir', '/does/not/exist']],
    [['--target']],
  ])('%j is one sentence and exit 2', async (args) => {
    for (const lang of ['en', 'ja']) {
      const { code, stdout, stderr } = await runCli([...args, ...(args[0] === '--target' ? [] : ['--lang', lang])]);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });

  it('prints help, version and the list', async () => {
    expect((await runCli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await runCli(['--help'], { env: { LANG: 'ja_JP.UTF-8' } })).stdout).toContain('終了コード');
    const list = await runCli(['--list']);
    expect(list.code).toBe(0);
    expect(list.stdout.split('\n').map((line) => line.split(' ')[0])).toContain('icloud-storage');
  });
});

describe('streams and signals', () => {
  it('a reader that goes away is no error', async () => {
    const { child, result } = startCli(['--all', '--no-input', '--skip', 'device-connection']);
    child.stdout.destroy();
    const { stderr, signal } = await result;
    expect(stderr).toBe('');
    expect(signal).toBeNull();
  });

  it('Ctrl-C in the middle of a probe that does not answer exits 130 at once', async () => {
    const sockets: net.Socket[] = [];
    const asked = new Promise<void>((resolve) => {
      silent.once('connection', (socket) => {
        sockets.push(socket);
        resolve();
      });
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as net.AddressInfo;
    const { child, result } = startCli(['--no-input', '--lang', 'en'], {
      env: { USBMUXD_SOCKET_ADDRESS: `127.0.0.1:${port}` },
    });
    await asked;
    child.kill('SIGINT');
    expect(await result).toMatchObject({ code: 130, signal: null });
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  const silent = net.createServer();
});
