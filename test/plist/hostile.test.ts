import { describe, expect, it, vi } from 'vitest';
import {
  buildBinaryPlist,
  buildXmlPlist,
  PlistError,
  type PlistErrorCode,
  type PlistLimits,
  type PlistValue,
  parsePlist,
} from '../../src/plist/index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const xml = (body: string): Uint8Array => bytes(`<?xml version="1.0"?><plist version="1.0">${body}</plist>`);

/** A binary document from its objects, with references as narrow as they can be; the trailer can be bent. */
function binary(objects: readonly (readonly number[])[], trailer: Partial<Record<string, number>> = {}): Uint8Array {
  const offsets: number[] = [];
  const body = [...Buffer.from('bplist00', 'latin1')];
  for (const object of objects) {
    offsets.push(body.length);
    body.push(...object);
  }
  const tail = Buffer.alloc(32);
  const width = body.length < 256 ? 1 : 2;
  tail.writeUInt8(trailer['offsetSize'] ?? width, 6);
  tail.writeUInt8(trailer['refSize'] ?? 1, 7);
  tail.writeBigUInt64BE(BigInt(trailer['count'] ?? objects.length), 8);
  tail.writeBigUInt64BE(BigInt(trailer['top'] ?? 0), 16);
  tail.writeBigUInt64BE(BigInt(trailer['table'] ?? body.length), 24);
  const table = offsets.flatMap((offset) => (width === 1 ? [offset] : [offset >> 8, offset & 255]));
  return new Uint8Array([...body, ...table, ...tail]);
}

function codeOf(document: Uint8Array, limits?: Partial<PlistLimits>): PlistErrorCode | 'read' | 'foreign' {
  try {
    parsePlist(document, limits);
    return 'read';
  } catch (error) {
    return error instanceof PlistError ? error.code : 'foreign';
  }
}

function errorOf(document: Uint8Array): unknown {
  try {
    return parsePlist(document);
  } catch (error) {
    return error;
  }
}

const doubling = (levels: number): Uint8Array =>
  binary([...Array.from({ length: levels }, (_, index) => [0xa2, index + 1, index + 1]), [0x10, 7]]);

