/** The states of the multiplexer, each through a real socket. The client's own tests (test/phone) have its faults byte by byte. */
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { valueOrNull } from '../../src/facts/fact.ts';
import { createFacts } from '../../src/facts/index.ts';
import { readMux } from '../../src/facts/mux.ts';
import { describeAddress } from '../../src/phone/address.ts';
import { buildBinaryPlist, buildXmlPlist, type PlistValue } from '../../src/plist/index.ts';
import { mux, type Peer, type ScriptedServer, scriptedServer } from '../phone/support/scripted-server.ts';
import { asNobody } from '../support/as-nobody.ts';
import { fakeExec } from '../support/fake-exec.ts';

const servers: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** Lets `serve` deal with each connection. Out: what USBMUXD_SOCKET_ADDRESS would be. */
async function daemon(serve: (peer: Peer) => Promise<void> | void): Promise<string> {
  const server = await scriptedServer(serve);
  servers.push(server);
  return describeAddress(server.address);
}

/** Answers each request with these bytes. */
const answering = (answer: Buffer) =>
  daemon(async (peer) => {
    await peer.readMux();
    peer.write(answer);
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
const packet = (value: PlistValue) => mux(Buffer.from(buildXmlPlist(value)));
const list = (...devices: PlistValue[]) => packet({ DeviceList: devices });
const look = (configured: string, limitMs = 2000, signal = new AbortController().signal) =>
  readMux({ platform: 'linux', configured, limitMs, signal });
const read = async (configured: string, limitMs?: number) => (await look(configured, limitMs)).finding;

describe('the multiplexer', () => {
  it('lists phones by cable and by Wi-Fi, from an answer in many pieces and with more after it', async () => {
    const answer = Buffer.concat([list(attached(WIFI, 2), attached(USB)), Buffer.from('rest')]);
    const address = await daemon(async (peer) => {
      await peer.readMux();
      for (let at = 0; at < answer.length; at += 150) {
        peer.write(answer.subarray(at, at + 150));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    });
    const { finding, phones } = await look(address);
    expect(finding).toEqual({
      address,
      addressFrom: 'environment',
      state: 'listing',
      detail: null,
      devices: [
        { udid: '00008101-000123456789001E', connection: 'network', productId: null, linkSpeed: null },
        { udid: '00008101-000123456789001E', connection: 'usb', productId: 0x12a8, linkSpeed: 480_000_000 },
      ],
    });
    expect(phones).toMatchObject({ known: true, value: [{ connection: 'usb', deviceId: 1 }] });
  });

  it('an empty list is a list', async () => {
    const { finding, phones } = await look(await answering(list()));
    expect(finding).toMatchObject({ state: 'listing', devices: [] });
    expect(phones).toEqual({ known: true, value: [] });
  });

  it('a binary property list is understood too', async () => {
    const answer = mux(Buffer.from(buildBinaryPlist({ DeviceList: [attached(USB)] })));
    expect(await read(await answering(answer))).toMatchObject({ state: 'listing', devices: [{ connection: 'usb' }] });
  });

  it('a Watch and a TV are left out, and so are entries that say nothing beside one that does', async () => {
    const other = (ProductID: number) => attached({ ...USB, ProductID });
    const { finding, phones } = await look(
      await answering(list(other(0x12af), other(0x12a7), { Properties: {} }, attached(USB))),
    );
    expect(finding.devices).toMatchObject([{ productId: 0x12a8 }]);
    expect(valueOrNull(phones)).toHaveLength(1);
    expect(await read(await answering(list(other(0x12af))))).toMatchObject({ state: 'listing', devices: [] });
  });

  it('without a setting, or with an empty one, is where the platform has it', async () => {
    const signal = AbortSignal.abort();
    for (const configured of [undefined, '  ']) {
      const of = async (platform: string) => (await readMux({ platform, configured, signal })).finding;
      expect(await of('linux')).toMatchObject({ address: '/var/run/usbmuxd', addressFrom: 'default' });
      expect(await of('darwin')).toMatchObject({ address: '/var/run/usbmuxd', addressFrom: 'default' });
      expect(await of('win32')).toMatchObject({ address: '127.0.0.1:27015', addressFrom: 'default' });
    }
  });
});

describe('what else can be there', () => {
  it('no socket: absent', async () => {
    const { finding, phones } = await look(join(tmpdir(), 'no-such-mux'));
    expect(finding).toMatchObject({ state: 'absent', detail: 'ENOENT', devices: [] });
    expect(phones).toEqual({ known: false, why: 'unreachable', detail: 'ENOENT' });
  });

  it('a socket or a port that nobody listens on: refused', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'mux-')), 's');
    writeFileSync(path, '');
    expect(await read(path)).toMatchObject({ state: 'refused', detail: 'ECONNREFUSED' });
    const gone = createServer();
    await new Promise<void>((resolve) => void gone.listen(0, '127.0.0.1', resolve));
    const bound = gone.address();
    await new Promise((resolve) => gone.close(resolve));
    if (bound === null || typeof bound === 'string') throw new Error('no port');
    expect(await read(`127.0.0.1:${bound.port}`)).toMatchObject({ state: 'refused', detail: 'ECONNREFUSED' });
  });

  it('a socket without rights: no-rights', async () => {
    const address = await answering(list());
    chmodSync(address, 0o600);
    chmodSync(dirname(address), 0o755);
    const { finding, phones } = await asNobody(() => look(address));
    expect(finding).toMatchObject({ state: 'no-rights', detail: 'EACCES' });
    expect(phones).toMatchObject({ known: false });
  });

  it('an unusable setting: bad-address, with the text as it was set', async () => {
    const { finding, phones, address } = await look(' nonsense\u001b[1m ');
    expect(finding).toEqual({
      address: 'nonsense?[1m',
      addressFrom: 'environment',
      state: 'bad-address',
      devices: [],
      detail: 'malformed',
    });
    expect(phones).toMatchObject({ known: false, why: 'unreachable' });
    expect(address).toBe(null);
  });

  it.each([
    ['a web server', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), '"HTTP/1.1 400 Bad Request "'],
    ['words in place of a list', mux(Buffer.from('<html></html>')), 'property list malformed'],
    ['another list', packet({ ListenerList: [] }), 'unexpected reply'],
    ['a list of another form', packet({ DeviceList: ['phone'] }), 'DeviceList of an unknown form'],
    [
      'a list of what is no UDID',
      list(attached({ ...USB, SerialNumber: '../../etc' })),
      'DeviceList of an unknown form',
    ],
    ['a refusal', packet({ MessageType: 'Result', Number: 6 }), 'Result 6'],
    ['the old protocol', Buffer.from('1400000000000000010000000100000006000000', 'hex'), 'version 0'],
    ['a length of 4 GB', Buffer.from('ffffffff010000000800000001000000', 'hex'), expect.stringMatching(/^ff ff ff ff/)],
  ])('%s: foreign', async (_, answer, detail) => {
    const { finding, phones } = await look(await answering(answer));
    expect(finding).toMatchObject({ state: 'foreign', detail, devices: [] });
    expect(phones).toMatchObject({ known: false, why: 'unreachable' });
  });

  it('one that hangs up, at once or in the middle of its answer: foreign', async () => {
    expect(await read(await daemon((peer) => void peer.socket.end()))).toMatchObject({ state: 'foreign' });
    const half = list().subarray(0, 40);
    expect(await read(await daemon((peer) => void peer.socket.end(half)))).toMatchObject({ state: 'foreign' });
  });

  it('one that says nothing, stops in the middle, or says so only by Listen: silent, at the limit', async () => {
    const started = performance.now();
    const silent = await look(await daemon((peer) => peer.gone), 150);
    expect(silent.finding).toMatchObject({ state: 'silent', detail: 'no answer' });
    expect(silent.phones).toMatchObject({ known: false, why: 'timeout' });
    const half = await daemon((peer) => peer.write(list().subarray(0, 40)));
    expect(await read(half, 150)).toMatchObject({ state: 'silent' });
    let requests = 0;
    const old = await daemon(async (peer) => {
      await peer.readMux();
      requests += 1;
      if (requests === 1) peer.write(packet({ MessageType: 'Result', Number: 1 }));
      await peer.gone;
    });
    expect(await read(old, 150)).toMatchObject({ state: 'silent' });
    expect(requests).toBe(2);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('ends when the run is called off', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const address = await daemon((peer) => peer.gone);
    expect((await look(address, 60_000, controller.signal)).finding).toMatchObject({
      state: 'silent',
      detail: 'called off',
    });
  });

  it('whatever a list holds, it never rejects, and nothing understood is not "no phone"', async () => {
    let answer = list();
    const address = await daemon(async (peer) => {
      await peer.readMux();
      peer.write(answer);
    });
    const entry = fc.oneof(fc.string(), fc.constant(attached(USB)), fc.dictionary(fc.string(), fc.string()));
    const reply = fc.dictionary(
      fc.constantFrom('DeviceList', 'Number', 'MessageType', '__proto__'),
      fc.oneof(fc.array(entry), fc.string(), fc.integer()),
    );
    await fc.assert(
      fc.asyncProperty(reply, async (value) => {
        answer = packet(value as PlistValue);
        const { finding, phones } = await look(address);
        expect(['listing', 'foreign']).toContain(finding.state);
        expect(phones.known).toBe(finding.state === 'listing');
        const listed: unknown = value['DeviceList'];
        if (finding.state === 'listing' && finding.devices.length === 0) expect(listed).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('one run', () => {
  it('asks for the list once, however many facts need it', async () => {
    const requests: string[] = [];
    const address = await daemon(async (peer) => {
      requests.push(await peer.readMux());
      peer.write(list(attached(USB), attached(WIFI, 2)));
    });
    const facts = createFacts({
      platform: 'linux',
      env: { USBMUXD_SOCKET_ADDRESS: address },
      homedir: '/nobody',
      arch: 'x64',
      release: '6.1',
      signal: new AbortController().signal,
      now: 0,
      exec: fakeExec({}).exec,
    });
    const [phone, found] = await Promise.all([facts.phone(), facts.mux()]);
    expect(phone).toMatchObject({ known: true, value: { chosen: { deviceId: 1 }, listed: [{ connection: 'usb' }] } });
    expect(found).toMatchObject({ known: true, value: { state: 'listing', devices: [{}, {}] } });
    expect(await facts.mux()).toEqual(found);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toContain('<string>ListDevices</string>');
  });
});
