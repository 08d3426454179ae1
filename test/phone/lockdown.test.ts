/** lockdownd and the services behind it, with a phone that says exactly what the test wants. */
import { afterEach, describe, expect, it } from 'vitest';
import type { AfcReply, AfcRequest } from '../../src/phone/afc.ts';
import type { Channel } from '../../src/phone/channel.ts';
import { DEFAULT_LIMITS } from '../../src/phone/limits.ts';
import { askLockdown, encodeLockdownRequest, type LockdownRequest } from '../../src/phone/lockdown.ts';
import { sayHello } from '../../src/phone/mobilebackup2.ts';
import { observe } from '../../src/phone/notification-proxy.ts';
import { openPhone } from '../../src/phone/phone.ts';
import { Secret } from '../../src/phone/secret.ts';
import { trySyncLock } from '../../src/phone/sync-lock.ts';
import { connectToPort } from '../../src/phone/usbmux.ts';
import { buildBinaryPlist, type PlistValue, parsePlist } from '../../src/plist/index.ts';
import { context, ENTRY, failureFrom, SHORT, UDID } from './support/context.ts';
import {
  attached,
  dict,
  framed,
  mux,
  type Peer,
  result,
  type ScriptedServer,
  scriptedServer,
} from './support/scripted-server.ts';

let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A pipe to a phone whose other end is the script. */
async function phoneSays(script: (peer: Peer) => Promise<void> | void): Promise<Channel> {
  server = await scriptedServer(async (peer) => {
    await peer.readMux();
    peer.write(result(0));
    await script(peer);
  });
  return await connectToPort(server.address, 1, 62078, context());
}

const QUERY: LockdownRequest = { type: 'QueryType' };
const GET: LockdownRequest = { type: 'GetValue', domain: 'com.apple.mobile.backup', key: 'WillEncrypt' };

describe('requests', () => {
  it('hold what lockdownd wants, and the secrets only where they belong', () => {
    const secret = new Secret(Buffer.from('TOPSECRET'));
    const parsed = (request: LockdownRequest) => parsePlist(Buffer.from(encodeLockdownRequest(request)).subarray(4));
    expect(parsed({ type: 'GetValue', domain: null, key: null })).toEqual({
      Label: 'iphone-backup-doctor',
      ProtocolVersion: '2',
      Request: 'GetValue',
    });
    expect(parsed(GET)).toMatchObject({ Domain: 'com.apple.mobile.backup', Key: 'WillEncrypt' });
    expect(parsed({ type: 'StartSession', hostId: secret, systemBuid: secret })).toMatchObject({
      HostID: 'TOPSECRET',
      SystemBUID: 'TOPSECRET',
    });
    expect(parsed({ type: 'StartService', service: 'com.apple.afc', escrowBag: null })).not.toHaveProperty('EscrowBag');
    expect(parsed({ type: 'StopSession', sessionId: 'x' })).toMatchObject({ Request: 'StopSession', SessionID: 'x' });
  });
});