describe('binary', () => {
  it('reads what is shared once, and gives it out as one object', () => {
    const read = parsePlist(doubling(10)) as readonly PlistValue[];
    expect(read[0]).toBe(read[1]);
  });

  it('refuses references that double into a tree that nobody could walk, at no cost', () => {
    expect(doubling(28).length).toBe(155);
    const before = process.memoryUsage().heapUsed;
    expect(codeOf(doubling(28))).toBe('too-many');
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  });

  it.each<[string, Uint8Array, PlistErrorCode]>([
    ['nothing', new Uint8Array(0), 'empty'],
    ['only the magic', bytes('bplist00'), 'malformed'],
    ['another version', Uint8Array.from([...bytes('bplist15'), ...new Uint8Array(40)]), 'malformed'],
    ['a circle of one', binary([[0xa1, 0]]), 'malformed'],
    [
      'a circle of three',
      binary([
        [0xa1, 1],
        [0xa1, 2],
        [0xa1, 0],
      ]),
      'malformed',
    ],
    [
      'a dictionary that is its own value',
      binary([
        [0xd1, 1, 0],
        [0x51, 0x61],
      ]),
      'malformed',
    ],
    ['129 levels', binary([...Array.from({ length: 128 }, (_, i) => [0xa1, i + 1]), [0xa0]]), 'too-deep'],
    ['a string of 90 MB in 50 bytes', binary([[0x5f, 0x12, 0x05, 0x5d, 0x4a, 0x80]]), 'malformed'],
    ['a string of 2^63 bytes', binary([[0x5f, 0x13, 0x7f, 255, 255, 255, 255, 255, 255, 255]]), 'malformed'],
    ['an array of 2^32 references', binary([[0xaf, 0x12, 255, 255, 255, 255]]), 'malformed'],
    ['a length that is no integer', binary([[0x5f, 0x23, 0, 0]]), 'malformed'],
    ['top object outside', binary([[0x09]], { top: 1 }), 'malformed'],
    ['offset table outside', binary([[0x09]], { table: 4096 }), 'malformed'],
    ['offset table in the header', binary([[0x09]], { table: 0 }), 'malformed'],
    ['offset size 0', binary([[0x09]], { offsetSize: 0 }), 'malformed'],
    ['reference size 0', binary([[0x09]], { refSize: 0 }), 'malformed'],
    ['reference size 255', binary([[0x09]], { refSize: 255 }), 'malformed'],
    ['no objects', binary([[0x09]], { count: 0 }), 'malformed'],
    ['more objects than the file has room for', binary([[0x09]], { count: 2000 }), 'malformed'],
    ['a million objects', binary([[0x09]], { count: 1_000_000 }), 'too-many'],
    ['2^60 objects', binary([[0x09]], { count: 2 ** 60 }), 'malformed'],
    ['reference to nothing', binary([[0xa1, 9]]), 'malformed'],
    [
      'a key that is a number',
      binary([
        [0xd1, 1, 1],
        [0x10, 1],
      ]),
      'malformed',
    ],
    ['an impossible date', binary([[0x33, 0x7f, 0xef, 255, 255, 255, 255, 255, 255]]), 'malformed'],
    ['an integer of 32 bytes', binary([[0x15, ...new Array<number>(32).fill(0)]]), 'malformed'],
    ['a real of two bytes', binary([[0x21, 0, 0]]), 'malformed'],
    ['an unknown marker', binary([[0x70]]), 'malformed'],
    ['null alone', binary([[0x00]]), 'malformed'],
  ])('%s', (_name, document, code) => {
    expect(codeOf(document)).toBe(code);
  });

  it('128 levels are not too deep, also where the depth comes from sharing', () => {
    const levels = Array.from({ length: 127 }, (_, index) => [0xa1, index + 1]);
    expect(codeOf(binary([...levels, [0xa0]]))).toBe('read');
    // [chain of 100, [[…[same chain]…]]]: each is shallow enough on its own.
    const chain = Array.from({ length: 99 }, (_, index) => [0xa1, index + 2]);
    const wraps = Array.from({ length: 40 }, (_, index) => [0xa1, index === 39 ? 1 : 102 + index]);
    expect(codeOf(binary([[0xa2, 1, 101], ...chain, [0xa0], ...wraps]))).toBe('too-deep');
  });

  it('objects that overlap cannot take more memory than the file', () => {
    // A hundred strings of 256 bytes, each starting four bytes after the last.
    const refs = Array.from({ length: 100 }, (_, index) => index + 1);
    const strings = refs.map(() => [0x5f, 0x11, 1, 0]);
    const document = binary([[0xaf, 0x10, 100, ...refs], ...strings, new Array<number>(300).fill(0x61)]);
    expect(errorOf(document)).toMatchObject({ code: 'malformed', message: expect.stringContaining('overlap') });
  });

  it('integers, exactly', () => {
    const wide = (marker: number, hex: string): Uint8Array => binary([[marker, ...Buffer.from(hex, 'hex')]]);
    expect(parsePlist(wide(0x10, 'ff'))).toBe(255);
    expect(parsePlist(wide(0x11, 'ffff'))).toBe(65_535);
    expect(parsePlist(wide(0x12, '80000000'))).toBe(2 ** 31);
    expect(parsePlist(wide(0x13, '0020000000000001'))).toBe(2n ** 53n + 1n);
    expect(parsePlist(wide(0x13, '7fffffffffffffff'))).toBe(2n ** 63n - 1n);
    expect(parsePlist(wide(0x13, 'ffffffffffffffff'))).toBe(-1);
    expect(parsePlist(wide(0x14, '0000000000000000ffffffffffffffff'))).toBe(2n ** 64n - 1n);
    expect(parsePlist(wide(0x14, 'ffffffffffffffffffffffffffffffff'))).toBe(-1);
  });

  it('sets are arrays, null is left out, and offsets of three bytes are read', () => {
    expect(parsePlist(binary([[0xc2, 1, 2], [0x09], [0x08]]))).toEqual([true, false]);
    expect(parsePlist(binary([[0xd2, 1, 2, 3, 4], [0x51, 0x61], [0x51, 0x62], [0x00], [0x09]]))).toEqual({ b: true });
    const narrow = Buffer.from(buildBinaryPlist(['x', 'y']));
    const tail = narrow.subarray(-32);
    const table = Number(tail.readBigUInt64BE(24));
    const offsets = [...narrow.subarray(table, -32)].flatMap((offset) => [0, 0, offset]);
    tail.writeUInt8(3, 6);
    expect(parsePlist(Buffer.concat([narrow.subarray(0, table), Buffer.from(offsets), tail]))).toEqual(['x', 'y']);
  });

  it('takes copies: what is read does not change with the input', () => {
    for (const document of [
      buildBinaryPlist(Uint8Array.of(1, 2, 3)),
      Buffer.from(buildBinaryPlist(Uint8Array.of(1, 2, 3))),
    ]) {
      const read = parsePlist(document);
      document.fill(0);
      expect(read).toEqual(Uint8Array.of(1, 2, 3));
    }
  });
});

