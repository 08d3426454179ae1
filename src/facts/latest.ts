/**
 * The newest releases known to this version of the tool, with the day on which they were the newest. A version older than
 * these is a hint (`likely`), never a proof: the table ages with the tool, and the report says of what day it is.
 */

export interface Release {
  readonly version: string;
  /** ISO day on which this was released. */
  readonly released: string;
}

/** ISO day up to which the releases below were looked up. */
export const TABLE_DAY = '2026-10-05';

/** Programs that make backups. Apple lists iTunes for Windows in its software-update catalogue; winget keeps the same numbers. */
export const NEWEST_PROGRAMS = {
  /** https://github.com/microsoft/winget-pkgs/tree/master/manifests/a/Apple/iTunes */
  'itunes-windows': { version: '12.13.11.1', released: '2026-09-09' },
  /** Microsoft Store id 9NP83LWLPZ9K. */
  'apple-devices': { version: '1.1540.24088.0', released: '2026-09-09' },
} as const satisfies Record<string, Release>;

/**
 * libimobiledevice up to 1.3.0 does not know the backup protocol of iOS 14 and later in every detail and ends with "Could not
 * perform backup protocol version exchange" (https://github.com/libimobiledevice/libimobiledevice/issues/1111).
 */
export const LIBIMOBILEDEVICE_NEEDED = '1.4.0';
/** Phones on an older iOS than this still work with it. */
export const LIBIMOBILEDEVICE_LIMIT_IOS = '14.0';

/** The newest release of each macOS line that still gets updates. */
export const NEWEST_MACOS: readonly Release[] = [
  { version: '27.0.1', released: '2026-09-28' },
  { version: '26.7.1', released: '2026-09-28' },
  { version: '15.7.9', released: '2026-08-17' },
  { version: '14.8.9', released: '2026-08-17' },
];
