import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { MuxEvent } from '../../src/phone/mux-device.ts';
import { normalUdid, preferCable, sameUdid } from '../../src/phone/mux-device.ts';
import { connectToPort, listDevices, listen, readBuid, readPairRecord } from '../../src/phone/usbmux.ts';
import { context, failureFrom, NOWHERE, UDID } from './support/context.ts';
import {
  attached,
  dict,
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

async function serve(script: (peer: Peer, connection: number) => Promise<void> | void): Promise<ScriptedServer> {
  server = await scriptedServer(script);
  return server;
}

const listing = (...entries: readonly string[]): Buffer =>
  mux(dict(['DeviceList', `<array>${entries.join('')}</array>`]));
const USB = '<key>ConnectionType</key><string>USB</string>';
const NETWORK = `<key>ConnectionType</key><string>Network</string><key>NetworkAddress</key><data>EAIAAA==</data>`;

describe('the list of devices', () => {
  it('by cable and by Wi-Fi, in both forms of UDID', async () => {
    const { address } = await serve(async (peer) => {
      expect(await peer.readMux()).toContain('<string>ListDevices</string>');
      peer.write(
        listing(
          attached(3, '000080300ABCDEF012345678', NETWORK),
          attached(4, '000080300ABCDEF012345678', `${USB}<key>ProductID</key><integer>4776</integer>`),
          attached(5, 'a'.repeat(40), `${USB}<key>ConnectionSpeed</key><integer>12000000</integer>`),
        ),
      );
    });
    const { entries, unreadable } = await listDevices(address, context());
    expect(unreadable).toBe(0);
    expect(entries).toEqual([
      {
        deviceId: 3,
        udid: '00008030-0ABCDEF012345678',
        listedAs: '000080300ABCDEF012345678',
        connection: 'network',
        productId: null,
        linkSpeed: null,
      },
      {
        deviceId: 4,
        udid: '00008030-0ABCDEF012345678',
        listedAs: '000080300ABCDEF012345678',
        connection: 'usb',
        productId: 4776,
        linkSpeed: null,
      },
      {
        deviceId: 5,
        udid: 'a'.repeat(40),
        listedAs: 'a'.repeat(40),
        connection: 'usb',
        productId: null,
        linkSpeed: 12_000_000,
      },
    ]);
    expect(preferCable(entries).map((entry) => entry.deviceId)).toEqual([4, 5]);
  });

  it('what it does not understand is counted, not dropped in silence', async () => {
    const { address } = await serve(async (peer) => {
      await peer.readMux();
      peer.write(listing('<string>x</string>', attached(1, '../../etc/passwd'), attached(2, UDID)));
    });
    const { entries, unreadable } = await listDevices(address, context());
    expect(entries.map((entry) => entry.deviceId)).toEqual([2]);
    expect(unreadable).toBe(2);
  });

  it('an old daemon is asked by Listen', async () => {
    const { address } = await serve(async (peer, connection) => {
      await peer.readMux();
      peer.write(connection === 0 ? result(1) : Buffer.concat([result(0), mux(attached(6, UDID, USB), 0)]));
      await peer.gone;
    });
    expect((await listDevices(address, context())).entries).toMatchObject([{ deviceId: 6, udid: UDID }]);
  });

  it('an old daemon that falls silent is not taken for "no phone"', async () => {
    const { address } = await serve(async (peer, connection) => {
      await peer.readMux();
      if (connection === 0) peer.write(result(1));
      await peer.gone;
    });
    expect((await failureFrom(listDevices(address, context({ answerMs: 100 })))).kind).toBe('no-answer');
  });
});

describe('the multiplexer is not what it should be', () => {
  it('not there', async () => {
    expect(await failureFrom(listDevices(NOWHERE, context()))).toMatchObject({ kind: 'absent', error: 'ENOENT' });
  });

  it('a socket file that nobody listens on, and an ordinary file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ibd-'));
    const path = join(folder, 's');
    const gone = createServer();
    await new Promise<void>((resolve) => void gone.listen(0, '127.0.0.1', resolve));
    const address = gone.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await new Promise<void>((resolve) => void gone.close(() => resolve()));
    const refused = await failureFrom(listDevices({ kind: 'tcp', host: '127.0.0.1', port: address.port }, context()));
    expect(refused).toMatchObject({ layer: 'mux', kind: 'refused', error: 'ECONNREFUSED' });
    writeFileSync(path, '');
    expect(['refused', 'absent']).toContain((await failureFrom(listDevices({ kind: 'unix', path }, context()))).kind);
    await rm(folder, { recursive: true });
  });

  it.each<[string, (peer: Peer) => Promise<void> | void, object]>([
    [
      'a web server',
      (peer) => peer.write('HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n'),
      { kind: 'foreign', seen: expect.stringContaining('HTTP/1.1 400') },
    ],
    [
      'a banner that is shorter than a header',
      (peer) => void peer.socket.end('220 ftp'),
      { kind: 'hung-up', seen: '"220 ftp"' },
    ],
    [
      'random bytes',
      (peer) => peer.write(Buffer.alloc(4000, 0xa5)),
      { kind: 'foreign', seen: expect.stringContaining('a5 a5') },
    ],
    [
      'a header that tells 4 GiB',
      (peer) => peer.write(Buffer.from('ffffffff010000000800000001000000', 'hex')),
      { kind: 'foreign' },
    ],
    [
      'a header that tells 8 bytes',
      (peer) => peer.write(Buffer.from('08000000010000000800000001000000', 'hex')),
      { kind: 'foreign' },
    ],
    [
      'the old protocol only',
      (peer) => peer.write(Buffer.from('1400000000000000010000000100000006000000', 'hex')),
      { kind: 'too-old' },
    ],
    [
      'no property list',
      (peer) => peer.write(mux(Buffer.from('hello'))),
      { kind: 'foreign', error: 'property list malformed' },
    ],
    [
      'a list instead of a dictionary',
      (peer) => peer.write(mux('<array/>')),
      { kind: 'foreign', error: 'not a dictionary' },
    ],
    [
      'a dictionary without a list',
      (peer) => peer.write(mux('<dict/>')),
      { kind: 'foreign', error: 'unexpected reply' },
    ],
    ['a refusal', (peer) => peer.write(result(22)), { kind: 'mux-refused', error: 'Result 22' }],
    ['silence', (peer) => peer.gone, { kind: 'no-answer', seen: null }],
    ['a goodbye', (peer) => void peer.socket.end(), { kind: 'hung-up', seen: null }],
    ['half a reply and silence', (peer) => peer.write(listing().subarray(0, 40)), { kind: 'no-answer' }],
  ])('%s', async (name, script, expected) => {
    const { address } = await serve(async (peer) => {
      await peer.readMux();
      await script(peer);
    });
    const started = performance.now();
    const failure = await failureFrom(listDevices(address, context(name.includes('silence') ? { answerMs: 100 } : {})));
    expect(failure).toMatchObject({ layer: 'mux', during: 'ListDevices', ...expected });
    expect(performance.now() - started).toBeLessThan(6000);
  });
});

