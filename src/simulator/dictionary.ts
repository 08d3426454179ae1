/** Reading property lists that come from the other side: nothing about their shape is taken for granted. */
import { isPlistDict, type PlistDict, type PlistValue } from '../plist/index.ts';

export function stringAt(dictionary: PlistDict, key: string): string | null {
  const value = dictionary[key];
  return typeof value === 'string' ? value : null;
}

/** An integer that a JavaScript number keeps exactly. */
export function integerAt(dictionary: PlistDict, key: string): number | null {
  const value = dictionary[key];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

export function bytesAt(dictionary: PlistDict, key: string): Buffer | null {
  const value = dictionary[key];
  return value instanceof Uint8Array ? Buffer.from(value) : null;
}

export function dictionaryAt(dictionary: PlistDict, key: string): PlistDict | null {
  const value = dictionary[key];
  return isPlistDict(value) ? value : null;
}

/** Texts of an array; null where it is no array or holds anything else. */
export function stringsOf(value: PlistValue | undefined): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  const texts = value.filter((item) => typeof item === 'string');
  return texts.length === value.length ? texts : null;
}
