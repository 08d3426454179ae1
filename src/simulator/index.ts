/** A simulated iPhone: what `--demo` examines, and what the tests talk to. It never leaves this computer. */
import { platform as systemPlatform } from 'node:os';
import type { Answer, AnswerKey } from '../ask/types.ts';
import { known } from '../facts/fact.ts';
import type { Lang } from '../messages/define.ts';
import { HONEST_MUX, type SimulatorConfig } from './config.ts';
import type { SampleBackup } from './sample-backups.ts';
import type { Expected, Place, Platform, SetUp, SimulatedFacts } from './scenario.ts';
import { SCENARIOS, type ScenarioId } from './scenarios.ts';
import { HEALTHY_ANSWERS, HEALTHY_NETWORK, healthyFacts } from './simulated-host.ts';
import { type Simulator, type SimulatorOptions, startSimulatedPhones } from './simulator.ts';

export type { RecordedRequest } from './record.ts';
export type { Expected, Platform, SimulatedFacts } from './scenario.ts';
export {
  DEFAULT_SCENARIO,
  isScenarioId,
  listScenarios,
  SCENARIO_IDS,
  SCENARIO_OF_CAUSE,
  SCENARIOS,
  type ScenarioId,
} from './scenarios.ts';
export type { Simulator, SimulatorOptions } from './simulator.ts';

export interface DemoOptions extends SimulatorOptions {
  /** The kind of computer that is played where a scenario leaves it open. Default: this one's. */
  readonly platform?: Platform;
}

/** A simulator that plays a scenario: what the phone cannot show is told here. */
export interface Demo extends Simulator {
  readonly scenario: ScenarioId;
  readonly title: Readonly<Record<Lang, string>>;
  readonly expected: Expected;
  /** The kind of computer that is played. */
  readonly platform: Platform;
  /** Facts to tell instead of looking them up. The multiplexer and the backups are looked at for real. */
  readonly facts: SimulatedFacts;
  readonly answers: Readonly<Record<AnswerKey, Answer>>;
}

/**
 * In: the id of a scenario, or a configuration. Out: running phones; with a scenario also what to tell about the computer. Everything
 * runs in this process and ends with `close()`, which removes the simulator's own temporary folder and nothing else.
 * Rejects where no socket can be opened or nothing can be written to the temporary folder.
 */
export function startSimulator(what: ScenarioId, options?: DemoOptions): Promise<Demo>;
export function startSimulator(what: SimulatorConfig, options?: SimulatorOptions): Promise<Simulator>;
export async function startSimulator(
  what: ScenarioId | SimulatorConfig,
  options: DemoOptions = {},
): Promise<Demo | Simulator> {
  return typeof what === 'string' ? startDemo(what, options) : startSimulatedPhones(what, options);
}

async function startDemo(id: ScenarioId, options: DemoOptions): Promise<Demo> {
  const scenario = SCENARIOS[id];
  const now = (options.now ?? Date.now)();
  const platform = scenario.platform ?? options.platform ?? thisPlatform();
  const setUp = scenario.setUp(now);
  const simulator = await startSimulatedPhones(
    {
      mux: { ...HONEST_MUX, ...setUp.mux },
      phones: setUp.phones,
      backups: setUp.backups ?? usualBackups(setUp),
    },
    // On Windows the multiplexer is a port, and what goes wrong with a port differs from what goes wrong with a file.
    { ...options, ...(platform === 'windows' && options.transport === undefined ? { transport: 'tcp' } : {}) },
  );
  const place: Place = { platform, backupRoot: simulator.backupRoot, phones: setUp.phones, now };
  return {
    ...simulator,
    scenario: id,
    title: scenario.title,
    expected: scenario.expected,
    platform,
    facts: {
      ...healthyFacts(place),
      network: known({ ...HEALTHY_NETWORK, ...setUp.network }),
      ...setUp.facts?.(place),
    },
    answers: { ...HEALTHY_ANSWERS, ...setUp.answers },
  };
}

/** A recent backup of each phone, and an old copy of the first. */
function usualBackups({ phones }: SetUp): readonly SampleBackup[] {
  const recent = phones.map(({ values }) => ({ kind: 'complete', values, ageDays: 9 }) as const);
  const [first] = phones;
  return first ? [...recent, { kind: 'archive', values: first.values, ageDays: 200 }] : recent;
}

function thisPlatform(): Platform {
  const name = systemPlatform();
  if (name === 'win32') return 'windows';
  return name === 'darwin' ? 'macos' : 'linux';
}
