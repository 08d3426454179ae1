/** The registry through `reg.exe`, whose keys, names and types are not translated (its messages are). */
import { type Fact, known, unknown } from '../../facts/fact.ts';
import { decode, lines } from '../decode.ts';
import type { ExecResult } from '../exec.ts';
import type { HostContext } from '../types.ts';

export interface RegistryKey {
  /** Whole path, with the long name of the hive (`HKEY_LOCAL_MACHINE\…`). */
  readonly path: string;
  /** By name in lower case; the data as reg.exe writes it (`0x1` for numbers). */
  readonly values: ReadonlyMap<string, string>;
}

/** 32-bit programs see keys of their own (WOW6432Node): ask for both views. */
export type RegistryView = '64' | '32';

interface Query {
  readonly key: string;
  readonly view?: RegistryView;
  /** Sub-keys too, at every level. */
  readonly deep?: boolean;
}

const VALUE = /^ {4}(\S.*?) {4}REG_[A-Z_]+(?: {4}(.*))?$/;
const MAX_PARENTS = 12;

/** Path of a program in System32, never through PATH: a program of the same name in the current folder must not be run. */
export function system32(context: HostContext, name: string): string {
  return `${context.env['SystemRoot'] ?? context.env['SYSTEMROOT'] ?? 'C:\\Windows'}\\System32\\${name}`;
}

/** Keys and values in the output of `reg query`. Lines of any other form (messages, counts) are passed over. */
export function parseRegistry(text: string): RegistryKey[] {
  const keys: { path: string; values: Map<string, string> }[] = [];
  for (const line of lines(text)) {
    if (/^HKEY_[A-Z_]+(\\|$)/.test(line)) {
      keys.push({ path: line, values: new Map() });
      continue;
    }
    const value = VALUE.exec(line);
    if (value) keys.at(-1)?.values.set((value[1] ?? '').toLowerCase(), value[2] ?? '');
  }
  return keys;
}

/**
 * Reads a key: its values, and the keys below it (without their values unless `deep`).
 *
 * @returns null where the key is known not to exist. reg.exe answers 1 both for a key that is missing and for one that may
 * not be read, so its parents are asked whether they list it. Unknown where reg.exe says nothing usable.
 */
export async function readKey(context: HostContext, query: Query): Promise<Fact<readonly RegistryKey[] | null>> {
  const answer = await run(context, query);
  if (answer.keys.length > 0) return known(answer.keys);
  if (answer.result.error !== 'exit') return failed(answer.result);
  const absent = await provenAbsent(context, query.key, query.view, MAX_PARENTS);
  return absent.known ? known(null) : absent;
}

/** Values of the key itself. reg.exe leaves out its line where it has sub-keys only, so it is looked up by its path. */
export function valuesAt(keys: readonly RegistryKey[], key: string): ReadonlyMap<string, string> {
  const wanted = withoutHive(key);
  return keys.find((each) => withoutHive(each.path) === wanted)?.values ?? new Map();
}

/** Names of the keys right below. */
export function childrenOf(keys: readonly RegistryKey[], key: string): string[] {
  const prefix = `${withoutHive(key)}\\`;
  return keys
    .filter((each) => withoutHive(each.path).startsWith(prefix))
    .map((each) => each.path.slice(each.path.indexOf('\\') + 1 + prefix.length))
    .filter((name) => name !== '' && !name.includes('\\'));
}

function withoutHive(path: string): string {
  return path.slice(path.indexOf('\\') + 1).toLowerCase();
}

/** Known (and missing) where a parent can be read that does not list the key; else the reason why it can't be told. */
async function provenAbsent(
  context: HostContext,
  key: string,
  view: RegistryView | undefined,
  depth: number,
): Promise<Fact<false>> {
  const cut = key.lastIndexOf('\\');
  if (cut < 0 || depth === 0) return unknown('missing-tool', 'reg.exe reads no key');
  const parent = key.slice(0, cut);
  const answer = await run(context, { key: parent, ...(view ? { view } : {}) });
  if (answer.keys.length > 0) {
    const name = key.slice(cut + 1).toLowerCase();
    const listed = answer.keys.some((each) => each.path.slice(each.path.lastIndexOf('\\') + 1).toLowerCase() === name);
    return listed ? unknown('denied', 'registry key not readable') : known(false);
  }
  if (answer.result.error !== 'exit') return failed(answer.result);
  return provenAbsent(context, parent, view, depth - 1);
}

async function run(context: HostContext, query: Query): Promise<{ keys: RegistryKey[]; result: ExecResult }> {
  const args = ['query', query.key, ...(query.deep ? ['/s'] : []), ...(query.view ? [`/reg:${query.view}`] : [])];
  const result = await context.exec(system32(context, 'reg.exe'), args, { limitMs: 5000, maxBytes: 8 * 1024 * 1024 });
  return { keys: result.ok ? parseRegistry(decode(result.stdout)) : [], result };
}

function failed(result: ExecResult): Fact<never> {
  if (result.error === 'timeout' || result.error === 'aborted') return unknown('timeout', 'reg.exe');
  if (result.error === 'EACCES') return unknown('denied', 'reg.exe');
  return unknown('missing-tool', `reg.exe ${result.error ?? 'said nothing'}`);
}
