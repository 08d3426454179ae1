import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applePhones, modeOf, udidOf } from '../../src/facts/apple-usb.ts';

describe('product ids', () => {
  it.each([
    [0x12a8, 'normal'],
    [0x12ab, 'normal'],
    [0x12aa, 'normal'],
    [0x1290, 'normal'],
    [0x12ac, 'normal'],
    [0x1280, 'recovery'],
    [0x1281, 'recovery'],
    [0x1283, 'recovery'],
    [0x1227, 'dfu'],
    [0x1222, 'dfu'],
    [0xf014, 'dfu'],
    [0x1881, 'dfu'],
    [0x1901, 'restore'],
    [0x1905, 'restore'],
    // TV, Watch, HomePod, T2; iPods with a click wheel and their DFU; keyboard; adapters; AirPods case; display.
    ...[0x12a7, 0x12af, 0x12b0, 0x8600, 0x1261, 0x1209, 0x1223, 0x1231, 0x0250, 0x1402, 0x1460, 0x1393, 0x9219].map(
      (id) => [id, null] as const,
    ),
    [0x128f, null],
    [0x1284, null],
    [0x1906, null],
  ] as const)('%s is %s', (id, mode) => {
    expect(modeOf(id)).toBe(mode);
  });
});

describe('UDIDs', () => {
  it.each([
    ['00008101000123456789001e', '00008101-000123456789001E'],
    ['00008101-000123456789001E', '00008101-000123456789001E'],
    ['ABCDEF0123456789ABCDEF0123456789ABCDEF01', 'abcdef0123456789abcdef0123456789abcdef01'],
    [`${'a'.repeat(40)}\0\0`, 'a'.repeat(40)],
    ['CPID:8101 CPRV:11 ECID:000123456789001E', null],
    ['Not Provided', null],
    ['000000000000', null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('%s', (serial, udid) => {
    expect(udidOf(serial)).toBe(udid);
  });

  it('stay the same when written again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: 20, maxLength: 44 }),
        (text) => {
          const udid = udidOf(text);
          expect(udid === null).toBe(text.length !== 24 && text.length !== 40);
          if (udid !== null) expect(udidOf(udid)).toBe(udid);
        },
      ),
    );
  });
});

describe('devices', () => {
  const seen = { vendorId: 0x05ac, productId: 0x12a8, name: 'iPhone', serial: null, linkSpeed: null };

  it('of other vendors, and those that name themselves a TV or a Watch, are left out', () => {
    expect(
      applePhones([
        { ...seen, vendorId: 0x18d1 },
        { ...seen, productId: null },
      ]),
    ).toEqual([]);
    expect(
      applePhones([
        { ...seen, name: 'AppleTV' },
        { ...seen, name: 'Apple Watch' },
      ]),
    ).toEqual([]);
  });

  it('have no control characters in their names, which come from the device', () => {
    expect(applePhones([{ ...seen, name: ' \u001b[31miPad\u0007\n' }])[0]?.name).toBe('[31miPad');
    expect(applePhones([{ ...seen, name: '\0' }])[0]?.name).toBeNull();
  });
});
