import type { PhoneFailure } from '../phone/errors.ts';

/** For the evidence of a check: the side that failed, when, and its own word. */
export function failureEvidence(failure: PhoneFailure) {
  return { layer: failure.layer, during: failure.during, kind: failure.kind, error: failure.error, seen: failure.seen };
}
