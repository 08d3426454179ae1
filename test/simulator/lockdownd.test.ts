/** The simulated lockdownd on the level of bytes, plain and in TLS. */
import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parsePlist } from '../../src/plist/index.ts';
import { makeCertificates, sharedTrustKeys } from '../../src/simulator/certificates.ts';
import { dataIn, framed, integerIn, takeFramed, textIn, xml } from '../support/bare-bytes.ts';
import { ask, dialPhone, openSession, readRecord, simulate } from '../support/simulator.ts';

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
        return (await (await dialPhone(simulator, port)).rest(600)).ending;
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
