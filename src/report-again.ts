/** Which flags of this run to repeat when looking again. */
import type { Options } from './options.ts';
import type { AgainFlag } from './report/types.ts';

export function againFlags(options: Options): readonly AgainFlag[] {
  const flags: AgainFlag[] = [];
  const add = (flag: string, value: string | null = null, placeholder: string | null = null) =>
    flags.push({ flag, value, placeholder });
  if (options.demo !== null) add('--demo', options.demo);
  if (options.targets?.size === 1) add('--target', [...options.targets].join(','));
  if (options.all) add('--all');
  if (options.lang !== null) add('--lang', options.lang);
  if (options.udid !== null) add('--udid', options.udid, 'UDID');
  if (options.backupDir !== null) add('--backup-dir', options.backupDir, 'DIR');
  if (options.offline) add('--offline');
  if (options.plain) add('--plain');
  return flags;
}
