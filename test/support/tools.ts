/** System tools that some tests need. Where one is missing its tests are skipped by name, or fail if the run demands them. */
import { spawnSync } from 'node:child_process';

/**
 * Whether a tool is there: `test.skipIf(!hasTool('umockdev-run'))`.
 *
 * @throws where the tool is missing although IPHONE_BACKUP_DOCTOR_REQUIRE_TOOLS=1 promises a machine that has them all.
 */
export function hasTool(name: string): boolean {
  const found = spawnSync('sh', ['-c', `command -v -- "$1"`, 'sh', name]).status === 0;
  return demand(found, name);
}

/** The same for something else than a program: `demand(isRoot, 'root')`. */
export function demand(condition: boolean, what: string): boolean {
  if (!condition && process.env['IPHONE_BACKUP_DOCTOR_REQUIRE_TOOLS'] === '1') {
    throw new Error(`these tests need ${what}, and this run must not skip any`);
  }
  return condition;
}

export const isRoot = process.getuid?.() === 0;
