/** The services behind StartService, on the level of bytes. */
import { describe, expect, it } from 'vitest';
import { buildBinaryPlist, type PlistValue, parsePlist } from '../../src/plist/index.ts';
import type { BackupServiceConfig } from '../../src/simulator/config.ts';
import type { Simulator } from '../../src/simulator/index.ts';
import { type Bytes, framed, takeFramed, textIn, xml } from '../support/bare-bytes.ts';
import { ask, openService, simulate } from '../support/simulator.ts';

const MOBILEBACKUP2 = 'com.apple.mobilebackup2';
const PROXY = 'com.apple.mobile.notification_proxy';

describe('notification_proxy', () => {
  it('relays what was asked for, and says goodbye', async () => {
    const simulator = await simulate();
    const observer = await openService(simulator, PROXY);
    const poster = await openService(simulator, PROXY);
    observer.send(framed(xml({ Command: 'ObserveNotification', Name: 'wanted' })));
    poster.send(framed(xml({ Command: 'PostNotification', Name: 'unwanted' })));
    // One after the other: what is posted before it is observed is lost, as on a phone.
    while (!simulator.requests.some((one) => one.fields['Name'] === 'unwanted')) await soon();
    poster.send(framed(xml({ Command: 'PostNotification', Name: 'wanted' })));
    const relayed = (await takeFramed(observer)).toString();
    expect([textIn(relayed, 'Command'), textIn(relayed, 'Name')]).toEqual(['RelayNotification', 'wanted']);
    expect(textIn(await ask(observer, { Command: 'Shutdown' }), 'Command')).toBe('ProxyDeath');
    expect((await observer.rest()).ending).toBe('end');
  });
});

describe('AFC', () => {
  const packet = (operation: number, parameters: Buffer = Buffer.alloc(0), number = 1) => {
    const header = Buffer.alloc(40);
    header.write('CFA6LPAA', 'latin1');
    header.writeBigUInt64LE(BigInt(40 + parameters.length), 8);
    header.writeBigUInt64LE(BigInt(40 + parameters.length), 16);
    header.writeBigUInt64LE(BigInt(number), 24);
    header.writeBigUInt64LE(BigInt(operation), 32);
    return Buffer.concat([header, parameters]);
  };
  const numbers = (...values: readonly number[]) => {
    const bytes = Buffer.alloc(values.length * 8);
    values.forEach((value, index) => {
      bytes.writeBigUInt64LE(BigInt(value), index * 8);
    });
    return bytes;
  };
  const call = async (bytes: Bytes, operation: number, parameters?: Buffer, number = 1) => {
    bytes.send(packet(operation, parameters, number));
    const header = await bytes.take(40);
    const body = await bytes.take(Number(header.readBigUInt64LE(8)) - 40);
    expect(Number(header.readBigUInt64LE(24))).toBe(number);
    return { operation: Number(header.readBigUInt64LE(32)), body };
  };
  const status = async (bytes: Bytes, operation: number, parameters?: Buffer) => {
    const reply = await call(bytes, operation, parameters);
    expect(reply.operation).toBe(1);
    return Number(reply.body.readBigUInt64LE(0));
  };
  const lockFile = Buffer.concat([numbers(2), Buffer.from('/com.apple.itunes.lock_sync\0')]);
  const open = async (bytes: Bytes) => {
    const reply = await call(bytes, 13, lockFile);
    expect(reply.operation).toBe(14);
    return Number(reply.body.readBigUInt64LE(0));
  };

  it('tells of the disk', async () => {
    const bytes = await openService(await simulate(), 'com.apple.afc');
    const { operation, body } = await call(bytes, 11, undefined, 41);
    expect(operation).toBe(2);
    expect(body.toString().split('\0')).toEqual([
      ...['Model', 'iPhone17,4', 'FSTotalBytes', '120000000000'],
      ...['FSFreeBytes', '48000000000', 'FSBlockSize', '4096', ''],
    ]);
  });

  it('gives the sync lock to one, and writes down who asked', async () => {
    const simulator = await simulate();
    const bytes = await openService(simulator, 'com.apple.afc');
    const handle = await open(bytes);
    expect(await status(bytes, 27, numbers(handle, 6))).toBe(0);
    expect(await status(bytes, 27, numbers(handle, 12))).toBe(0);
    expect(await status(bytes, 27, numbers(99, 6))).toBe(7);
    expect(await status(bytes, 20, numbers(handle))).toBe(0);
    expect(await status(bytes, 20, numbers(handle))).toBe(7);
    expect(await open(bytes)).not.toBe(handle);
    const seen = simulator.requests.filter((one) => one.service === 'com.apple.afc' && one.layer === 'service');
    expect(seen.slice(0, 2).map((one) => [one.name, one.fields])).toEqual([
      ['FileOpen', { mode: 2, path: '/com.apple.itunes.lock_sync' }],
      ['FileLock', { lock: 6 }],
    ]);
  });

  it('says who holds the lock: another, for a while or for ever', async () => {
    const forEver = await openService(await simulate({ phones: [{ sync: { lockHeldMs: null } }] }), 'com.apple.afc');
    expect(await status(forEver, 27, numbers(await open(forEver), 6))).toBe(19);
    let now = 1_000_000;
    const setting = { now: () => now, phones: [{ sync: { lockHeldMs: 5000 } }] };
    const bytes = await openService(await simulate(setting), 'com.apple.afc');
    const handle = await open(bytes);
    expect(await status(bytes, 27, numbers(handle, 6))).toBe(19);
    now += 5000;
    expect(await status(bytes, 27, numbers(handle, 6))).toBe(0);
  });

  it('has no other files, and changes none', async () => {
    const bytes = await openService(await simulate(), 'com.apple.afc');
    expect(await status(bytes, 13, Buffer.concat([numbers(1), Buffer.from('/DCIM\0')]))).toBe(8);
    expect(await status(bytes, 13, numbers(1))).toBe(7);
    expect(await status(bytes, 3, Buffer.from('/\0'))).toBe(8);
    expect(await status(bytes, 8, Buffer.from('/DCIM\0'))).toBe(10);
    expect(await status(bytes, 99)).toBe(15);
    bytes.send(Buffer.concat([Buffer.from('WRONGMAG'), Buffer.alloc(32)]));
    expect((await bytes.rest()).ending).not.toBe('open');
  });
});

