import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { parseDeviceList, readMux } from '../../src/facts/mux.ts';
import { muxPacket, readMuxPacket } from '../../src/facts/mux-packet.ts';
import type { MuxAddress } from '../../src/host/types.ts';
import { buildBinaryPlist, buildXmlPlist, isPlistDict, type PlistValue, parsePlist } from '../../src/plist/index.ts';
import { asNobody } from '../support/as-nobody.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Listens on a socket of its own and lets `serve` deal with each connection. */
async function daemon(serve: (socket: Socket) => void): Promise<MuxAddress & { kind: 'unix' }> {
  const path = join(mkdtempSync(join(tmpdir(), 'mux-')), 's');
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { kind: 'unix', path };
}

/** Answers the first request with these bytes. */
const answering = (answer: Buffer) =>
  daemon((socket) => {
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (readMuxPacket(received, 65_536).state === 'packet') socket.write(answer);
    });
  });

const attached = (properties: Record<string, PlistValue>, id = 1): PlistValue => ({
  DeviceID: id,
  MessageType: 'Attached',
  Properties: { DeviceID: id, LocationID: 339_738_624, ...properties },
});
const USB = {
  ConnectionType: 'USB',
  ConnectionSpeed: 480_000_000,
  ProductID: 0x12a8,
  SerialNumber: '00008101000123456789001E',
};
const WIFI = {
  ConnectionType: 'Network',
  SerialNumber: '00008101-000123456789001E',
  EscapedFullServiceName: 'x',
  NetworkAddress: Buffer.alloc(128),
};
const list = (...devices: PlistValue[]) => buildXmlPlist({ DeviceList: devices });
const read = (defaultAddress: MuxAddress, limitMs = 2000, configured?: string) =>
  readMux({ defaultAddress, limitMs, configured });

describe('the multiplexer', () => {
  it('lists phones by cable and by Wi-Fi, from an answer in many pieces and with more after it', async () => {
    const packet = Buffer.concat([muxPacket(list(attached(USB), attached(WIFI, 2)), 1), Buffer.from('rest')]);
    const address = await daemon((socket) => {
      socket.on('data', () => {
        let at = 0;
        const timer = setInterval(() => {
          socket.write(packet.subarray(at, at + 150));
          at += 150;
          if (at >= packet.length) clearInterval(timer);
        }, 1);
      });
    });
    expect(await read(address)).toEqual({
      address: address.path,
      addressFrom: 'default',
      state: 'listing',
      detail: null,
      devices: [
        { udid: '00008101-000123456789001E', connection: 'usb', productId: 0x12a8, linkSpeed: 480_000_000 },
        { udid: '00008101-000123456789001E', connection: 'network', productId: null, linkSpeed: null },
      ],
    });
  });

  it('is asked in one packet that says ListDevices', async () => {
    let request: unknown;
    const address = await daemon((socket) => {
      socket.on('data', (chunk: Buffer) => {
        const packet = readMuxPacket(chunk, 65_536);
        if (packet.state === 'packet') request = parsePlist(packet.payload);
        socket.write(muxPacket(list(), 1));
      });
    });
    expect((await read(address)).state).toBe('listing');
    expect(isPlistDict(request as PlistValue) && request).toMatchObject({
      MessageType: 'ListDevices',
      kLibUSBMuxVersion: 3,
    });
  });

  it('an empty list is a list', async () => {
    expect(await read(await answering(muxPacket(list(), 1)))).toMatchObject({ state: 'listing', devices: [] });
  });

  it('a binary property list is understood too', async () => {
    const packet = muxPacket('', 1);
    const body = buildBinaryPlist({ DeviceList: [attached(USB)] });
    const answer = Buffer.concat([packet, body]);
    answer.writeUInt32LE(answer.length, 0);
    expect(await read(await answering(answer))).toMatchObject({ state: 'listing', devices: [{ connection: 'usb' }] });
  });

  it('listens on TCP where the environment says so', async () => {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      socket.on('data', () => socket.write(muxPacket(list(), 1)));
    });
    servers.push(server);
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    const finding = await read({ kind: 'unix', path: '/no/such/socket' }, 2000, `127.0.0.1:${port}`);
    expect(finding).toMatchObject({ state: 'listing', address: `127.0.0.1:${port}`, addressFrom: 'environment' });
    await new Promise((resolve) => server.close(resolve));
    expect(await read({ kind: 'tcp', host: '127.0.0.1', port })).toMatchObject({
      state: 'refused',
      detail: 'ECONNREFUSED',
    });
  });
});

