/** Every scenario of the demo, asked everything that a diagnosis asks: nothing but reading, and no secret in what comes out. */
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { MuxAddress } from '../../src/phone/address.ts';
import { PhoneError } from '../../src/phone/errors.ts';
import { openPhone } from '../../src/phone/phone.ts';
import { listDevices, readPairRecord } from '../../src/phone/usbmux.ts';
import { parsePlist } from '../../src/plist/index.ts';
import { type Demo, SCENARIO_IDS, startSimulator } from '../../src/simulator/index.ts';
import { context, SHORT } from './support/context.ts';
import { addressOf, expectOnlyReads } from './support/simulated.ts';

let demo: Demo | undefined;

afterEach(async () => {
  const requests = demo?.requests ?? [];
  await demo?.close();
  demo = undefined;
  expectOnlyReads(requests);
});

describe('every scenario of the demo', () => {
  it.each(SCENARIO_IDS)('%s: only reads', async (id) => {
    demo = await startSimulator(id);
    const address = addressOf(demo);
    const limits = { ...SHORT, connectMs: 300, answerMs: 300, tlsMs: 500, operationMs: 2000, syncLockMs: 250 };
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
        await phone.readUntrusted(),
        await phone.trust(),
        await phone.readValues(['backup']),
        await phone.probeBackupService(),
        await phone.probeSyncLock(),
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
