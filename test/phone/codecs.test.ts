import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afcDecoder, encodeAfc } from '../../src/phone/afc.ts';
import type { Decoder } from '../../src/phone/channel.ts';
import { PhoneError, printableBytes, printableText } from '../../src/phone/errors.ts';
import { MAX_REPLY_BYTES } from '../../src/phone/limits.ts';
import { encodeLockdownRequest } from '../../src/phone/lockdown.ts';
import { muxDecoder } from '../../src/phone/packet.ts';
import { plistDecoder } from '../../src/phone/property-list-service.ts';
import { encodeMuxRequest, swapPort } from '../../src/phone/usbmux.ts';
import { parsePlist } from '../../src/plist/index.ts';
import { dict, framed, mux } from './support/scripted-server.ts';

const WHAT = { layer: 'lockdown', during: 'GetValue' } as const;
const DECODERS: readonly (readonly [string, Decoder<unknown>])[] = [
  ['usbmux', muxDecoder('ListDevices')],
  ['property-list service', plistDecoder(WHAT)],
  ['AFC', afcDecoder(1n, WHAT)],
];

/** What a channel makes of a stream that comes in the given pieces. */
function split<T>(decode: Decoder<T>, pieces: readonly Uint8Array[]): readonly T[] {
  const frames: T[] = [];
  let held = Buffer.alloc(0);
  for (const piece of pieces) {
    held = Buffer.concat([held, piece]);
    for (let more = held.length > 0; more; ) {
      const decoded = decode(held);
      if ('need' in decoded) {
        expect(decoded.need).toBeGreaterThan(held.length);
        more = false;
      } else {
        frames.push(decoded.frame);
        held = held.subarray(decoded.used);
        more = held.length > 0;
      }
    }
  }
  expect(held.length).toBe(0);
  return frames;
}

function cut(stream: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const at = [...new Set(places.map((place) => place % stream.length))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => stream.subarray(from, at[index] ?? stream.length));
}

describe('golden bytes, written by hand', () => {
  it('the header of a usbmux packet of 783 bytes', () => {
    const header = Buffer.from('0f 03 00 00 01 00 00 00 08 00 00 00 00 00 00 00'.replaceAll(' ', ''), 'hex');
    expect(muxDecoder('ListDevices')(header)).toEqual({ need: 783 });
  });

  it('ports go out with their two bytes swapped', () => {
    expect(swapPort(62078)).toBe(32498);
    expect(swapPort(swapPort(49152))).toBe(49152);
    const packet = Buffer.from(encodeMuxRequest({ type: 'Connect', deviceId: 5, port: 62078 }, 9));
    expect(packet.readUInt32LE(0)).toBe(packet.length);
    expect(packet.subarray(4, 16).toString('hex')).toBe('010000000800000009000000');
    expect(parsePlist(packet.subarray(16))).toMatchObject({ MessageType: 'Connect', DeviceID: 5, PortNumber: 32498 });
    expect(packet.toString('utf8')).toContain('<integer>32498</integer>');
  });

  it('a request to lockdownd', () => {
    const frame = Buffer.from(encodeLockdownRequest({ type: 'QueryType' }));
    expect(frame.readUInt32BE(0)).toBe(frame.length - 4);
    expect(parsePlist(frame.subarray(4))).toEqual({
      Label: 'iphone-backup-doctor',
      ProtocolVersion: '2',
      Request: 'QueryType',
    });
  });

  it('AFC opens for reading and locks shared, and reads its replies', () => {
    const open = Buffer.from(encodeAfc({ type: 'open-to-read', path: '/a' }, 3n)).toString('hex');
    // Magic, length twice (40 + 8 + 3 bytes), packet 3, operation 13, mode 1, "/a" with its zero.
    expect(open).toBe(
      `434641364c504141${'3300000000000000'.repeat(2)}03000000000000000d000000000000000100000000000000${'2f6100'}`,
    );
    const lock = Buffer.from(encodeAfc({ type: 'lock-shared', handle: 2n }, 4n));
    expect(lock.readBigUInt64LE(32)).toBe(27n);
    expect(lock.readBigUInt64LE(48)).toBe(5n);
    const reply = (operation: string, value: string): Buffer =>
      Buffer.from(`434641364c504141${'3000000000000000'.repeat(2)}0100000000000000${operation}${value}`, 'hex');
    const decode = afcDecoder(1n, WHAT);
    expect(decode(reply('0100000000000000', '1300000000000000'))).toEqual({
      frame: { type: 'status', status: 19 },
      used: 48,
    });
    expect(decode(reply('0e00000000000000', '0200000000000000'))).toEqual({
      frame: { type: 'opened', handle: 2n },
      used: 48,
    });
  });
});

