/** Merges the message files and turns a check's choice into words. The only place where a language is applied. */
import type { CauseId } from '../causes/args.ts';
import type { CauseRef, CheckId } from '../core/check.ts';
import { CAUSE_TEXTS } from './causes/index.ts';
import { CHECK_TEXTS } from './checks.ts';
import { common } from './common.ts';
import type { CauseText, Lang, Sentence, Text, Where } from './define.ts';

type Catalogue = typeof CHECK_TEXTS & { readonly common: typeof common };
type TextsOf<C extends keyof Catalogue> = Catalogue[C]['texts'];
type ArgsOf<T> = T extends Text<infer A> ? A : never;

const CATALOGUE: Catalogue = { ...CHECK_TEXTS, common };

/**
 * Chooses a sentence of a check (or one that all share), with its arguments. The compiler knows the keys and what each needs.
 */
export function say<C extends keyof Catalogue, K extends keyof TextsOf<C> & string>(
  check: C,
  key: K,
  ...args: ArgsOf<TextsOf<C>[K]> extends undefined ? [] : [ArgsOf<TextsOf<C>[K]>]
): Sentence {
  return { check, key, args: args[0] };
}

/** The healthy title of a check: a true sentence when the check passes. */
export function titleOf(id: CheckId, lang: Lang): string {
  return CATALOGUE[id].title[lang]();
}

/** A chosen sentence in one language. Throws for a key that does not exist, which only hand-made data can have. */
export function render(sentence: Sentence, lang: Lang): string {
  const texts: Readonly<Record<string, Text<never>>> = CATALOGUE[sentence.check].texts;
  const entry = texts[sentence.key];
  if (entry === undefined) throw new Error(`no text ${sentence.check}.${sentence.key}`);
  // `say` is the only maker of a Sentence and has matched the arguments to the key.
  return entry[lang](sentence.args as never);
}

/** A cause in words: what is wrong, why it matters, what to do. */
export interface CauseInWords {
  readonly summary: string;
  readonly why: string;
  readonly steps: readonly string[];
  readonly commands: readonly string[];
  readonly url: string | null;
}

/** Words a cause for the computer that the person sits at. */
export function causeWords(cause: CauseRef, where: Where, lang: Lang): CauseInWords {
  const entry = (CAUSE_TEXTS as Readonly<Record<CauseId, CauseText<never>>>)[cause.id];
  const words = entry[lang];
  const args = cause.args as never;
  return {
    summary: words.summary(args, where),
    why: words.why(args, where),
    steps: words.steps(args, where),
    commands: entry.commands?.(args, where) ?? [],
    url: entry.url?.(lang, where) ?? null,
  };
}
