/** A fact is one thing learned about the computer or the phone, or the honest statement that it could not be learned. */
import type { Why } from '../core/check.ts';

export type Fact<T> =
  | { readonly known: true; readonly value: T }
  | {
      readonly known: false;
      readonly why: Why;
      /** What the machine said (an error code, a tool's name), for the evidence. No private data. */
      readonly detail: string;
    };

export function known<T>(value: T): Fact<T> {
  return { known: true, value };
}

export function unknown(
  why: Why,
  detail: string,
): { readonly known: false; readonly why: Why; readonly detail: string } {
  return { known: false, why, detail };
}

/** The value, or null where it is not known. For evidence and for hints, never for a verdict. */
export function valueOrNull<T>(fact: Fact<T>): T | null {
  return fact.known ? fact.value : null;
}
