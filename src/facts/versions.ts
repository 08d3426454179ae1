/** Versions as Apple writes them: one to five numbers with dots, of which `semver` knows three. */
import compareThree from 'semver/functions/compare.js';

const PARTS = /^\s*v?(\d{1,9}(?:\.\d{1,9}){0,5})(?![\d.])/;

/** The numbers of a version (`12.13.11.1` → [12, 13, 11, 1]), text after them passed over; null where there are none. */
export function versionParts(version: string): readonly number[] | null {
  const match = PARTS.exec(version);
  return match?.[1] ? match[1].split('.').map(Number) : null;
}

/**
 * Compares two versions part by part; parts that are not there count as 0.
 *
 * @returns below 0 where `a` is older, 0 where they are the same, above 0 where `a` is newer; null where either is no version.
 */
export function compareVersions(a: string, b: string): number | null {
  const left = versionParts(a);
  const right = versionParts(b);
  if (!left || !right) return null;
  const order = compareThree(firstThree(left), firstThree(right));
  if (order !== 0) return order;
  for (let i = 3; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

/** True where `installed` is older than `wanted`; null where that can't be told. */
export function isOlder(installed: string, wanted: string): boolean | null {
  const order = compareVersions(installed, wanted);
  return order === null ? null : order < 0;
}

/**
 * The version of iTunes inside the version of its Microsoft Store package, which packs three numbers into the first field:
 * `12134.4.3008.0` is 12.13.4.4. The field ends at 65535, so from 12.13.10 on the first field stays 12139 and the second
 * one carries the third number too: `12139.10003.61011.0` is 12.13.10.3 (inferred from the release of the same day).
 *
 * @returns null for a version of another form.
 */
export function unpackStoreItunes(packageVersion: string): string | null {
  const match = /^(\d{2})(\d{2})(\d)\.(\d{1,5})\.\d+\.\d+$/.exec(packageVersion.trim());
  if (!match) return null;
  const [major = 0, minor = 0, patch = 0, rest = 0] = match.slice(1).map(Number);
  if (rest < 1000) return `${major}.${minor}.${patch}.${rest}`;
  return `${major}.${minor}.${Math.floor(rest / 1000)}.${rest % 1000}`;
}

function firstThree(parts: readonly number[]): string {
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0].join('.');
}
