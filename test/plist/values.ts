/** Random values that both formats can hold, and a comparison that knows what a property list knows. */
import fc from 'fast-check';
import { PlistUid, type PlistValue } from '../../src/plist/index.ts';

const date = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((value) => new Date(Math.floor(value.getTime() / 1000) * 1000));

/** Text that XML can hold: no control characters (they become spaces) and no line ends (XML normalises them). */
const xmlText = fc.string({ unit: 'binary' }).filter((text) => !/[\u0000-\u001f\ufffe\uffff]/.test(text));
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary-ascii' }));

const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map(narrow);
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value));

function narrow(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function tree(text: fc.Arbitrary<string>, reals: fc.Arbitrary<number>): fc.Arbitrary<PlistValue> {
  const keys = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString', '', '0'));
  const leaf = fc.oneof(
    text,
    integer,
    reals,
    fc.boolean(),
    date,
    fc.uint8Array({ maxLength: 40 }),
    fc.nat().map((value) => new PlistUid(value)),
  );
  return fc.letrec<{ value: PlistValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('value'), { maxLength: 20 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 20, noNullPrototype: false }),
    ),
  })).value;
}

export const binaryValue = tree(
  anyText,
  fc.oneof(finite, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0)),
);
export const xmlValue = tree(
  xmlText,
  fc.oneof(finite, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)),
);

/** A plain form in which two equal property lists are deeply equal, whatever the prototypes and the typed arrays. */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return { date: value.getTime() };
  if (value instanceof Uint8Array) return { data: Buffer.from(value).toString('hex') };
  if (value instanceof PlistUid) return { uid: value.value };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return {
      dict: Object.entries(value)
        .map(([key, item]) => [key, plain(item)] as const)
        .sort(([a], [b]) => (a < b ? -1 : Number(a > b))),
    };
  }
  return value;
}
