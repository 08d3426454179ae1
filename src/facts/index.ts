/** Facts about the computer: lazy, asked once, each with its own time limit, and none of them ever rejects. */
import { posix, win32 } from 'node:path';
import { createExec, type Exec, type ExecSettings } from '../host/exec.ts';
import { linuxHost } from '../host/linux.ts';
import { macosHost } from '../host/macos.ts';
import type { Host, HostContext } from '../host/types.ts';
import { windowsHost } from '../host/windows.ts';
import { type Fact, known, unknown } from './fact.ts';
import { type Limits, once, oncePerPath } from './memo.ts';
import { readMux } from './mux.ts';
import type { PathGuard } from './paths.ts';
import { createPhoneFacts } from './phone.ts';
import { readRoots } from './roots.ts';
import type { BackupRead, BackupRoot, Facts, HostDescription } from './types.ts';
import { loadUsbPackage, readUsb, type UsbLoader } from './usb.ts';
import { readVolume } from './volume.ts';

export interface FactsOptions {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homedir: string;
  readonly arch: string;
  /** `os.release()`. */
  readonly release: string;
  /** `--backup-dir`, as an absolute path. */
  readonly backupDir?: string | undefined;
  /** Calls everything off: pending facts become `timeout`, running programs are ended. */
  readonly signal: AbortSignal;
  /** The present moment in ms since 1970. */
  readonly now: number;
  /** The phone that was named or chosen; null where there is only one, or none was named yet. */
  readonly udid?: () => string | null;
  /** `process.kill`, so that a program that hangs is ended with everything it started. */
  readonly kill?: ExecSettings['kill'];
  /** Stands in for running real programs. */
  readonly exec?: Exec;
  /** Stands in for loading the `usb` package. */
  readonly usb?: UsbLoader;
  /** Put before absolute paths of the system (`/proc`, `/sys`, `/System`). */
  readonly systemRoot?: string;
  /** Other time limits in ms than the usual ones. */
  readonly limits?: Partial<FactLimits>;
}

export interface FactLimits {
  /** Facts that need no slow program. */
  readonly quick: number;
  /** Facts that may need PowerShell, which alone may take 8 s. */
  readonly slow: number;
  /** Looking at a folder or a volume. */
  readonly paths: number;
  /** Reading the small files of all backups. */
  readonly lists: number;
  /** Measuring one backup. */
  readonly bytes: number;
  /** Touching a network drive that may be gone. */
  readonly touch: number;
}

const LIMITS: FactLimits = { quick: 6000, slow: 14_000, paths: 14_000, lists: 30_000, bytes: 25_000, touch: 5000 };

/** Makes the facts of this computer. Nothing is looked at before the first question. */
export function createFacts(options: FactsOptions): Facts {
  const { platform, env, homedir, signal, now } = options;
  const real = options.exec ?? createExec({ platform, env, ...(options.kill ? { kill: options.kill } : {}) });
  const context: HostContext = {
    platform,
    env,
    homedir,
    arch: options.arch,
    release: options.release,
    exec: (file, args, more) => real(file, args, { signal, ...more }),
    systemRoot: options.systemRoot ?? '',
  };
  const limits: FactLimits = { ...LIMITS, ...options.limits };
  const host = hostOf(context);
  const guard: PathGuard = {
    paths: platform === 'win32' ? win32 : posix,
    mayHang: host.mayHang,
    touch: host.touch,
    limitMs: limits.touch,
  };
  const limit = (limitMs: number): Limits => ({ limitMs, signal });
  let description: HostDescription | null = null;

  const mux = once(limit(limits.quick), async (own) =>
    known(await readMux({ platform, configured: env['USBMUXD_SOCKET_ADDRESS'], signal: own })),
  );
  const backupRoots = once(limit(limits.paths), () => readRoots({ host, guard, homedir, given: options.backupDir }));
  const backupReads = once(limit(limits.lists), async (own) => {
    const roots = await backupRoots();
    if (!roots.known) return roots;
    return known(await Promise.all(roots.value.map((root) => readBackups(root, now, own))));
  });

  return {
    host() {
      description ??= describe(host, platform);
      return description;
    },
    usb: once(limit(limits.slow), () => readUsb(options.usb ?? loadUsbPackage, host.usbFallbacks)),
    mux: async () => {
      const reading = await mux();
      return reading.known ? known(reading.value.finding) : reading;
    },
    appleStack: once(limit(limits.slow), () => host.appleStack()),
    usbmuxd: once(limit(limits.quick), () => host.usbmuxd()),
    programs: once(limit(limits.slow), () => host.programs()),
    backupRoots,
    backups: async () => {
      const reads = await backupReads();
      return reads.known ? allListings(reads.value) : reads;
    },
    backupReads,
    backupBytes: oncePerPath(limit(limits.bytes), async (path, own) => {
      const { sizeBackup } = await import('../backups/size.ts');
      const size = await sizeBackup(path, { signal: own, limitMs: limits.bytes });
      return size.known ? known(size.value.bytes) : size;
    }),
    volume: oncePerPath(limit(limits.paths), (path) => readVolume(host, guard, path)),
    memory: once(limit(limits.quick), () => host.memory()),
    restartPending: once(limit(limits.quick), () => host.restartPending()),
    mediaFeatures: once(limit(limits.quick), () => host.mediaFeatures()),
    controlledFolderAccess: once(limit(limits.slow), () => host.controlledFolderAccess()),
    backupsDisabledBy: once(limit(limits.quick), () => host.backupsDisabledBy()),
    ...createPhoneFacts({ mux, signal, udid: options.udid ?? (() => null) }),
    network: async () => unknown('missing-tool', 'no look-up'),
  };
}

function hostOf(context: HostContext): Host {
  if (context.platform === 'win32') return windowsHost(context);
  return context.platform === 'darwin' ? macosHost(context) : linuxHost(context);
}

/** Other systems (the BSDs) are treated like Linux, and say so. */
function describe(host: Host, platform: NodeJS.Platform): HostDescription {
  const description = host.describe();
  const named = platform === 'win32' || platform === 'darwin' || platform === 'linux';
  return named ? description : { ...description, platform: 'other', osName: platform };
}

async function readBackups(root: BackupRoot, now: number, signal: AbortSignal): Promise<BackupRead> {
  const { state, error } = root;
  if (state === 'missing') return { root, listing: null };
  if (state === 'denied') return { root, listing: unknown('denied', error ?? 'EACCES') };
  if (state !== 'folder') return { root, listing: unknown('unreachable', error ?? state) };
  const { listBackups } = await import('../backups/find.ts');
  return { root, listing: await listBackups(root.path, { now, signal }) };
}

function allListings(reads: readonly BackupRead[]): Awaited<ReturnType<Facts['backups']>> {
  const listings = [];
  for (const { listing } of reads) {
    if (listing === null) continue;
    if (!listing.known) return listing as Fact<never>;
    listings.push(listing.value);
  }
  return known(listings);
}
