/** The report for people at a terminal: passes are one quiet line, a failure says what, why, what to do and how to look again. */
import type { CheckResult } from '../core/check.ts';
import { render, say } from '../messages/index.ts';
import { ui } from '../messages/report.ts';
import { closingOf } from './closing.ts';
import { type Box, type Paint, paragraph, type Span, verbatim } from './layout.ts';
import { type Measure, measureFor } from './measure.ts';
import type { Palette } from './palette.ts';
import type { Spinner } from './spinner.ts';
import type { ReportContext, Reporter, Write } from './types.ts';
import { type CheckView, viewOf } from './view.ts';

export interface TextOptions {
  readonly write: Write;
  /** Cells of a line: see `widthOf`. */
  readonly width: number;
  readonly palette: Palette;
  /** ✔ and ✖ can be shown: see `hasSymbols`. */
  readonly symbols: boolean;
  /** Stopped while a line is written, so that the two never share the terminal. */
  readonly spinner: Spinner;
}

/** Writes each check when it has ended, and the verdict at the end. */
export function createTextReporter(context: ReportContext, options: TextOptions): Reporter {
  const page = createPage(context, options);
  const write = (lines: readonly string[]) => {
    if (lines.length === 0) return;
    options.spinner.clear();
    options.write(`${lines.join('\n')}\n`);
  };
  return {
    event(event) {
      switch (event.type) {
        case 'start':
          return write(page.header());
        case 'check-start':
          return options.spinner.wait(event.id);
        case 'check-end':
          return write(page.check(viewOf(event.result, context)));
        case 'end':
          options.spinner.stop();
          return write(page.closing(event.results));
      }
    },
  };
}

