/** The packed tarball, as `npx` installs it on a machine with nothing but Node.js. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnv, ROOT, requireBuild } from '../support/cli.ts';

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

let work: string;
let packed: Packed;

/** npm needs to know how this machine reaches the registry; the home folder stays empty. */
function npmEnv(): Record<string, string> {
  const home = path.join(work, 'home');
  const passed = Object.entries(process.env).filter(([name]) => /^npm_config_|^https?_proxy$|^no_proxy$/i.test(name));
  const { IPHONE_BACKUP_DOCTOR_TEST_CA_CERTS: certificates, SSL_CERT_FILE: file } = process.env;
  return cleanEnv(home, {
    ...Object.fromEntries(passed),
    ...(certificates ? { NODE_EXTRA_CA_CERTS: certificates } : {}),
    ...(file ? { SSL_CERT_FILE: file } : {}),
    npm_config_cache: path.join(work, 'cache'),
  });
}

beforeAll(() => {
  requireBuild();
  work = mkdtempSync(path.join(os.tmpdir(), 'ibd-package-'));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Without scripts: `prepack` would build anew under the feet of the other tests.
  const out = execFileSync(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', work], {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const parsed: unknown = JSON.parse(out);
  packed = (Array.isArray(parsed) ? parsed[0] : Object.values(parsed as object)[0]) as Packed;
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('the package', () => {
  it('has no runtime dependency but the optional usb, and no install script', () => {
    const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    expect(manifest.dependencies ?? {}).toEqual({});
    expect(Object.keys(manifest.optionalDependencies)).toEqual(['usb']);
    expect(Object.keys(manifest.scripts)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(pre|post)?install$/)]),
    );
  });

  it('holds what runs, its licences and its contract, and nothing else', () => {
    const paths = packed.files.map((file) => file.path);
    for (const wanted of [
      'bin/iphone-backup-doctor.js',
      'dist/cli.js',
      'dist/THIRD-PARTY-NOTICES.txt',
      'schema/report.schema.json',
      'LICENSE',
      'README.md',
      'README.ja.md',
    ]) {
      expect(paths).toContain(wanted);
    }
    expect(paths.filter((file) => /^(src|test|bench|node_modules|\.ci)\//.test(file))).toEqual([]);
    // The trash helper must be startable where it is unpacked.
    expect((packed.files.find((file) => file.path.endsWith('macos-trash'))?.mode ?? 0) & 0o111).not.toBe(0);
  });

  it('runs by npx in an empty home, with nothing installed and no script run', () => {
    const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
    const run = spawnSync(npx, ['--yes', `./${packed.filename}`, '--json', '--no-input', '--only', 'computer-health'], {
      cwd: work,
      env: { ...npmEnv(), npm_config_ignore_scripts: 'true' },
      encoding: 'utf8',
      shell: process.platform === 'win32',
      timeout: 120_000,
    });
    expect(run.stderr).not.toMatch(/ERR!/);
    const report = JSON.parse(run.stdout);
    expect(report.tool.name).toBe('iphone-backup-doctor');
    expect(run.status).toBe(report.exitCode);
  }, 150_000);

  it('loses one fact, not the run, where the native part is missing', () => {
    // The package alone, unpacked where no node_modules is in reach.
    const alone = path.join(work, 'alone');
    execFileSync('tar', ['-xzf', path.join(work, packed.filename), '-C', work]);
    expect(existsSync(path.join(work, 'package', 'dist', 'cli.js'))).toBe(true);
    const run = spawnSync(
      process.execPath,
      [path.join(work, 'package', 'bin', 'iphone-backup-doctor.js'), '--json', '--all', '--no-input'],
      {
        cwd: work,
        env: cleanEnv(alone),
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    const report = JSON.parse(run.stdout);
    expect(report.checks.map((check: { status: string }) => check.status)).not.toContain('not-run');
    expect(report.checks.filter((check: { why: string | null }) => check.why === 'crash')).toEqual([]);
  });
});

describe('the READMEs', () => {
  it('show what the doctor prints today', () => {
    const run = spawnSync(process.execPath, [path.join(ROOT, 'scripts', 'readme-samples.mjs'), '--check'], {
      encoding: 'utf8',
      env: cleanEnv(work),
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
  });

  it('name every flag of the help', async () => {
    const help = spawnSync(process.execPath, [path.join(ROOT, 'bin', 'iphone-backup-doctor.js'), '--help'], {
      encoding: 'utf8',
    });
    const flags = new Set(help.stdout.match(/--[a-z][a-z-]+/g));
    for (const file of ['README.md', 'README.ja.md']) {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      expect([...flags].filter((flag) => !text.includes(flag))).toEqual([]);
    }
  });
});
