/** Where a path really leads: links are followed one by one, and nothing that may block is touched unasked. */
import { lstat, readlink } from 'node:fs/promises';
import type { posix } from 'node:path';
import type { Host } from '../host/types.ts';

/** What is known of a path after walking it. */
export interface Resolved {
  /**
   * `found`: all of it exists. `missing`: a part of the path does not exist. `link-broken`: a link leads to something that
   * does not exist, or in a circle. `error`: a part could not be looked at.
   */
  readonly state: 'found' | 'missing' | 'link-broken' | 'error';
  /** Links resolved. Where not `found`: the part that exists. */
  readonly real: string;
  /** The last link of the path as it was given. */
  readonly link: { readonly at: string; readonly target: string; readonly broken: boolean } | null;
  /** Error code, for `link-broken` (ENOENT, ELOOP) and `error` (EACCES, ETIMEDOUT …). */
  readonly error: string | null;
}

export interface PathGuard {
  readonly paths: typeof posix;
  readonly mayHang: Host['mayHang'];
  readonly touch: Host['touch'];
  /** Time limit in ms for touching something that may block. */
  readonly limitMs: number;
}

/** As many as Linux follows. */
const MAX_LINKS = 40;

/** Walks an absolute path. Never throws. */
export async function resolvePath(guard: PathGuard, path: string): Promise<Resolved> {
  return walk(guard, path, { left: MAX_LINKS });
}

async function walk(guard: PathGuard, path: string, links: { left: number }): Promise<Resolved> {
  const { paths } = guard;
  const absolute = paths.resolve(path);
  const root = paths.parse(absolute).root;
  let real = root;
  let link: Resolved['link'] = null;
  for (const name of absolute.slice(root.length).split(paths.sep).filter(Boolean)) {
    const next = paths.join(real, name);
    const step = await look(guard, next);
    if ('error' in step) {
      const missing = step.error === 'ENOENT' || step.error === 'ENOTDIR';
      return { state: missing ? 'missing' : 'error', real, link, error: step.error };
    }
    if (step.target === null) {
      real = next;
      continue;
    }
    const target = paths.resolve(real, step.target);
    if (links.left-- <= 0)
      return { state: 'link-broken', real, link: { at: next, target, broken: true }, error: 'ELOOP' };
    const there = await walk(guard, target, links);
    if (there.state === 'error') return { ...there, link: { at: next, target, broken: false } };
    if (there.state !== 'found') {
      return { state: 'link-broken', real, link: { at: next, target, broken: true }, error: there.error };
    }
    link = { at: next, target: there.real, broken: false };
    real = there.real;
  }
  return { state: 'found', real, link, error: null };
}

async function look(guard: PathGuard, path: string): Promise<{ target: string | null } | { error: string }> {
  try {
    if (await guard.mayHang(path)) {
      const touched = await guard.touch(path, guard.limitMs);
      if (touched === 'timeout') return { error: 'ETIMEDOUT' };
    }
    const stat = await lstat(path);
    return { target: stat.isSymbolicLink() ? await readlink(path) : null };
  } catch (error) {
    return { error: error instanceof Error && 'code' in error ? String(error.code) : 'failed' };
  }
}
