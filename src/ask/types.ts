/** Questions that only the person can answer. */
import type { Fact } from '../facts/fact.ts';

/** The keys of `--answer key=value`. */
export const ANSWER_KEYS = [
  'ios-up-to-date',
  'icloud-backup-on',
  'wifi',
  'power',
  'locked',
  'icloud-storage-free',
  'icloud-signed-in',
  'icloud-restoring',
] as const;
export type AnswerKey = (typeof ANSWER_KEYS)[number];

/** `yes`, `no`, `unknown` ("not sure"), or an amount in bytes (`full` is 0 bytes). */
export type Answer =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'amount'; readonly bytes: number };

/**
 * Asks the person, or takes what `--answer` said, or nobody.
 * Answers `needs-answer` where nobody could be asked. "Not sure" is a known answer of kind `unknown`.
 */
export interface Ask {
  answer(key: AnswerKey): Promise<Fact<Answer>>;
}
