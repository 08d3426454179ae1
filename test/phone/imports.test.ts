/** What a diagnosis can reach cannot write: shown by its imports and by its own words. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));
const PHONE = join(SOURCE, 'phone');

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) => join(dirname(file), path));
}

function reachableFrom(entry: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const next of importsOf(file)) visit(next);
  };
  visit(entry);
  return seen;
}

/** Code without its comments, which may well name what must not be done. */
function code(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '');
}

const WRITING = [
  'Pair',
  'Unpair',
  'SetValue',
  'RemoveValue',
  'EnterRecovery',
  'ResetPairing',
  'SavePairRecord',
  'DeletePairRecord',
  'Backup',
  'Restore',
  'Unback',
  'Extract',
  'ChangePassword',
  'EnableCloudBackup',
  'EraseDevice',
  'PostNotification',
  'com.apple.mobile.debug',
];

describe('the imports of a diagnosis', () => {
  const reached = reachableFrom(join(PHONE, 'phone.ts'));
  const names = [...reached].map((file) => file.slice(SOURCE.length + 1).replaceAll('\\', '/'));

  it('reach lockdownd and the backup service, but not the pairing', () => {
    expect(names).toContain('phone/lockdown.ts');
    expect(names).toContain('phone/mobilebackup2.ts');
    for (const name of ['phone/pairing.ts', 'phone/certificates.ts', 'phone/der.ts']) expect(names).not.toContain(name);
  });

  it('nothing but pairing imports what pairing needs, and nothing in the folder imports pairing', () => {
    for (const file of readdirSync(PHONE)) {
      const imported = importsOf(join(PHONE, file)).map((path) => path.slice(PHONE.length + 1));
      expect(imported).not.toContain('pairing.ts');
      if (file !== 'pairing.ts') expect(imported).not.toContain('certificates.ts');
    }
  });

  it('hold no word that writes', () => {
    const own = [...reached, join(PHONE, 'notification-proxy.ts')].filter((file) => file.startsWith(PHONE));
    expect(own.length).toBeGreaterThan(15);
    for (const file of own) {
      const text = code(file);
      for (const word of WRITING) {
        const found = new RegExp(`['"\`>]${word.replaceAll('.', '\\.')}['"\`<]`).test(text);
        expect(found, `${word} in ${file}`).toBe(false);
      }
    }
    // The test sees such words where they are.
    expect(code(join(PHONE, 'pairing.ts'))).toMatch(/'Pair'/);
    expect(code(join(PHONE, 'pairing.ts'))).toMatch(/'SavePairRecord'/);
  });

  it('write no file, start no program and print nothing', () => {
    for (const file of reached) {
      expect(code(file), file).not.toMatch(
        /node:(fs|child_process|worker_threads|process)|\bprocess\.|console\.(log|warn)/,
      );
    }
  });
});