describe('mobilebackup2', () => {
  const take = async (bytes: Bytes) => parsePlist(await takeFramed(bytes)) as readonly PlistValue[];
  const say = (bytes: Bytes, ...message: readonly PlistValue[]) =>
    bytes.send(framed(Buffer.from(buildBinaryPlist(message))));
  const begin = async (backup: Partial<BackupServiceConfig>) => {
    const simulator = await simulate({ phones: [{ backup }] });
    return { simulator, bytes: await openService(simulator, MOBILEBACKUP2) };
  };
  const greet = async (bytes: Bytes) => {
    const [, major] = await take(bytes);
    say(bytes, 'DLMessageVersionExchange', 'DLVersionsOk', major ?? 0);
    return take(bytes);
  };
  const hello = async (bytes: Bytes) => {
    say(bytes, 'DLMessageProcessMessage', { MessageName: 'Hello', SupportedProtocolVersions: [2.5, 2.1] });
    return take(bytes);
  };
  const start = async (backup: Partial<BackupServiceConfig>) => {
    const begun = await begin(backup);
    await greet(begun.bytes);
    await hello(begun.bytes);
    say(begun.bytes, 'DLMessageProcessMessage', {
      MessageName: 'Backup',
      TargetIdentifier: begun.simulator.udids[0] ?? '',
    });
    return begun;
  };

  it.each([300, 400, 500])('greets with major version %i, and answers Hello', async (major) => {
    const { simulator, bytes } = await begin({ greeting: { major, minor: 0 } });
    expect(await take(bytes)).toEqual(['DLMessageVersionExchange', major, 0]);
    say(bytes, 'DLMessageVersionExchange', 'DLVersionsOk', major);
    expect(await take(bytes)).toEqual(['DLMessageDeviceReady']);
    expect(await hello(bytes)).toEqual([
      'DLMessageProcessMessage',
      { MessageName: 'Response', ErrorCode: 0, ErrorDescription: '___EmptyParameterString___', ProtocolVersion: 2.1 },
    ]);
    say(bytes, 'DLMessageDisconnect', '___EmptyParameterString___');
    expect((await bytes.rest()).ending).toBe('end');
    expect(names(simulator)).toEqual(['DLMessageVersionExchange', 'Hello', 'DLMessageDisconnect']);
  });

  it('may have no version in common', async () => {
    const { bytes } = await begin({ helloError: 1 });
    await greet(bytes);
    expect(await hello(bytes)).toMatchObject(['DLMessageProcessMessage', { ErrorCode: 1 }]);
  });

  it('may greet in every wrong way', async () => {
    const silent = await begin({ greeting: 'silent' });
    expect(await silent.bytes.rest(600)).toEqual({ bytes: Buffer.alloc(0), ending: 'open' });
    const garbage = await begin({ greeting: 'garbage' });
    expect((await garbage.bytes.rest(600)).bytes.toString()).toMatch(/^HTTP/);
    const wrong = await begin({ greeting: 'wrong-message' });
    expect(await take(wrong.bytes)).toEqual(['DLMessageDeviceReady']);
    const unready = await begin({ ready: 'silent' });
    const [, major] = await take(unready.bytes);
    say(unready.bytes, 'DLMessageVersionExchange', 'DLVersionsOk', major ?? 0);
    expect((await unready.bytes.rest(600)).ending).toBe('open');
    const leaving = await begin({ ready: 'disconnect' });
    expect((await greet(leaving.bytes))[0]).toBe('DLMessageDisconnect');
    expect((await leaving.bytes.rest()).ending).toBe('end');
  });

  it.each([
    [{ failure: { at: 'start', code: 105, description: 'no room' } }, 105],
    [{ passcode: 'never' }, 208],
  ] as const)('ends a backup with what was planned (%j)', async (backup, code) => {
    const { bytes } = await start(backup);
    let message = await take(bytes);
    if (message[0] === 'DLMessageDownloadFiles') {
      // Neither file is there: its path, an error block, and the list's end; then the answer to the message.
      for (const path of message[1] as readonly string[]) {
        bytes.send(Buffer.concat([framed(path), framed(Buffer.from('\x06No such file'))]));
      }
      bytes.send(Buffer.alloc(4));
      say(bytes, 'DLMessageStatusResponse', (1n << 64n) - 13n, 'Multi status', {});
      message = await take(bytes);
    }
    expect(message).toMatchObject(['DLMessageProcessMessage', { MessageName: 'Response', ErrorCode: code }]);
  });

  it('refuses what would change a phone', async () => {
    const { simulator, bytes } = await begin({});
    await greet(bytes);
    for (const MessageName of ['Restore', 'ChangePassword', 'EraseDevice', 'Unback']) {
      say(bytes, 'DLMessageProcessMessage', { MessageName });
      expect(await take(bytes)).toMatchObject(['DLMessageProcessMessage', { ErrorCode: 1 }]);
    }
    expect(names(simulator)).toEqual([
      'DLMessageVersionExchange',
      'Restore',
      'ChangePassword',
      'EraseDevice',
      'Unback',
    ]);
  });

  it('shows the passcode screen to who observes it', async () => {
    const simulator = await simulate();
    const observer = await openService(simulator, PROXY);
    for (const Name of ['com.apple.LocalAuthentication.ui.presented', 'com.apple.LocalAuthentication.ui.dismissed']) {
      observer.send(framed(xml({ Command: 'ObserveNotification', Name })));
    }
    const bytes = await openService(simulator, MOBILEBACKUP2);
    await greet(bytes);
    say(bytes, 'DLMessageProcessMessage', { MessageName: 'Backup', TargetIdentifier: 'any' });
    expect(textIn((await takeFramed(observer)).toString(), 'Name')).toMatch(/presented$/);
    expect(textIn((await takeFramed(observer)).toString(), 'Name')).toMatch(/dismissed$/);
  });

  it('cuts computers off that answer with nonsense', async () => {
    const { bytes } = await start({ passcode: 'not-asked' });
    await take(bytes);
    bytes.send(Buffer.from('7fffffff', 'hex'));
    expect((await bytes.rest()).ending).not.toBe('open');
  });
});

function names(simulator: Simulator): readonly string[] {
  return simulator.requests.filter((one) => one.layer === 'service').map((one) => one.name);
}

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
