/** What a property list holds, and how it fails. Shared by the readers and the writers of this folder. */

/**
 * Reference inside a keyed archive (`NSKeyedArchiver`). A class only because a plain object could not be told from a
 * dictionary that happens to have the same key.
 */
export class PlistUid {
  readonly value: number | bigint;
  constructor(value: number | bigint) {
    this.value = value;
  }
}

/** Has no prototype, so `__proto__` and `constructor` are ordinary keys and a missing key is really missing. */
export interface PlistDict {
  readonly [key: string]: PlistValue;
}

/** Integers are `number` where that is exact (up to 2^53 - 1), else `bigint`. Sets are read as arrays. */
export type PlistValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Uint8Array
  | PlistUid
  | readonly PlistValue[]
  | PlistDict;

export interface PlistLimits {
  /** Bytes of the whole document. */
  readonly maxBytes: number;
  /** Containers inside containers. */
  readonly maxDepth: number;
  /** Values in the document, counted as a reader that walks the whole tree would meet them. */
  readonly maxValues: number;
}

export const DEFAULT_LIMITS: PlistLimits = { maxBytes: 64 * 1024 * 1024, maxDepth: 128, maxValues: 250_000 };

export type PlistErrorCode = 'empty' | 'too-large' | 'malformed' | 'too-deep' | 'too-many';

/** The only error that the readers throw. The message holds positions and sizes, never a value from the document. */
export class PlistError extends Error {
  readonly code: PlistErrorCode;
  constructor(code: PlistErrorCode, message: string) {
    super(message);
    this.name = 'PlistError';
    this.code = code;
  }
}

/** True for a dictionary; false for every other kind of value, and for `undefined`. */
export function isPlistDict(value: PlistValue | undefined): value is PlistDict {
  return (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof PlistUid)
  );
}

/** `number` where that is exact, else `bigint`. */
export function narrowInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
