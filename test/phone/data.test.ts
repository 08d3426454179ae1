import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhoneError, type PhoneFailure } from '../../src/phone/errors.ts';
import { modelName } from '../../src/phone/models.ts';
import { parsePairRecord } from '../../src/phone/pair-record.ts';
import { Secret } from '../../src/phone/secret.ts';
import { trustFromFailure } from '../../src/phone/trust.ts';
import { readingOf, VALUE_GROUPS, VALUES, valuesOf } from '../../src/phone/values.ts';
import { buildBinaryPlist, buildXmlPlist } from '../../src/plist/index.ts';

const PEM = (label: string): Uint8Array => Buffer.from(`-----BEGIN ${label}-----\nTOPSECRET\n-----END ${label}-----\n`);
const RECORD = {
  HostID: 'TOPSECRET-HOST',
  SystemBUID: 'TOPSECRET-BUID',
  HostCertificate: PEM('CERTIFICATE'),
  HostPrivateKey: PEM('RSA PRIVATE KEY'),
  RootPrivateKey: PEM('RSA PRIVATE KEY'),
  DeviceCertificate: PEM('CERTIFICATE'),
  EscrowBag: Buffer.from('TOPSECRET-ESCROW-BAG-OF-32-BYTES'),
};

describe('pair records', () => {
  it('are read from XML and binary', () => {
    for (const bytes of [Buffer.from(buildXmlPlist(RECORD)), buildBinaryPlist(RECORD)]) {
      const record = parsePairRecord(bytes);
      expect(record.hostId.revealText()).toBe(RECORD.HostID);
      expect(record.systemBuid?.revealText()).toBe(RECORD.SystemBUID);
      expect(Buffer.from(record.hostPrivateKey.reveal())).toEqual(RECORD.HostPrivateKey);
      expect(Buffer.from(record.escrowBag?.reveal() ?? [])).toEqual(RECORD.EscrowBag);
    }
  });

  it('never print what they hold', () => {
    const record = parsePairRecord(buildBinaryPlist(RECORD));
    const secret = new Secret(Buffer.from('TOPSECRET'));
    const printed = [
      inspect(record, { depth: 9, showHidden: true, customInspect: true }),
      inspect(secret, { showHidden: true, customInspect: false }),
      JSON.stringify(record),
      `${secret}`,
      String(secret),
      [secret].join(),
      JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
      JSON.stringify({ ...secret }),
      Object.entries(record)
        .map(([key, value]) => `${key}${value}`)
        .join(),
    ];
    for (const text of printed) {
      expect(text).not.toContain('TOPSECRET');
      // Neither as hex nor as the numbers of its bytes.
      expect(text.replace(/\W/g, '')).not.toMatch(/544f50534543524554|8479808369678269/i);
    }
  });

  it('what is missing is named, and nothing else', () => {
    const errorOf = (bytes: Uint8Array): PhoneFailure => {
      try {
        parsePairRecord(bytes);
      } catch (error) {
        if (error instanceof PhoneError) return error.failure;
        throw error;
      }
      throw new Error('it was accepted');
    };
    const without = (key: keyof typeof RECORD): Uint8Array =>
      buildBinaryPlist(Object.fromEntries(Object.entries(RECORD).filter(([name]) => name !== key)));
    expect(errorOf(without('HostPrivateKey')).error).toBe('without HostPrivateKey');
    expect(errorOf(buildBinaryPlist({})).error).toBe(
      'without HostID, HostCertificate, HostPrivateKey, DeviceCertificate',
    );
    expect(errorOf(buildBinaryPlist({ ...RECORD, HostCertificate: 'text' })).error).toBe('without HostCertificate');
    expect(errorOf(Buffer.from(buildXmlPlist(RECORD)).subarray(0, 500)).error).toBe('property list malformed');
    expect(errorOf(buildBinaryPlist([])).error).toBe('not a dictionary');
    expect(errorOf(new Uint8Array(300_000)).error).toBe('property list too-large');
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(255), (at, byte) => {
        const damaged = Buffer.from(buildXmlPlist(RECORD));
        damaged[at % damaged.length] = byte;
        try {
          parsePairRecord(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(PhoneError);
          expect(JSON.stringify(error) + String(error)).not.toContain('TOPSECRET');
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('readings', () => {
  const read = (value: Parameters<typeof readingOf>[0], kind: Parameters<typeof readingOf>[1]) =>
    readingOf(value, kind, 5);
  const value = (is: unknown) => ({ known: true, value: is });
  const unknown = (reason: string) => ({ known: false, reason, error: null });

  it('an absent value, an empty text and one of another kind are not "no"', () => {
    expect(read(undefined, 'flag')).toEqual(unknown('absent'));
    expect(read('', 'flag')).toEqual(unknown('empty'));
    expect(read('', 'text')).toEqual(unknown('empty'));
    expect(read('false', 'flag')).toEqual(unknown('malformed'));
    expect(read(2, 'flag')).toEqual(unknown('malformed'));
    expect(read({}, 'text')).toEqual(unknown('malformed'));
    expect(read('x'.repeat(501), 'text')).toEqual(unknown('malformed'));
    expect(read(-1, 'whole')).toEqual(unknown('malformed'));
    expect(read(2n ** 64n - 1n, 'whole')).toEqual(unknown('malformed'));
    expect(read(1e18, 'moment')).toEqual(unknown('malformed'));
    expect(read(Number.NaN, 'clock')).toEqual(unknown('malformed'));
  });

  it('kinds as real phones send them', () => {
    // RequiresEncryption is an integer, TimeIntervalSince1970 a real or an integer, dates are seconds since 2001.
    expect(read(0, 'flag')).toEqual(value(false));
    expect(read(1, 'flag')).toEqual(value(true));
    expect(read(true, 'flag')).toEqual(value(true));
    expect(read(681028961, 'moment')).toEqual(value(Date.UTC(2022, 7, 1, 6, 42, 41)));
    expect(read(1783704650.4251549, 'clock')).toEqual(value({ phoneMs: 1783704650425, hostMs: 5 }));
    expect(read(1561317733, 'clock')).toEqual(value({ phoneMs: 1561317733000, hostMs: 5 }));
    expect(read(256_000_000_000, 'whole')).toEqual(value(256_000_000_000));
  });

  it('each value belongs to one group, and is asked for somewhere', () => {
    const listed = VALUE_GROUPS.flatMap((group) => valuesOf(group));
    expect([...listed].sort()).toEqual(Object.keys(VALUES).sort());
    for (const name of listed) expect(VALUES[name].places.length).toBeGreaterThan(0);
  });

  it('com.apple.mobile.debug can crash lockdownd, private values are nobody’s business: neither is asked for', () => {
    const asked = JSON.stringify(VALUES);
    for (const word of [
      'debug',
      'IMEI',
      'PhoneNumber',
      'ICCID',
      'IntegratedCircuit',
      'AppleID',
      'NonVolatileRAM',
      'WiFiAddress',
    ]) {
      expect(asked).not.toContain(word);
    }
  });
});

describe('what a failed session says of trust', () => {
  const failure = (part: Partial<PhoneFailure>): PhoneFailure => ({
    layer: 'lockdown',
    kind: 'error',
    during: 'StartSession',
    error: null,
    seen: null,
    ...part,
  });

  it.each([
    ['InvalidHostID', 'record-refused'],
    ['InvalidConnection', 'record-refused'],
    ['InvalidPairRecord', 'record-refused'],
    ['PasswordProtected', 'locked'],
    ['PairingDialogResponsePending', 'dialog-waiting'],
    ['UserDeniedPairing', 'refused'],
    ['MCProtected', 'forbidden'],
    ['SessionActive', 'unknown'],
    ['constructor', 'unknown'],
    ['__proto__', 'unknown'],
  ])('%s: %s', (error, state) => {
    expect(trustFromFailure(failure({ error }))).toMatchObject({ state, error });
  });

  it('hanging up in the handshake, and a key that is not the pinned one', () => {
    const tls = (kind: PhoneFailure['kind']) => trustFromFailure(failure({ layer: 'tls', kind })).state;
    expect(tls('tls-refused')).toBe('record-refused');
    expect(tls('certificate-differs')).toBe('record-refused');
    expect(tls('no-answer')).toBe('unknown');
    expect(tls('garbage')).toBe('unknown');
  });

  it('the record itself', () => {
    expect(trustFromFailure(failure({ kind: 'record-missing' })).state).toBe('no-record');
    expect(trustFromFailure(failure({ kind: 'record-unusable' })).state).toBe('record-unusable');
  });

  it('the same words in answer to another question say nothing of trust', () => {
    expect(trustFromFailure(failure({ during: 'GetValue', error: 'PasswordProtected' })).state).toBe('unknown');
  });
});

describe('models', () => {
  it('are named as on their box; a newer one by its code', () => {
    expect(modelName('iPhone17,4')).toBe('iPhone 16 Plus');
    expect(modelName('iPhone12,8')).toBe('iPhone SE (2nd generation)');
    expect(modelName('iPad13,18')).toBe('iPad (10th generation)');
    expect(modelName('iPod9,1')).toBe('iPod touch (7th generation)');
    expect(modelName('iPhone99,1')).toBe('iPhone99,1');
    expect(modelName('constructor')).toBe('constructor');
  });
});
