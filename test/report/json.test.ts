/** The JSON contract: what the reporter really writes, held against the published schema. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { CauseArgs, CauseId } from '../../src/causes/args.ts';
import { CAUSE_IDS, CAUSES } from '../../src/causes/catalogue.ts';
import { type CauseRef, CHECK_IDS, type CheckResult, type FailOutcome, WHYS } from '../../src/core/check.ts';
import { unknownOutcome } from '../../src/core/outcome.ts';
import { LANGS } from '../../src/messages/define.ts';
import { causeWords, render, say } from '../../src/messages/index.ts';
import { createJsonReporter, reportDocument, serialise } from '../../src/report/json.ts';
import type { ReportContext } from '../../src/report/types.ts';
import { SAMPLE_ARGS } from '../support/cause-samples.ts';
import { ROOT } from '../support/cli.ts';
import { fc, foreignText } from './arbitraries.ts';
import {
  denied,
  diskFull,
  HOME,
  NAME,
  notAsked,
  outdated,
  RUNS,
  reportContext,
  resultsOf,
  SERIAL,
  UDID,
  written,
} from './run.ts';

const schema = JSON.parse(readFileSync(path.join(ROOT, 'schema', 'report.schema.json'), 'utf8'));
const ajv = new Ajv2020.default({
  allErrors: true,
  strict: true,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/ },
});
const validate = ajv.compile(schema);

async function documentOf(results: readonly CheckResult[], context: ReportContext) {
  const text = await written((write) => createJsonReporter(context, write), results);
  const document: unknown = JSON.parse(text);
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  return { text, document: document as ReturnType<typeof reportDocument> };
}

describe('what is written', () => {
  it.each(Object.keys(RUNS) as (keyof typeof RUNS)[])('a run that ends as %s fits the schema', async (run) => {
    for (const lang of LANGS) {
      const { text, document } = await documentOf(RUNS[run], reportContext({ lang }));
      expect(text).toMatch(/^\{\n.*\}\n$/s);
      expect(document.checks.map((check) => check.id)).toEqual(CHECK_IDS);
      expect(document.lang).toBe(lang);
    }
  });

  it.each(CAUSE_IDS)('%s, with all its arguments, fits the schema', async (id) => {
    for (const args of samplesOf(id)) {
      const outcome = failWith({ id, args } as CauseRef);
      for (const lang of LANGS) {
        const context = reportContext({ lang });
        const { document } = await documentOf(resultsOf({ [CAUSES[id].check]: outcome }), context);
        const entry = document.checks.find((check) => check.id === CAUSES[id].check);
        const words = causeWords(outcome.cause, context.where(), lang);
        expect(entry).toMatchObject({ status: 'fail', cause: id, why: null });
        expect(entry?.fix?.steps).toHaveLength(words.steps.length);
        expect(entry?.fix?.url).toBe(words.url);
        expect(document.verdict).toMatchObject({ status: 'problem', check: CAUSES[id].check, cause: id });
        expect(document.verdict.summary).toBe(entry?.summary);
      }
    }
  });

  it.each(WHYS)('unknown for the reason %s', async (why) => {
    const outcome = unknownOutcome(why, 'E1', say('common', 'crashed'));
    const { document } = await documentOf(resultsOf({ 'device-trust': outcome }), reportContext());
    expect(document.checks[1]).toMatchObject({ status: 'unknown', why, fix: null, evidence: { detail: 'E1' } });
    expect(document.exitCode).toBe(why === 'needs-answer' ? 0 : 3);
  });

  it('steps of what is unknown are a fix without an address', async () => {
    const { document } = await documentOf(resultsOf({ 'ios-version': notAsked }), reportContext());
    const entry = document.checks.find((check) => check.id === 'ios-version');
    expect(entry?.fix).toEqual({ steps: expect.any(Array), commands: [], url: null });
    expect(entry?.fix?.steps).toHaveLength(2);
  });

  it('the hints of a failure follow its summary, as those of every other check', async () => {
    const { document } = await documentOf(RUNS.all, reportContext());
    const { summary } = causeWords(outdated.cause, reportContext().where(), 'en');
    const hints = outdated.notes.map((note) => render(note, 'en'));
    expect(hints).not.toEqual([]);
    expect(document.checks[4]?.summary).toBe([summary, ...hints].join('\n'));
    // The verdict is one sentence.
    const alone = await documentOf(resultsOf({ 'itunes-version': outdated }), reportContext());
    expect(alone.document.verdict.summary).toBe(summary);
  });

  it('says how sure it is, what was not run, and the exit code', async () => {
    const { document } = await documentOf(resultsOf({ 'itunes-version': outdated }), reportContext());
    expect(document.checks[4]).toMatchObject({ status: 'fail', confidence: 'likely', source: 'computer' });
    expect(document.checks[5]).toMatchObject({
      status: 'not-run',
      cause: null,
      why: null,
      source: null,
      evidence: {},
      fix: null,
      durationMs: 0,
    });
    expect(document).toMatchObject({
      exitCode: 1,
      durationMs: 812,
      startedAt: '2026-11-22T12:00:00.000Z',
      schemaVersion: 1,
    });
  });

  it('only title, summary and steps follow the language', async () => {
    const neutral = (document: ReturnType<typeof reportDocument>) => ({
      ...document,
      lang: null,
      verdict: { ...document.verdict, summary: null },
      checks: document.checks.map((check) => ({
        ...check,
        title: null,
        summary: null,
        fix: { ...check.fix, steps: check.fix?.steps.length, url: null },
      })),
    });
    const en = await documentOf(RUNS.all, reportContext({ lang: 'en' }));
    const ja = await documentOf(RUNS.all, reportContext({ lang: 'ja' }));
    expect(neutral(en.document)).toEqual(neutral(ja.document));
  });
});

describe('privacy', () => {
  it('nothing private is in it, and the fact that the path is not ASCII stays', async () => {
    const results = resultsOf({ 'backup-directory': denied, 'disk-capacity': diskFull }, true);
    const { text, document } = await documentOf(results, reportContext());
    for (const secret of [UDID, NAME, SERIAL, '山田', '花子のiPhone']) expect(text).not.toContain(secret);
    expect(document.devices[0]).toMatchObject({ udid: '00008101-…001E', name: '花…', model: 'iPhone 12' });
    expect(document.checks[2]?.evidence).toMatchObject({ pathHasNonAscii: true, freeBytes: 3.2e9 });
  });

  it('all of it with --show-private', async () => {
    const context = reportContext({ privacy: () => ({ showPrivate: true, homes: [HOME], secrets: [] }) });
    const { document } = await documentOf(RUNS.problem, context);
    expect(document.devices[0]).toMatchObject({ udid: UDID, name: NAME });
    expect(document.checks[2]?.evidence['folder']).toContain(HOME);
  });
});

it('stays one document whatever came from outside, and no terminal obeys it', () => {
  fc.assert(
    fc.property(foreignText(), (text) => {
      const json = serialise({ text });
      expect(JSON.parse(json)).toEqual({ text });
      expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/u);
    }),
    { numRuns: 100 },
  );
});

describe('the schema', () => {
  it('lists exactly the ids of the code', () => {
    expect(schema.$defs.checkId.enum).toEqual(CHECK_IDS);
    expect([...schema.$defs.causeId.enum].sort()).toEqual([...CAUSE_IDS].sort());
    expect(schema.$defs.check.properties.why.enum).toEqual([...WHYS, null]);
    expect(schema.properties.lang.enum).toEqual(LANGS);
  });

  it.each<[string, (document: ReturnType<typeof mutable>) => void]>([
    ['a field more', (document) => Object.assign(document, { extra: 1 })],
    ['a field less', (document) => Reflect.deleteProperty(document, 'verdict')],
    ['no checks', (document) => document.checks.splice(0)],
    ['a failure without a cause', (document) => Object.assign(document.checks[2] ?? {}, { cause: null })],
    ['a pass with a cause', (document) => Object.assign(document.checks[0] ?? {}, { cause: 'trust-refused' })],
    ['an unknown cause', (document) => Object.assign(document.checks[2] ?? {}, { cause: 'gremlins' })],
    ['a problem without its check', (document) => Object.assign(document.verdict, { check: null })],
    ['another exit code', (document) => Object.assign(document, { exitCode: 2 })],
  ])('refuses %s', (_, spoil) => {
    const document = mutable();
    expect(validate(document)).toBe(true);
    spoil(document);
    expect(validate(document)).toBe(false);
  });
});

function mutable() {
  return structuredClone(reportDocument(RUNS.problem, reportContext())) as { checks: object[]; verdict: object };
}

function samplesOf(id: CauseId): readonly CauseArgs[CauseId][] {
  return SAMPLE_ARGS[id];
}

function failWith(cause: CauseRef): FailOutcome {
  return { status: 'fail', cause, confidence: 'confirmed', source: 'computer', evidence: { ...cause.args }, notes: [] };
}
