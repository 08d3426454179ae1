import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeCertificates, sharedTrustKeys } from '../../src/simulator/certificates.ts';
import { integer, oid, time } from '../../src/simulator/der.ts';
import { hasTool } from '../support/tools.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);
const openssl = hasTool('openssl');

describe('DER', () => {
  it('writes what the standard says', () => {
    expect(oid('1.2.840.113549.1.1.11').toString('hex')).toBe('06092a864886f70d01010b');
    expect(oid('2.5.29.15').toString('hex')).toBe('0603551d0f');
    expect(integer(0).toString('hex')).toBe('020100');
    expect(integer(127).toString('hex')).toBe('02017f');
    expect(integer(128).toString('hex')).toBe('02020080');
    expect(integer(256).toString('hex')).toBe('02020100');
    expect(time(new Date(NOW)).toString('latin1')).toBe('\x17\x0d261122120000Z');
    expect(time(new Date(Date.UTC(2050, 0, 1))).toString('latin1')).toBe('\x18\x0f20500101000000Z');
  });

  it('keeps every positive integer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0x7fffffff }), (value) => {
        const bytes = integer(value);
        expect(bytes[1]).toBe(bytes.length - 2);
        expect(BigInt(`0x${bytes.subarray(2).toString('hex')}`)).toBe(BigInt(value));
        expect((bytes[2] ?? 0) & 0x80).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe('certificates of a pair record', () => {
  it('have the shape that computers give them', async () => {
    const keys = await sharedTrustKeys();
    const made = makeCertificates(keys, NOW);
    const [root, host, device] = [made.rootCertificate, made.hostCertificate, made.deviceCertificate].map(
      (pem) => new X509Certificate(pem),
    );
    if (!root || !host || !device) throw new Error('three certificates');
    for (const one of [root, host, device]) {
      expect(one.subject || '').toBe('');
      expect(one.issuer || '').toBe('');
      expect(one.verify(keys.root.publicKey)).toBe(true);
      expect(new Date(one.validFrom).getTime()).toBe(Date.UTC(2026, 10, 21));
      expect(new Date(one.validTo).getTime()).toBeGreaterThan(NOW + 9.9 * 365 * 24 * 60 * 60 * 1000);
    }
    expect(root.ca).toBe(true);
    expect(host.ca).toBe(false);
    expect(device.ca).toBe(false);
    expect(root.checkPrivateKey(keys.root.privateKey)).toBe(true);
    expect(host.checkPrivateKey(keys.host.privateKey)).toBe(true);
    expect(device.checkPrivateKey(keys.device.privateKey)).toBe(true);
    // A client that mixes the keys up must be found out.
    expect(host.checkPrivateKey(keys.root.privateKey)).toBe(false);
  });

  it.skipIf(!openssl)('are read by openssl as they are meant (needs openssl)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ibd-cert-'));
    try {
      const path = join(folder, 'device.pem');
      writeFileSync(path, makeCertificates(await sharedTrustKeys(), NOW).deviceCertificate);
      const run = spawnSync('openssl', ['x509', '-in', path, '-noout', '-text'], { encoding: 'utf8' });
      expect(run.stderr).toBe('');
      expect(run.stdout).toContain('Version: 3 (0x2)');
      expect(run.stdout).toContain('Signature Algorithm: sha256WithRSAEncryption');
      expect(run.stdout).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
      expect(run.stdout).toMatch(/Key Usage: critical\s+Digital Signature, Key Encipherment\n/);
      expect(run.stdout).toContain('Subject Key Identifier');
      expect(run.stdout).toContain('Public-Key: (2048 bit)');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
