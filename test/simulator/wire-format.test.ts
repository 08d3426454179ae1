/** Bytes typed by hand from the published formats: what the simulator writes, and what our client writes, is held against these. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afcPacket } from '../../src/simulator/afc.ts';
import { plistFrame } from '../../src/simulator/plist-frame.ts';
import { muxPacket, swapPort } from '../../src/simulator/usbmux-packet.ts';

const hex = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex');

describe('usbmuxd packets', () => {
  it('have a header of four little-endian numbers', () => {
    const packet = muxPacket(Buffer.alloc(783 - 16, 0x2e), 0);
    expect(packet.subarray(0, 16)).toEqual(hex('0f 03 00 00 01 00 00 00 08 00 00 00 00 00 00 00'));
    expect(packet.length).toBe(783);
    expect(muxPacket(Buffer.from('ab'), 0x01020304)).toEqual(hex('12000000 01000000 08000000 04030201 6162'));
  });

  it('carry ports in network order', () => {
    expect(swapPort(62078)).toBe(32498);
    expect(swapPort(49152)).toBe(0x00c0);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), (port) => {
        expect(swapPort(swapPort(port))).toBe(port);
      }),
      { numRuns: 100 },
    );
  });
});

it('messages of services have a big-endian length', () => {
  expect(plistFrame(Buffer.from('<a/>'))).toEqual(hex('00000004 3c612f3e'));
  expect(plistFrame(Buffer.alloc(300)).subarray(0, 4)).toEqual(hex('0000012c'));
});

it('AFC packets have a header of 40 bytes', () => {
  const status = Buffer.alloc(8);
  status.writeUInt8(19, 0);
  // "Would block", as the answer to request 5.
  expect(afcPacket(5n, { operation: 1, parameters: status, data: Buffer.alloc(0) })).toEqual(
    hex('43464136 4c504141 3000000000000000 3000000000000000 0500000000000000 0100000000000000 1300000000000000'),
  );
  expect(
    afcPacket(1n, { operation: 2, parameters: Buffer.alloc(0), data: Buffer.from('x\0') }).subarray(8, 24),
  ).toEqual(hex('2a00000000000000 2800000000000000'));
});
