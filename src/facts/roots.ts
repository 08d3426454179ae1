/** The folders that receive backups: where they really are, and whether they can be read and written. */
import { opendir, stat } from 'node:fs/promises';
import { errorCode, isRefusal } from '../host/errors.ts';
import type { Host } from '../host/types.ts';
import { cloudOf } from './cloud.ts';
import { type Fact, known, unknown } from './fact.ts';
import { type PathGuard, type Resolved, resolvePath } from './paths.ts';
import type { BackupRoot, BackupRootKind } from './types.ts';

export interface RootsOptions {
  readonly host: Host;
  readonly guard: PathGuard;
  readonly homedir: string;
  /** `--backup-dir`: looked at instead of the usual places. */
  readonly given: string | undefined;
}

/** In: where to look. Out: one entry for each place, existing or not. Nothing is written or created. */
export async function readRoots(options: RootsOptions): Promise<Fact<readonly BackupRoot[]>> {
  const places =
    options.given === undefined
      ? options.host.rootPlaces()
      : [{ kind: 'given' as const, path: options.guard.paths.resolve(options.given) }];
  if (places.length === 0) return known([]);
  const clouds = await resolvedClouds(options);
  return known(await Promise.all(places.map((place) => readRoot(options, place.kind, place.path, clouds))));
}

type Clouds = Awaited<ReturnType<Host['cloudPlaces']>>;

async function resolvedClouds({ host, guard }: RootsOptions): Promise<Clouds> {
  const places = await host.cloudPlaces();
  return Promise.all(
    places.map(async (place) => {
      const resolved = await resolvePath(guard, place.path);
      return resolved.state === 'found' ? { ...place, path: resolved.real } : place;
    }),
  );
}

async function readRoot(
  options: RootsOptions,
  kind: BackupRootKind,
  path: string,
  clouds: Clouds,
): Promise<BackupRoot> {
  const { host, guard } = options;
  const resolved = await resolvePath(guard, path);
  const base = {
    kind,
    path,
    realPath: resolved.state === 'found' ? resolved.real : null,
    link: ownLink(options, resolved.link),
    deniedBy: null,
    error: null,
    // A place that is still to be made counts too, and so does the target of a broken link.
    cloud: cloudOf(resolved.state === 'found' ? resolved.real : (resolved.link?.target ?? path), clouds, guard.paths),
  };
  const notLooked = unknown('unreachable', resolved.error ?? resolved.state);
  switch (resolved.state) {
    case 'missing':
      return { ...base, state: 'missing', writable: notLooked };
    case 'link-broken':
      return { ...base, link: resolved.link, state: 'link-broken', error: resolved.error, writable: notLooked };
    case 'error':
      return { ...base, ...refusal(host, resolved.error ?? 'failed'), writable: notLooked };
    case 'found': {
      const error = await readable(resolved.real);
      if (error === 'ENOTDIR') return { ...base, state: 'not-a-folder', writable: unknown('unreachable', error) };
      if (error !== null) {
        // A folder that may not be listed may still be written to: that is asked for itself.
        const writable = isRefusal(error) ? await host.writable(resolved.real) : unknown('unreachable', error);
        return { ...base, ...refusal(host, error), writable };
      }
      return { ...base, state: 'folder', writable: await host.writable(resolved.real) };
    }
  }
}

function refusal(host: Host, code: string): Pick<BackupRoot, 'state' | 'deniedBy' | 'error'> {
  if (isRefusal(code)) return { state: 'denied', deniedBy: host.deniedBy(code), error: code };
  return { state: 'unreadable', deniedBy: null, error: code };
}

/** Null where the entries of the folder can be listed; else the error code. */
async function readable(folder: string): Promise<string | null> {
  try {
    if (!(await stat(folder)).isDirectory()) return 'ENOTDIR';
    const entries = await opendir(folder);
    try {
      await entries.read();
    } finally {
      await entries.close();
    }
    return null;
  } catch (error) {
    return errorCode(error);
  }
}

/** Links of the system itself (`/home` → `/var/home`, a home folder on another disk) are nobody's relocation of backups. */
function ownLink(options: RootsOptions, link: Resolved['link']): Resolved['link'] {
  if (link === null) return null;
  const { paths } = options.guard;
  const above = paths.relative(link.at, options.homedir);
  const holdsHome = above === '' || (!above.startsWith('..') && !paths.isAbsolute(above));
  const isTop = paths.dirname(link.at) === paths.parse(link.at).root;
  return holdsHome || isTop ? null : link;
}