describe('replies of lockdownd', () => {
  it.each<[string, LockdownRequest, Buffer | string, object]>([
    [
      "an error is the phone's own word",
      GET,
      framed(dict(['Request', '<string>GetValue</string>'], ['Error', '<string>GetProhibited</string>'])),
      { kind: 'error', error: 'GetProhibited' },
    ],
    [
      'an error before iOS 5',
      GET,
      framed(dict(['Result', '<string>Failure</string>'])),
      { kind: 'error', error: 'Failure' },
    ],
    [
      'an error that is no word',
      GET,
      framed(dict(['Error', `<string>${'\u202e\u001b[31m'.replace('\u001b', '')}${'x'.repeat(500)}</string>`])),
      { kind: 'error', error: expect.stringMatching(/^[\x20-\x7e]{80}$/) },
    ],
    [
      'the reply to another request',
      QUERY,
      framed(dict(['Request', '<string>GetValue</string>'])),
      { kind: 'garbage' },
    ],
    [
      'the value of another key',
      GET,
      framed(dict(['Key', '<string>CloudBackupEnabled</string>'], ['Value', '<true/>'])),
      { kind: 'garbage' },
    ],
    [
      'the value of another domain',
      GET,
      framed(dict(['Domain', '<string>x</string>'], ['Value', '<true/>'])),
      { kind: 'garbage' },
    ],
    ['no dictionary', QUERY, framed('<string>hello</string>'), { kind: 'garbage', error: 'not a dictionary' }],
    [
      'no property list',
      QUERY,
      framed(Buffer.from('PRIVATE NAME')),
      { kind: 'garbage', error: 'property list malformed', seen: null },
    ],
    ['a length of 0', QUERY, Buffer.alloc(8), { kind: 'garbage', seen: '00 00 00 00 00 00 00 00' }],
    ['a length of 2 GiB', QUERY, Buffer.from('7fffffff3c3f786d6c', 'hex'), { kind: 'garbage' }],
    ['a length just above the cap', QUERY, Buffer.from('00080001', 'hex'), { kind: 'garbage' }],
    [
      'a web server',
      QUERY,
      'HTTP/1.1 400 Bad Request\r\n',
      { kind: 'garbage', seen: expect.stringContaining('HTTP/1.1') },
    ],
  ])('%s', async (_name, request, reply, expected) => {
    const channel = await phoneSays(async (peer) => {
      await peer.readPlist();
      peer.write(reply);
      await peer.gone;
    });
    const failure = await failureFrom(askLockdown(channel, request, context()));
    expect(failure).toMatchObject({ layer: 'lockdown', during: request.type, ...expected });
    channel.destroy();
  });

  it('a reply of many values stays below the cap on memory', async () => {
    const channel = await phoneSays(async (peer) => {
      await peer.readPlist();
      peer.write(framed(`<array>${'<true/>'.repeat(20_000)}</array>`));
      await peer.gone;
    });
    expect(await failureFrom(askLockdown(channel, QUERY, context()))).toMatchObject({
      error: 'property list too-many',
    });
  });

  it('binary, with control characters, and without an echo are fine', async () => {
    const replies = [
      framed(Buffer.from(buildBinaryPlist({ Request: 'QueryType', Type: 'x' }))),
      framed(dict(['Type', '<string>a\u0001b</string>'])),
    ];
    const channel = await phoneSays(async (peer) => {
      for (const reply of replies) {
        await peer.readPlist();
        peer.write(reply);
      }
      await peer.gone;
    });
    expect(await askLockdown(channel, QUERY, context())).toMatchObject({ Type: 'x' });
    expect(await askLockdown(channel, QUERY, context())).toEqual({ Type: 'a b' });
    channel.destroy();
  });
});

