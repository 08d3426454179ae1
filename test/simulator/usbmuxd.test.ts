/** The simulated multiplexer on the level of bytes. */
import { describe, expect, it } from 'vitest';
import { parsePlist } from '../../src/plist/index.ts';
import { dataIn, integerIn, keysIn, muxPacket, takeMux, textIn, xml } from '../support/bare-bytes.ts';
import { askMux, dial, dialPhone, simulate } from '../support/simulator.ts';

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
