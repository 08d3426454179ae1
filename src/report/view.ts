/** One check's result in words, masked and ready to be shown: what all reporters share. */
import type { CauseId } from '../causes/args.ts';
import type { CheckId, CheckResult, Confidence, Evidence, NotRunReason, Source, Why } from '../core/check.ts';
import type { Sentence } from '../messages/define.ts';
import { causeWords, render, titleOf } from '../messages/index.ts';
import { NOT_RUN_WORDS } from '../messages/report.ts';
import { createRedactor, type Redactor } from './redact.ts';
import type { ReportContext } from './types.ts';

export type Status = CheckResult['outcome']['status'];

export interface CheckView {
  readonly id: CheckId;
  /** The healthy fact. */
  readonly title: string;
  readonly status: Status;
  readonly cause: CauseId | null;
  readonly confidence: Confidence | null;
  /** Why it could not be determined. */
  readonly why: Why | null;
  readonly notRun: NotRunReason | null;
  readonly source: Source | null;
  readonly summary: string;
  /** What the machine said (unknown only); empty where there is nothing to say. */
  readonly detail: string;
  /** Why a failure matters; null for everything else. */
  readonly matters: string | null;
  readonly steps: readonly string[];
  readonly commands: readonly string[];
  readonly url: string | null;
  readonly notes: readonly string[];
  readonly evidence: Evidence;
  readonly durationMs: number;
}

/** Words and masks one result. Call it when the check has ended: what is private must be known by then. */
export function viewOf(result: CheckResult, context: ReportContext): CheckView {
  const { lang } = context;
  const { outcome } = result;
  const redact = createRedactor(context.privacy());
  const words = (sentence: Sentence) => redact.text(render(sentence, lang));
  const base = { ...EMPTY, id: result.id, title: titleOf(result.id, lang), durationMs: result.durationMs };
  if (outcome.status === 'not-run') {
    return { ...base, status: 'not-run', notRun: outcome.reason, summary: NOT_RUN_WORDS[outcome.reason][lang]() };
  }
  const common = {
    ...base,
    status: outcome.status,
    source: outcome.source,
    notes: outcome.notes.map(words),
    evidence: redact.evidence(outcome.evidence),
  };
  switch (outcome.status) {
    case 'fail': {
      const { summary, why, steps, commands, url } = causeWords(outcome.cause, context.where(), lang);
      return {
        ...common,
        cause: outcome.cause.id,
        confidence: outcome.confidence,
        summary: redact.text(summary),
        matters: redact.text(why),
        steps: steps.map(redact.text),
        commands: commands.map(redact.command),
        // From the catalogue, never from the machine: masking could only break the address.
        url,
      };
    }
    case 'unknown':
      return {
        ...common,
        why: outcome.why,
        summary: words(outcome.summary),
        detail: redact.text(outcome.detail),
        steps: outcome.steps.map(words),
        evidence: evidenceWithDetail(common.evidence, outcome.detail, redact),
      };
    default:
      return { ...common, summary: words(outcome.summary) };
  }
}

function evidenceWithDetail(evidence: Evidence, detail: string, redact: Redactor): Evidence {
  return detail === '' || 'detail' in evidence ? evidence : { ...evidence, ...redact.evidence({ detail }) };
}

const EMPTY = {
  cause: null,
  confidence: null,
  why: null,
  notRun: null,
  source: null,
  detail: '',
  matters: null,
  steps: [],
  commands: [],
  url: null,
  notes: [],
  evidence: {},
} as const;