describe('the way to the phone', () => {
  const answer = async (peer: Peer): Promise<void> => {
    for (;;) {
      const request = String(await peer.readPlist());
      if (request.includes('QueryType'))
        peer.write(framed(dict(['Type', '<string>com.apple.mobile.lockdown</string>'])));
      else if (request.includes('<key>Key</key>'))
        peer.write(framed(dict(['Error', '<string>GetProhibited</string>'])));
      else
        peer.write(
          framed(dict(['Value', dict(['DeviceName', '<string>é</string>'], ['ProductType', '<string></string>'])])),
        );
    }
  };

  it('a phone that came back under another number is found again, once', async () => {
    const asked: string[] = [];
    server = await scriptedServer(async (peer) => {
      const request = await peer.readMux();
      const [, id] = /<key>DeviceID<\/key>\s*<integer>(\d+)/.exec(request) ?? [];
      asked.push(id ?? 'list');
      if (id === undefined) peer.write(mux(dict(['DeviceList', `<array>${attached(8, UDID)}</array>`])));
      else if (id === '7') peer.write(result(2));
      else {
        peer.write(result(0));
        await answer(peer);
      }
    });
    const phone = openPhone(ENTRY, { address: server.address, limits: SHORT });
    const read = await phone.readUntrusted();
    expect(read).toMatchObject({
      ok: true,
      value: {
        deviceName: { known: true, value: 'é' },
        productType: { known: false, reason: 'empty' },
        productVersion: { known: false, reason: 'absent' },
        minITunesVersion: { known: false, reason: 'refused', error: 'GetProhibited' },
      },
    });
    expect(asked).toEqual(['7', 'list', '8']);
    expect(phone.entry.deviceId).toBe(8);
  });

  it('a phone that is gone is asked for no more than once', async () => {
    server = await scriptedServer(async (peer) => {
      const request = await peer.readMux();
      peer.write(request.includes('ListDevices') ? mux(dict(['DeviceList', '<array/>'])) : result(2));
    });
    const read = await openPhone(ENTRY, { address: server.address, limits: SHORT }).readUntrusted();
    expect(read).toMatchObject({ ok: false, failure: { kind: 'device-gone' } });
    expect(server.connections()).toBe(2);
  });

  it('lockdownd that hangs up in the middle is asked once more, and only once', async () => {
    let talks = 0;
    server = await scriptedServer(async (peer) => {
      const request = await peer.readMux();
      if (request.includes('ListDevices')) {
        peer.write(mux(dict(['DeviceList', `<array>${attached(7, UDID)}</array>`])));
        return;
      }
      talks++;
      peer.write(result(0));
      await peer.readPlist();
      peer.socket.end();
    });
    const read = await openPhone(ENTRY, { address: server.address, limits: SHORT }).readUntrusted();
    expect(read).toMatchObject({ ok: false, failure: { layer: 'lockdown', kind: 'hung-up', during: 'QueryType' } });
    expect(talks).toBe(2);
  });

  it('a phone that waits to be restored', async () => {
    server = await scriptedServer(async (peer) => {
      await peer.readMux();
      peer.write(result(0));
      await peer.readPlist();
      peer.write(framed(dict(['Type', '<string>com.apple.mobile.restored</string>'])));
      await peer.gone;
    });
    const read = await openPhone(ENTRY, { address: server.address, limits: SHORT }).readUntrusted();
    expect(read).toMatchObject({ ok: false, failure: { kind: 'restore-mode' } });
  });

  it('a session without TLS is refused: the record’s keys are not for whoever asks', async () => {
    const pem = Buffer.from('-----BEGIN X').toString('base64');
    const record = dict(
      ['HostID', '<string>TOPSECRET</string>'],
      ['SystemBUID', '<string>B</string>'],
      ...['HostCertificate', 'HostPrivateKey', 'DeviceCertificate'].map((key) => [key, `<data>${pem}</data>`] as const),
    );
    server = await scriptedServer(async (peer) => {
      if ((await peer.readMux()).includes('ReadPairRecord')) {
        peer.write(
          mux(dict(['PairRecordData', `<data>${Buffer.from(`<plist>${record}</plist>`).toString('base64')}</data>`])),
        );
        return;
      }
      peer.write(result(0));
      expect(String(await peer.readPlist())).toContain('StartSession');
      peer.write(framed(dict(['SessionID', '<string>S</string>'], ['EnableSessionSSL', '<false/>'])));
      await peer.gone;
    });
    const trust = await openPhone(ENTRY, { address: server.address, limits: SHORT }).trust();
    expect(trust).toMatchObject({ state: 'unknown', failure: { kind: 'not-encrypted' } });
    expect(JSON.stringify(trust)).not.toContain('TOPSECRET');
  });

  it('an abort ends everything', async () => {
    server = await scriptedServer((peer) => peer.gone);
    const controller = new AbortController();
    const phone = openPhone(ENTRY, { address: server.address, limits: SHORT, signal: controller.signal });
    const asked = [
      phone.readUntrusted(),
      phone.trust(),
      phone.probeBackupService(),
      phone.readValues(['backup', 'lock']),
    ];
    setTimeout(() => controller.abort(), 50);
    const started = performance.now();
    expect(await Promise.all(asked)).toMatchObject([
      { ok: false, failure: { kind: 'aborted' } },
      { state: 'unknown', failure: { kind: 'aborted' } },
      { state: 'no-session', trust: { state: 'unknown', failure: { kind: 'aborted' } } },
      { failure: { kind: 'aborted' }, values: { willEncrypt: { known: false, reason: 'unreachable' } } },
    ]);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('the backup service', () => {
  const say = (message: PlistValue): Buffer => framed(Buffer.from(buildBinaryPlist(message)));
  const hear = async (peer: Peer): Promise<PlistValue> => parsePlist(await peer.readPlist());

  it.each([300, 400, 500])(
    'is greeted in its own version %i, asked Hello with two reals, and left in order',
    async (major) => {
      const heard: PlistValue[] = [];
      let hello = '';
      const channel = await phoneSays(async (peer) => {
        peer.write(say(['DLMessageVersionExchange', major, 0]));
        heard.push(await hear(peer));
        peer.write(say(['DLMessageDeviceReady']));
        const bytes = await peer.readPlist();
        hello = String(bytes);
        heard.push(parsePlist(bytes));
        peer.write(say(['DLMessageProcessMessage', { MessageName: 'Response', ErrorCode: 0, ProtocolVersion: 2.1 }]));
        heard.push(await hear(peer));
        await peer.gone;
      });
      expect(await sayHello(channel, context())).toEqual({
        deviceLink: { major, minor: 0 },
        errorCode: 0,
        errorDescription: null,
        protocolVersion: 2.1,
      });
      expect(heard).toEqual([
        ['DLMessageVersionExchange', 'DLVersionsOk', major],
        ['DLMessageProcessMessage', { MessageName: 'Hello', SupportedProtocolVersions: [2, 2.1] }],
        ['DLMessageDisconnect', '___EmptyParameterString___'],
      ]);
      expect(hello).toContain('<real>2.0</real>');
    },
  );

  const EXCHANGE = ['DLMessageVersionExchange', 400, 0];
  it.each<[string, readonly PlistValue[], object]>([
    ['another greeting', [['DLMessageProcessMessage', {}]], { kind: 'garbage', error: 'another message' }],
    ['no array', ['hello'], { kind: 'garbage' }],
    ['an empty array', [[]], { kind: 'garbage' }],
    ['a greeting without a version', [['DLMessageVersionExchange']], { kind: 'garbage', error: 'no version' }],
    [
      'a goodbye instead of a greeting',
      [['DLMessageDisconnect', 'x']],
      { kind: 'error', error: 'DLMessageDisconnect' },
    ],
    [
      'a goodbye instead of readiness',
      [EXCHANGE, ['DLMessageDisconnect', 'x']],
      { kind: 'error', during: 'DLMessageDeviceReady' },
    ],
    [
      'no answer to Hello',
      [EXCHANGE, ['DLMessageDeviceReady'], ['DLMessageProcessMessage', 'x']],
      { kind: 'garbage', during: 'Hello' },
    ],
    [
      'an answer without a number',
      [EXCHANGE, ['DLMessageDeviceReady'], ['DLMessageProcessMessage', { MessageName: 'Response' }]],
      { kind: 'garbage' },
    ],
    ['silence', [], { kind: 'no-answer', during: 'DLMessageVersionExchange' }],
  ])('%s', async (name, messages, expected) => {
    const channel = await phoneSays(async (peer) => {
      for (const message of messages) peer.write(say(message));
      await peer.gone;
    });
    const failure = await failureFrom(sayHello(channel, context(name === 'silence' ? { answerMs: 100 } : {})));
    expect(failure).toMatchObject({ layer: 'service', ...expected });
  });
});

describe('the sync lock', () => {
  function afc(answers: Partial<Record<AfcRequest['type'], readonly (number | bigint)[]>>) {
    const asked: AfcRequest[] = [];
    const counts = new Map<string, number>();
    const ask = async (request: AfcRequest): Promise<AfcReply> => {
      asked.push(request);
      const list = answers[request.type] ?? [0];
      const count = counts.get(request.type) ?? 0;
      counts.set(request.type, count + 1);
      const value = list[Math.min(count, list.length - 1)] ?? 0;
      return typeof value === 'bigint' ? { type: 'opened', handle: value } : { type: 'status', status: value };
    };
    return { ask, types: () => asked.map((request) => request.type) };
  }
  const lock = (ask: Parameters<typeof trySyncLock>[0]) =>
    trySyncLock(ask, context({ syncLockMs: 500 }), () => performance.now());

  it('nobody ever synced: the file is not there, and is not made', async () => {
    const phone = afc({ 'open-to-read': [8] });
    expect(await lock(phone.ask)).toEqual({ state: 'free', fileExists: false });
    expect(phone.types()).toEqual(['open-to-read']);
  });

  it('free: taken, given back, closed', async () => {
    const phone = afc({ 'open-to-read': [3n] });
    expect(await lock(phone.ask)).toEqual({ state: 'free', fileExists: true });
    expect(phone.types()).toEqual(['open-to-read', 'lock-shared', 'unlock', 'close']);
  });

  it('held for a moment is not held', async () => {
    const phone = afc({ 'open-to-read': [3n], 'lock-shared': [19, 0] });
    expect(await lock(phone.ask)).toEqual({ state: 'free', fileExists: true });
  });

  it('held for all of the time', async () => {
    const phone = afc({ 'open-to-read': [3n], 'lock-shared': [19] });
    // Six seconds pass between two looks at this clock.
    let ms = 0;
    const clock = (): number => {
      ms += 6000;
      return ms;
    };
    const found = await trySyncLock(phone.ask, context({ syncLockMs: DEFAULT_LIMITS.syncLockMs }), clock);
    expect(found).toEqual({ state: 'held', seconds: 12 });
    expect(phone.types().filter((type) => type === 'lock-shared')).toHaveLength(2);
    expect(phone.types().at(-1)).toBe('close');
  });

  it.each([
    ['open-to-read', 10, 'AFC status 10'],
    ['lock-shared', 7, 'AFC status 7'],
  ])('%s refused with %i is no statement about the lock', async (type, status, error) => {
    const phone = afc({ 'open-to-read': [3n], [type]: [status] });
    expect(await failureFrom(lock(phone.ask))).toMatchObject({ kind: 'error', error });
  });
});

describe('notifications', () => {
  it('only those asked for, until the phone ends it', async () => {
    const heard: PlistValue[] = [];
    const relay = (name: string): Buffer =>
      framed(dict(['Command', '<string>RelayNotification</string>'], ['Name', `<string>${name}</string>`]));
    const channel = await phoneSays(async (peer) => {
      heard.push(parsePlist(await peer.readPlist()));
      peer.write(relay('com.apple.other'));
      peer.write(relay('com.apple.LocalAuthentication.ui.presented'));
      peer.write(framed(dict(['Command', '<string>ProxyDeath</string>'])));
      heard.push(parsePlist(await peer.readPlist()));
      await peer.gone;
    });
    const names: string[] = [];
    for await (const name of observe(channel, ['com.apple.LocalAuthentication.ui.presented'], context()))
      names.push(name);
    expect(names).toEqual(['com.apple.LocalAuthentication.ui.presented']);
    expect(heard).toEqual([
      { Command: 'ObserveNotification', Name: 'com.apple.LocalAuthentication.ui.presented' },
      { Command: 'Shutdown' },
    ]);
  });
});
