/** What the text says, whatever its words. How it looks is in snapshots.test.ts. */
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { CauseArgs, CauseId } from '../../src/causes/args.ts';
import { CAUSE_IDS, CAUSES } from '../../src/causes/catalogue.ts';
import type { CauseRef, CheckId } from '../../src/core/check.ts';
import { LANGS } from '../../src/messages/define.ts';
import { causeWords, render, say, titleOf } from '../../src/messages/index.ts';
import { ui } from '../../src/messages/report.ts';
import { againCommand } from '../../src/report/again.ts';
import { createPalette } from '../../src/report/palette.ts';
import { createRedactor } from '../../src/report/redact.ts';
import type { Spinner } from '../../src/report/spinner.ts';
import { createTextReporter } from '../../src/report/text.ts';
import { SAMPLE_ARGS } from '../support/cause-samples.ts';
import { asPlain, asText, diskFull, eventsOf, notAsked, outdated, RUNS, reportContext, resultsOf } from './run.ts';

const inOneLine = (text: string) => text.replaceAll(/\s+/g, '');

describe.each(LANGS)('every cause in %s', (lang) => {
  const context = reportContext({ lang });

  it.each(CAUSE_IDS)('%s', async (id) => {
    for (const args of SAMPLE_ARGS[id] as readonly CauseArgs[CauseId][]) {
      const cause = { id, args } as CauseRef;
      const outcome = {
        status: 'fail',
        cause,
        confidence: 'confirmed',
        source: 'computer',
        evidence: {},
        notes: [],
      } as const;
      const results = resultsOf({ [CAUSES[id].check]: outcome });
      const words = causeWords(cause, context.where(), lang);
      const redact = createRedactor(context.privacy());
      const text = await asText(results, context, { width: 60 });
      const flat = inOneLine(text);
      // What is wrong, why it matters, every step in its order, the commands in one piece, the address.
      let at = 0;
      for (const part of [words.summary, words.why, ...words.steps].map(redact.text)) {
        const found = flat.indexOf(inOneLine(part), at);
        expect(found, part).toBeGreaterThanOrEqual(at);
        at = found;
      }
      for (const command of words.commands) expect(text).toContain(`\n    ${redact.command(command)}\n`);
      if (words.url !== null) expect(text).toContain(words.url);
      expect(text).toContain('\n    npx iphone-backup-doctor --udid UDID\n');
      for (const line of text.split('\n')) {
        const verbatim = [...words.commands.map(redact.command), words.url ?? ''].includes(line.trim());
        if (!verbatim) expect(stringWidth(line, { ambiguousIsNarrow: lang !== 'ja' }), line).toBeLessThanOrEqual(60);
      }
    }
  });

  it('the hints of a failure come after what to do about it', async () => {
    const hint = inOneLine(render(outdated.notes[0] ?? say('common', 'crashed'), lang));
    const words = causeWords(outdated.cause, context.where(), lang);
    for (const make of [asText, asPlain]) {
      const text = inOneLine(await make(resultsOf({ 'itunes-version': outdated }), context));
      expect(text.split(hint)).toHaveLength(2);
      for (const part of [...words.steps, words.url ?? '']) {
        expect(text.indexOf(inOneLine(part))).toBeLessThan(text.indexOf(hint));
      }
    }
  });

  it('in plain words nothing is lost', async () => {
    const plain = inOneLine(await asPlain(RUNS.all, context));
    for (const { cause } of [diskFull, outdated]) {
      const words = causeWords(cause, context.where(), lang);
      for (const part of [words.why, ...words.steps, ...words.commands, words.url ?? ''])
        expect(plain).toContain(inOneLine(part));
    }
  });
});

