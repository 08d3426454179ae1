/**
 * The keys and certificates of a new pair record: RSA 2048, X.509 v3 with empty names, SHA-256, ten years; a root of our own that signs
 * the computer's certificate and the phone's. https://github.com/libimobiledevice/libimobiledevice/blob/master/common/userpref.c
 */
import { createHash, createPublicKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { bits, explicit, nothing, objectId, octets, sequence, smallInteger, time, yes } from './der.ts';

export interface PairCertificates {
  /** PEM. */
  readonly rootCertificate: string;
  readonly rootPrivateKey: string;
  readonly hostCertificate: string;
  readonly hostPrivateKey: string;
  readonly deviceCertificate: string;
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';
const DAY_MS = 86_400_000;
const TEN_YEARS_MS = 3652 * DAY_MS;

const newKeys = promisify(generateKeyPair);

/**
 * In: the phone's public key as it gives it out (PEM, PKCS#1), and the time in ms since 1970. Takes about half a second, off the main
 * thread. Throws where the key can't be read.
 */
export async function makePairCertificates(devicePublicKey: string, now: number): Promise<PairCertificates> {
  const device = readPublicKey(devicePublicKey);
  const [root, host] = await Promise.all([
    newKeys('rsa', { modulusLength: 2048 }),
    newKeys('rsa', { modulusLength: 2048 }),
  ]);
  const notAnAuthority = extension(BASIC_CONSTRAINTS, true, sequence());
  // Bits 0 and 2 of nine: digital signature and key encipherment.
  const usage = extension(KEY_USAGE, true, bits(Buffer.of(0xa0), 5));
  const keyId = createHash('sha1')
    .update(device.export({ type: 'pkcs1', format: 'der' }))
    .digest();
  const issue = (key: KeyObject, serial: number, ...extensions: readonly Buffer[]): string =>
    certificate({ key, signer: root.privateKey, serial, now, extensions });
  return {
    rootCertificate: issue(root.publicKey, 0, extension(BASIC_CONSTRAINTS, true, sequence(yes()))),
    rootPrivateKey: privatePem(root.privateKey),
    hostCertificate: issue(host.publicKey, 0, notAnAuthority, usage),
    hostPrivateKey: privatePem(host.privateKey),
    deviceCertificate: issue(device, 0, notAnAuthority, extension(SUBJECT_KEY_IDENTIFIER, false, octets(keyId)), usage),
  };
}

/**
 * Reads it by way of SPKI: a key that was read from PKCS#1 cannot be written as PKCS#1 again with OpenSSL 3.5 ("Failed to encode
 * public key", seen on Node.js 24).
 */
function readPublicKey(pkcs1: string): KeyObject {
  const spki = createPublicKey(pkcs1).export({ type: 'spki', format: 'der' });
  return createPublicKey({ key: spki, type: 'spki', format: 'der' });
}

function certificate(of: {
  readonly key: KeyObject;
  readonly signer: KeyObject;
  readonly serial: number;
  readonly now: number;
  readonly extensions: readonly Buffer[];
}): string {
  const algorithm = sequence(objectId(SHA256_WITH_RSA), nothing());
  const nobody = sequence();
  // From yesterday, for a phone whose clock is behind.
  const from = of.now - DAY_MS;
  const content = sequence(
    explicit(0, smallInteger(2)),
    smallInteger(of.serial),
    algorithm,
    nobody,
    sequence(time(from), time(from + TEN_YEARS_MS)),
    nobody,
    of.key.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...of.extensions)),
  );
  return pem(sequence(content, algorithm, bits(sign('sha256', content, of.signer))));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectId(id), ...(critical ? [yes()] : []), octets(value));
}

function privatePem(key: KeyObject): string {
  return key.export({ type: 'pkcs1', format: 'pem' }).toString();
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