describe('listening', () => {
  it('tells what comes and goes, and ends by abort', async () => {
    const { address } = await serve(async (peer) => {
      await peer.readMux();
      // All in one write: the reply, a phone, an event of a kind that we don't know, a phone that leaves.
      peer.write(
        Buffer.concat([
          result(0),
          mux(attached(1, UDID, USB), 0),
          mux(dict(['MessageType', '<string>News</string>']), 0),
          mux(dict(['MessageType', '<string>Paired</string>'], ['DeviceID', '<integer>1</integer>']), 0),
          mux(dict(['MessageType', '<string>Detached</string>'], ['DeviceID', '<integer>1</integer>']), 0),
        ]),
      );
      await peer.gone;
    });
    const controller = new AbortController();
    const events: (MuxEvent | { readonly type: 'listening' })[] = [];
    for await (const event of listen(address, context({}, controller.signal))) {
      events.push(event);
      if (event.type === 'detached') controller.abort();
    }
    expect(events.map((event) => event.type)).toEqual(['listening', 'attached', 'paired', 'detached']);
  });

  it('a daemon that goes away is an error, not an end', async () => {
    const { address } = await serve(async (peer) => {
      await peer.readMux();
      peer.socket.end(result(0));
    });
    const all = async (): Promise<void> => {
      for await (const event of listen(address, context())) expect(event.type).toBe('listening');
    };
    expect((await failureFrom(all())).kind).toBe('hung-up');
  });
});

