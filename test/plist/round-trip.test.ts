import fc from 'fast-check';
import { buildBinary, parse, parseBinary } from 'plist';
import { describe, expect, it } from 'vitest';
import { buildBinaryPlist, buildXmlPlist, PlistError, PlistUid, parsePlist } from '../../src/plist/index.ts';
import { binaryValue, plain, xmlValue } from './values.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what is written is read back', () => {
  it('binary', () => {
    fc.assert(
      fc.property(binaryValue, (value) => {
        expect(plain(parsePlist(buildBinaryPlist(value)))).toEqual(plain(value));
      }),
      { numRuns: 300 },
    );
  });

  it('XML', () => {
    fc.assert(
      fc.property(xmlValue, (value) => {
        expect(plain(parsePlist(bytes(buildXmlPlist(value))))).toEqual(plain(value));
      }),
      { numRuns: 200 },
    );
  });

  it('more objects than one and two bytes can number', () => {
    for (const count of [300, 70_000]) {
      const value = Array.from({ length: count }, (_, index) => index);
      expect(parsePlist(buildBinaryPlist(value))).toEqual(value);
    }
  });

  it('dictionaries have no prototype, and __proto__ is an ordinary key', () => {
    const value = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}') as { a: number };
    for (const document of [buildBinaryPlist(value), bytes(buildXmlPlist(value))]) {
      const read = parsePlist(document) as Record<string, unknown>;
      expect(Object.getPrototypeOf(read)).toBe(null);
      expect(Object.keys(read).sort()).toEqual(['__proto__', 'a']);
      expect(({} as Record<string, unknown>)['polluted']).toBe(undefined);
    }
  });

  it('refuses to write what the formats cannot hold', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const value of [2n ** 64n, -(2n ** 63n) - 1n, new Date(Number.NaN), circle as [], new PlistUid(-1)]) {
      expect(() => buildBinaryPlist(value)).toThrow(PlistError);
      expect(() => buildXmlPlist(value instanceof PlistUid ? 2n ** 64n : value)).toThrow(PlistError);
    }
  });

  it('characters that XML forbids are written as spaces', () => {
    expect(parsePlist(bytes(buildXmlPlist(['a\u0001b', 'c\ud800d', '\u{1f600}'])))).toEqual([
      'a b',
      'c d',
      '\u{1f600}',
    ]);
  });
});

describe('the plist library as oracle', () => {
  /** What the library is known to read wrongly: integers beyond 2^53, 16-byte integers, `__proto__`, UIDs. */
  function within(value: unknown): boolean {
    if (typeof value === 'bigint' || value instanceof PlistUid) return false;
    if (Array.isArray(value)) return value.every(within);
    if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array)
      return true;
    return Object.entries(value).every(([key, item]) => key !== '__proto__' && within(item));
  }

  it('reads our binary as we do, and we read its binary as it does', () => {
    fc.assert(
      fc.property(binaryValue.filter(within), (value) => {
        expect(plain(parseBinary(buildBinaryPlist(value)))).toEqual(plain(value));
        const theirs = buildBinary(value as Parameters<typeof buildBinary>[0]);
        expect(plain(parsePlist(theirs))).toEqual(plain(parseBinary(theirs)));
      }),
      { numRuns: 200 },
    );
  });

  it('reads our XML as we do', () => {
    const finite = (value: unknown): boolean => !/(NaN|Infinity)/.test(JSON.stringify(plain(value), replacer));
    fc.assert(
      fc.property(
        xmlValue.filter((value) => within(value) && finite(value)),
        (value) => {
          expect(plain(parse(buildXmlPlist(value)))).toEqual(plain(value));
        },
      ),
      { numRuns: 100 },
    );
  });
});

function replacer(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