describe('XML', () => {
  it.each<[string, string, PlistErrorCode | 'read']>([
    ['cut short in a dictionary', '<plist><dict><key>a</key><string>b</string>', 'malformed'],
    ['cut short in a text', '<plist><dict><key>a</key><string>b', 'malformed'],
    ['cut short in a tag', '<plist><string>a</string></pli', 'malformed'],
    ['nothing in it', '<plist></plist>', 'malformed'],
    ['two values', '<plist><string>a</string><string>b</string></plist>', 'malformed'],
    ['two roots', '<plist><true/></plist><plist><true/></plist>', 'malformed'],
    ['another root', '<html><body/></html>', 'malformed'],
    ['no XML at all', 'HTTP/1.1 400 Bad Request\r\n\r\n<plist><true/></plist>', 'malformed'],
    ['the old form', '{ a = b; }', 'malformed'],
    ['only spaces', '   \n', 'malformed'],
    ['a key without a value', '<plist><dict><key>a</key></dict></plist>', 'malformed'],
    ['a value without a key', '<plist><dict><true/></dict></plist>', 'malformed'],
    ['an unknown element', '<plist><array><null2/></array></plist>', 'malformed'],
    ['an element in a string', '<plist><string>a<true/></string></plist>', 'malformed'],
    ['an integer that is none', '<plist><integer>abc</integer></plist>', 'malformed'],
    ['an integer without digits', '<plist><integer/></plist>', 'malformed'],
    ['a date that is none', '<plist><date>yesterday</date></plist>', 'malformed'],
    ['an impossible date', '<plist><date>2020-99-99T00:00:00Z</date></plist>', 'malformed'],
    ['data that is not base64', '<plist><data>!!!</data></plist>', 'malformed'],
    ['an ampersand on its own', '<plist><string>a & b</string></plist>', 'malformed'],
    ['an entity of its own', '<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>', 'malformed'],
    [
      'an external entity',
      '<!DOCTYPE plist [<!ENTITY a SYSTEM "file:///etc/hostname">]><plist><string>&a;</string></plist>',
      'malformed',
    ],
    ['a document type that never ends', '<!DOCTYPE plist [', 'malformed'],
    ['50,000 levels', `<plist>${'<array>'.repeat(50_000)}`, 'too-deep'],
    ['129 levels', `<plist>${'<array>'.repeat(129)}${'</array>'.repeat(129)}</plist>`, 'too-deep'],
    ['128 levels', `<plist>${'<array>'.repeat(128)}${'</array>'.repeat(128)}</plist>`, 'read'],
    ['a million values', `<plist><array>${'<true/>'.repeat(1_000_000)}</array></plist>`, 'too-many'],
    ['a million entities', `<plist><string>${'&amp;'.repeat(1_000_000)}</string></plist>`, 'too-many'],
    ['a million CDATA sections', `<plist><string>${'<![CDATA[]]>'.repeat(1_000_000)}</string></plist>`, 'too-many'],
    ['a megabyte of attributes', `<plist ${'a="b" '.repeat(200_000)}><true/></plist>`, 'malformed'],
    ['a million openings', `<plist><string>${'<'.repeat(1_000_000)}</string></plist>`, 'malformed'],
    ['a million comments', `<plist>${'<!--x-->'.repeat(1_000_000)}<true/></plist>`, 'read'],
  ])('%s', (_name, document, code) => {
    expect(codeOf(bytes(document))).toBe(code);
  });

  it('the size is checked before anything is read', () => {
    expect(codeOf(xml('<true/>'), { maxBytes: 10 })).toBe('too-large');
    expect(codeOf(buildBinaryPlist(true), { maxBytes: 10 })).toBe('too-large');
  });

  it('prints nothing, and leaves the console as it was', () => {
    const sink = globalThis.console;
    const print = vi.spyOn(sink, 'error').mockImplementation(() => undefined);
    const mine = sink.error;
    codeOf(bytes('<plist><string>a & b</string></plist>'));
    codeOf(bytes('<plist><string>a'));
    codeOf(xml('<true/>'));
    expect(print).not.toHaveBeenCalled();
    expect(sink.error).toBe(mine);
    print.mockRestore();
  });

  it('numbers that the library would round or lose', () => {
    const one = (body: string): PlistValue => parsePlist(xml(body));
    expect(one('<integer>9007199254740993</integer>')).toBe(9007199254740993n);
    expect(one('<integer>-9223372036854775808</integer>')).toBe(-(2n ** 63n));
    expect(one('<integer>18446744073709551615</integer>')).toBe(2n ** 64n - 1n);
    expect(one('<integer>0x1F</integer>')).toBe(31);
    expect(one('<integer>-0xa</integer>')).toBe(-10);
    expect(one('<integer> 5 </integer>')).toBe(5);
    expect(one('<integer><!-- five -->5</integer>')).toBe(5);
    expect(one('<real>-inf</real>')).toBe(Number.NEGATIVE_INFINITY);
    expect(one('<string><![CDATA[<integer>9007199254740993</integer>]]></string>')).toBe(
      '<integer>9007199254740993</integer>',
    );
  });

  it('marks of byte order, UTF-16, control characters and trailing zeros', () => {
    const text = '<plist><dict><key>名前</key><string>é\u0001\u{1f600}</string></dict></plist>';
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    const wanted = { 名前: 'é \u{1f600}' };
    for (const document of [
      bytes(text),
      bytes(`\ufeff${text}`),
      bytes(`\n\n${text}\u0000\u0000`),
      little,
      Buffer.from(text, 'utf16le'),
      Buffer.from(little).swap16(),
      Buffer.from(text, 'utf16le').swap16(),
    ]) {
      expect(parsePlist(document)).toEqual(wanted);
    }
  });

  it('comments and entities in keys, and what looks like markup in CDATA', () => {
    expect(parsePlist(xml('<dict><key>a<!--x-->b &amp; c</key><true/></dict>'))).toEqual({ 'ab & c': true });
    expect(parsePlist(xml('<string>a<![CDATA[</string>]]>b</string>'))).toBe('a</string>b');
  });

  it('an error message holds nothing of the document', () => {
    for (const document of [
      '<plist><string>SECRET',
      '<plist><SECRET/></plist>',
      '<plist><SECRET><true/></SECRET></plist>',
      '<plist><array></SECRET></plist>',
      '<plist><data>SECRET!</data></plist>',
      '<plist><integer>SECRET</integer></plist>',
    ]) {
      const error = errorOf(bytes(document));
      expect(error).toBeInstanceOf(PlistError);
      expect(String(error)).not.toContain('SECRET');
    }
  });
});

