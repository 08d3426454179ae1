/** The simulated multiplexer on the level of bytes. */
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlist } from '../../src/plist/index.ts';
import {
  askMux,
  bytesOf,
  dataIn,
  dial,
  dialPhone,
  integerIn,
  keysIn,
  muxPacket,
  simulate,
  takeMux,
  textIn,
  xml,
} from '../support/simulator.ts';

const UDID = '00008140-0000DE3000DE301C';
const LIST = { MessageType: 'ListDevices' };

describe('requests', () => {
  it('lists a phone on a cable', async () => {
    const simulator = await simulate();
    const { text, tag } = await askMux(simulator, LIST);
    expect(tag).toBe(7);
    expect(parsePlist(Buffer.from(text))).toEqual({
      DeviceList: [
        {
          DeviceID: 1,
          MessageType: 'Attached',
          Properties: {
            ConnectionSpeed: 480_000_000,
            ConnectionType: 'USB',
            DeviceID: 1,
            LocationID: 0x1400_0001,
            ProductID: 0x12a8,
            SerialNumber: UDID,
          },
        },
      ],
    });
    expect(simulator.requests).toEqual([{ layer: 'mux', service: null, name: 'ListDevices', udid: null, fields: {} }]);
  });

  it('lists several phones, and one of them twice where it is on Wi-Fi, too', async () => {
    const simulator = await simulate({
      phones: [
        { connection: 'usb-and-network', dashInSerial: false },
        { model: 'ipad-10', connection: 'network' },
      ],
    });
    const { text } = await askMux(simulator, LIST);
    expect([...text.matchAll(/<key>SerialNumber<\/key>\s*<string>([^<]*)</g)].map((found) => found[1])).toEqual([
      UDID.replace('-', ''),
      UDID.replace('-', ''),
      '00008101-0000DE3000DE306A',
    ]);
    expect([...text.matchAll(/<key>ConnectionType<\/key>\s*<string>([^<]*)</g)].map((found) => found[1])).toEqual([
      'USB',
      'Network',
      'Network',
    ]);
    expect(dataIn(text, 'NetworkAddress')?.subarray(4, 8)).toEqual(Buffer.from([192, 0, 2, 1]));
    expect(simulator.udids).toEqual([UDID, '00008101-0000DE3000DE306A']);
  });

  it('keeps pair records, and has an errno where there is none', async () => {
    const simulator = await simulate({ phones: [{ pairRecord: 'none' }] });
    const read = { MessageType: 'ReadPairRecord', PairRecordID: UDID };
    expect(integerIn((await askMux(simulator, read)).text, 'Number')).toBe(2);
    expect(integerIn((await askMux(simulator, { MessageType: 'ReadPairRecord' })).text, 'Number')).toBe(22);
    const save = { MessageType: 'SavePairRecord', PairRecordID: UDID, PairRecordData: Buffer.from('record') };
    const listener = await dial(simulator);
    listener.send(muxPacket(xml({ MessageType: 'Listen' })));
    await takeMux(listener);
    await takeMux(listener);
    expect(integerIn((await askMux(simulator, { ...save, DeviceID: 1 })).text, 'Number')).toBe(0);
    expect(textIn((await takeMux(listener)).text, 'MessageType')).toBe('Paired');
    expect(dataIn((await askMux(simulator, read)).text, 'PairRecordData')?.toString()).toBe('record');
    const remove = { MessageType: 'DeletePairRecord', PairRecordID: UDID };
    expect(integerIn((await askMux(simulator, remove)).text, 'Number')).toBe(0);
    expect(integerIn((await askMux(simulator, remove)).text, 'Number')).toBe(2);
  });

  it('serves a record that a computer would have made', async () => {
    const simulator = await simulate();
    const { text } = await askMux(simulator, { MessageType: 'ReadPairRecord', PairRecordID: UDID });
    const record = dataIn(text, 'PairRecordData')?.toString() ?? '';
    expect([...keysIn(record)].sort()).toEqual([
      'DeviceCertificate',
      'EscrowBag',
      'HostCertificate',
      'HostID',
      'HostPrivateKey',
      'RootCertificate',
      'RootPrivateKey',
      'SystemBUID',
      'WiFiMACAddress',
    ]);
    expect(dataIn(record, 'EscrowBag')?.length).toBe(32);
    expect(textIn(record, 'HostID')).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    expect(textIn((await askMux(simulator, { MessageType: 'ReadBUID' })).text, 'BUID')).toBe(
      textIn(record, 'SystemBUID'),
    );
  });

  it('may lose a record halfway, or not be allowed to keep one', async () => {
    const damaged = await simulate({ phones: [{ pairRecord: 'damaged' }] });
    const { text } = await askMux(damaged, { MessageType: 'ReadPairRecord', PairRecordID: UDID });
    expect(() => parsePlist(dataIn(text, 'PairRecordData') ?? Buffer.alloc(0))).toThrow();
    const denied = await simulate({ mux: { savePairRecord: 13 } });
    const save = { MessageType: 'SavePairRecord', PairRecordID: UDID, PairRecordData: Buffer.from('record') };
    expect(integerIn((await askMux(denied, save)).text, 'Number')).toBe(13);
  });

  it('does not know other requests', async () => {
    const simulator = await simulate({ mux: { unknownRequests: ['ListDevices'] } });
    for (const MessageType of ['ListDevices', 'Dance', '']) {
      expect(integerIn((await askMux(simulator, { MessageType })).text, 'Number')).toBe(1);
    }
    expect((await askMux(simulator, { MessageType: 'ListListeners' })).text).toContain('ListenerList');
  });

  it('answers many requests on one connection, whatever the pieces in which they come', async () => {
    const simulator = await simulate();
    const bytes = await dial(simulator);
    const two = Buffer.concat([muxPacket(xml(LIST), 1), muxPacket(xml({ MessageType: 'ReadBUID' }), 2)]);
    for (const byte of two) {
      bytes.send(Buffer.from([byte]));
      if (byte === 0x3e) await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await takeMux(bytes)).tag).toBe(1);
    expect((await takeMux(bytes)).tag).toBe(2);
  });
});

