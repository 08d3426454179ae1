import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, isOlder, unpackStoreItunes, versionParts } from '../../src/facts/versions.ts';

const part = fc.integer({ min: 0, max: 70_000 });
const version = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));
const compare = (a: string, b: string): number => {
  const order = compareVersions(a, b);
  if (order === null) throw new Error(`${a} or ${b} is no version`);
  return order;
};

describe('comparing versions', () => {
  it.each([
    ['12.13.10.3', '12.13.11.1', -1],
    ['12.13.11.1', '12.13.11.1', 0],
    ['12.13.11.2', '12.13.11.1', 1],
    ['12.9', '12.13', -1],
    ['12.13.11', '12.13.11.0', 0],
    ['1.1028.9986.0', '1.1540.24088.0', -1],
    ['1.3.0-277-g6fc41f5', '1.4.0', -1],
    ['15.1', '10.15', 1],
    ['1759.40.41.0.3', '1759.40.41.0.4', -1],
  ])('%s and %s', (a, b, order) => {
    expect(compare(a, b)).toBe(order);
    expect(isOlder(a, b)).toBe(order < 0);
  });

  it.each(['', 'unknown', 'v', '.1', '99999999999999999999.1', '<html>'])('%o is no version', (text) => {
    expect(compareVersions(text, '1.0')).toBeNull();
    expect(compareVersions('1.0', text)).toBeNull();
    expect(isOlder(text, '1.0')).toBeNull();
  });

  it('is a total order that agrees with the numbers', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(compare(a, a)).toBe(0);
        expect(compare(a, b) + compare(b, a)).toBe(0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
        const [left, right] = [versionParts(a) ?? [], versionParts(b) ?? []];
        const firstDifference = [0, 1, 2, 3, 4]
          .map((i) => (left[i] ?? 0) - (right[i] ?? 0))
          .find((difference) => difference !== 0);
        expect(compare(a, b)).toBe(Math.sign(firstDifference ?? 0));
      }),
      { numRuns: 300 },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const order = compareVersions(a, b);
        expect(order === null || Number.isFinite(order)).toBe(true);
      }),
    );
  });
});

describe('the version inside a Store package of iTunes', () => {
  it.each([
    ['12134.4.3008.0', '12.13.4.4'],
    ['12110.26.53016.0', '12.11.0.26'],
    ['12129.4.57066.0', '12.12.9.4'],
    ['12093.3.37141.0', '12.9.3.3'],
    ['12139.1.58037.0', '12.13.9.1'],
    // A plain reader would say 12.13.9.10003.
    ['12139.10003.61011.0', '12.13.10.3'],
    ['12139.11001.62000.0', '12.13.11.1'],
  ])('%s is %s', (packed, plain) => {
    expect(unpackStoreItunes(packed)).toBe(plain);
  });

  it.each(['12.13.4.4', '1.1540.24088.0', '', '12134'])('%o is not packed', (text) => {
    expect(unpackStoreItunes(text)).toBeNull();
  });

  it('keeps the order of releases', () => {
    const releases = [
      '12093.3.37141.0',
      '12110.26.53016.0',
      '12134.4.3008.0',
      '12139.1.58037.0',
      '12139.10003.61011.0',
    ];
    const plain = releases.map((each) => unpackStoreItunes(each) ?? '');
    expect([...plain].sort(compare)).toEqual(plain);
  });
});
