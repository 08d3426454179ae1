/** The simulated lockdownd on the level of bytes, plain and in TLS. */
import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlist } from '../../src/plist/index.ts';
import { makeCertificates, sharedTrustKeys } from '../../src/simulator/certificates.ts';
import {
  ask,
  dataIn,
  dialPhone,
  framed,
  integerIn,
  keysIn,
  openSession,
  readRecord,
  simulate,
  takeFramed,
  textIn,
  xml,
} from '../support/simulator.ts';

const LOCKDOWN = 62078;
const error = (reply: string) => textIn(reply, 'Error');

describe('without trust', () => {
  it('says what it is', async () => {
    const simulator = await simulate({ phones: [{}] });
    const bytes = await dialPhone(simulator, LOCKDOWN);
    expect(parsePlist(Buffer.from(await ask(bytes, { Request: 'QueryType', Label: 'test' })))).toEqual({
      Request: 'QueryType',
      Type: 'com.apple.mobile.lockdown',
    });
    expect(simulator.requests.at(-1)).toEqual({
      layer: 'lockdown',
      service: null,
      name: 'QueryType',
      udid: simulator.udids[0],
      fields: { Label: 'test' },
    });
    const restoring = await simulate({ phones: [{ lockdown: { type: 'com.apple.mobile.restored' } }] });
    expect(textIn(await ask(await dialPhone(restoring, LOCKDOWN), { Request: 'QueryType' }), 'Type')).toBe(
      'com.apple.mobile.restored',
    );
  });

  it('tells strangers 26 values on iOS 27, and 25 before', async () => {
    const keysOf = async (model: 'iphone-16-plus' | 'iphone-xs' | 'ipad-10') => {
      const simulator = await simulate({ phones: [{ model }] });
      const reply = await ask(await dialPhone(simulator, LOCKDOWN), { Request: 'GetValue' });
      const parsed = parsePlist(Buffer.from(reply)) as { Value: Record<string, unknown> };
      return Object.keys(parsed.Value);
    };
    const phone = await keysOf('iphone-16-plus');
    expect(phone.length).toBe(26);
    expect([...phone]).toEqual([...phone].sort());
    for (const secret of ['SerialNumber', 'PasswordProtected', 'TimeIntervalSince1970', 'TimeZone']) {
      expect(phone).not.toContain(secret);
    }
    expect((await keysOf('iphone-xs')).length).toBe(25);
    expect((await keysOf('ipad-10')).filter((key) => key.startsWith('Baseband'))).toEqual([]);
  });

  it('gives by name what pairing needs', async () => {
    const simulator = await simulate();
    const bytes = await dialPhone(simulator, LOCKDOWN);
    const key = dataIn(await ask(bytes, { Request: 'GetValue', Key: 'DevicePublicKey' }), 'Value')?.toString() ?? '';
    expect(key).toMatch(/^-----BEGIN RSA PUBLIC KEY-----\n/);
    const certificate = new X509Certificate((await readRecord(simulator)).deviceCertificate);
    expect(certificate.publicKey.export({ type: 'pkcs1', format: 'pem' })).toBe(key);
    expect(textIn(await ask(bytes, { Request: 'GetValue', Key: 'WiFiAddress' }), 'Value')).toBe('02:00:00:de:30:01');
  });

  it('keeps the rest to itself', async () => {
    const simulator = await simulate();
    const bytes = await dialPhone(simulator, LOCKDOWN);
    const get = (Key: string, Domain?: string) =>
      ask(bytes, { Request: 'GetValue', Key, ...(Domain === undefined ? {} : { Domain }) });
    expect(error(await get('PasswordProtected'))).toBe('GetProhibited');
    expect(error(await get('NoSuchKey'))).toBe('MissingValue');
    expect(error(await get('WillEncrypt', 'com.apple.mobile.backup'))).toBe('GetProhibited');
    expect(error(await ask(bytes, { Request: 'GetValue', Domain: 'com.apple.mobile.backup' }))).toBe('GetProhibited');
    expect(error(await get('constructor'))).toBe('MissingValue');
    expect(error(await get('x', '__proto__'))).toBe('MissingValue');
    const open = await get('MinITunesVersion', 'com.apple.mobile.iTunes');
    expect(textIn(open, 'Value')).toBe('12.9.0');
    expect(open).toContain('<key>Domain</key>');
    expect(error(await get('SchedulerEnabled', 'com.apple.mobile.iTunes'))).toBe('GetProhibited');
  });

  it('may answer with an empty text instead of an error', async () => {
    const simulator = await simulate({ phones: [{ lockdown: { withheldValue: 'empty-text' } }] });
    const bytes = await dialPhone(simulator, LOCKDOWN);
    expect(await ask(bytes, { Request: 'GetValue', Key: 'PasswordProtected' })).toMatch(/<string(\/>|><\/string>)/);
    expect(error(await ask(bytes, { Request: 'GetValue', Key: 'NoSuchKey' }))).toBe('MissingValue');
  });

  it('lets strangers change nothing and start nothing', async () => {
    const simulator = await simulate();
    const bytes = await dialPhone(simulator, LOCKDOWN);
    expect(error(await ask(bytes, { Request: 'SetValue', Key: 'DeviceName', Value: 'x' }))).toBe('SetProhibited');
    expect(error(await ask(bytes, { Request: 'SetValue', Key: 'UntrustedHostBUID', Value: 'x' }))).toBeNull();
    expect(error(await ask(bytes, { Request: 'RemoveValue', Key: 'DeviceName' }))).toBe('RemoveProhibited');
    expect(error(await ask(bytes, { Request: 'StartService', Service: 'com.apple.afc' }))).toBe('SessionInactive');
    expect(error(await ask(bytes, { Request: 'EnterRecovery' }))).toBe('InvalidRequest');
    expect(error(await ask(bytes, { Request: 'StopSession' }))).toBe('SessionInactive');
    expect(simulator.requests.filter((request) => request.layer === 'lockdown').map((request) => request.name)).toEqual(
      ['SetValue', 'SetValue', 'RemoveValue', 'StartService', 'EnterRecovery', 'StopSession'],
    );
  });
});

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

