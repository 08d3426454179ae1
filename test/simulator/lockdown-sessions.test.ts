/** Sessions with the simulated lockdownd: who gets one, TLS, and everything that can go wrong with them. */
import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCertificates, sharedTrustKeys } from '../../src/simulator/certificates.ts';
import { framed, keysIn, textIn, xml } from '../support/bare-bytes.ts';
import { ask, dialPhone, openSession, readRecord, simulate } from '../support/simulator.ts';

const LOCKDOWN = 62078;
const error = (reply: string) => textIn(reply, 'Error');

describe('sessions', () => {
  it.each([
    'PasswordProtected',
    'PairingDialogResponsePending',
    'UserDeniedPairing',
    'InvalidConnection',
    'MCProtected',
  ])('can be refused with %s', async (session) => {
    const simulator = await simulate({ phones: [{ lockdown: { session } }] });
    await expect(openSession(simulator)).rejects.toThrow(session);
  });

  it('are refused to computers that the phone does not know', async () => {
    const simulator = await simulate({ phones: [{ pairRecord: 'unknown-to-phone' }] });
    await expect(openSession(simulator)).rejects.toThrow('InvalidHostID');
    expect(simulator.requests.at(-1)?.fields['knownHost']).toBe(false);
    const bytes = await dialPhone(simulator, LOCKDOWN);
    expect(error(await ask(bytes, { Request: 'StartSession' }))).toBe('MissingHostID');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speak %s and show the key of the record', async (version) => {
    const simulator = await simulate({
      phones: [{ lockdown: { tls: { version, ending: 'ok', accepts: ['host'] } } }],
    });
    const record = await readRecord(simulator);
    const { socket, bytes } = await openSession(simulator, record);
    expect(socket.getProtocol()).toBe(version);
    expect(socket.getPeerX509Certificate()?.raw).toEqual(new X509Certificate(record.deviceCertificate).raw);
    const all = await ask(bytes, { Request: 'GetValue' });
    expect(keysIn(all)).toContain('SerialNumber');
    expect(keysIn(all)).toContain('PasswordProtected');
    expect(error(await ask(bytes, { Request: 'StartSession', HostID: record.hostId }))).toBe('SessionActive');
    expect(error(await ask(bytes, { Request: 'StopSession', SessionID: 'any' }))).toBeNull();
    expect(simulator.requests.find((request) => request.layer === 'tls')?.fields).toEqual({
      certificate: 'host',
      protocol: version,
    });
  });

  it('know the computer by its host or its root certificate, and nobody else', async () => {
    const simulator = await simulate();
    const record = await readRecord(simulator);
    const { bytes } = await openSession(simulator, { ...record, tls: record.rootTls });
    expect(error(await ask(bytes, { Request: 'GetValue', Key: 'SerialNumber' }))).toBeNull();
    const keys = await sharedTrustKeys();
    const stranger = {
      cert: Buffer.from(makeCertificates(keys, 0).hostCertificate),
      key: Buffer.from(keys.host.privateKey.export({ type: 'pkcs1', format: 'pem' })),
    };
    const refused = await openSession(simulator, { ...record, tls: stranger });
    expect((await refused.bytes.rest()).ending).not.toBe('open');
    const nameless = await openSession(simulator, { ...record, tls: {} });
    expect((await nameless.bytes.rest()).ending).not.toBe('open');
    const shown = simulator.requests.filter((one) => one.name === 'handshake').map((one) => one.fields['certificate']);
    expect(shown).toEqual(['root', 'unknown', 'none']);
  });

  it('end in the handshake where the stored keys are not those that the phone knows', async () => {
    const simulator = await simulate({ phones: [{ pairRecord: 'other-keys' }] });
    const { bytes } = await openSession(simulator);
    expect((await bytes.rest()).ending).not.toBe('open');
    expect(simulator.requests.at(-1)?.fields['certificate']).toBe('unknown');
  });

  it.each([
    ['hang-up-before', 'TLSv1.2'],
    ['hang-up-before', 'TLSv1.3'],
    ['cut-before', 'TLSv1.2'],
    ['cut-before', 'TLSv1.3'],
    ['garbage', 'TLSv1.2'],
  ] as const)('can fail before the handshake: %s (%s)', async (ending, version) => {
    const simulator = await simulate({
      phones: [{ lockdown: { tls: { version, ending, accepts: ['host', 'root'] } } }],
    });
    await expect(openSession(simulator)).rejects.toThrow();
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('can end right after the handshake (%s)', async (version) => {
    const simulator = await simulate({
      phones: [{ lockdown: { tls: { version, ending: 'hang-up-after', accepts: ['host', 'root'] } } }],
    });
    const { bytes } = await openSession(simulator);
    const { bytes: came, ending } = await bytes.rest();
    expect([came.length, ending]).toEqual([0, 'end']);
  });

  it('can be left hanging in the handshake', async () => {
    const simulator = await simulate({
      phones: [{ lockdown: { tls: { version: 'TLSv1.2', ending: 'silent', accepts: ['host'] } } }],
    });
    const waited = await Promise.race([
      openSession(simulator).then(
        () => 'shook hands',
        () => 'failed',
      ),
      new Promise((resolve) => setTimeout(() => resolve('waiting'), 150)),
    ]);
    expect(waited).toBe('waiting');
  });

  it('can fall asleep once', async () => {
    const simulator = await simulate({ phones: [{ lockdown: { sessionEndsAfter: 1 } }] });
    const { bytes } = await openSession(simulator);
    const get = { Request: 'GetValue', Key: 'SerialNumber' };
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(error(await ask(bytes, get)));
    expect(answers).toEqual([null, 'SessionInactive', null]);
  });
});

describe('what goes wrong', () => {
  it('happens at the request that was named', async () => {
    const simulator = await simulate({ phones: [{ lockdown: { faults: { GetValue: 'cut-in-the-middle' } } }] });
    const bytes = await dialPhone(simulator, LOCKDOWN);
    expect(textIn(await ask(bytes, { Request: 'QueryType' }), 'Type')).not.toBeNull();
    bytes.send(framed(xml({ Request: 'GetValue' })));
    const { bytes: came, ending } = await bytes.rest();
    expect(came.readUInt32BE(0)).toBeGreaterThan(came.length - 4);
    expect(ending).not.toBe('open');
  });

  it('lies about lengths and drips inside TLS, too', async () => {
    const simulator = await simulate({
      phones: [{ lockdown: { faults: { StopSession: 'length-huge' }, pace: { piece: 200, everyMs: 1 } } }],
    });
    const { bytes } = await openSession(simulator);
    expect(keysIn(await ask(bytes, { Request: 'GetValue' }))).toContain('SerialNumber');
    expect(bytes.pieces.length).toBeGreaterThan(5);
    bytes.send(framed(xml({ Request: 'StopSession' })));
    expect((await bytes.take(4)).readUInt32BE(0)).toBe(0xffffffe0);
  });

  it('hangs up when nobody says anything', async () => {
    const simulator = await simulate({ phones: [{ lockdown: { idleCloseMs: 50 } }] });
    const bytes = await dialPhone(simulator, LOCKDOWN);
    await ask(bytes, { Request: 'QueryType' });
    expect(await bytes.rest()).toEqual({ bytes: Buffer.alloc(0), ending: 'end' });
  });

  it('loses the cable in mid-sentence', async () => {
    const simulator = await simulate({ phones: [{ lockdown: { detachDuring: 'GetValue' } }] });
    const { bytes } = await openSession(simulator);
    bytes.send(framed(xml({ Request: 'GetValue' })));
    const { bytes: came, ending } = await bytes.rest();
    expect(came.length).toBeGreaterThan(0);
    expect(ending).not.toBe('open');
    await expect(dialPhone(simulator, LOCKDOWN)).rejects.toThrow('Connect: 2');
  });

  it('cuts clients off that announce too much or send nonsense', async () => {
    const simulator = await simulate();
    for (const nonsense of [Buffer.alloc(4), Buffer.from('ffffffff', 'hex'), framed('no property list')]) {
      const bytes = await dialPhone(simulator, LOCKDOWN);
      bytes.send(nonsense);
      expect((await bytes.rest()).ending).not.toBe('open');
    }
  });
});

it('survives whatever is sent to it', async () => {
  const simulator = await simulate();
  const names = ['Request', 'Domain', 'Key', 'HostID', 'Service', 'EscrowBag', 'PairRecord', '__proto__'];
  const requests = ['GetValue', 'StartSession', 'StartService', 'Pair', 'SetValue', 'Unpair', 'StopSession'];
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc
      .dictionary(fc.constantFrom(...names), fc.oneof(fc.string(), fc.nat(), fc.boolean()))
      .chain((fields) => fc.constantFrom(...requests).map((Request) => framed(xml({ ...fields, Request })))),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 4 }), async (messages) => {
      const bytes = await dialPhone(simulator, LOCKDOWN);
      for (const message of messages) bytes.send(message);
      await bytes.rest(10);
      bytes.socket.destroy();
    }),
    { numRuns: 30 },
  );
  const { bytes } = await openSession(simulator);
  expect(error(await ask(bytes, { Request: 'GetValue', Key: 'SerialNumber' }))).toBeNull();
});

it('a session ends with the cable, inside TLS as outside', async () => {
  const simulator = await simulate();
  const record = await readRecord(simulator);
  const { bytes } = await openSession(simulator, record);
  const plain = await dialPhone(simulator, LOCKDOWN);
  const reply = await ask(plain, { Request: 'StartSession', HostID: record.hostId });
  expect(textIn(reply, 'SessionID')).not.toBeNull();
  simulator.detach();
  expect((await bytes.rest()).ending).not.toBe('open');
  expect((await plain.rest()).ending).not.toBe('open');
});
