/**
 * Masks what is private before a report is shown: a report gets pasted into forums. Known strings are masked wherever
 * they stand; besides them, whatever has the shape of an identifier. What it masks it still lets tell apart.
 */
import type { Evidence, EvidenceValue } from '../core/check.ts';
import { maskerOf } from './redact-known.ts';
import { maskPaths, pathPatterns } from './redact-paths.ts';
import { maskName, maskShapes, maskUdid } from './redact-shapes.ts';
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

interface Built {
  readonly length: number;
  readonly homes: string;
  readonly redactor: Redactor;
}

/** The last redactor of each list of secrets: the list only grows, and is the same for every line of a report. */
const BUILT = new WeakMap<readonly PrivateString[], Built>();

/** A redactor for what is known to be private at this moment of the run; the same one while nothing new is known. */
export function createRedactor(privacy: Privacy): Redactor {
  if (privacy.showPrivate) return SHOW_ALL;
  const { length } = privacy.secrets;
  const homes = privacy.homes.join('\0');
  const last = BUILT.get(privacy.secrets);
  if (last?.length === length && last.homes === homes) return last.redactor;
  const redactor = build(privacy);
  BUILT.set(privacy.secrets, { length, homes, redactor });
  return redactor;
}

function build(privacy: Privacy): Redactor {
  const maskKnown = maskerOf(privacy.secrets);
  const paths = pathPatterns(privacy);

  const textWith = (value: string, home: string): string => {
    // Composed form: macOS writes が as か and a mark, and a name would be missed in the other form.
    return maskShapes(maskKnown(maskPaths(value.normalize('NFC'), paths, home)));
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
