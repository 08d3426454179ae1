/**
 * The simulated phone's keys for tests. Three RSA pairs take one to two seconds and every test file is a process of its own, so they
 * are made once per checkout and kept beside the installed packages: no real phone ever trusts them, and nothing publishes them.
 */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type KeyPair, makeTrustKeys, type TrustKeys } from '../../../src/simulator/certificates.ts';

const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/iphone-backup-doctor', import.meta.url));
const FILE = join(FOLDER, 'test-keys.json');
type Name = keyof TrustKeys;

let kept: Promise<TrustKeys> | undefined;

export function trustKeys(): Promise<TrustKeys> {
  kept ??= load();
  return kept;
}

async function load(): Promise<TrustKeys> {
  try {
    const pems = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, string>>;
    return inTurn((name) => pairOf(pems[name] ?? ''));
  } catch {
    // Not there yet, or damaged: made anew.
    const keys = await makeTrustKeys();
    keep(keys);
    return keys;
  }
}

function keep(keys: TrustKeys): void {
  const pems = inTurn((name) => keys[name].privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  try {
    mkdirSync(FOLDER, { recursive: true });
    // Renamed into place: a file beside this one may be reading.
    writeFileSync(`${FILE}.${process.pid}`, JSON.stringify(pems), { mode: 0o600 });
    renameSync(`${FILE}.${process.pid}`, FILE);
  } catch {
    // A folder that can't be written to costs time, nothing else.
  }
}

function pairOf(pem: string): KeyPair {
  const privateKey = createPrivateKey(pem);
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function inTurn<T>(make: (name: Name) => T): Record<Name, T> {
  return { root: make('root'), host: make('host'), device: make('device') };
}
