/** The pair record: what this computer keeps of the trust between it and one phone. */
import { isPlistDict, type PlistDict, PlistError, parsePlist } from '../plist/index.ts';
import { PhoneError } from './errors.ts';
import { Secret } from './secret.ts';

export interface PairRecord {
  /** The computer's name in the phone's list of trusted ones. */
  readonly hostId: Secret;
  /** Null where the record has none: ReadBUID gives it then. */
  readonly systemBuid: Secret | null;
  /** PEM. The computer shows this one … */
  readonly hostCertificate: Secret;
  readonly hostPrivateKey: Secret;
  /** … and this is the one whose key the phone must have. */
  readonly deviceCertificate: Secret;
  /** Lets a service read protected files while the screen is locked. */
  readonly escrowBag: Secret | null;
}

const LIMITS = { maxBytes: 256 * 1024, maxDepth: 8, maxValues: 1000 } as const;

/**
 * In: PairRecordData. Throws PhoneError `record-unusable`, which names what is missing and nothing else of it.
 * Keys: https://github.com/libimobiledevice/libimobiledevice/blob/master/common/userpref.c
 */
export function parsePairRecord(bytes: Uint8Array): PairRecord {
  const dict = parse(bytes);
  const hostId = textOf(dict, 'HostID');
  const hostCertificate = pemOf(dict, 'HostCertificate');
  const hostPrivateKey = pemOf(dict, 'HostPrivateKey');
  const deviceCertificate = pemOf(dict, 'DeviceCertificate');
  if (!hostId || !hostCertificate || !hostPrivateKey || !deviceCertificate) {
    const needed = {
      HostID: hostId,
      HostCertificate: hostCertificate,
      HostPrivateKey: hostPrivateKey,
      DeviceCertificate: deviceCertificate,
    };
    const missing = Object.entries(needed).filter(([, value]) => value === null);
    throw unusable(`without ${missing.map(([key]) => key).join(', ')}`);
  }
  const bag = dict['EscrowBag'];
  return {
    hostId,
    systemBuid: textOf(dict, 'SystemBUID'),
    hostCertificate,
    hostPrivateKey,
    deviceCertificate,
    escrowBag: bag instanceof Uint8Array && bag.length > 0 ? new Secret(bag) : null,
  };
}

function parse(bytes: Uint8Array): PlistDict {
  try {
    const value = parsePlist(bytes, LIMITS);
    if (isPlistDict(value)) return value;
  } catch (error) {
    if (!(error instanceof PlistError)) throw error;
    throw unusable(`property list ${error.code}`);
  }
  throw unusable('not a dictionary');
}

function textOf(dict: PlistDict, key: string): Secret | null {
  const value = dict[key];
  return typeof value === 'string' && value !== '' && value.length <= 200 ? new Secret(Buffer.from(value)) : null;
}

/** Certificates and keys are PEM text, kept as data. */
function pemOf(dict: PlistDict, key: string): Secret | null {
  const value = dict[key];
  return value instanceof Uint8Array && Buffer.from(value).toString('latin1').includes('-----BEGIN ')
    ? new Secret(value)
    : null;
}

function unusable(error: string): PhoneError {
  return new PhoneError({ layer: 'mux', kind: 'record-unusable', during: 'ReadPairRecord', error });
}
