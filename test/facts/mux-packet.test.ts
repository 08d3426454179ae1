import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { muxAddressText, parseMuxAddress } from '../../src/facts/mux-address.ts';
import { muxPacket, readMuxPacket } from '../../src/facts/mux-packet.ts';

const CAP = 1000;

describe('packets', () => {
  it('come out as they went in, however they are cut, and whatever follows', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        fc.nat(0xffffffff),
        fc.uint8Array({ maxLength: 20 }),
        fc.nat(),
        (text, tag, rest, cut) => {
          const packet = muxPacket(text, tag);
          const before = packet.subarray(0, cut % packet.length);
          expect(readMuxPacket(before, CAP).state).toBe('more');
          const read = readMuxPacket(Buffer.concat([packet, rest]), CAP);
          expect(read.state === 'packet' && read.payload.toString('utf8')).toBe(Buffer.from(text).toString('utf8'));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are never believed beyond the cap, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const received = Buffer.from(bytes);
        const read = readMuxPacket(received, CAP);
        if (read.state === 'packet') expect(read.payload.length).toBeLessThanOrEqual(CAP - 16);
        if (received.length >= 4 && received.readUInt32LE(0) > CAP) expect(read.state).toBe('foreign');
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['HTTP', 'HTTP/1.1 400 Bad Request\r\n'],
    ['SSH', 'SSH-2.0-OpenSSH'],
    ['TLS', '\u0015\u0003\u0003\u0000\u0002\u0002'],
    ['another version', muxPacket('', 0).fill(2, 4, 5)],
    ['another type', muxPacket('', 0).fill(1, 8, 9)],
    ['a length below the header', Buffer.from([15, 0, 0, 0])],
  ])('%s is foreign from its first words', (_, bytes) => {
    expect(readMuxPacket(Buffer.from(bytes), CAP).state).toBe('foreign');
  });
});

describe('USBMUXD_SOCKET_ADDRESS', () => {
  const unix = (path: string) => ({ kind: 'unix', path });
  const tcp = (host: string, port: number) => ({ kind: 'tcp', host, port });

  it.each([
    ['UNIX:/run/mux', unix('/run/mux')],
    ['unix:/run/mux', unix('/run/mux')],
    ['unix:///run/mux', unix('/run/mux')],
    ['/run/mux', unix('/run/mux')],
    ['tcp://127.0.0.1:27015', tcp('127.0.0.1', 27015)],
    ['TCP://host:1', tcp('host', 1)],
    ['localhost:27015', tcp('localhost', 27015)],
    ['[::1]:27015', tcp('::1', 27015)],
    ['[fe80::1%en0]:27015', tcp('fe80::1%en0', 27015)],
    [' 10.0.0.1:80 ', tcp('10.0.0.1', 80)],
    ['host:0', null],
    ['host:65536', null],
    ['host:', null],
    ['host', null],
    ['::1:27015', null],
    ['unix:relative', null],
    ['unix:', null],
    ['C:\\socket', null],
    ['http://host:80', null],
    ['user@host:80', null],
    [`/${'x'.repeat(120)}`, null],
  ])('%s', (text, address) => {
    expect(parseMuxAddress(text)).toEqual(address);
  });

  it('is understood again as it is written', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()), fc.integer({ min: 1, max: 65535 }), (host, port) => {
        const text = muxAddressText({ kind: 'tcp', host, port });
        expect(parseMuxAddress(text)).toEqual({ kind: 'tcp', host, port });
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        const address = parseMuxAddress(text);
        if (address) expect(parseMuxAddress(muxAddressText(address))).toEqual(address);
      }),
    );
  });
});
