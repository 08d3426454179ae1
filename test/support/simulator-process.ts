/** Starts a simulator in a process of its own, for tests that must not share one with it. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { ScenarioId } from '../../src/simulator/index.ts';

export interface SimulatorProcess {
  readonly address: string;
  readonly backupRoot: string;
  readonly udids: readonly string[];
  /** Ends it and waits until it has tidied up. */
  stop(): Promise<void>;
}

export async function startSimulatorProcess(
  scenario: ScenarioId,
  transport?: 'unix' | 'tcp',
): Promise<SimulatorProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'ibd-process-'));
  const program = join(folder, 'simulator.mjs');
  // Node 20 does not run TypeScript by itself.
  await build({
    entryPoints: [fileURLToPath(new URL('./simulator-main.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const child = spawn(process.execPath, [program, scenario, ...(transport === undefined ? [] : [transport])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.stdin.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: child.stdout })) {
    return { ...(JSON.parse(line) as Omit<SimulatorProcess, 'stop'>), stop };
  }
  await stop();
  throw new Error('the simulator ended before it began');
}
