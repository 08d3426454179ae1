/** Everything that can go wrong at the simulated multiplexer, and its end. */
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, integerIn, muxPacket, takeMux, xml } from '../support/bare-bytes.ts';
import { askMux, dial, dialPhone, simulate } from '../support/simulator.ts';

const UDID = '00008140-0000DE3000DE301C';
const LIST = { MessageType: 'ListDevices' };

describe('what goes wrong', () => {
  it('drips', async () => {
    const simulator = await simulate({ mux: { pace: { piece: 100, everyMs: 5 } } });
    const bytes = await dial(simulator);
    bytes.send(muxPacket(xml(LIST)));
    expect((await takeMux(bytes)).text).toContain(UDID);
    expect(bytes.pieces.length).toBeGreaterThan(3);
    expect(bytes.pieces.at(-1)?.at).toBeGreaterThan(25);
  });

  const list = async (fault: 'garbage' | 'not-a-plist' | 'wrong-kind' | 'empty' | 'length-huge' | 'length-zero') => {
    const simulator = await simulate({ mux: { faults: { ListDevices: fault } } });
    const bytes = await dial(simulator);
    bytes.send(muxPacket(xml(LIST)));
    return (await bytes.rest(600)).bytes;
  };

  it('sends nonsense', async () => {
    expect((await list('garbage')).toString()).toMatch(/^HTTP\/1\.1 400/);
    const notAPlist = await list('not-a-plist');
    expect(notAPlist.readUInt32LE(0)).toBe(notAPlist.length);
    expect(notAPlist.subarray(16).toString()).toMatch(/^HTTP/);
    expect((await list('wrong-kind')).toString()).toContain('<array>');
    expect((await list('empty')).toString()).toContain('<dict/>');
  });

  it('lies about lengths', async () => {
    expect((await list('length-huge')).readUInt32LE(0)).toBe(0xfffffff0);
    const zero = await list('length-zero');
    expect([zero.length, zero.readUInt32LE(0)]).toEqual([16, 0]);
    const simulator = await simulate({
      mux: { faults: { ListDevices: 'length-too-long', ReadBUID: 'length-too-short' } },
    });
    const long = await dial(simulator);
    long.send(muxPacket(xml(LIST)));
    const { bytes, ending } = await long.rest(600);
    expect([bytes.readUInt32LE(0) - bytes.length, ending]).toEqual([1000, 'open']);
    const short = await dial(simulator);
    short.send(muxPacket(xml({ MessageType: 'ReadBUID' })));
    const half = (await short.rest(600)).bytes;
    expect(half.readUInt32LE(0)).toBeLessThan(half.length);
  });

  it('is mute, says goodbye, or is cut off', async () => {
    const simulator = await simulate({
      mux: { faults: { ListDevices: 'silent', Listen: 'hang-up', ReadBUID: 'cut-in-the-middle', Connect: 'cut' } },
    });
    // What ends, ends early; only what stays open is waited for in full.
    const ends = async (MessageType: string, patienceMs = 5_000) => {
      const bytes = await dial(simulator);
      bytes.send(muxPacket(xml({ MessageType, DeviceID: 1, PortNumber: 32498 })));
      const { bytes: came, ending } = await bytes.rest(patienceMs);
      return [came.length > 0, ending === 'open'];
    };
    expect(await ends('ListDevices', 200)).toEqual([false, true]);
    expect(await ends('Listen')).toEqual([false, false]);
    expect(await ends('ReadBUID')).toEqual([true, false]);
    expect(await ends('Connect')).toEqual([false, false]);
    expect(await ends('ListListeners', 1_000)).toEqual([true, true]);
  });

  it('drops clients that do not speak its language, and tells old ones so', async () => {
    const simulator = await simulate();
    const ends = async (packet: Buffer) => {
      const bytes = await dial(simulator);
      bytes.send(packet);
      return bytes.rest(500);
    };
    const huge = muxPacket(xml(LIST));
    huge.writeUInt32LE(65 * 1024, 0);
    expect(await ends(huge)).toEqual({ bytes: Buffer.alloc(0), ending: 'end' });
    const tiny = muxPacket(xml(LIST));
    tiny.writeUInt32LE(15, 0);
    expect((await ends(tiny)).ending).not.toBe('open');
    expect((await ends(muxPacket('no property list'))).ending).not.toBe('open');
    const old = muxPacket('');
    old.writeUInt32LE(0, 4);
    expect(integerIn((await ends(old)).bytes.toString(), 'Number')).toBe(6);
    expect(simulator.requests).toEqual([]);
  });
});

it('survives whatever is sent to it', async () => {
  const simulator = await simulate();
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    // A right header with any content.
    fc.string({ maxLength: 60 }).map((text) => muxPacket(text)),
    fc
      .dictionary(
        fc.constantFrom('MessageType', 'DeviceID', 'PortNumber', 'PairRecordID'),
        fc.oneof(fc.string(), fc.nat()),
      )
      .map((dictionary) => muxPacket(xml({ MessageType: 'Connect', ...dictionary }))),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(anything, { minLength: 1, maxLength: 4 }), async (packets) => {
      const bytes = await dial(simulator);
      for (const packet of packets) bytes.send(packet);
      bytes.socket.end();
      await bytes.rest(20);
      bytes.socket.destroy();
    }),
    { numRuns: 30 },
  );
  expect((await askMux(simulator, LIST)).text).toContain(UDID);
});

describe('where it listens', () => {
  it.each(['unix', 'tcp'] as const)('can be mute or somebody else (%s)', async (transport) => {
    const silent = await simulate({ mux: { state: 'silent' }, transport });
    const mute = await dial(silent);
    mute.send(muxPacket(xml(LIST)));
    expect(await mute.rest(600)).toEqual({ bytes: Buffer.alloc(0), ending: 'open' });
    const foreign = await simulate({ mux: { state: 'foreign' }, transport });
    const web = await dial(foreign);
    web.send(muxPacket(xml(LIST)));
    const { bytes, ending } = await web.rest();
    expect([bytes.toString().startsWith('HTTP/1.1'), ending]).toEqual([true, 'end']);
  });

  it.each([
    ['unix', 'absent', 'ENOENT'],
    ['unix', 'refused', 'ECONNREFUSED'],
    ['tcp', 'absent', 'ECONNREFUSED'],
    ['tcp', 'refused', 'ECONNREFUSED'],
  ] as const)('can be nowhere (%s, %s)', async (transport, state, code) => {
    const simulator = await simulate({ mux: { state }, transport });
    await expect(dial(simulator)).rejects.toMatchObject({ code });
  });

  it('speaks the same over a port', async () => {
    const simulator = await simulate({ transport: 'tcp' });
    expect(simulator.address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect((await askMux(simulator, LIST)).text).toContain(UDID);
  });
});

describe('the end', () => {
  it('cuts every connection and leaves nothing behind', async () => {
    const simulator = await simulate();
    const folder = dirname(simulator.backupRoot);
    expect(readdirSync(folder).sort()).toEqual(['Backup', 'mux']);
    const idle = await dial(simulator);
    const phone = await dialPhone(simulator, 62078);
    await Promise.all([simulator.close(), simulator.close()]);
    expect((await idle.rest()).ending).not.toBe('open');
    expect((await phone.rest()).ending).not.toBe('open');
    expect(existsSync(folder)).toBe(false);
    const late = bytesOf(connect(simulator.address.slice(5)));
    expect((await late.rest()).ending).toBe('reset');
  });
});
