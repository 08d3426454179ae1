/** Short ways to make the four outcomes, so that a check reads as its decisions. */
import type { CauseArgs, CauseId } from '../causes/args.ts';
import type { Fact } from '../facts/fact.ts';
import type { Sentence } from '../messages/define.ts';
import type {
  CauseRef,
  Confidence,
  Evidence,
  FailOutcome,
  PassOutcome,
  SkipOutcome,
  Source,
  UnknownOutcome,
  Why,
} from './check.ts';

interface Extra {
  readonly evidence?: Evidence;
  readonly notes?: readonly Sentence[];
  readonly source?: Source;
}

export function pass(summary: Sentence, extra: Extra = {}): PassOutcome {
  return {
    status: 'pass',
    summary,
    source: extra.source ?? 'computer',
    evidence: extra.evidence ?? {},
    notes: extra.notes ?? [],
  };
}

/** A failure with its cause. The evidence must quote what was observed. */
export function fail<C extends CauseId>(
  id: C,
  args: CauseArgs[C],
  extra: Extra & { readonly evidence: Evidence; readonly confidence: Confidence },
): FailOutcome {
  return {
    status: 'fail',
    // The pair (id, args) is matched by this function's own type; TypeScript cannot see that through the union.
    cause: { id, args } as unknown as CauseRef,
    confidence: extra.confidence,
    source: extra.source ?? 'computer',
    evidence: extra.evidence,
    notes: extra.notes ?? [],
  };
}

export function unknownOutcome(
  why: Why,
  detail: string,
  summary: Sentence,
  extra: Extra & { readonly steps?: readonly Sentence[] } = {},
): UnknownOutcome {
  return {
    status: 'unknown',
    why,
    detail,
    summary,
    steps: extra.steps ?? [],
    source: extra.source ?? null,
    evidence: extra.evidence ?? {},
    notes: extra.notes ?? [],
  };
}

/** The outcome of a fact that could not be learned: its reason and detail are kept. */
export function unknownFact(
  fact: Fact<unknown> & { known: false },
  summary: Sentence,
  extra: Extra & { readonly steps?: readonly Sentence[] } = {},
): UnknownOutcome {
  return unknownOutcome(fact.why, fact.detail, summary, extra);
}

export function skip(summary: Sentence): SkipOutcome {
  return { status: 'skip', summary, source: null, evidence: {}, notes: [] };
}
