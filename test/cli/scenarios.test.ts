/** Every demo scenario through the whole diagnosis, in this process: the cause that it stands for, and what was never asked of the phone. */
import { describe, expect, it } from 'vitest';
import { createAsk } from '../../src/ask/ask.ts';
import type { AnswerKey } from '../../src/ask/types.ts';
import { CHECKS } from '../../src/checks/index.ts';
import type { CheckResult } from '../../src/core/check.ts';
import { run } from '../../src/core/run.ts';
import { verdictOf } from '../../src/core/verdict.ts';
import { startDemo } from '../../src/demo.ts';
import { createFacts } from '../../src/facts/index.ts';
import { SCENARIO_IDS, SCENARIOS, type ScenarioId, startSimulator } from '../../src/simulator/index.ts';

/** Requests that change something; the recorder names them as the protocol does. */
const FORBIDDEN =
  /^(Pair|Unpair|SetValue|RemoveValue|EnterRecovery|ValidatePair|SavePairRecord|DeletePairRecord|Backup|Restore|ChangePassword|EraseDevice|EnableCloudBackup|Unback|Extract|PostNotification)$/;

async function diagnose(id: ScenarioId): Promise<readonly CheckResult[]> {
  const demo = await startDemo(id);
  try {
    const now = Date.now();
    const signal = new AbortController().signal;
    const several = SCENARIOS[id].setUp(now).phones;
    const udid = several.length > 1 ? (several[0]?.values.model.udid ?? null) : null;
    const facts = demo.overlay(
      createFacts({
        platform: process.platform,
        env: { USBMUXD_SOCKET_ADDRESS: demo.address },
        homedir: '/nonexistent',
        arch: process.arch,
        release: '0',
        signal,
        now,
        backupDir: demo.backupRoot,
        udid: () => udid,
      }),
    );
    const ask = createAsk(demo.answers as ReadonlyMap<AnswerKey, never>, null);
    const context = { facts, ask, targets: new Set(['computer', 'icloud'] as const), udid, now };
    const options = { all: false, only: null, skip: new Set<never>(), signal, clock: () => performance.now() };
    let results: readonly CheckResult[] = [];
    for await (const event of run(CHECKS, context, options)) if (event.type === 'end') results = event.results;
    const asked = demo.requests.map((request) => request.name);
    expect(asked.filter((name) => FORBIDDEN.test(name))).toEqual([]);
    return results;
  } finally {
    await demo.close();
  }
}

describe('the demo scenarios', () => {
  it.concurrent.each(SCENARIO_IDS)('%s', async (id) => {
    const results = await diagnose(id);
    const { check, cause } = verdictOf(results);
    expect(cause === null ? null : { check, cause }).toEqual(SCENARIOS[id].expected);
    expect(results.filter((result) => result.outcome.status === 'unknown' && result.outcome.why === 'crash')).toEqual(
      [],
    );
  });

  it('the recorder would have seen it: a request that pairs is recorded under its name', async () => {
    const simulator = await startSimulator('trust-not-given');
    const { pairPhone } = await import('../../src/phone/pairing.ts');
    const { muxAddress } = await import('../../src/phone/address.ts');
    const { listDevices } = await import('../../src/phone/usbmux.ts');
    const { DEFAULT_LIMITS } = await import('../../src/phone/limits.ts');
    const found = muxAddress(process.platform, simulator.address);
    if (!found.ok) throw new Error('no address');
    const [entry] = (await listDevices(found.address, { limits: DEFAULT_LIMITS, signal: new AbortController().signal }))
      .entries;
    if (entry === undefined) throw new Error('no phone');
    await pairPhone(entry, { address: found.address, patienceMs: 50, pollMs: 20 });
    expect(simulator.requests.some((request) => FORBIDDEN.test(request.name))).toBe(true);
    await simulator.close();
  });
});
