/** What a diagnosis can reach cannot write: shown by its imports and by its own words. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCE = join(ROOT, 'src');
/** All sources, as paths from `src` with slashes. */
const FILES = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => file.replaceAll('\\', '/'));

interface Import {
  readonly to: string;
  /** By `import()`: loaded when that line runs, and not before. */
  readonly dynamic: boolean;
}

/** Who imports whom, as the bundler that makes the program sees it. Types are not imports: nothing is left of them. */
let graph: ReadonlyMap<string, readonly Import[]>;

beforeAll(async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: FILES.map((file) => `src/${file}`),
    outdir: 'nowhere',
    write: false,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    metafile: true,
    logLevel: 'silent',
  });
  const bare = (path: string): string => path.replace(/^src\//, '');
  graph = new Map(
    Object.entries(metafile.inputs).map(([file, { imports }]) => [
      bare(file),
      imports
        .filter(({ external }) => external !== true)
        .map(({ path, kind }) => ({ to: bare(path), dynamic: kind === 'dynamic-import' })),
    ]),
  );
});

function reachableFrom(entry: string, how: 'static' | 'any'): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const imports = graph.get(file);
    if (imports === undefined) throw new Error(`no such source: ${file}`);
    for (const { to, dynamic } of imports) if (how === 'any' || !dynamic) visit(to);
  };
  visit(entry);
  return seen;
}

function importersOf(file: string): readonly { readonly from: string; readonly dynamic: boolean }[] {
  return [...graph].flatMap(([from, imports]) =>
    imports.filter(({ to }) => to === file).map(({ dynamic }) => ({ from, dynamic })),
  );
}

/** Code without its comments, which may well name what must not be done. */
function code(file: string): string {
  return readFileSync(join(SOURCE, file), 'utf8')
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

const PAIRING = ['phone/pairing.ts', 'phone/certificates.ts', 'phone/der.ts'];

describe('the pairing', () => {
  it('is imported by the offer alone, and only at the moment of a yes', () => {
    expect(importersOf('phone/pairing.ts')).toEqual([{ from: 'pair-offer.ts', dynamic: true }]);
    expect(importersOf('phone/certificates.ts')).toEqual([{ from: 'phone/pairing.ts', dynamic: false }]);
  });

  it.each(['cli.ts', 'diagnose.ts'])('is not loaded with %s', (entry) => {
    const reached = [...reachableFrom(entry, 'static')];
    expect(reached.length).toBeGreaterThan(3);
    for (const file of PAIRING) expect(reached).not.toContain(file);
    // It would be found where it is: the way to it is there, by `import()`.
    expect([...reachableFrom(entry, 'any')]).toContain('phone/pairing.ts');
  });

  it('cannot be reached from a check or a fact, whatever they load later', () => {
    const entries = FILES.filter((file) => /^(checks|facts|core|host|report)\//.test(file));
    expect(entries.length).toBeGreaterThan(40);
    for (const entry of entries) {
      const reached = reachableFrom(entry, 'any');
      for (const file of PAIRING) expect(reached.has(file), `${file} from ${entry}`).toBe(false);
    }
    expect(reachableFrom('facts/index.ts', 'any').has('phone/phone.ts')).toBe(true);
  });

  it('cannot hide behind a computed name', () => {
    for (const file of FILES) expect(code(file), file).not.toMatch(/\b(import|require)\(\s*(?!['\s])/);
  });
});

describe('the imports of a diagnosis', () => {
  const reached = (): readonly string[] => [...reachableFrom('phone/phone.ts', 'any')];

  it('reach lockdownd and the backup service, but not the pairing', () => {
    expect(reached()).toContain('phone/lockdown.ts');
    expect(reached()).toContain('phone/mobilebackup2.ts');
    for (const file of PAIRING) expect(reached()).not.toContain(file);
  });

  it('hold no word that writes', () => {
    const own = [...reached(), 'phone/notification-proxy.ts'].filter((file) => file.startsWith('phone/'));
    expect(own.length).toBeGreaterThan(15);
    for (const file of own) {
      const text = code(file);
      for (const word of WRITING) {
        const found = new RegExp(`['"\`>]${word.replaceAll('.', '\\.')}['"\`<]`).test(text);
        expect(found, `${word} in ${file}`).toBe(false);
      }
    }
    // The test sees such words where they are.
    expect(code('phone/pairing.ts')).toMatch(/'Pair'/);
    expect(code('phone/pairing.ts')).toMatch(/'SavePairRecord'/);
  });

  it('write no file, start no program and print nothing', () => {
    for (const file of reached()) {
      expect(code(file), file).not.toMatch(
        /node:(fs|child_process|worker_threads|process)|\bprocess\.|console\.(log|warn)/,
      );
    }
  });
});
