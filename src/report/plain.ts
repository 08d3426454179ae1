/**
 * `--plain`: for screen readers and for logs. Words in place of marks, static lines, no colour, nothing drawn. One
 * statement is one line: the terminal wraps it, and a reader that goes line by line hears whole sentences.
 */
import type { CheckResult } from '../core/check.ts';
import type { Lang } from '../messages/define.ts';
import { STATUS_WORDS, ui, WHY_WORDS } from '../messages/report.ts';
import { closingOf } from './closing.ts';
import { printable } from './printable.ts';
import type { ReportContext, Reporter, Write } from './types.ts';
import { type CheckView, viewOf } from './view.ts';

/** Writes each check when it has ended, and the verdict at the end. */
export function createPlainReporter(context: ReportContext, write: Write): Reporter {
  const put = (lines: readonly string[]) => {
    if (lines.length > 0) write(`${lines.map(printable).join('\n')}\n`);
  };
  return {
    event(event) {
      switch (event.type) {
        case 'start':
          return put(header(context));
        case 'check-start':
          return;
        case 'check-end':
          return put(checkLines(viewOf(event.result, context), context));
        case 'end':
          return put(closingLines(event.results, context));
      }
    },
  };
}

function header({ lang, tool, demo }: ReportContext): string[] {
  const name = `${tool.name} ${tool.version}`;
  return demo === null ? [name] : [name, ui(lang)['simulated-header']({ scenario: demo })];
}

function checkLines(view: CheckView, { lang, demo }: ReportContext): string[] {
  // One sentence at the end counts them.
  if (view.status === 'not-run') return [];
  const words = ui(lang);
  const { labelled, aside, sentence, joined } = punctuation(lang);
  const numbered = (label: string, items: readonly string[]) =>
    items.length === 0 ? [] : [labelled(label, ''), ...items.map((item, index) => `${index + 1}. ${item}`)];

  const status = STATUS_WORDS[view.status][lang]();
  const title = labelled(status, view.title);
  const said = view.source === 'user' ? aside(words[demo === null ? 'your-answer' : 'simulated-answer']()) : '';
  const notes = view.notes.map((note) => labelled(words.note(), note));
  switch (view.status) {
    case 'skip':
      return [`${sentence(title)}${view.summary}`];
    case 'pass':
      return [`${sentence(title)}${view.summary}${said}`, ...notes];
    case 'unknown': {
      const why = view.why === null ? '' : WHY_WORDS[view.why][lang]();
      const reason = view.detail === '' || view.why === 'needs-answer' ? why : joined(why, view.detail);
      const label = view.why === 'needs-answer' ? words['steps-not-asked']() : words['steps-unknown']();
      return [`${sentence(title)}${view.summary}${aside(reason)}`, ...notes, ...numbered(label, view.steps)];
    }
    case 'fail': {
      const likely = view.confidence === 'likely';
      const answer = likely ? words['answer-likely']() : words['answer-fail']();
      return [
        // In Japanese the status word is the answer already.
        `${sentence(lang === 'ja' ? title : labelled(title, answer)).trimEnd()}${said}`,
        labelled(likely ? words['what-likely']() : words.what(), view.summary),
        ...(likely ? [words.likely()] : []),
        ...(view.matters === null ? [] : [labelled(words.why(), view.matters)]),
        ...numbered(words.steps(), view.steps),
        ...(view.commands.length === 0 ? [] : [labelled(words.commands(), ''), ...view.commands]),
        ...(view.url === null ? [] : [labelled(words.more(), view.url)]),
        ...notes,
      ];
    }
  }
}

function punctuation(lang: Lang) {
  return {
    labelled: (label: string, text: string) => (lang === 'ja' ? `${label}：${text}` : `${label}: ${text}`),
    aside: (text: string) => (lang === 'ja' ? `（${text}）` : ` (${text})`),
    joined: (first: string, second: string) => (lang === 'ja' ? `${first}、${second}` : `${first}, ${second}`),
    sentence: (text: string) => (lang === 'ja' ? `${text}。` : `${text}. `),
  };
}

function closingLines(results: readonly CheckResult[], context: ReportContext): string[] {
  const { labelled, aside } = punctuation(context.lang);
  const words = ui(context.lang);
  const closing = closingOf(results, context);
  return [
    labelled(words.result(), closing.headline),
    ...(closing.unknowns.length === 0 ? [] : [words['not-looked-at']({ count: closing.unknowns.length })]),
    ...closing.unknowns.map(({ title, reason }) => `${title}${aside(reason)}`),
    ...closing.notRun,
    ...(closing.next === null ? [] : [labelled(closing.next.label, ''), closing.next.command]),
  ];
}