describe('values in a session', () => {
  it('come by domain, with the kinds that phones send', async () => {
    const now = Date.UTC(2026, 10, 22);
    const simulator = await simulate({
      now: () => now,
      phones: [
        {
          lockdown: {
            clockOffsetMs: -3_600_000,
            valueErrors: { 'com.apple.mobile.backup/WillEncrypt': 'GetProhibited' },
          },
        },
      ],
    });
    const { bytes } = await openSession(simulator);
    const value = async (request: Record<string, string>) => {
      const reply = parsePlist(Buffer.from(await ask(bytes, { Request: 'GetValue', ...request })));
      return reply as Record<string, unknown>;
    };
    expect((await value({ Key: 'TimeIntervalSince1970' }))['Value']).toBe(now / 1000 - 3600 + 0.25);
    const backup = (await value({ Domain: 'com.apple.mobile.backup' }))['Value'] as Record<string, unknown>;
    expect(backup['RequiresEncryption']).toBe(0);
    expect(backup['CloudBackupEnabled']).toBe(true);
    expect(Number(backup['LastCloudBackupDate']) + 978_307_200).toBe(now / 1000 - 20 * 3600);
    expect(await value({ Domain: 'com.apple.mobile.backup', Key: 'WillEncrypt' })).toMatchObject({
      Error: 'GetProhibited',
    });
    expect((await value({ Domain: 'com.apple.mobile.iTunes', Key: 'FamilyID' }))['Value']).toBe(18446744073709551615n);
    expect(await value({ Domain: 'com.apple.nothing' })).toMatchObject({ Error: 'MissingValue' });
  });
});