describe('connecting and reading', () => {
  it.each([
    [2, 'device-gone'],
    [3, 'port-refused'],
    [6, 'mux-refused'],
  ])('Result %i of Connect is %s', async (number, kind) => {
    const { address } = await serve(async (peer) => {
      expect(await peer.readMux()).toContain('<integer>32498</integer>');
      peer.write(result(number));
      await peer.gone;
    });
    expect(await failureFrom(connectToPort(address, 1, 62078, context()))).toMatchObject({
      kind,
      error: `Result ${number}`,
    });
  });

  it("after Result 0 the same connection is the phone's, from the next byte on", async () => {
    const { address } = await serve(async (peer) => {
      await peer.readMux();
      peer.write(Buffer.concat([result(0), Buffer.from('hello')]));
      await peer.gone;
    });
    const channel = await connectToPort(address, 1, 62078, context());
    const text = await channel.read(
      (bytes) => (bytes.length < 5 ? { need: 5 } : { frame: String(bytes), used: 5 }),
      { layer: 'lockdown', during: 'test' },
      new AbortController().signal,
    );
    expect(text).toBe('hello');
    channel.destroy();
  });

  it('the pair record: data, none (ENOENT), and what is neither', async () => {
    const replies = [
      mux(dict(['PairRecordData', '<data>AQID</data>'])),
      result(2),
      result(13),
      mux(dict(['PairRecordData', '<string>SECRET</string>'])),
    ];
    const { address } = await serve(async (peer, connection) => {
      expect(await peer.readMux()).toMatch(new RegExp(`<key>PairRecordID</key>\\s*<string>${UDID}</string>`));
      peer.write(replies[connection] ?? '');
    });
    expect(await readPairRecord(address, UDID, context())).toEqual(Uint8Array.of(1, 2, 3));
    expect(await readPairRecord(address, UDID, context())).toBe(null);
    expect(await failureFrom(readPairRecord(address, UDID, context()))).toMatchObject({ error: 'Result 13' });
    const odd = await failureFrom(readPairRecord(address, UDID, context()));
    expect(odd.kind).toBe('foreign');
    expect(JSON.stringify(odd)).not.toContain('SECRET');
  });

  it('a damaged reply to ReadPairRecord shows nothing of the record', async () => {
    const { address } = await serve(async (peer) => {
      await peer.readMux();
      const reply = mux(dict(['PairRecordData', '<data>U0VDUkVU</data>'], ['x', '<string>-----BEGIN SECRET']));
      peer.socket.end(reply);
    });
    const failure = await failureFrom(readPairRecord(address, UDID, context()));
    expect(failure).toMatchObject({ kind: 'foreign', error: 'property list malformed', seen: null });
  });

  it("this computer's own id", async () => {
    const replies = [mux(dict(['BUID', '<string>ABC</string>'])), mux('<dict/>')];
    const { address } = await serve(async (peer, connection) => {
      await peer.readMux();
      peer.write(replies[connection] ?? '');
    });
    expect(await readBuid(address, context())).toBe('ABC');
    expect((await failureFrom(readBuid(address, context()))).kind).toBe('foreign');
  });
});

describe('UDIDs', () => {
  it('get their dash, and are the same in any spelling', () => {
    expect(normalUdid('000080300abcdef012345678')).toBe('00008030-0abcdef012345678');
    expect(normalUdid('00008030-0ABCDEF012345678\0\0')).toBe('00008030-0ABCDEF012345678');
    expect(normalUdid('..')).toBe(null);
    expect(normalUdid('a/b/c/d/e')).toBe(null);
    expect(sameUdid('00008030-0ABCDEF012345678', '000080300abcdef012345678')).toBe(true);
    expect(sameUdid('a', 'b')).toBe(false);
  });
});
