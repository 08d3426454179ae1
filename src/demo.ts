/** `--demo`: the doctor examines a simulated iPhone. What the phone cannot show is told; the multiplexer and the folder are real. */
import type { Answer, AnswerKey } from './ask/types.ts';
import type { Facts } from './facts/types.ts';
import { type Demo, type RecordedRequest, type ScenarioId, startSimulator } from './simulator/index.ts';

export interface RunningDemo {
  readonly scenario: string;
  /** Value for USBMUXD_SOCKET_ADDRESS. */
  readonly address: string;
  readonly backupRoot: string;
  readonly answers: ReadonlyMap<AnswerKey, Answer>;
  /** Every request that the simulated phone and its multiplexer have seen so far. */
  readonly requests: readonly RecordedRequest[];
  /** The facts of the played computer over those that are looked up for real. */
  overlay(facts: Facts): Facts;
  close(): Promise<void>;
}

/** Starts a scenario. Rejects where no socket can be opened. */
export async function startDemo(scenario: ScenarioId): Promise<RunningDemo> {
  const demo = await startSimulator(scenario);
  return {
    scenario,
    address: demo.address,
    backupRoot: demo.backupRoot,
    answers: new Map(Object.entries(demo.answers) as [AnswerKey, Answer][]),
    requests: demo.requests,
    overlay: (facts) => overlayFacts(facts, demo),
    close: () => demo.close(),
  };
}

function overlayFacts(facts: Facts, demo: Demo): Facts {
  const { host, ...told } = demo.facts;
  const later = Object.entries(told).map(([name, value]) => [name, async () => value]);
  return {
    ...facts,
    ...(Object.fromEntries(later) as Partial<Facts>),
    ...(host === undefined ? {} : { host: () => host }),
  };
}
