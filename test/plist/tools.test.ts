/** The real tools as oracles: libplist's `plistutil`, and the standard library of Python. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildBinaryPlist, buildXmlPlist, type PlistValue, parsePlist } from '../../src/plist/index.ts';
import { plain, xmlValue } from './values.ts';

const required = process.env['IPHONE_BACKUP_DOCTOR_REQUIRE_TOOLS'] === '1';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function present(command: string, args: readonly string[]): boolean {
  const found = spawnSync(command, args).status === 0;
  if (!found && required) throw new Error(`${command} ${args.join(' ')} does not run`);
  return found;
}

function run(command: string, args: readonly string[], input: Uint8Array): Uint8Array {
  const { status, stdout, stderr } = spawnSync(command, args, { input, maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${command}: ${stderr.toString()}`);
  return new Uint8Array(stdout);
}

/** One document with many values in it, so that one process checks them all. */
function sample(seed: number, fits: (value: PlistValue) => boolean): readonly PlistValue[] {
  return fc.sample(xmlValue.filter(fits), { numRuns: 150, seed });
}

/** What the tools don't hold: not-a-number, dates outside their own range, UIDs in XML, unsigned integers above 2^63. */
function common(value: PlistValue): boolean {
  const text = JSON.stringify(plain(value), (_key, item: unknown) => (typeof item === 'bigint' ? `big${item}` : item));
  if (/"uid"|null/.test(text)) return false;
  for (const [, ms] of text.matchAll(/"date":(-?\d+)/g)) {
    if (Number(ms) < Date.UTC(1970, 0, 2) || Number(ms) > Date.UTC(2037, 0, 1)) return false;
  }
  return ![...text.matchAll(/big(\d+)/g)].some(([, digits]) => BigInt(digits ?? '0') >= 2n ** 63n);
}

const hasPlistutil = present('plistutil', ['--help']);
const hasPython = present('python3', ['-c', 'import plistlib']);

describe('plistutil', () => {
  it.skipIf(!hasPlistutil)('reads our binary and gives the same values back (needs plistutil)', () => {
    const value = sample(1, (item) => common(item) && !/\.\d{7}|e-|e\+/.test(JSON.stringify(plain(item), asText)));
    const xml = run('plistutil', ['-i', '-', '-o', '-', '-f', 'xml'], buildBinaryPlist(value));
    expect(plain(parsePlist(xml))).toEqual(plain(value));
  });

  it.skipIf(!hasPlistutil)('writes binary that we read like its XML (needs plistutil)', () => {
    // The plistutil of libplist 2.2 refuses <key/>.
    const value = sample(2, (item) => common(item) && !JSON.stringify(plain(item), asText).includes('["",'));
    const binary = run('plistutil', ['-i', '-', '-o', '-', '-f', 'bin'], bytes(buildXmlPlist(value)));
    expect(Buffer.from(binary.subarray(0, 8)).toString()).toBe('bplist00');
    expect(plain(parsePlist(binary))).toEqual(plain(value));
  });
});

describe('plistlib', () => {
  const program = (format: string): string =>
    `import plistlib,sys; i=sys.stdin.buffer.read(); sys.stdout.buffer.write(plistlib.dumps(plistlib.loads(i), fmt=plistlib.FMT_${format}, sort_keys=False))`;

  it.skipIf(!hasPython)('reads our XML and writes binary that we read alike (needs python3)', () => {
    const value = sample(3, common);
    const binary = run('python3', ['-c', program('BINARY')], bytes(buildXmlPlist(value)));
    expect(plain(parsePlist(binary))).toEqual(plain(value));
  });

  it.skipIf(!hasPython)('reads our binary and writes XML that we read alike (needs python3)', () => {
    const value = sample(4, common);
    const xml = run('python3', ['-c', program('XML')], buildBinaryPlist(value));
    expect(plain(parsePlist(xml))).toEqual(plain(value));
  });
});

function asText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
