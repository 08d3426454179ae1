/** Which language to speak. Pure: the environment and the system's locale come as parameters. */
import { LANGS, type Lang } from './messages/define.ts';

/** Locales that say nothing: a C locale has no language, and Intl answers `und` for it. */
const SILENT = new Set(['', 'c', 'posix', 'und']);

/**
 * The first of: `--lang`, IPHONE_BACKUP_DOCTOR_LANG, LC_ALL, LC_MESSAGES, LANG, the system's locale; else English.
 * @param flag value of `--lang`, already known to be valid; null where it was not given
 * @param systemLocale such as `ja-JP` (Intl), which is what Windows has instead of the variables
 */
export function chooseLang(
  flag: Lang | null,
  env: Readonly<Record<string, string | undefined>>,
  systemLocale: string,
): Lang {
  if (flag !== null) return flag;
  const said = [env['IPHONE_BACKUP_DOCTOR_LANG'], env['LC_ALL'], env['LC_MESSAGES'], env['LANG'], systemLocale];
  for (const value of said) {
    const language =
      (value ?? '')
        .trim()
        .toLowerCase()
        .split(/[-_.@]/)[0] ?? '';
    if (SILENT.has(language)) continue;
    // A language that we do not speak is still an answer: English then, not the next variable's.
    return LANGS.find((lang) => lang === language) ?? 'en';
  }
  return 'en';
}

/** `--lang xx` anywhere on the command line, so that `--help` and complaints about it come in that language too. */
export function langFlag(argv: readonly string[]): Lang | null {
  for (const [index, argument] of argv.entries()) {
    const value = argument === '--lang' ? argv[index + 1] : /^--lang=(.*)$/.exec(argument)?.[1];
    const lang = LANGS.find((known) => known === value);
    if (lang !== undefined) return lang;
  }
  return null;
}
