/** The whole client against the simulated phone: what it finds, and what it never asks for. */
import { afterEach, describe, expect, it } from 'vitest';
import type { PhoneLimits } from '../../src/phone/limits.ts';
import { openPhone, type Phone } from '../../src/phone/phone.ts';
import { listDevices } from '../../src/phone/usbmux.ts';
import { VALUE_GROUPS, valuesOf } from '../../src/phone/values.ts';
import { HONEST_MUX, type PhoneDifferences, phoneConfig } from '../../src/simulator/config.ts';
import { type RecordedRequest, type Simulator, startSimulator } from '../../src/simulator/index.ts';
import { REPLY_FAULTS } from '../../src/simulator/reply-fault.ts';
import { phoneValues } from '../../src/simulator/values.ts';
import { context, SHORT } from './support/context.ts';
import { addressOf, expectOnlyReads } from './support/simulated.ts';
import { trustKeys } from './support/trust-keys.ts';

const running: Simulator[] = [];

afterEach(async () => {
  for (const simulator of running.splice(0)) {
    await simulator.close();
    expectOnlyReads(simulator.requests);
  }
});

const values = phoneValues('iphone-16-plus', Date.now());

async function simulate(differences: Partial<PhoneDifferences> = {}, mux: object = {}): Promise<Simulator> {
  const simulator = await startSimulator(
    {
      mux: { ...HONEST_MUX, ...mux },
      phones: [phoneConfig({ values, ...differences })],
      backups: [],
    },
    { keys: await trustKeys() },
  );
  running.push(simulator);
  return simulator;
}

async function open(simulator: Simulator, limits: Partial<PhoneLimits> = {}): Promise<Phone> {
  const address = addressOf(simulator);
  const [entry] = (await listDevices(address, context())).entries;
  if (!entry) throw new Error('no phone is listed');
  return openPhone(entry, { address, limits: { ...SHORT, ...limits } });
}

const names = (simulator: Simulator, layer: RecordedRequest['layer']): readonly string[] =>
  simulator.requests.filter((request) => request.layer === layer).map((request) => request.name);