describe('services', () => {
  const start = async (
    phone: Parameters<typeof simulate>[0],
    request: Record<string, string | Buffer>,
  ): Promise<string> => {
    const simulator = await simulate(phone);
    const { bytes } = await openSession(simulator);
    return ask(bytes, { Request: 'StartService', ...request });
  };

  it('start on ports of their own', async () => {
    const reply = await start({}, { Service: 'com.apple.afc' });
    expect(integerIn(reply, 'Port')).toBeGreaterThanOrEqual(49152);
    expect(reply).toMatch(/<key>EnableServiceSSL<\/key>\s*<true\/>/);
    expect(error(await start({}, {}))).toBe('MissingService');
    expect(error(await start({}, { Service: 'com.apple.mobile.installation_proxy' }))).toBe('InvalidService');
    expect(error(await start({}, { Service: 'toString' }))).toBe('InvalidService');
  });

  it('can be refused', async () => {
    const services = { 'com.apple.mobilebackup2': { start: 'ServiceLimit' } };
    expect(error(await start({ phones: [{ services }] }, { Service: 'com.apple.mobilebackup2' }))).toBe('ServiceLimit');
  });

  it('can need the escrow bag of the record', async () => {
    const services = { 'com.apple.mobilebackup2': { needsEscrowBag: true } };
    const simulator = await simulate({ phones: [{ services }] });
    const record = await readRecord(simulator);
    const { bytes } = await openSession(simulator, record);
    const request = { Request: 'StartService', Service: 'com.apple.mobilebackup2' };
    expect(error(await ask(bytes, request))).toBe('EscrowLocked');
    expect(error(await ask(bytes, { ...request, EscrowBag: Buffer.alloc(32) }))).toBe('EscrowLocked');
    expect(error(await ask(bytes, { ...request, EscrowBag: record.escrowBag }))).toBeNull();
    expect(
      simulator.requests.filter((one) => one.name === 'StartService').map((one) => one.fields['escrowBag']),
    ).toEqual([false, true, true]);
  });

  it('can be there and not be reached', async () => {
    const reach = async (connection: 'refused' | 'hang-up' | 'silent') => {
      const simulator = await simulate({ phones: [{ services: { 'com.apple.afc': { connection, ssl: false } } }] });
      const { bytes } = await openSession(simulator);
      const port = integerIn(await ask(bytes, { Request: 'StartService', Service: 'com.apple.afc' }), 'Port') ?? 0;
      try {
        return (await (await dialPhone(simulator, port)).rest(100)).ending;
      } catch (problem) {
        return (problem as Error).message;
      }
    };
    expect(await reach('refused')).toBe('Connect: 3');
    expect(await reach('hang-up')).toBe('end');
    expect(await reach('silent')).toBe('open');
  });
});

describe('pairing', () => {
  const pairing = async (simulator: Awaited<ReturnType<typeof simulate>>) => {
    const keys = await sharedTrustKeys();
    const made = makeCertificates(keys, 1_000_000_000_000);
    const text = (name: string, pem: string) => `<key>${name}</key><data>${Buffer.from(pem).toString('base64')}</data>`;
    const record = `<dict>${text('DeviceCertificate', made.deviceCertificate)}${text('HostCertificate', made.hostCertificate)}${text(
      'RootCertificate',
      made.rootCertificate,
    )}<key>HostID</key><string>NEW-HOST</string><key>SystemBUID</key><string>B</string></dict>`;
    const bytes = await dialPhone(simulator, LOCKDOWN);
    const body = xml({ Request: 'Pair' }).replace('</dict></plist>', `<key>PairRecord</key>${record}</dict></plist>`);
    const ring = async () => {
      bytes.send(framed(body));
      return (await takeFramed(bytes)).toString();
    };
    return {
      ring,
      record: {
        hostId: 'NEW-HOST',
        escrowBag: Buffer.alloc(0),
        tls: {
          cert: Buffer.from(made.hostCertificate),
          key: Buffer.from(keys.host.privateKey.export({ type: 'pkcs1', format: 'pem' })),
        },
        rootTls: { cert: Buffer.alloc(0), key: Buffer.alloc(0) },
        deviceCertificate: Buffer.from(made.deviceCertificate),
      },
    };
  };

  it('succeeds after the dialog was open for a while, and the new computer is trusted', async () => {
    const simulator = await simulate({
      phones: [{ pairRecord: 'none', lockdown: { pair: { kind: 'pending', polls: 2 } } }],
    });
    const { ring, record } = await pairing(simulator);
    expect(error(await ring())).toBe('PairingDialogResponsePending');
    expect(error(await ring())).toBe('PairingDialogResponsePending');
    expect(dataIn(await ring(), 'EscrowBag')?.length).toBe(32);
    const { bytes } = await openSession(simulator, record);
    expect(error(await ask(bytes, { Request: 'GetValue', Key: 'SerialNumber' }))).toBeNull();
  });

  it('can be refused, and needs a whole record', async () => {
    const refusing = await simulate({
      phones: [{ lockdown: { pair: { kind: 'error', error: 'UserDeniedPairing' } } }],
    });
    expect(error(await (await pairing(refusing)).ring())).toBe('UserDeniedPairing');
    const simulator = await simulate();
    const bytes = await dialPhone(simulator, LOCKDOWN);
    expect(error(await ask(bytes, { Request: 'Pair' }))).toBe('MissingPairRecord');
    bytes.send(
      framed(xml({ Request: 'Pair' }).replace('</dict></plist>', '<key>PairRecord</key><dict/></dict></plist>')),
    );
    expect(error((await takeFramed(bytes)).toString())).toBe('InvalidPairRecord');
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
