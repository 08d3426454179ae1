import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type PairingOptions, type PairingWait, pairPhone } from '../../src/phone/pairing.ts';
import { openPhone } from '../../src/phone/phone.ts';
import { listDevices } from '../../src/phone/usbmux.ts';
import { HONEST_MUX, type PhoneDifferences, phoneConfig } from '../../src/simulator/config.ts';
import { type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { phoneValues } from '../../src/simulator/values.ts';
import { context, ENTRY, NOWHERE, SHORT } from './support/context.ts';
import { addressOf } from './support/simulated.ts';
import { trustKeys } from './support/trust-keys.ts';

// The real ones, made once: they are for the phone's key, which is the same in all of these, and cost a second of work.
vi.mock('../../src/phone/certificates.ts', async (original) => {
  const { makePairCertificates } = await original<typeof import('../../src/phone/certificates.ts')>();
  let made: ReturnType<typeof makePairCertificates> | undefined;
  return {
    makePairCertificates: (key: string, now: number) => {
      made ??= makePairCertificates(key, now);
      return made;
    },
  };
});

const values = phoneValues('iphone-16-plus', Date.now());
let simulator: Simulator | undefined;

afterEach(async () => {
  await simulator?.close();
  simulator = undefined;
});

async function pair(differences: Partial<PhoneDifferences>, options: Partial<PairingOptions> = {}, mux: object = {}) {
  simulator = await startSimulator(
    {
      mux: { ...HONEST_MUX, ...mux },
      phones: [phoneConfig({ values, pairRecord: 'none', ...differences })],
      backups: [],
    },
    { keys: await trustKeys() },
  );
  const address = addressOf(simulator);
  const [entry] = (await listDevices(address, context())).entries;
  if (!entry) throw new Error('no phone is listed');
  const waits: PairingWait[] = [];
  const result = await pairPhone(entry, {
    address,
    limits: SHORT,
    pollMs: 20,
    patienceMs: 120,
    onWait: (wait) => waits.push(wait),
    ...options,
  });
  return { result, waits, phone: openPhone(entry, { address, limits: SHORT }), requests: simulator.requests };
}

function hasIdeviceinfo(): boolean {
  const found = spawnSync('ideviceinfo', ['--version']).status === 0;
  if (!found && process.env['IPHONE_BACKUP_DOCTOR_REQUIRE_TOOLS'] === '1') throw new Error('ideviceinfo does not run');
  return found;
}

const lockdown = (answer: PhoneDifferences['lockdown']): Partial<PhoneDifferences> => ({ lockdown: answer ?? {} });

describe('pairing', () => {
  it('waits for the tap, keeps the record, and the phone is trusted from then on', async () => {
    const { result, waits, phone, requests } = await pair(lockdown({ pair: { kind: 'pending', polls: 3 } }), {
      patienceMs: 20_000,
    });
    expect(result).toEqual({ state: 'paired' });
    expect(waits).toEqual(['tap-trust']);
    expect(requests.filter(({ name }) => name === 'Pair')).toHaveLength(4);
    expect(requests.filter(({ name }) => name === 'SavePairRecord')).toHaveLength(1);
    expect(await phone.trust()).toMatchObject({ state: 'trusted' });
    // The bag came with the answer and is in the record.
    expect(await phone.probeBackupService()).toMatchObject({ state: 'answers' });
    expect(requests.filter(({ name }) => name === 'StartService').map(({ fields }) => fields['escrowBag'])).toEqual([
      true,
    ]);
  });

  it.each<[string, string, object]>([
    ["don't trust", 'UserDeniedPairing', { state: 'refused', error: 'UserDeniedPairing' }],
    ['management', 'MCProtected', { state: 'forbidden', error: 'MCProtected' }],
    ['a locked phone that stays locked', 'PasswordProtected', { state: 'not-answered', waitedFor: 'unlock' }],
    ['an unknown word', 'SomethingNew', { state: 'failed', failure: { kind: 'error', error: 'SomethingNew' } }],
  ])('%s', async (_name, error, expected) => {
    const { result, requests } = await pair(lockdown({ pair: { kind: 'error', error } }));
    expect(result).toMatchObject(expected);
    expect(requests.some(({ name }) => name === 'SavePairRecord')).toBe(false);
  });

  it('a question that nobody answers ends', async () => {
    const { result } = await pair(lockdown({ pair: { kind: 'pending', polls: null } }));
    expect(result).toEqual({ state: 'not-answered', waitedFor: 'tap-trust' });
  });

  it('an abort ends it while the question is on the screen', async () => {
    const controller = new AbortController();
    const started = performance.now();
    const { result } = await pair(lockdown({ pair: { kind: 'pending', polls: null } }), {
      signal: controller.signal,
      patienceMs: 60_000,
      onWait: () => void setTimeout(() => controller.abort(), 30),
    });
    expect(result).toMatchObject({ state: 'failed', failure: { kind: 'aborted' } });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('a record that the computer may not keep', async () => {
    const { result } = await pair({}, {}, { savePairRecord: 13 });
    expect(result).toEqual({ state: 'not-saved', error: 'Result 13' });
  });

  it('a phone that waits to be restored is not asked', async () => {
    const { result, requests } = await pair(lockdown({ type: 'com.apple.mobile.restored' }));
    expect(result).toMatchObject({ state: 'failed', failure: { kind: 'restore-mode' } });
    expect(requests.some(({ name }) => name === 'Pair')).toBe(false);
  });

  it('works by cable only, and asks nobody otherwise', async () => {
    expect(await pairPhone({ ...ENTRY, connection: 'network' }, { address: NOWHERE })).toMatchObject({
      state: 'forbidden',
    });
    expect(await pairPhone(ENTRY, { address: NOWHERE })).toMatchObject({
      state: 'failed',
      failure: { kind: 'absent' },
    });
  });

  it.skipIf(!hasIdeviceinfo())('libimobiledevice opens a session with the record (needs ideviceinfo)', async () => {
    const { result } = await pair({});
    expect(result).toEqual({ state: 'paired' });
    // Readable in a session only: the tool has accepted the record's keys and certificates.
    const { stdout } = await promisify(execFile)('ideviceinfo', ['-k', 'PasswordProtected'], {
      env: { ...process.env, USBMUXD_SOCKET_ADDRESS: simulator?.address ?? '' },
      timeout: 15_000,
    });
    expect(stdout.trim()).toBe('false');
  });
});
