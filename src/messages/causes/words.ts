/** What the cause texts share: who sits where, which program is meant, and what Apple calls things. */
import type { Lang, ProgramId, Where } from '../define.ts';

/** Makes a list of steps from those that apply: a false one is left out, a list is put in its place. */
export function list(...items: readonly (string | false | readonly string[])[]): readonly string[] {
  return items.flatMap((item) => (item === false ? [] : item));
}

export function isWindows(where: Where): boolean {
  return where.platform === 'windows';
}

export function isMac(where: Where): boolean {
  return where.platform === 'macos';
}

export function isLinux(where: Where): boolean {
  return where.platform === 'linux';
}

export function has(where: Where, program: ProgramId): boolean {
  return where.programs.includes(program);
}

/** Whether the operating system is this version or newer; an unknown version counts as new, as most are. */
export function osAtLeast(where: Where, major: number, minor = 0): boolean {
  const match = /^(\d+)(?:\.(\d+))?/.exec(where.osVersion ?? '');
  if (match === null) return true;
  const [haveMajor, haveMinor] = [Number(match[1]), Number(match[2] ?? 0)];
  return haveMajor > major || (haveMajor === major && haveMinor >= minor);
}

/** The Finder took over from iTunes in macOS 10.15. */
export function hasFinderBackups(where: Where): boolean {
  return isMac(where) && !has(where, 'itunes-mac') && osAtLeast(where, 10, 15);
}

/** The program to name in a sentence: the one for phone jobs where there are several; null where none is known. */
export function mainProgram(where: Where): ProgramId | null {
  if (isMac(where)) return hasFinderBackups(where) ? 'finder' : 'itunes-mac';
  const order: readonly ProgramId[] = ['apple-devices', 'itunes-store', 'itunes-classic', 'libimobiledevice'];
  return order.find((program) => has(where, program)) ?? null;
}

const NAMES: Readonly<Record<ProgramId, Readonly<Record<Lang, string>>>> = {
  'itunes-classic': { en: 'iTunes', ja: 'iTunes' },
  'itunes-store': { en: 'iTunes', ja: 'iTunes' },
  'itunes-mac': { en: 'iTunes', ja: 'iTunes' },
  'apple-devices': { en: 'Apple Devices', ja: 'Appleデバイス' },
  finder: { en: 'the Finder', ja: 'Finder' },
  libimobiledevice: { en: 'idevicebackup2', ja: 'idevicebackup2' },
};

/** That program's name inside a sentence. */
export function programName(where: Where, lang: Lang): string {
  const program = mainProgram(where);
  if (program !== null) return NAMES[program][lang];
  if (isWindows(where)) return lang === 'ja' ? 'AppleデバイスまたはiTunes' : 'Apple Devices or iTunes';
  return lang === 'ja' ? 'バックアップ用のソフト' : 'the backup program';
}

/** The software through which programs reach the device, inside a sentence: Apple's own, or usbmuxd where Apple has none. */
export function muxSoftware(where: Where, lang: Lang): string {
  if (!isWindows(where) && !isMac(where)) return 'usbmuxd';
  return lang === 'ja' ? 'Appleの接続用ソフトウェア' : "Apple's connection software";
}

/** What an Apple program is called in a language (`Apple Devices` is `Appleデバイス` in Japanese). */
export function localName(program: string, lang: Lang): string {
  return lang === 'ja' ? program.replaceAll('Apple Devices', 'Appleデバイス') : program;
}

/** The system of the device. */
export function iosName(where: Where): 'iOS' | 'iPadOS' {
  return where.device === 'iPad' ? 'iPadOS' : 'iOS';
}

/** ` (text)` in the brackets of the language, or nothing where there is nothing to show. */
export function aside(value: string | null, lang: Lang): string {
  if (value === null || value === '') return '';
  return lang === 'ja' ? `（${value}）` : ` (${value})`;
}

/** A page of Apple's support site in the reader's language. */
export function applePage(number: string): (lang: Lang) => string {
  return (lang) => `https://support.apple.com/${lang === 'ja' ? 'ja-jp' : 'en-us'}/${number}`;
}
