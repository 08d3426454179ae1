/** Reads `--answer key=value`, and what a person types for an amount. */
import { ANSWER_KEYS, type Answer, type AnswerKey } from './types.ts';

export type ParsedAnswer =
  | { readonly ok: true; readonly key: AnswerKey; readonly answer: Answer }
  | { readonly ok: false; readonly problem: 'no-equals-sign' | 'unknown-key' | 'bad-value'; readonly key: string };

/** Parses one `key=value`. Keys and values are those of the contract; case and full-width forms do not matter. */
export function parseAnswer(given: string): ParsedAnswer {
  const at = given.indexOf('=');
  if (at < 0) return { ok: false, problem: 'no-equals-sign', key: given };
  const rawKey = normalise(given.slice(0, at));
  const key = ANSWER_KEYS.find((known) => known === rawKey);
  if (key === undefined) return { ok: false, problem: 'unknown-key', key: given.slice(0, at) };
  const value = normalise(given.slice(at + 1));
  const answer = key === 'icloud-storage-free' ? parseAmount(value) : parseYesNo(value);
  return answer === null ? { ok: false, problem: 'bad-value', key } : { ok: true, key, answer };
}

function parseYesNo(value: string): Answer | null {
  return value === 'yes' || value === 'no' || value === 'unknown' ? { kind: value } : null;
}

const UNIT_BYTES: Readonly<Record<string, number>> = { mb: 1e6, gb: 1e9, tb: 1e12, '': 1e9 };

/**
 * An amount of storage: `3`, `3.5 GB`, `800MB`, `full`, `unknown`; a bare number is GB, as the phone shows it.
 * @returns null where it is none of these
 */
export function parseAmount(typed: string): Answer | null {
  const value = normalise(typed);
  if (value === 'unknown') return { kind: 'unknown' };
  if (value === 'full') return { kind: 'amount', bytes: 0 };
  const match = /^(\d{1,6}(?:[.,]\d{1,6})?)\s*(mb|gb|tb|)$/.exec(value);
  if (match === null) return null;
  const [, digits = '', unit = ''] = match;
  const bytes = Number(digits.replace(',', '.')) * (UNIT_BYTES[unit] ?? 1e9);
  return { kind: 'amount', bytes: Math.round(bytes) };
}

/** NFKC turns full-width digits and letters, as a Japanese keyboard gives them, into plain ones. */
function normalise(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase();
}
