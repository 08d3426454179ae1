/** Builds the program once before the tests where the sources are newer than the last build. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Why there is no program to start; null where there is one. Only the tests that start it care. */
    readonly buildProblem: string | null;
  }
}

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const script = path.join(root, 'scripts', 'build.mjs');
const built = path.join(root, 'dist', 'cli.js');
const lock = path.join(os.tmpdir(), `iphone-backup-doctor-build-${Buffer.from(root).toString('hex').slice(-24)}`);

export default async function setup(project: TestProject): Promise<void> {
  project.provide('buildProblem', await build());
}

async function build(): Promise<string | null> {
  if (!existsSync(script)) return 'scripts/build.mjs is missing';
  await acquire();
  try {
    if (isFresh()) return null;
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd: root, encoding: 'utf8' });
    return status === 0 ? null : `the build failed:\n${stdout}${stderr}`;
  } finally {
    rmdirSync(lock);
  }
}

/** The build empties dist/ first: two runs of the tests at once must not do that to each other. */
async function acquire(): Promise<void> {
  for (;;) {
    try {
      return mkdirSync(lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      // Left behind by a run that was killed.
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 60_000) rmdirSync(lock);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function isFresh(): boolean {
  if (!existsSync(built)) return false;
  const builtAt = statSync(built).mtimeMs;
  const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const inputs = [script, path.join(root, 'package.json'), ...sources.map((name) => path.join(root, 'src', name))];
  return inputs.every((file) => statSync(file).mtimeMs <= builtAt);
}
