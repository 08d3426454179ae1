/** The JSON report: one document on stdout and nothing else. Its shape is a contract: schema/report.schema.json. */
import type { CheckResult } from '../core/check.ts';
import { exitCodeOf, verdictOf } from '../core/verdict.ts';
import { ui } from '../messages/report.ts';
import { headlineOf } from './closing.ts';
import { createRedactor, type Redactor } from './redact.ts';
import type { ReportContext, ReportDevice, Reporter, Write } from './types.ts';
import { type CheckView, viewOf } from './view.ts';

/** Writes the document when the run has ended. */
export function createJsonReporter(context: ReportContext, write: Write): Reporter {
  return {
    event(event) {
      if (event.type === 'end') write(serialise(reportDocument(event.results, context)));
    },
  };
}

/** The document as data. Every check of the run is in it, whatever its status. */
export function reportDocument(results: readonly CheckResult[], context: ReportContext) {
  const redact = createRedactor(context.privacy());
  const views = results.map((result) => viewOf(result, context));
  const verdict = verdictOf(results);
  const first = views.find(({ id }) => id === verdict.check);
  const { platform, release, backupSoftware } = context.host();
  return {
    schemaVersion: 1,
    tool: { name: context.tool.name, version: context.tool.version },
    lang: context.lang,
    startedAt: new Date(context.startedAt).toISOString(),
    durationMs: Math.round(context.elapsedMs()),
    host: { platform, release, backupSoftware: backupSoftware.map(({ name, version }) => ({ name, version })) },
    devices: context.devices().map((device) => deviceEntry(device, redact)),
    checks: views.map(checkEntry),
    verdict: {
      status: verdict.status,
      check: verdict.check,
      cause: verdict.cause,
      summary: withDemo(first?.summary ?? headlineOf(results, context), context),
    },
    exitCode: exitCodeOf(results),
  } as const;
}

/** A demo must not be taken for a real report; the document's keys are fixed, so its summary says it first. */
function withDemo(summary: string, { demo, lang }: ReportContext): string {
  return demo === null ? summary : `[${ui(lang)['simulated-header']({ scenario: demo })}] ${summary}`;
}

export type ReportDocument = ReturnType<typeof reportDocument>;

/**
 * The document as text. Control characters that JSON may leave as they are (U+007F to U+009F, some of which terminals
 * obey) are escaped: the document is printed on terminals too.
 */
export function serialise(document: unknown): string {
  const json = JSON.stringify(document, null, 2);
  return `${json.replace(/[\u007f-\u009f\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

function deviceEntry(device: ReportDevice, redact: Redactor) {
  const { udid, name, productType, model, productVersion, connection, trusted } = device;
  return {
    udid: udid === null ? null : redact.udid(udid),
    name: name === null ? null : redact.name(name),
    productType,
    model,
    productVersion,
    connection,
    trusted,
  };
}

function checkEntry(view: CheckView) {
  return {
    id: view.id,
    title: view.title,
    status: view.status,
    cause: view.cause,
    confidence: view.confidence,
    why: view.why,
    source: view.source,
    summary: summaryOf(view),
    evidence: view.evidence,
    fix: fixOf(view),
    durationMs: Math.max(0, Math.round(view.durationMs)),
  };
}

/** The contract has no field for hints: they follow the summary. The verdict's summary is the cause alone. */
function summaryOf({ summary, notes }: CheckView): string {
  return [summary, ...notes].join('\n');
}

function fixOf({ status, steps, commands, url }: CheckView) {
  if (status === 'fail' || (status === 'unknown' && steps.length > 0)) return { steps, commands, url };
  return null;
}
