/** What is said at the end of a run, in words: shared by the outputs that people read. */
import type { CheckResult } from '../core/check.ts';
import { verdictOf } from '../core/verdict.ts';
import { titleOf } from '../messages/index.ts';
import { ui, WHY_WORDS } from '../messages/report.ts';
import { againCommand } from './again.ts';
import type { ReportContext } from './types.ts';

export interface Closing {
  readonly status: 'healthy' | 'problem' | 'undetermined';
  readonly headline: string;
  /** What could not be looked at, and why. */
  readonly unknowns: readonly { readonly title: string; readonly reason: string }[];
  /** Sentences on what was not run. */
  readonly notRun: readonly string[];
  /** The command to paste next, and what it is for; null where there is nothing to look at again. */
  readonly next: { readonly label: string; readonly command: string } | null;
}

/** The closing words over all results of a run. */
export function closingOf(results: readonly CheckResult[], context: ReportContext): Closing {
  const { lang } = context;
  const words = ui(lang);
  const { status } = verdictOf(results);
  const later = results.filter(
    ({ outcome }) => outcome.status === 'not-run' && outcome.reason === 'after-failure',
  ).length;
  const leftOut = results.filter(({ outcome }) => outcome.status === 'not-run' && outcome.reason === 'left-out').length;
  return {
    status,
    headline: headlineOf(results, context),
    unknowns: results.flatMap(({ id, outcome }) =>
      outcome.status === 'unknown' ? [{ title: titleOf(id, lang), reason: WHY_WORDS[outcome.why][lang]() }] : [],
    ),
    notRun: [
      ...(later > 0 ? [words.later({ count: later })] : []),
      ...(leftOut > 0 ? [words['left-out']({ count: leftOut })] : []),
    ],
    next: nextOf(status, context),
  };
}

/** The verdict in one or two sentences. */
export function headlineOf(results: readonly CheckResult[], { lang }: Pick<ReportContext, 'lang'>): string {
  const words = ui(lang);
  const passed = results.filter(({ outcome }) => outcome.status === 'pass').length;
  const fails = results.flatMap(({ outcome }) => (outcome.status === 'fail' ? [outcome.confidence] : []));
  const likely = fails.filter((confidence) => confidence === 'likely').length;
  if (fails.length > 1) return words.problems({ count: fails.length, likely });
  if (fails.length === 1) return likely === 1 ? words['problem-likely']() : words.problem();
  if (passed === 0) return words.nothing();
  return verdictOf(results).status === 'healthy' ? words.healthy({ passed }) : words.undetermined();
}

function nextOf(status: Closing['status'], context: ReportContext): Closing['next'] {
  const words = ui(context.lang);
  if (context.demo !== null) return { label: words['simulated-end'](), command: againCommand(context.tool.name, []) };
  if (status === 'healthy') return null;
  return { label: words.again(), command: againCommand(context.tool.name, context.again) };
}
