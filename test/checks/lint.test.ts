/** The rule that keeps the machine out of the checks is itself tested: a rule that lets things through guards nothing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.ts';

const biome = path.join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');

/** The rules that a file of this content in src/checks would break, judged by our own configuration in a folder of its own. */
function broken(source: string): readonly string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ibd-lint-'));
  try {
    copyFileSync(path.join(ROOT, 'biome.json'), path.join(folder, 'biome.json'));
    mkdirSync(path.join(folder, 'src', 'checks'), { recursive: true });
    writeFileSync(path.join(folder, 'src', 'checks', 'example.ts'), source);
    const run = spawnSync(process.execPath, [biome, 'lint', '--vcs-enabled=false', 'src/checks/example.ts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return [...new Set(`${run.stdout}${run.stderr}`.match(/lint\/\w+\/noRestricted\w+/g) ?? [])];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('lint of src/checks', () => {
  it('has the linter at hand', () => {
    expect(execFileSync(process.execPath, [biome, '--version'], { encoding: 'utf8' })).toMatch(/\d/);
  });

  it.each([
    'node:fs',
    'fs',
    'node:child_process',
    'node:https',
    'node:worker_threads',
    'node:module',
    'usb',
    'systeminformation',
    '../host/exec.ts',
    '../facts/volume.ts',
    '../backups/remove.ts',
    '../backups/find.ts',
    '../phone/phone.ts',
    '../phone/pairing.ts',
    '../diagnose.ts',
  ])('refuses %s', (name) => {
    expect(broken(`import * as it from '${name}';\nexport const x = it;\n`)).toEqual([
      'lint/style/noRestrictedImports',
    ]);
  });

  it.each(['process.exit()', "fetch('x')", 'globalThis.process'])('refuses %s', (code) => {
    expect(broken(`export const x = () => ${code};\n`)).toEqual(['lint/style/noRestrictedGlobals']);
  });

  it('lets a check read facts, types and words', () => {
    expect(
      broken(
        "import { fail } from '../core/outcome.ts';\nimport { known } from '../facts/fact.ts';\nimport { say } from '../messages/index.ts';\nimport { planRemoval } from '../backups/plan.ts';\nexport const x = [fail, known, say, planRemoval];\n",
      ),
    ).toEqual([]);
  });
});