describe('random damage', () => {
  /** Deterministic, so that a failure can be repeated. */
  function random(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
  }
  const value = {
    Name: 'Ünïcode',
    Sizes: [1, 255, 65_536, 2n ** 60n, -1, 1.5],
    Data: Uint8Array.of(1, 2, 3, 4),
    Date: new Date('2026-01-02T03:04:05Z'),
    Nested: { __more: [{ a: true }, { b: false }], Text: 'x'.repeat(40) },
  };
  it.each([
    ['binary', buildBinaryPlist(value), 4000],
    ['XML', bytes(buildXmlPlist(value)), 1000],
  ])('%s: no foreign error, no hang', (_name, sound, rounds) => {
    const next = random(sound.length);
    let refused = 0;
    let slowest = 0;
    for (let round = 0; round < rounds; round++) {
      const damaged = Uint8Array.from(sound);
      for (let flips = 1 + Math.floor(next() * 3); flips > 0; flips--) {
        damaged[Math.floor(next() * damaged.length)] = Math.floor(next() * 256);
      }
      const started = performance.now();
      const code = codeOf(damaged.subarray(0, next() < 0.1 ? Math.floor(next() * damaged.length) : damaged.length));
      slowest = Math.max(slowest, performance.now() - started);
      expect(code).not.toBe('foreign');
      if (code !== 'read') refused++;
    }
    expect(refused).toBeGreaterThan(rounds / 10);
    expect(slowest).toBeLessThan(2000);
  });
});
