/**
 * Masks what is private before a report is shown: a report gets pasted into forums. Known strings are masked wherever
 * they stand; besides them, whatever has the shape of an identifier. What it masks it still lets tell apart.
 */
import type { Evidence, EvidenceValue } from '../core/check.ts';
import { maskPaths, pathPatterns } from './redact-paths.ts';
import { maskName, maskShapes, maskUdid, secretPattern } from './redact-shapes.ts';
import type { Privacy, PrivateString } from './types.ts';

export interface Redactor {
  /** A sentence, a path, a message of the system. */
  text(value: string): string;
  /** A command to paste: the home folder becomes `$HOME`, which works unquoted and inside double quotes. */
  command(value: string): string;
  /** The name of a phone or a person, as a whole. */
  name(value: string): string;
  udid(value: string): string;
  /**
   * Every string in the evidence. `pathHasNonAscii: true` is added where a masked path has characters outside ASCII: that
   * can be the very reason why a program fails, and must not be lost with the name.
   */
  evidence(value: Evidence): Evidence;
}

const SHOW_ALL: Redactor = {
  text: (value) => value,
  command: (value) => value,
  name: (value) => value,
  udid: (value) => value,
  evidence: (value) => value,
};

/** A redactor for what is known to be private at this moment of the run. */
export function createRedactor(privacy: Privacy): Redactor {
  if (privacy.showPrivate) return SHOW_ALL;
  const known = knownSecrets(privacy.secrets);
  const paths = pathPatterns(privacy);

  const textWith = (value: string, home: string): string => {
    // Composed form: macOS writes が as か and a mark, and a name would be missed in the other form.
    let text = maskPaths(value.normalize('NFC'), paths, home);
    for (const { pattern, mask } of known) text = text.replace(pattern, mask);
    return maskShapes(text);
  };
  const text = (value: string) => textWith(value, '~');

  const hidesNonAscii = (value: string): boolean => {
    const before = value.normalize('NFC');
    return /[^\x00-\x7f]/.test(before) && maskPaths(before, paths, '~') !== before;
  };
  const key = (name: string): string => (/^[A-Za-z][A-Za-z0-9]*$/.test(name) ? name : text(name));
  const deep = (value: EvidenceValue, seen: { nonAscii: boolean }): EvidenceValue => {
    if (typeof value === 'string') {
      if (hidesNonAscii(value)) seen.nonAscii = true;
      return text(value);
    }
    if (value === null || typeof value !== 'object') return value;
    if (isList(value)) return value.map((entry) => deep(entry, seen));
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [key(name), deep(entry, seen)]));
  };

  return {
    text,
    command: (value) => textWith(value, '$HOME'),
    name: (value) => maskName(text(value)),
    udid: maskUdid,
    evidence(value) {
      const seen = { nonAscii: false };
      const masked = Object.fromEntries(Object.entries(value).map(([name, entry]) => [key(name), deep(entry, seen)]));
      return seen.nonAscii ? { ...masked, pathHasNonAscii: true } : masked;
    },
  };
}

function isList(value: EvidenceValue): value is readonly EvidenceValue[] {
  return Array.isArray(value);
}

interface KnownSecret {
  readonly pattern: RegExp;
  readonly mask: (found: string) => string;
}

/** Longest first: a short secret inside a long one would leave the rest of the long one. */
function knownSecrets(secrets: readonly PrivateString[]): KnownSecret[] {
  return [...secrets]
    .map(({ kind, value }) => ({ kind, value: value.normalize('NFC').trim() }))
    .sort((a, b) => b.value.length - a.value.length)
    .flatMap((secret) => {
      const known = secretPattern(secret);
      return known === null ? [] : [known];
    });
}