describe('streams', () => {
  const messages = fc.array(fc.stringMatching(/^[a-z]{0,40}$/), { minLength: 1, maxLength: 5 });
  const places = fc.array(fc.nat(), { maxLength: 20 });

  it.each<[string, Decoder<unknown>, (body: string) => Buffer]>([
    ['usbmux', muxDecoder('Listen'), (body) => mux(body)],
    ['property-list service', plistDecoder(WHAT), (body) => framed(body)],
  ])('%s: split and joined in any way, they hold the same messages', (_name, decode, encode) => {
    fc.assert(
      fc.property(messages, places, (texts, at) => {
        const stream = Buffer.concat(texts.map((text) => encode(dict(['t', `<string>${text}</string>`]))));
        expect(split(decode, cut(stream, at))).toEqual(texts.map((t) => ({ t })));
      }),
      { numRuns: 60 },
    );
  });

  it.each(DECODERS)('%s: any bytes are a frame, a wish within the cap, or a PhoneError', (_name, decode) => {
    const headers = fc.constantFrom(
      mux('<true/>').subarray(0, 12),
      framed('<true/>').subarray(0, 3),
      encodeAfc({ type: 'close', handle: 1n }, 1n),
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(headers, fc.uint8Array({ maxLength: 200 })).map((parts) => Buffer.concat(parts)),
    );
    fc.assert(
      fc.property(bytes, (input) => {
        try {
          const decoded = decode(input);
          if ('need' in decoded) {
            expect(decoded.need).toBeGreaterThan(input.length);
            expect(decoded.need).toBeLessThanOrEqual(MAX_REPLY_BYTES + 4);
          } else expect(decoded.used).toBeLessThanOrEqual(input.length);
        } catch (error) {
          expect(error).toBeInstanceOf(PhoneError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the old protocol is told apart from what is foreign', () => {
    const old = Buffer.from('14000000 00000000 01000000 01000000 06000000'.replaceAll(' ', ''), 'hex');
    expect(() => muxDecoder('ListDevices')(old)).toThrow(/too-old/);
    const web = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n');
    expect(() => muxDecoder('ListDevices')(web)).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({ kind: 'foreign', seen: '"HTTP/1.1 400 Bad Request "' }),
      }),
    );
  });
});

describe('what is shown of foreign bytes', () => {
  // Half a surrogate pair included. The library's own `binary` does the same and takes a second to begin.
  const anyUnit = fc.nat(0x10ffff).map((point) => String.fromCodePoint(point));

  it('is printable and short', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: anyUnit }), (bytes, text) => {
        expect(printableBytes(bytes, 32) ?? '').toMatch(/^[\x20-\x7e]{0,120}$/);
        expect(printableText(text, 80)).toMatch(/^[\x20-\x7e]{0,80}$/);
        const { failure, message } = new PhoneError({
          layer: 'mux',
          kind: 'foreign',
          during: 'x',
          error: text,
          seen: text,
        });
        expect(`${message}${failure.error}${failure.seen}`).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
    expect(printableBytes(new Uint8Array(0), 16)).toBe(null);
    expect(printableBytes(Buffer.from('\u0016\u0003\u0001 xyz', 'latin1'), 4)).toBe('16 03 01 20 ...');
  });
});
