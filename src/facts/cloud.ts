/** Folders that a cloud drive keeps in step: they lock files and leave only stand-ins on the disk, which breaks backups. */
import type { posix } from 'node:path';
import type { CloudPlace } from '../host/types.ts';

/** Names that these programs give to their folders, wherever a person has moved them to. */
const FOLDER_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^OneDrive(?: - .+)?$/i, 'OneDrive'],
  [/^iCloud ?Drive$/i, 'iCloud Drive'],
  [/^com~apple~CloudDocs$/i, 'iCloud Drive'],
  [/^Dropbox(?: \(.+\))?$/i, 'Dropbox'],
  // The drive letter or folder of Google Drive holds this one, in the language of the account.
  [/^(?:GoogleDrive-.+|Google Drive|My Drive|マイドライブ)$/i, 'Google Drive'],
];

/**
 * The cloud drive that a real path (links resolved) lies in, or null.
 *
 * @param places Folders of cloud drives that are known on this computer, links resolved.
 */
export function cloudOf(realPath: string, places: readonly CloudPlace[], paths: typeof posix): string | null {
  const fold = (path: string): string => {
    const plain = paths.resolve(path).normalize('NFC');
    // The usual file systems of Windows and macOS do not tell capitals from small letters.
    return plain.toLowerCase();
  };
  const inside = fold(realPath);
  for (const place of places) {
    const folder = fold(place.path);
    if (inside === folder || inside.startsWith(folder.endsWith(paths.sep) ? folder : folder + paths.sep)) {
      return place.name;
    }
  }
  for (const part of paths.resolve(realPath).split(paths.sep)) {
    const match = FOLDER_NAMES.find(([name]) => name.test(part.normalize('NFC')));
    if (match) return match[1];
  }
  return null;
}
