/** Who trusts whom: pair records on the computer, and what the phone remembers of the computers it trusts. */
import { randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { buildXmlPlist, type PlistDict } from '../plist/index.ts';
import { makeCertificates, type TrustKeys } from './certificates.ts';
import { bytesAt, stringAt } from './dictionary.ts';

/** What a phone remembers of one computer. */
export interface TrustedHost {
  readonly hostId: string;
  /** DER of the certificates that this computer may show. */
  readonly hostCertificate: Buffer;
  readonly rootCertificate: Buffer;
  /** PEM that the phone shows in its own handshakes. */
  readonly deviceCertificate: string;
  readonly escrowBag: Buffer;
}

/** A pair record and the phone's side of it. */
export interface Trust {
  readonly record: PlistDict;
  readonly host: TrustedHost;
}

/** Trust as it stands after a successful Pair. */
export function makeTrust(of: {
  readonly keys: TrustKeys;
  readonly systemBuid: string;
  readonly wifiAddress: string;
  readonly now: number;
}): Trust {
  const certificates = makeCertificates(of.keys, of.now);
  const escrowBag = randomBytes(32);
  const hostId = randomUUID().toUpperCase();
  const privatePem = (pair: keyof TrustKeys) =>
    Buffer.from(of.keys[pair].privateKey.export({ type: 'pkcs1', format: 'pem' }));
  return {
    record: {
      DeviceCertificate: Buffer.from(certificates.deviceCertificate),
      EscrowBag: escrowBag,
      HostCertificate: Buffer.from(certificates.hostCertificate),
      HostID: hostId,
      HostPrivateKey: privatePem('host'),
      RootCertificate: Buffer.from(certificates.rootCertificate),
      RootPrivateKey: privatePem('root'),
      SystemBUID: of.systemBuid,
      WiFiMACAddress: of.wifiAddress,
    },
    host: {
      hostId,
      hostCertificate: derOf(certificates.hostCertificate),
      rootCertificate: derOf(certificates.rootCertificate),
      deviceCertificate: certificates.deviceCertificate,
      escrowBag,
    },
  };
}

/** What the phone keeps of a Pair request's record; null where something in it is missing or no certificate. */
export function trustFromPair(record: PlistDict): TrustedHost | null {
  const hostId = stringAt(record, 'HostID');
  const [device, host, root] = ['DeviceCertificate', 'HostCertificate', 'RootCertificate'].map((key) =>
    bytesAt(record, key)?.toString('latin1'),
  );
  if (hostId === null || !device || !host || !root) return null;
  try {
    return {
      hostId,
      hostCertificate: derOf(host),
      rootCertificate: derOf(root),
      deviceCertificate: new X509Certificate(device).toString(),
      escrowBag: randomBytes(32),
    };
  } catch {
    return null;
  }
}

export function recordBytes(record: PlistDict): Buffer {
  return Buffer.from(buildXmlPlist(record));
}

function derOf(pem: string): Buffer {
  return new X509Certificate(pem).raw;
}
