/** Where Dropbox keeps its folders: it writes that down in a small JSON file, for other programs to read. */
import * as v from 'valibot';
import { readSmallFile } from './small-file.ts';
import type { CloudPlace } from './types.ts';

// https://help.dropbox.com/installs/locate-dropbox-folder
const INFO = v.record(v.string(), v.object({ path: v.pipe(v.string(), v.minLength(1)) }));

/** The folders named in the first of these files that can be read; none where there is no such file. */
export async function dropboxPlaces(files: readonly string[]): Promise<readonly CloudPlace[]> {
  for (const file of files) {
    const bytes = await readSmallFile(file, 64 * 1024);
    if (!bytes.known) continue;
    try {
      const checked = v.safeParse(INFO, JSON.parse(bytes.value.toString('utf8')));
      if (checked.success) return Object.values(checked.output).map(({ path }) => ({ name: 'Dropbox', path }));
    } catch {
      // Not JSON: as good as not there, since the folder's name is looked at as well.
    }
  }
  return [];
}
