/** The table of scenarios: complete, consistent, and every one of them starts and ends. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { CHECK_IDS } from '../../src/core/check.ts';
import {
  isScenarioId,
  listScenarios,
  SCENARIO_IDS,
  SCENARIO_OF_CAUSE,
  SCENARIOS,
  startSimulator,
} from '../../src/simulator/index.ts';
import { askMux, dial } from '../support/simulator.ts';
import { startSimulatorProcess } from '../support/simulator-process.ts';

describe('the table', () => {
  it('has a scenario for every cause that a diagnosis can see', () => {
    for (const [cause, id] of Object.entries(SCENARIO_OF_CAUSE)) {
      if (id !== 'message-only') expect(SCENARIOS[id].expected?.cause).toBe(cause);
    }
    const shown = SCENARIO_IDS.map((id) => SCENARIOS[id].expected?.cause).filter((cause) => cause !== undefined);
    for (const cause of shown) expect(SCENARIO_OF_CAUSE[cause]).not.toBe('message-only');
    expect(Object.values(SCENARIO_OF_CAUSE).filter((id) => id === 'message-only').length).toBe(6);
  });

  it('has scenarios in the order of the checks', () => {
    const order = SCENARIO_IDS.map((id) => {
      const { expected } = SCENARIOS[id];
      return expected === null ? -1 : CHECK_IDS.indexOf(expected.check);
    });
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(undefined);
  });

  it('has one short line for each, in both languages', () => {
    for (const lang of ['en', 'ja'] as const) {
      const lines = listScenarios(lang).trimEnd().split('\n');
      expect(lines.map((line) => line.split(' ')[0])).toEqual([...SCENARIO_IDS]);
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(100);
    }
    expect(listScenarios('ja')).not.toBe(listScenarios('en'));
  });

  it('knows its ids', () => {
    expect(isScenarioId('healthy')).toBe(true);
    expect(isScenarioId('list')).toBe(false);
    expect(isScenarioId('toString')).toBe(false);
  });
});

describe.each(SCENARIO_IDS)('scenario %s', (id) => {
  it('starts, answers where it should, and leaves nothing behind', async () => {
    const demo = await startSimulator(id, { platform: 'linux' });
    const folder = dirname(demo.backupRoot);
    try {
      expect([demo.scenario, demo.expected]).toEqual([id, SCENARIOS[id].expected]);
      expect(demo.facts.host?.platform).toBe(demo.platform);
      expect(demo.platform).toBe(SCENARIOS[id].platform ?? 'linux');
      expect(Object.keys(demo.answers).length).toBe(8);
      const state = { ...SCENARIOS[id].setUp(0).mux }.state ?? 'listening';
      if (state === 'absent' || state === 'refused') await expect(dial(demo)).rejects.toThrow();
      else if (state === 'listening') {
        const { text } = await askMux(demo, { MessageType: 'ListDevices' });
        for (const udid of demo.udids) expect(text.replaceAll('-', '')).toContain(udid.replace('-', ''));
      }
    } finally {
      await demo.close();
    }
    expect(existsSync(folder)).toBe(false);
  });
});

it('a simulator can live in a process of its own', async () => {
  const apart = await startSimulatorProcess('healthy', 'tcp');
  try {
    const { text } = await askMux(apart, { MessageType: 'ListDevices' });
    expect(text).toContain(apart.udids[0]);
  } finally {
    await apart.stop();
  }
  expect(existsSync(apart.backupRoot)).toBe(false);
});