describe('connections to the phone', () => {
  const connectTo = (deviceId: number, port: number) => ({
    MessageType: 'Connect',
    DeviceID: deviceId,
    PortNumber: port,
  });

  it('takes the port in network order', async () => {
    const simulator = await simulate();
    expect(integerIn((await askMux(simulator, connectTo(1, 32498))).text, 'Number')).toBe(0);
    // The same port in the wrong order is another port, on which nobody listens.
    expect(integerIn((await askMux(simulator, connectTo(1, 62078))).text, 'Number')).toBe(3);
    expect(simulator.requests.at(0)?.fields).toEqual({ port: 62078, deviceId: 1 });
  });

  it('has its own numbers for a phone that is gone and for one that refuses', async () => {
    const simulator = await simulate({ phones: [{ lockdown: { port: 'refused' } }] });
    expect(integerIn((await askMux(simulator, connectTo(9, 32498))).text, 'Number')).toBe(2);
    expect(integerIn((await askMux(simulator, connectTo(1, 32498))).text, 'Number')).toBe(3);
  });

  it('fails a given number of times', async () => {
    const simulator = await simulate({ phones: [{ connect: { result: 2, times: 1 } }] });
    expect(integerIn((await askMux(simulator, connectTo(1, 32498))).text, 'Number')).toBe(2);
    expect(integerIn((await askMux(simulator, connectTo(1, 32498))).text, 'Number')).toBe(0);
    const never = await simulate({ phones: [{ connect: { result: 3, times: null } }] });
    for (let i = 0; i < 3; i++) {
      expect(integerIn((await askMux(never, connectTo(1, 32498))).text, 'Number')).toBe(3);
    }
  });

  it('ends with the cable, and the phone comes back under another number', async () => {
    const simulator = await simulate();
    const listener = await dial(simulator);
    listener.send(muxPacket(xml({ MessageType: 'Listen' })));
    await takeMux(listener);
    expect(textIn((await takeMux(listener)).text, 'MessageType')).toBe('Attached');
    const phone = await dialPhone(simulator, 62078);
    simulator.detach();
    expect((await phone.rest()).ending).not.toBe('open');
    const detached = await takeMux(listener);
    expect(detached.tag).toBe(0);
    expect([textIn(detached.text, 'MessageType'), integerIn(detached.text, 'DeviceID')]).toEqual(['Detached', 1]);
    expect((await askMux(simulator, LIST)).text).not.toContain(UDID);
    simulator.attach();
    simulator.attach();
    const attached = await takeMux(listener);
    expect([textIn(attached.text, 'MessageType'), integerIn(attached.text, 'DeviceID')]).toEqual(['Attached', 2]);
    await dialPhone(simulator, 62078);
  });
});

describe('listening', () => {
  it('uses the connection up', async () => {
    const simulator = await simulate();
    const bytes = await dial(simulator);
    bytes.send(muxPacket(xml({ MessageType: 'Listen' })));
    await takeMux(bytes);
    await takeMux(bytes);
    bytes.send(muxPacket(xml(LIST)));
    expect(integerIn((await takeMux(bytes)).text, 'Number')).toBe(1);
    expect((await bytes.rest()).ending).toBe('end');
  });

  it('can answer and tell in one piece', async () => {
    const simulator = await simulate({ mux: { joined: true }, phones: [{}, { model: 'iphone-xs' }] });
    const bytes = await dial(simulator);
    bytes.send(muxPacket(xml({ MessageType: 'Listen' })));
    const kinds = [];
    for (let i = 0; i < 3; i++) kinds.push(textIn((await takeMux(bytes)).text, 'MessageType'));
    expect(kinds).toEqual(['Result', 'Attached', 'Attached']);
    expect(bytes.pieces.length).toBe(1);
  });
});

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
    return (await bytes.rest(100)).bytes;
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
    const { bytes, ending } = await long.rest(100);
    expect([bytes.readUInt32LE(0) - bytes.length, ending]).toEqual([1000, 'open']);
    const short = await dial(simulator);
    short.send(muxPacket(xml({ MessageType: 'ReadBUID' })));
    const half = (await short.rest(100)).bytes;
    expect(half.readUInt32LE(0)).toBeLessThan(half.length);
  });

  it('is mute, says goodbye, or is cut off', async () => {
    const simulator = await simulate({
      mux: { faults: { ListDevices: 'silent', Listen: 'hang-up', ReadBUID: 'cut-in-the-middle', Connect: 'cut' } },
    });
    const ends = async (MessageType: string) => {
      const bytes = await dial(simulator);
      bytes.send(muxPacket(xml({ MessageType, DeviceID: 1, PortNumber: 32498 })));
      const { bytes: came, ending } = await bytes.rest(100);
      return [came.length > 0, ending === 'open'];
    };
    expect(await ends('ListDevices')).toEqual([false, true]);
    expect(await ends('Listen')).toEqual([false, false]);
    expect(await ends('ReadBUID')).toEqual([true, false]);
    expect(await ends('Connect')).toEqual([false, false]);
    expect(await ends('ListListeners')).toEqual([true, true]);
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
    expect(await mute.rest(100)).toEqual({ bytes: Buffer.alloc(0), ending: 'open' });
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
