/** How sentences are kept: English and Japanese side by side, with typed arguments. The compiler finds a missing one. */
import type { CauseArgs, CauseId } from '../causes/args.ts';
import type { CheckId } from '../core/check.ts';

export const LANGS = ['en', 'ja'] as const;
export type Lang = (typeof LANGS)[number];

/** One sentence (or a few short ones) in both languages. */
export interface Text<A = void> {
  readonly en: (args: A) => string;
  readonly ja: (args: A) => string;
}

/** Keeps the argument type of a text: `text<{ bytes: number }>({ en: …, ja: … })`. */
export function text<A = void>(entry: Text<A>): Text<A> {
  return entry;
}

/** A check's own words: its healthy title, and the sentences it may choose. The causes' words stand in `causes/`. */
export interface CheckMessages {
  /** States the healthy fact, so that a passed line reads as a true sentence. */
  readonly title: Text;
  /** Each text has its own argument type (`never` accepts them all); `say` recovers it from the key. */
  readonly texts: Readonly<Record<string, Text<never>>>;
}

/** What the words may depend on besides the cause itself: where the person sits. */
export interface Where {
  readonly platform: 'windows' | 'macos' | 'linux' | 'other';
  /** Which programs make backups here; empty where none is known. */
  readonly programs: readonly ProgramId[];
  /** Version of the operating system, such as `15.1` or `10.0.26100`; null where unknown. */
  readonly osVersion: string | null;
  /** `iPhone`, `iPad` or `iPod touch`: what the sentences call the device. */
  readonly device: 'iPhone' | 'iPad' | 'iPod touch';
}

/** Programs that make backups. */
export type ProgramId =
  | 'itunes-classic'
  | 'itunes-store'
  | 'apple-devices'
  | 'finder'
  | 'itunes-mac'
  | 'libimobiledevice';

/** The words for one cause in one language. */
export interface CauseWords<A> {
  /** What is wrong, with the value that was seen. One or two calm sentences. */
  readonly summary: (args: A, where: Where) => string;
  /** Why it matters for the backup. One sentence. */
  readonly why: (args: A, where: Where) => string;
  /** What to do: numbered by the reporter, least risk first. A step that can lose data is a sentence that says so. */
  readonly steps: (args: A, where: Where) => readonly string[];
}

export interface CauseText<A> {
  readonly en: CauseWords<A>;
  readonly ja: CauseWords<A>;
  /** Commands that are safe to paste: they change nothing that cannot be undone. */
  readonly commands?: (args: A, where: Where) => readonly string[];
  /** Where Apple or Microsoft explains it. */
  readonly url?: (lang: Lang, where: Where) => string;
}

/** The causes of a check's message file: exactly the ones named, each with its own argument type. */
export type CauseTexts<C extends CauseId> = { readonly [K in C]: CauseText<CauseArgs[K]> };

/** A sentence that a check chose, not yet in any language. Made by `say`. */
export interface Sentence {
  readonly check: CheckId | 'common';
  readonly key: string;
  readonly args: unknown;
}