describe('what else can be there', () => {
  it('no socket: absent', async () => {
    expect(await read({ kind: 'unix', path: join(tmpdir(), 'no-such-mux') })).toMatchObject({
      state: 'absent',
      detail: 'ENOENT',
    });
  });

  it('a socket that nobody listens on: refused', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'mux-')), 's');
    writeFileSync(path, '');
    expect((await read({ kind: 'unix', path })).state).toBe('refused');
  });

  it('a socket without rights: no-rights', async () => {
    const address = await answering(muxPacket(list(), 1));
    chmodSync(address.path, 0o600);
    chmodSync(join(address.path, '..'), 0o755);
    expect(await asNobody(() => read(address))).toMatchObject({ state: 'no-rights', detail: 'EACCES' });
  });

  it('an unusable setting: bad-address, with the text as it was set', async () => {
    expect(await read({ kind: 'unix', path: '/var/run/usbmuxd' }, 2000, 'nonsense\u001b[1m')).toEqual({
      address: 'nonsense [1m',
      addressFrom: 'environment',
      state: 'bad-address',
      devices: [],
      detail: null,
    });
  });

  it('an empty setting counts as none', async () => {
    const address = await answering(muxPacket(list(), 1));
    expect(await read(address, 2000, '  ')).toMatchObject({ state: 'listing', addressFrom: 'default' });
  });

  it.each([
    ['a web server', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'HTTP/1.1 400 Bad Request'],
    ['words in place of a list', muxPacket('<html></html>', 1), 'no property list'],
    ['another list', muxPacket(buildXmlPlist({ ListenerList: [] }), 1), 'no DeviceList'],
    ['a list of another form', muxPacket(buildXmlPlist({ DeviceList: ['phone'] }), 1), 'DeviceList of an unknown form'],
    ['a refusal', muxPacket(buildXmlPlist({ MessageType: 'Result', Number: 6 }), 1), 'Result 6'],
    ['a length of 4 GB', Buffer.from('ffffffff01000000', 'hex'), ''],
  ])('%s: foreign', async (_, answer, detail) => {
    expect(await read(await answering(answer))).toMatchObject({ state: 'foreign', detail, devices: [] });
  });

  it('one that hangs up, at once or in the middle of its answer: foreign', async () => {
    expect(await read(await daemon((socket) => socket.end()))).toMatchObject({ state: 'foreign' });
    const half = muxPacket(list(), 1).subarray(0, 40);
    expect(await read(await daemon((socket) => socket.end(half)))).toMatchObject({
      state: 'foreign',
      detail: 'answer cut short',
    });
  });

  it('one that says nothing, or stops in the middle: silent, at the limit', async () => {
    const started = performance.now();
    expect(await read(await daemon(() => {}), 150)).toMatchObject({ state: 'silent', detail: 'no answer' });
    const half = muxPacket(list(), 1).subarray(0, 40);
    expect(await read(await daemon((socket) => socket.write(half)), 150)).toMatchObject({
      state: 'silent',
      detail: 'only 40 bytes',
    });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('ends when the run is called off', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const defaultAddress = await daemon(() => {});
    const finding = await readMux({ defaultAddress, configured: undefined, signal: controller.signal });
    expect(finding).toMatchObject({ state: 'silent', detail: 'called off' });
  });
});

describe('the list', () => {
  const parse = (value: PlistValue) => parseDeviceList(Buffer.from(buildXmlPlist(value)));

  it('leaves out a Watch and a TV, and entries that say nothing beside one that does', async () => {
    const other = (ProductID: number) => attached({ ...USB, ProductID });
    const found = await parse({ DeviceList: [other(0x12af), other(0x12a7), { Properties: {} }, attached(USB)] });
    expect(found).toMatchObject([{ productId: 0x12a8 }]);
    expect(await parse({ DeviceList: [other(0x12af)] })).toEqual([]);
  });

  it('keeps a UDID of another form as it is, and refuses what is none', async () => {
    const named = (SerialNumber: string) => parse({ DeviceList: [attached({ ...USB, SerialNumber })] });
    expect(await named('fake-phone-1')).toMatchObject([{ udid: 'fake-phone-1' }]);
    expect(await named('../../etc')).toBe('DeviceList of an unknown form');
  });

  it('never rejects for another reason than an unreadable property list', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom('DeviceList', 'Number', 'MessageType', '__proto__'),
          fc.oneof(fc.array(fc.string()), fc.string(), fc.integer()),
        ),
        async (value) => {
          const parsed = await parse(value as PlistValue);
          expect(typeof parsed === 'string' || Array.isArray(parsed)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});
