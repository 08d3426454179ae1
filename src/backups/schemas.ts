/** The shapes of the three property lists, as far as a doctor needs them. What is absent or of another type is null. */
import * as v from 'valibot';
import { isPlistDict, PlistError, type PlistLimits, parsePlist } from '../plist/index.ts';
import type { SmallFile } from './small-file.ts';
import { BACKUP_WORDS, type FileKind, SNAPSHOT_STATES } from './state.ts';

/** Sizes (bytes) above which a list is not read. Status.plist is about 190 bytes in life; Info.plist can hold icons. */
export const MAX_STATUS_BYTES = 64 * 1024;
export const MAX_PLIST_BYTES = 64 * 1024 * 1024;

const MAX_TEXT = 200;
// Names of devices are typed by people and printed to terminals: no control characters, no marks that reorder text.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const Text = v.fallback(
  v.nullable(
    v.pipe(
      v.string(),
      v.transform((text) => [...text.replace(UNPRINTABLE, ' ').trim()].slice(0, MAX_TEXT).join('')),
      v.minLength(1),
    ),
  ),
  null,
);
const text = v.optional(Text, null);
const moment = v.optional(
  v.fallback(
    v.nullable(
      v.pipe(
        v.date(),
        v.transform((date) => date.getTime()),
      ),
    ),
    null,
  ),
  null,
);
// The phone writes booleans as booleans or as 0 and 1.
const truth = v.optional(
  v.fallback(
    v.nullable(
      v.pipe(
        v.union([v.boolean(), v.literal(0), v.literal(1)]),
        v.transform((value) => value === true || value === 1),
      ),
    ),
    null,
  ),
  null,
);

/** Words that the phone itself does not know make it fail with its code 11: such a list is as good as broken. */
export const StatusSchema = v.object({
  SnapshotState: v.picklist(SNAPSHOT_STATES),
  BackupState: v.optional(v.nullable(v.picklist(BACKUP_WORDS)), null),
  Date: moment,
  IsFullBackup: truth,
});

export const InfoSchema = v.pipe(
  v.object({
    'Device Name': text,
    'Product Type': text,
    'Product Version': text,
    'Serial Number': text,
    'Target Identifier': text,
    'Unique Identifier': text,
    'Last Backup Date': moment,
  }),
  v.transform((list) => ({
    device: {
      name: list['Device Name'],
      productType: list['Product Type'],
      productVersion: list['Product Version'],
      serialNumber: list['Serial Number'],
      udid: list['Target Identifier'] ?? list['Unique Identifier'],
    },
    attemptedAt: list['Last Backup Date'],
  })),
);

const LockdownSchema = v.pipe(
  v.object({ DeviceName: text, ProductType: text, ProductVersion: text, SerialNumber: text, UniqueDeviceID: text }),
  v.transform((list) => ({
    name: list.DeviceName,
    productType: list.ProductType,
    productVersion: list.ProductVersion,
    serialNumber: list.SerialNumber,
    udid: list.UniqueDeviceID,
  })),
);

export const ManifestSchema = v.pipe(
  v.object({
    IsEncrypted: truth,
    Date: moment,
    Lockdown: v.optional(v.fallback(v.nullable(LockdownSchema), null), null),
  }),
  v.transform((list) => ({ encrypted: list.IsEncrypted, date: list.Date, device: list.Lockdown })),
);

/** How Info.plist (from the computer) and Manifest.plist (from the phone) name the device. */
export type DeviceFields = v.InferOutput<typeof LockdownSchema>;

/** A list that was read, or what stood in the way. `words-unknown`: a property list, but not of this shape. */
export interface ReadList<T> {
  readonly kind: FileKind | 'words-unknown';
  readonly value: T | null;
}

/** Parses what was read. Never throws. */
export function parseList<S extends v.GenericSchema>(
  file: SmallFile,
  schema: S,
  limits: Partial<PlistLimits> = {},
): ReadList<v.InferOutput<S>> {
  if (file.kind !== 'read') return { kind: file.kind, value: null };
  try {
    const list = parsePlist(file.bytes, limits);
    // An array passes for an object without keys.
    if (!isPlistDict(list)) return { kind: 'words-unknown', value: null };
    const result = v.safeParse(schema, list);
    return result.success ? { kind: 'ok', value: result.output } : { kind: 'words-unknown', value: null };
  } catch (error) {
    if (!(error instanceof PlistError)) return { kind: 'unreadable', value: null };
    // Too deep or too many values: it was given up, not looked through. That proves no damage.
    const unread = error.code === 'too-large' || error.code === 'too-deep' || error.code === 'too-many';
    return { kind: unread ? 'too-large' : 'unreadable', value: null };
  }
}