describe('the end of a report', () => {
  const words = ui('en');

  it('counts what was not looked at, in the order of the list', async () => {
    expect(await asText(RUNS.problem, reportContext())).toContain('8 later checks were not looked at: run with --all');
    const oneLater = resultsOf({ 'icloud-backup': outdated });
    expect(await asText(oneLater, reportContext())).toContain('1 later check was not looked at: run with --all');
    const none = resultsOf({ 'icloud-storage': outdated });
    expect(await asText(none, reportContext())).not.toContain('--all');
  });

  it('keeps what was left out apart from what came after a failure', async () => {
    const results = resultsOf({}).map((result, index) =>
      index > 0 ? ({ ...result, outcome: { status: 'not-run', reason: 'left-out' } } as const) : result,
    );
    const text = await asText(results, reportContext());
    expect(text).toContain(words['left-out']({ count: 10 }));
    expect(text).toContain(words.healthy({ passed: 1 }));
  });

  it('lists what could not be determined, and does not call it healthy', async () => {
    const text = await asText(RUNS.undetermined, reportContext());
    expect(text).toContain(words.undetermined());
    expect(text.split('\n')).toContain('  ? The backup folder is writable and sound (not allowed to look)');
    expect(text).not.toContain(words.healthy({ passed: 10 }));
  });

  it('says so where nothing could be determined', async () => {
    const nothing = resultsOf(
      Object.fromEntries(RUNS.healthy.map(({ id }) => [id, notAsked])) as Record<CheckId, typeof notAsked>,
    );
    expect(await asText(nothing, reportContext())).toContain(words.nothing());
  });

  it('counts likely problems as such', async () => {
    expect(await asText(RUNS.all, reportContext())).toContain('2 problems found (1 of them only likely)');
    const likely = await asText(resultsOf({ 'itunes-version': outdated }), reportContext());
    expect(likely).toContain(words['problem-likely']());
    expect(likely).toContain(words.likely());
    expect(likely).toContain(`${titleOf('itunes-version', 'en')}: probably not`);
  });

  it('a demo says that the iPhone is simulated, first and last, and never sends one back to the demo', async () => {
    for (const make of [asText, asPlain]) {
      const text = await make(RUNS.problem, reportContext({ demo: 'disk-full' }));
      expect(text.split('\n').slice(0, 2).join(' ')).toContain('disk-full');
      expect(text.trimEnd().split('\n').at(-1)?.trim()).toBe('npx iphone-backup-doctor');
    }
  });
});

it('the command to look again repeats the flags, without what is private', () => {
  expect(againCommand('iphone-backup-doctor', [])).toBe('npx iphone-backup-doctor');
  expect(
    againCommand('iphone-backup-doctor', [
      { flag: '--all', value: null, placeholder: null },
      { flag: '--target', value: 'icloud', placeholder: null },
      { flag: '--backup-dir', value: 'D:\\山田 花子', placeholder: 'DIR' },
      { flag: '--demo', value: 'a b', placeholder: null },
    ]),
  ).toBe('npx iphone-backup-doctor --all --target icloud --backup-dir DIR --demo "a b"');
});

it('a private name that becomes known during the run is masked from then on', async () => {
  const secrets: { kind: 'name'; value: string }[] = [];
  const context = reportContext({ privacy: () => ({ showPrivate: false, homes: [], secrets }) });
  let output = '';
  const reporter = createTextReporter(context, {
    write: (text) => {
      output += text;
    },
    width: 80,
    palette: createPalette(0),
    symbols: true,
    spinner: recorder([]),
  });
  const [start, ...rest] = eventsOf(
    resultsOf({
      'disk-capacity': {
        ...diskFull,
        cause: {
          ...diskFull.cause,
          args: { folder: '/x/花子の写真', freeBytes: 1, needBytes: 2, basis: 'phone' },
        } as CauseRef,
      },
    }),
  );
  if (start !== undefined) await reporter.event(start);
  secrets.push({ kind: 'name', value: '花子の写真' });
  for (const event of rest) await reporter.event(event);
  expect(output).toContain('/x/花…');
  expect(output).not.toContain('花子の写真');
});

it('the spinner is out of the way before a line is written, and gone before the verdict', async () => {
  const log: string[] = [];
  const reporter = createTextReporter(reportContext(), {
    write: () => log.push('write'),
    width: 80,
    palette: createPalette(0),
    symbols: true,
    spinner: recorder(log),
  });
  for (const event of eventsOf(resultsOf({ 'device-trust': outdated }))) await reporter.event(event);
  expect(log.join(' ')).toBe(
    'clear write wait device-connection clear write wait device-trust clear write stop clear write',
  );
});

function recorder(log: string[]): Spinner {
  return {
    wait: (id) => log.push(`wait ${id}`),
    clear: () => log.push('clear'),
    pause: () => log.push('pause'),
    resume: () => log.push('resume'),
    stop: () => log.push('stop'),
  };
}
