/** Every scenario of the demo, asked everything that a diagnosis asks: nothing but reading, and no secret in what comes out. */
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { MuxAddress } from '../../src/phone/address.ts';
import { PhoneError } from '../../src/phone/errors.ts';
import { openPhone } from '../../src/phone/phone.ts';
import { listDevices, readPairRecord } from '../../src/phone/usbmux.ts';
import { parsePlist } from '../../src/plist/index.ts';
import { HONEST_MUX } from '../../src/simulator/config.ts';
import { SCENARIO_IDS, SCENARIOS, type ScenarioId, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { context, SHORT } from './support/context.ts';
import { addressOf, expectOnlyReads } from './support/simulated.ts';
import { trustKeys } from './support/trust-keys.ts';

let simulator: Simulator | undefined;

afterEach(async () => {
  const requests = simulator?.requests ?? [];
  await simulator?.close();
  simulator = undefined;
  expectOnlyReads(requests);
});

/** Scenarios that differ only in what they tell of the computer have the same phone: it is asked once. */
function withDifferentPhones(): readonly (readonly [string, ScenarioId])[] {
  const groups = new Map<string, ScenarioId[]>();
  for (const id of SCENARIO_IDS) {
    const { mux, phones } = SCENARIOS[id].setUp(Date.UTC(2026, 0, 1));
    const key = JSON.stringify({ mux, phones }, (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    );
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  return [...groups.values()].flatMap((ids) => (ids[0] ? [[ids.join(', '), ids[0]] as const] : []));
}

describe('every scenario of the demo', () => {
  it('is among these', () => {
    const listed = withDifferentPhones().flatMap(([ids]) => ids.split(', '));
    expect([...listed].sort()).toEqual([...SCENARIO_IDS].sort());
  });

  it.each(withDifferentPhones())('%s: only reads', async (_ids, id) => {
    // Without the sample backups, which no phone is asked for.
    const { mux, phones } = SCENARIOS[id].setUp(Date.now());
    const played = { mux: { ...HONEST_MUX, ...mux }, phones, backups: [] };
    simulator = await startSimulator(played, { keys: await trustKeys() });
    const address = addressOf(simulator);
    const limits = { ...SHORT, connectMs: 300, answerMs: 300, tlsMs: 500, operationMs: 2000, syncLockMs: 100 };
    const results: unknown[] = [];
    const secrets: string[] = [];
    const listing = await listDevices(address, context(limits)).catch((error: unknown) => {
      if (!(error instanceof PhoneError)) throw error;
      results.push(error.failure);
      return { entries: [] };
    });
    for (const entry of listing.entries) {
      const phone = openPhone(entry, { address, limits });
      results.push(
        entry,
        // Side by side, as a diagnosis asks.
        ...(await Promise.all([
          phone.readUntrusted(),
          phone.trust(),
          phone.readValues(['backup']),
          phone.probeBackupService(),
          phone.probeSyncLock(),
        ])),
      );
      secrets.push(...(await secretsOf(address, entry.udid)));
    }
    const printed = inspect(results, { depth: 12, showHidden: true });
    for (const secret of secrets) expect(printed).not.toContain(secret);
    // A trusted phone has secrets, and they were looked for.
    if (id === 'healthy') expect(secrets.length).toBeGreaterThan(20);
  });
});

/** What must never be seen, as text, taken from the record itself. */
async function secretsOf(address: MuxAddress, udid: string): Promise<readonly string[]> {
  const bytes = await readPairRecord(address, udid, context({ answerMs: 3000 })).catch(() => null);
  if (bytes === null) return [];
  try {
    const record = parsePlist(bytes) as Readonly<Record<string, string | Uint8Array>>;
    return Object.entries(record)
      .filter(([key]) => /PrivateKey|EscrowBag|HostID|SystemBUID/.test(key))
      .map(([, value]) => (typeof value === 'string' ? value : Buffer.from(value).toString('latin1')))
      .flatMap((text) => [text, ...text.split('\n').filter((line) => line.length > 40)]);
  } catch {
    return [];
  }
}
