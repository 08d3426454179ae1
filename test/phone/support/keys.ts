/** Certificates made by the real openssl, as far from the client's own writer as can be. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Identity {
  readonly certificate: string;
  readonly privateKey: string;
}

const required = process.env['IPHONE_BACKUP_DOCTOR_REQUIRE_TOOLS'] === '1';

export function hasOpenssl(): boolean {
  const found = spawnSync('openssl', ['version']).status === 0;
  if (!found && required) throw new Error('openssl does not run');
  return found;
}

/** A certificate that signs itself. */
export function selfSigned(of: {
  readonly bits: number;
  readonly digest: string;
  readonly passphrase?: string;
}): Identity {
  const folder = mkdtempSync(join(tmpdir(), 'ibd-'));
  try {
    const [key, certificate] = [join(folder, 'key'), join(folder, 'certificate')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        `rsa:${of.bits}`,
        `-${of.digest}`,
        '-days',
        '30',
        '-subj',
        '/CN=x',
        '-keyout',
        key,
        '-out',
        certificate,
      ].concat(of.passphrase === undefined ? ['-nodes'] : ['-passout', `pass:${of.passphrase}`]),
      { stdio: 'ignore' },
    );
    return { certificate: readFileSync(certificate, 'utf8'), privateKey: readFileSync(key, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
