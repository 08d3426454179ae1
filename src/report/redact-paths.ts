/** Home folders and login names in paths: `C:\Users\taro\AppData` becomes `~\AppData`, `/mnt/c/Users/taro` `/mnt/c/Users/…`. */
import { escapeRegex, isCommonWord } from './redact-shapes.ts';
import type { Privacy } from './types.ts';

export interface PathPatterns {
  /** Home folders, the longest first. */
  readonly homes: readonly RegExp[];
  /** Login names that are a whole part of a path. */
  readonly users: readonly RegExp[];
}

/** The patterns for this computer's home folders and login names. */
export function pathPatterns({ homes, secrets }: Pick<Privacy, 'homes' | 'secrets'>): PathPatterns {
  const cleaned = homes
    .map((home) => home.normalize('NFC').replace(/[\\/]+$/u, ''))
    // A root directory or a drive as home (containers, services) is no secret.
    .filter((home) => partsOf(home).length > (isWindows(home) ? 1 : 0))
    .sort((a, b) => b.length - a.length);
  const users = [
    ...cleaned.map((home) => ({ name: partsOf(home).at(-1) ?? '', loose: isLoose(home) })),
    ...secrets.flatMap(({ kind, value }) => (kind === 'user' ? [{ name: value.normalize('NFC'), loose: true }] : [])),
  ];
  return {
    homes: cleaned.map(homePattern),
    users: users.flatMap(({ name, loose }) => (name === '' || isCommonWord(name) ? [] : [userPattern(name, loose)])),
  };
}

/** @param home what a home folder becomes: `~`, or `$HOME` in a command */
export function maskPaths(text: string, patterns: PathPatterns, home: string): string {
  let masked = text;
  // A function: "$" has a meaning in a replacement string.
  for (const pattern of patterns.homes) masked = masked.replace(pattern, () => home);
  masked = masked.replace(SOMEBODY, (found, before: string, user: string) =>
    NOBODY.has(user.toLowerCase()) ? found : `${before}…`,
  );
  for (const pattern of patterns.users) masked = masked.replace(pattern, '…');
  return masked;
}

const NOBODY = new Set(['public', 'shared', 'default', 'all users', 'default user', '…']);

// Where systems keep people's folders. A name with spaces is taken whole only where the path goes on behind it.
const SOMEBODY =
  /([\\/](?:Users|home|Documents and Settings)[\\/]+)((?:[^\\/:*?"<>|\r\n「」“”]*[^\\/:*?"<>|\s「」“”])(?=[\\/])|[^\\/:*?"<>|\s「」『』（）()“”'、。，,;]+)/giu;

function partsOf(path: string): string[] {
  return path.split(/[\\/]+/u).filter((part) => part !== '');
}

function isWindows(home: string): boolean {
  return /^[A-Za-z]:|^\\\\/u.test(home);
}

/** Windows and macOS do not tell capitals apart in paths. */
function isLoose(home: string): boolean {
  return isWindows(home) || home.startsWith('/Users/');
}

// What may continue a name: `/home/taro2` is not the home of `taro`.
const NAME_GOES_ON = '(?![A-Za-z0-9_.~-]*[A-Za-z0-9_])';

function homePattern(home: string): RegExp {
  // Both slashes, and doubled ones as they stand in JSON and in registry files; %20 as in file addresses.
  const body = partsOf(home)
    .map((part) => escapeRegex(part).replaceAll(' ', '(?: |%20)'))
    .join('[\\\\/]+');
  const lead = /^[\\/]/u.test(home) ? '[\\\\/]+' : '';
  return new RegExp(`(?<![\\p{L}\\p{N}_.~\\\\/-])${lead}${body}${NAME_GOES_ON}`, isLoose(home) ? 'giu' : 'gu');
}

function userPattern(name: string, loose: boolean): RegExp {
  return new RegExp(`(?<=[\\\\/])${escapeRegex(name)}${NAME_GOES_ON}`, loose ? 'giu' : 'gu');
}