/** Builds the lines. Keeps one thing in mind: whether the line before was empty. */
function createPage(context: ReportContext, { width, palette, symbols }: TextOptions) {
  const { lang } = context;
  const words = ui(lang);
  const measure: Measure = measureFor(lang);
  const mark = symbols ? { pass: '✔', fail: '✖' } : { pass: '√', fail: '×' };
  const colon = lang === 'ja' ? '：' : ': ';
  let open = false;

  const lines = (spans: readonly Span[], box: Partial<Box> = {}) =>
    paragraph(spans, { width, first: box.first ?? 2, rest: box.rest ?? box.first ?? 2 }, measure);

  /** A block stands apart from the lines around it. */
  const block = (content: readonly string[]): string[] => {
    const before = open ? [] : [''];
    open = true;
    return [...before, ...content, ''];
  };

  /** The same inside a block. */
  const apart = (content: readonly string[]) => (content.length === 0 ? [] : ['', ...content]);

  const markOf = ({ status }: Pick<CheckView, 'status'>): Span => {
    if (status === 'pass') return { text: mark.pass, paint: palette.good };
    if (status === 'fail') return { text: mark.fail, paint: palette.bad };
    if (status === 'unknown') return { text: '?', paint: palette.unsure };
    return { text: '-', paint: palette.quiet };
  };

  const answerOf = (view: CheckView): string => {
    if (view.status === 'skip') return words['answer-skip']();
    if (view.status === 'unknown')
      return view.why === 'needs-answer' ? words['answer-not-asked']() : words['answer-unknown']();
    return view.confidence === 'likely' ? words['answer-likely']() : words['answer-fail']();
  };

  const aside = (text: string): Span => ({ text: lang === 'ja' ? `（${text}）` : ` (${text})`, paint: palette.quiet });
  const source = (view: CheckView): Span[] =>
    view.source === 'user' ? [aside(words[context.demo === null ? 'your-answer' : 'simulated-answer']())] : [];

  /** `✔ title  summary`, on two lines where it does not fit on one. */
  const passed = (view: CheckView): string[] => {
    open = false;
    const head: Span[] = [markOf(view), { text: ` ${view.title}` }];
    const tail: Span[] = [{ text: view.summary, paint: palette.quiet }, ...source(view)];
    const together = [...head, { text: '  ' }, ...tail];
    const fits = measure(together.map(({ text }) => text).join('')) <= width;
    return [
      ...(fits ? lines(together, { first: 0, rest: 2 }) : [...lines(head, { first: 0, rest: 2 }), ...lines(tail)]),
      ...notes(view),
    ];
  };

  const skipped = (view: CheckView): string[] => {
    open = false;
    const head = ` ${view.title}${colon}${answerOf(view)}`;
    // The reason that all unchosen checks share is the answer already.
    const reason = view.summary === render(say('common', 'not-this-target'), lang) ? [] : [aside(view.summary)];
    return lines([markOf(view), { text: head, paint: palette.quiet }, ...reason], { first: 0, rest: 2 });
  };

  const notes = (view: CheckView): string[] =>
    view.notes.flatMap((note) => lines([{ text: `- ${note}`, paint: palette.quiet }], { first: 2, rest: 4 }));

  const headOf = (view: CheckView, paint: Paint): string[] => {
    const spans = [markOf(view), { text: ` ${view.title}` }, { text: `${colon}${answerOf(view)}`, paint }];
    return lines([...spans, ...source(view)], { first: 0, rest: 2 });
  };

  /** A label and its text: on one line, or hanging below it. */
  const labelled = (label: string, text: string): string[] =>
    lines([{ text: `${label}${colon}`, paint: palette.strong }, { text }]);

  const listed = (label: string, items: readonly string[]): string[] => {
    if (items.length === 0) return [];
    const [only] = items;
    if (only !== undefined && items.length === 1) return labelled(label, only);
    const indent = 2 + String(items.length).length + 2;
    return [
      ...lines([{ text: `${label}${colon}`, paint: palette.strong }]),
      ...items.flatMap((item, index) =>
        lines([{ text: `${`${index + 1}.`.padEnd(indent - 2)}${item}` }], { first: 2, rest: indent }),
      ),
    ];
  };

  /** Commands and addresses stay in one piece even where they are longer than the line: broken ones cannot be used. */
  const pasted = (label: string, commands: readonly string[]): string[] =>
    commands.length === 0
      ? []
      : [
          ...lines([{ text: `${label}${colon}`, paint: palette.strong }]),
          ...commands.map((command) => verbatim(command, 4, palette.paste)),
        ];

  const linked = (label: string, url: string): string[] => {
    const head = `${label}${colon}`;
    if (2 + measure(head) + measure(url) <= width) {
      return lines([
        { text: head, paint: palette.strong },
        { text: url, paint: palette.link },
      ]);
    }
    return [...lines([{ text: head, paint: palette.strong }]), verbatim(url, 2, palette.link)];
  };

  const failed = (view: CheckView): string[] =>
    block([
      ...headOf(view, palette.bad),
      ...lines([{ text: view.summary, paint: palette.strong }]),
      ...(view.confidence === 'likely' ? lines([{ text: words.likely(), paint: palette.quiet }]) : []),
      ...(view.matters === null ? [] : labelled(words.why(), view.matters)),
      '',
      ...listed(words.steps(), view.steps),
      ...apart([
        ...pasted(words.commands(), view.commands),
        ...(view.url === null ? [] : linked(words.more(), view.url)),
      ]),
      // Last: what to do must not wait behind what is good to know besides.
      ...apart(notes(view)),
    ]);

  const undetermined = (view: CheckView): string[] => {
    const asked = view.why === 'needs-answer';
    const detail = view.detail === '' || asked ? [] : [aside(view.detail)];
    return block([
      ...headOf(view, palette.unsure),
      ...lines([{ text: view.summary }, ...detail]),
      ...notes(view),
      ...listed(asked ? words['steps-not-asked']() : words['steps-unknown'](), view.steps),
    ]);
  };

  return {
    header(): string[] {
      const { tool, demo } = context;
      open = true;
      const name: Span[] = [
        { text: tool.name, paint: palette.strong },
        { text: ` ${tool.version}`, paint: palette.quiet },
      ];
      if (demo === null) return [...lines(name, { first: 0 }), ''];
      return [
        ...lines(name, { first: 0 }),
        ...lines([{ text: words['simulated-header']({ scenario: demo }), paint: palette.unsure }], { first: 0 }),
        '',
      ];
    },
    check(view: CheckView): string[] {
      switch (view.status) {
        case 'pass':
          return passed(view);
        case 'fail':
          return failed(view);
        case 'unknown':
          return undetermined(view);
        case 'skip':
          return skipped(view);
        case 'not-run':
          // One sentence at the end counts them.
          return [];
      }
    },
    closing(results: readonly CheckResult[]): string[] {
      const closing = closingOf(results, context);
      const status = closing.status === 'healthy' ? 'pass' : closing.status === 'problem' ? 'fail' : 'unknown';
      return [
        ...(open ? [] : ['']),
        ...lines(
          [
            markOf({ status }),
            { text: ` ${words.result()}${colon}`, paint: palette.strong },
            { text: closing.headline },
          ],
          { first: 0, rest: 2 },
        ),
        ...(closing.unknowns.length === 0
          ? []
          : lines([{ text: words['not-looked-at']({ count: closing.unknowns.length }) }])),
        ...closing.unknowns.flatMap(({ title, reason }) =>
          lines([markOf({ status: 'unknown' }), { text: ` ${title}` }, aside(reason)], { first: 2, rest: 4 }),
        ),
        ...closing.notRun.flatMap((sentence) => lines([{ text: sentence }])),
        ...(closing.next === null
          ? []
          : [...lines([{ text: `${closing.next.label}${colon}` }]), verbatim(closing.next.command, 4, palette.paste)]),
      ];
    },
  };
}
