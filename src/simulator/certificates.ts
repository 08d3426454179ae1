/**
 * The keys and certificates of one trust between a computer and a phone, as computers make them: RSA 2048, X.509 v3, SHA-256, empty
 * names, ten years, a root that signs the computer's and the phone's certificate.
 * https://github.com/libimobiledevice/libimobiledevice/blob/master/common/userpref.c
 */
import { createHash, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { bitString, boolean, explicit, integer, nothing, octetString, oid, sequence, time } from './der.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_MS = 365.25 * DAY_MS;
const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const SUBJECT_KEY_IDENTIFIER = '2.5.29.14';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Three different pairs, so that a client which mixes them up is found out. */
export interface TrustKeys {
  readonly root: KeyPair;
  readonly host: KeyPair;
  readonly device: KeyPair;
}

export interface Certificates {
  /** PEM texts, as a pair record keeps them. */
  readonly rootCertificate: string;
  readonly hostCertificate: string;
  readonly deviceCertificate: string;
}

const generate = promisify(generateKeyPair);

/** Three new pairs; about half a second of work for the thread pool. */
export async function makeTrustKeys(): Promise<TrustKeys> {
  const options = { modulusLength: 2048 };
  const [root, host, device] = await Promise.all([
    generate('rsa', options),
    generate('rsa', options),
    generate('rsa', options),
  ]);
  return { root, host, device };
}

let shared: Promise<TrustKeys> | undefined;

/** The pairs of this process, made when first asked for: no private key is kept in a file or in this package. */
export function sharedTrustKeys(): Promise<TrustKeys> {
  shared ??= makeTrustKeys();
  return shared;
}

const made = new WeakMap<TrustKeys, Map<number, Certificates>>();

/** The three certificates of a pair record, valid from the day before `now` (ms since 1970). Made once a day and set of keys. */
export function makeCertificates(keys: TrustKeys, now: number): Certificates {
  const from = Math.floor(now / DAY_MS) * DAY_MS - DAY_MS;
  const known = made.get(keys) ?? new Map<number, Certificates>();
  made.set(keys, known);
  const certificates = known.get(from) ?? issueAll(keys, from);
  known.set(from, certificates);
  return certificates;
}

function issueAll(keys: TrustKeys, from: number): Certificates {
  const usage = extension(KEY_USAGE, true, bitString(Buffer.from([0xa0]), 5));
  const notAnAuthority = extension(BASIC_CONSTRAINTS, true, sequence());
  const issue = (publicKey: KeyObject, serial: number, extensions: readonly Buffer[]) =>
    certificate({ publicKey, signer: keys.root.privateKey, serial, from, extensions });
  return {
    rootCertificate: issue(keys.root.publicKey, 0, [extension(BASIC_CONSTRAINTS, true, sequence(boolean(true)))]),
    hostCertificate: issue(keys.host.publicKey, 1, [notAnAuthority, usage]),
    deviceCertificate: issue(keys.device.publicKey, 2, [
      notAnAuthority,
      extension(SUBJECT_KEY_IDENTIFIER, false, octetString(keyIdentifier(keys.device.publicKey))),
      usage,
    ]),
  };
}

function certificate(of: {
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly serial: number;
  /** ms since 1970. */
  readonly from: number;
  readonly extensions: readonly Buffer[];
}): string {
  const algorithm = sequence(oid(SHA256_WITH_RSA), nothing());
  const nobody = sequence();
  const signedPart = sequence(
    explicit(0, integer(2)),
    integer(of.serial),
    algorithm,
    nobody,
    sequence(time(new Date(of.from)), time(new Date(of.from + 10 * YEAR_MS))),
    nobody,
    of.publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...of.extensions)),
  );
  const signature = sign('sha256', signedPart, of.signer);
  return pem('CERTIFICATE', sequence(signedPart, algorithm, bitString(signature)));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return critical ? sequence(oid(id), boolean(true), octetString(value)) : sequence(oid(id), octetString(value));
}

/** SHA-1 of the key's bits (RFC 5280, 4.2.1.2, method 1). */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'pkcs1', format: 'der' }))
    .digest();
}

/** Text form with lines of 64 characters. */
function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