describe('a healthy phone', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('is read from end to end (%s)', async (version) => {
    const simulator = await simulate({
      lockdown: { tls: { version, ending: 'ok', accepts: ['host'] } },
      services: { 'com.apple.mobilebackup2': { needsEscrowBag: true } },
    });
    const phone = await open(simulator);
    expect(await phone.readUntrusted()).toMatchObject({ ok: true, value: { productType: { value: 'iPhone17,4' } } });
    expect(await phone.trust()).toEqual({ state: 'trusted', error: null, failure: null });
    // All of them once: the other version of TLS changes nothing about values.
    const read = await phone.readValues(version === 'TLSv1.2' ? VALUE_GROUPS : ['backup']);
    expect(read.failure).toBe(null);
    expect(Object.entries(read.values).filter(([, reading]) => !reading.known)).toEqual([]);
    expect(await phone.probeBackupService()).toMatchObject({
      state: 'answers',
      hello: { deviceLink: { major: 400 }, protocolVersion: 2.1, errorDescription: null },
    });
    expect(await phone.probeSyncLock()).toMatchObject({ ok: true, value: { state: 'free' } });
    const shown = simulator.requests.filter(({ name }) => name === 'handshake');
    expect(new Set(shown.map(({ fields }) => `${fields['certificate']} ${fields['protocol']}`))).toEqual(
      new Set([`host ${version}`]),
    );
    // Every session is taken leave of.
    const lockdown = names(simulator, 'lockdown');
    expect(lockdown.filter((name) => name === 'StopSession')).toHaveLength(
      lockdown.filter((name) => name === 'StartSession').length,
    );
    expect(names(simulator, 'service').filter((name) => name === 'DLMessageDisconnect')).toHaveLength(1);
  });

  it('holds no more than four sessions at once, and its values come in their order', async () => {
    const simulator = await simulate();
    const phone = await open(simulator);
    const [read, ...others] = await Promise.all([
      phone.readValues(VALUE_GROUPS),
      phone.readUntrusted(),
      phone.trust(),
      phone.probeBackupService(),
      phone.probeSyncLock(),
      ...Array.from({ length: 6 }, () => phone.trust()),
    ]);
    expect(read.failure).toBe(null);
    expect(Object.keys(read.values)).toEqual(VALUE_GROUPS.flatMap((group) => valuesOf(group)));
    expect(others.slice(0, 4)).toMatchObject([{ ok: true }, { state: 'trusted' }, { state: 'answers' }, { ok: true }]);
    let sessions = 0;
    const held = names(simulator, 'lockdown').map((name) => {
      if (name === 'StartSession') sessions += 1;
      if (name === 'StopSession') sessions -= 1;
      return sessions;
    });
    expect(Math.max(...held)).toBeLessThanOrEqual(4);
    // They do run side by side.
    expect(Math.max(...held)).toBeGreaterThan(1);
    expect(sessions).toBe(0);
  });

  it('the pair record is read once, however much is asked', async () => {
    const simulator = await simulate();
    const phone = await open(simulator);
    await phone.trust();
    await phone.readValues(['backup', 'battery']);
    expect(names(simulator, 'mux').filter((name) => name === 'ReadPairRecord')).toHaveLength(1);
  });

  it('is found under a UDID without its dash, and by cable rather than by Wi-Fi', async () => {
    const simulator = await simulate({ dashInSerial: false, connection: 'usb-and-network' });
    const { entries } = await listDevices(addressOf(simulator), context());
    expect(new Set(entries.map((entry) => entry.connection))).toEqual(new Set(['usb', 'network']));
    expect(new Set(entries.map((entry) => entry.udid))).toEqual(new Set(simulator.udids));
    expect(await (await open(simulator)).trust()).toMatchObject({ state: 'trusted' });
  });

  it('values that it refuses, lacks or hides behind an empty text are told apart', async () => {
    const simulator = await simulate({
      lockdown: {
        valueErrors: {
          'com.apple.mobile.backup/WillEncrypt': 'MissingValue',
          'com.apple.mobile.backup/CloudBackupEnabled': 'GetProhibited',
        },
        clockOffsetMs: 3_600_000,
      },
    });
    const { values: read, failure } = await (await open(simulator)).readValues(['backup', 'clock']);
    expect(failure).toBe(null);
    expect(read).toMatchObject({
      willEncrypt: { known: false, reason: 'absent', error: 'MissingValue' },
      cloudBackupEnabled: { known: false, reason: 'refused', error: 'GetProhibited' },
      requiresEncryption: { known: true, value: false },
    });
    const clock = read.clock;
    if (!clock?.known) throw new Error('no clock');
    expect(Math.abs(clock.value.phoneMs - clock.value.hostMs - 3_600_000)).toBeLessThan(5000);
  });
});

