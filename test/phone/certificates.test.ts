import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { makePairCertificates, type PairCertificates } from '../../src/phone/certificates.ts';
import { objectId, time, tlv } from '../../src/phone/der.ts';
import type { KeyPair } from '../../src/simulator/certificates.ts';
import { hasOpenssl } from './support/keys.ts';
import { trustKeys } from './support/trust-keys.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 34, 56);
let phone: KeyPair;
let made: PairCertificates;

beforeAll(async () => {
  phone = (await trustKeys()).device;
  made = await makePairCertificates(phone.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(), NOW);
});

describe('the certificates of a pair record', () => {
  it('are signed by the root, which signs itself', () => {
    const root = new X509Certificate(made.rootCertificate);
    expect(root.ca).toBe(true);
    for (const pem of [made.rootCertificate, made.hostCertificate, made.deviceCertificate]) {
      const certificate = new X509Certificate(pem);
      expect(certificate.verify(root.publicKey)).toBe(true);
      // No names at all: Node gives them as undefined.
      expect(certificate.subject ?? '').toBe('');
      expect(certificate.issuer ?? '').toBe('');
      expect(new Date(certificate.validFrom).getTime()).toBe(NOW - 86_400_000);
      expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2036);
    }
  });

  it("belong to the keys: the computer's own, and the phone's", () => {
    const host = new X509Certificate(made.hostCertificate);
    expect(host.ca).toBe(false);
    expect(host.checkPrivateKey(createPrivateKey(made.hostPrivateKey))).toBe(true);
    const device = new X509Certificate(made.deviceCertificate);
    expect(device.ca).toBe(false);
    expect(device.checkPrivateKey(phone.privateKey)).toBe(true);
    expect(new X509Certificate(made.rootCertificate).checkPrivateKey(createPrivateKey(made.rootPrivateKey))).toBe(true);
    expect(() => createSecureContext({ cert: made.hostCertificate, key: made.hostPrivateKey })).not.toThrow();
  });

  it('a key that is none is refused', async () => {
    await expect(makePairCertificates('-----BEGIN RSA PUBLIC KEY-----\nAAAA\n', NOW)).rejects.toThrow();
  });

  it.skipIf(!hasOpenssl())('openssl reads them as they are meant (needs openssl)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ibd-'));
    const path = (name: string): string => join(folder, name);
    writeFileSync(path('device'), made.deviceCertificate);
    const run = (...args: string[]): string => execFileSync('openssl', args, { encoding: 'utf8' });
    // Not `openssl verify`: with names that are all empty it takes every certificate for one that signs itself.
    const text = run('x509', '-in', path('device'), '-noout', '-text');
    expect(text).toContain('sha256WithRSAEncryption');
    expect(text).toContain('Digital Signature, Key Encipherment');
    expect(text).toContain('Subject Key Identifier');
    await rm(folder, { recursive: true });
  });
});

describe('DER', () => {
  it('lengths of one and more bytes', () => {
    expect(tlv(4, Buffer.alloc(127)).subarray(0, 2).toString('hex')).toBe('047f');
    expect(tlv(4, Buffer.alloc(128)).subarray(0, 3).toString('hex')).toBe('048180');
    expect(tlv(4, Buffer.alloc(300)).subarray(0, 4).toString('hex')).toBe('0482012c');
  });

  it('object identifiers and times', () => {
    expect(objectId('1.2.840.113549.1.1.11').toString('hex')).toBe('06092a864886f70d01010b');
    expect(objectId('2.5.29.19').toString('hex')).toBe('0603551d13');
    expect(time(NOW).toString('latin1').slice(2)).toBe('261122123456Z');
    expect(
      time(Date.UTC(2050, 0, 1))
        .toString('latin1')
        .slice(2),
    ).toBe('20500101000000Z');
  });
});