describe('trust', () => {
  it.each<[string, Partial<PhoneDifferences>, object]>([
    ['never given', { pairRecord: 'none' }, { state: 'no-record', failure: null }],
    ['a damaged record', { pairRecord: 'damaged' }, { state: 'record-unusable' }],
    [
      'a record with keys that the phone does not know',
      { pairRecord: 'other-keys' },
      { state: 'record-refused', failure: { layer: 'tls' } },
    ],
    [
      'a record with a name that the phone does not know',
      { pairRecord: 'unknown-to-phone' },
      { state: 'record-refused', error: 'InvalidHostID' },
    ],
    ['a locked phone', { lockdown: { session: 'PasswordProtected' } }, { state: 'locked', error: 'PasswordProtected' }],
    [
      'the question on the screen',
      { lockdown: { session: 'PairingDialogResponsePending' } },
      { state: 'dialog-waiting' },
    ],
    ["don't trust", { lockdown: { session: 'UserDeniedPairing' } }, { state: 'refused' }],
    ['management', { lockdown: { session: 'MCProtected' } }, { state: 'forbidden' }],
    [
      'InvalidConnection',
      { lockdown: { session: 'InvalidConnection' } },
      { state: 'record-refused', error: 'InvalidConnection' },
    ],
    ['an unknown word', { lockdown: { session: 'SomethingNew' } }, { state: 'unknown', error: 'SomethingNew' }],
  ])('%s', async (_name, differences, expected) => {
    const simulator = await simulate(differences);
    const trust = await (await open(simulator)).trust();
    expect(trust).toMatchObject(expected);
    // Asked once: a phone that says no is not pestered.
    expect(names(simulator, 'lockdown').filter((name) => name === 'StartSession').length).toBeLessThanOrEqual(1);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'hanging up means that trust was taken back, before and after the handshake (%s)',
    async (version) => {
      for (const ending of ['hang-up-before', 'cut-before', 'hang-up-after'] as const) {
        const simulator = await simulate({ lockdown: { tls: { version, ending, accepts: ['host'] } } });
        const trust = await (await open(simulator)).trust();
        expect(trust, ending).toMatchObject({
          state: 'record-refused',
          failure: { layer: 'tls', kind: 'tls-refused' },
        });
      }
    },
  );

  it('foreign bytes in the handshake say nothing of trust', async () => {
    const simulator = await simulate({
      lockdown: { tls: { version: 'TLSv1.2', ending: 'garbage', accepts: ['host'] } },
    });
    expect(await (await open(simulator)).trust()).toMatchObject({
      state: 'unknown',
      failure: { layer: 'tls', kind: 'garbage' },
    });
  });

  it('a cable that is pulled in the middle is not a refusal', async () => {
    for (const during of ['StartSession', 'GetValue']) {
      const simulator = await simulate({ lockdown: { detachDuring: during } });
      const trust = await (await open(simulator)).trust();
      expect(trust, during).toMatchObject({ state: 'unknown', failure: { kind: 'device-gone' } });
    }
  });

  it('is asked for again after a no: by then the person may have tapped Trust', async () => {
    const simulator = await simulate({ pairRecord: 'none' });
    const phone = await open(simulator);
    await phone.trust();
    await phone.trust();
    expect(names(simulator, 'mux').filter((name) => name === 'ReadPairRecord')).toHaveLength(2);
  });
});

describe('lost connections', () => {
  it('a session that the phone ends is opened again, once', async () => {
    const simulator = await simulate({ lockdown: { sessionEndsAfter: 3 } });
    const read = await (await open(simulator)).readValues(['backup']);
    expect(read.failure).not.toBe(null);
    expect(names(simulator, 'lockdown').filter((name) => name === 'StartSession')).toHaveLength(2);
    const short = await simulate({ lockdown: { sessionEndsAfter: 3 } });
    expect((await (await open(short)).readValues(['lock'])).failure).toBe(null);
  });

  it('a first connection that is refused because the phone came back under another number', async () => {
    const simulator = await simulate({ connect: { result: 2, times: 1 } });
    expect(await (await open(simulator)).trust()).toMatchObject({ state: 'trusted' });
  });

  it('a port that nobody listens on', async () => {
    const simulator = await simulate({ connect: { result: 3, times: null } });
    expect(await (await open(simulator)).readUntrusted()).toMatchObject({
      ok: false,
      failure: { kind: 'port-refused' },
    });
  });

  it('nothing is asked of the other groups once the phone is lost', async () => {
    const simulator = await simulate({ lockdown: { session: 'PasswordProtected' } });
    const { values: read, failure } = await (await open(simulator)).readValues(VALUE_GROUPS);
    expect(failure).toMatchObject({ error: 'PasswordProtected' });
    expect(Object.values(read).every((reading) => !reading.known && reading.reason === 'unreachable')).toBe(true);
    expect(names(simulator, 'lockdown')).toEqual(['StartSession']);
  });
});

describe('the backup service and the sync lock', () => {
  const service = (differences: object): Partial<PhoneDifferences> => ({
    services: { 'com.apple.mobilebackup2': differences },
  });
  it.each<[string, Partial<PhoneDifferences>, object]>([
    [
      'InvalidService',
      service({ start: 'InvalidService' }),
      { state: 'refused', error: 'InvalidService', hello: null },
    ],
    ['PasswordProtected', service({ start: 'PasswordProtected' }), { state: 'refused', error: 'PasswordProtected' }],
    ['ServiceLimit', service({ start: 'ServiceLimit' }), { state: 'refused', error: 'ServiceLimit' }],
    ['a refused port', service({ connection: 'refused' }), { state: 'unreachable', failure: { kind: 'port-refused' } }],
    ['a goodbye', service({ connection: 'hang-up' }), { state: 'unreachable' }],
    ['no TLS', service({ ssl: false }), { state: 'answers' }],
    [
      'an error in answer to Hello',
      { backup: { helloError: 1 } },
      { state: 'refused', error: 'ErrorCode 1', hello: { errorCode: 1 } },
    ],
    [
      'a newer DeviceLink',
      { backup: { greeting: { major: 700, minor: 3 } } },
      { state: 'answers', hello: { deviceLink: { major: 700, minor: 3 } } },
    ],
    ['a foreign greeting', { backup: { greeting: 'garbage' } }, { state: 'unreachable', failure: { kind: 'garbage' } }],
    [
      'another message',
      { backup: { greeting: 'wrong-message' } },
      { state: 'unreachable', failure: { kind: 'garbage' } },
    ],
    [
      'a goodbye instead of readiness',
      { backup: { ready: 'disconnect' } },
      { state: 'refused', error: 'DLMessageDisconnect' },
    ],
    ['no trust', { pairRecord: 'none' }, { state: 'no-session', trust: { state: 'no-record' } }],
    ['trust taken back', { pairRecord: 'other-keys' }, { state: 'no-session', trust: { state: 'record-refused' } }],
  ])('%s', async (_name, differences, expected) => {
    const simulator = await simulate(differences);
    expect(await (await open(simulator)).probeBackupService()).toMatchObject(expected);
  });

  it('a lock that another program holds', async () => {
    const simulator = await simulate({ sync: { lockHeldMs: null } });
    expect(await (await open(simulator, { syncLockMs: 150 })).probeSyncLock()).toMatchObject({
      ok: true,
      value: { state: 'held' },
    });
    expect(names(simulator, 'service').at(-1)).toBe('FileClose');
  });
});

describe('a silent phone', () => {
  // Side by side, since all of the time is spent waiting.
  it('is no statement about trust or the backup service, wherever it falls silent', async () => {
    const tls = { version: 'TLSv1.2', ending: 'silent', accepts: ['host'] } as const;
    const limits = { answerMs: 700, tlsMs: 700 };
    const [session, handshake, connection, greeting] = await Promise.all([
      simulate({ lockdown: { faults: { StartSession: 'silent' } } }),
      simulate({ lockdown: { tls } }),
      simulate({ services: { 'com.apple.mobilebackup2': { connection: 'silent' } } }),
      simulate({ backup: { greeting: 'silent' } }),
    ]);
    const results = await Promise.all([
      open(session, limits).then((phone) => phone.trust()),
      open(handshake, limits).then((phone) => phone.trust()),
      open(connection, limits).then((phone) => phone.probeBackupService()),
      open(greeting, limits).then((phone) => phone.probeBackupService()),
    ]);
    expect(results).toMatchObject([
      { state: 'unknown', failure: { layer: 'lockdown', kind: 'no-answer' } },
      { state: 'unknown', failure: { layer: 'tls', kind: 'no-answer' } },
      { state: 'unreachable', failure: { kind: 'no-answer' } },
      { state: 'unreachable', failure: { kind: 'no-answer' } },
    ]);
    // Asked once: a phone that says nothing is not pestered.
    for (const simulator of [session, handshake, connection, greeting]) {
      expect(names(simulator, 'lockdown').filter((name) => name === 'StartSession')).toHaveLength(1);
    }
  });
});

describe('a hostile phone', () => {
  const LAYERS = [
    ['multiplexer', (fault: string) => ({ mux: { faults: { Connect: fault } } })],
    ['lockdownd', (fault: string) => ({ phone: { lockdown: { faults: { '*': fault } } } })],
  ] as const;

  it.each(LAYERS)('%s: every fault of a reply ends in data, in time', async (_name, make) => {
    // Most of the time is spent waiting for limits: all at once.
    await Promise.all(
      REPLY_FAULTS.map(async (fault) => {
        const config: { readonly mux?: object; readonly phone?: object } = make(fault);
        const simulator = await simulate(config.phone, config.mux);
        const phone = await open(simulator, { answerMs: 200, operationMs: 1500 });
        const started = performance.now();
        const [untrusted, trust] = [await phone.readUntrusted(), await phone.trust()];
        expect(untrusted.ok, fault).toBe(false);
        expect(trust.state, fault).toBe('unknown');
        expect(performance.now() - started, fault).toBeLessThan(8000);
      }),
    );
  });
});
