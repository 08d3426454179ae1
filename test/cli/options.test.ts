import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayAsk } from '../../src/ask/ask.ts';
import { parseAmount, parseAnswer } from '../../src/ask/parse.ts';
import { chooseLang, langFlag } from '../../src/lang.ts';
import { usageSentence } from '../../src/messages/usage.ts';
import { parseArguments } from '../../src/options.ts';

const parse = (...argv: string[]) => parseArguments(argv, 'en', '1.2.3');
function options(...argv: string[]) {
  const parsed = parse(...argv);
  if (parsed.kind !== 'run') throw new Error(JSON.stringify(parsed));
  return parsed.options;
}
function problem(...argv: string[]) {
  const parsed = parse(...argv);
  if (parsed.kind !== 'usage') throw new Error(JSON.stringify(parsed));
  return parsed.problem;
}

describe('parseArguments', () => {
  it('reads the flags of a diagnosis', () => {
    const read = options('--target', 'icloud', '--all', '--only', 'ios-version,icloud-backup', '--json', '--no-input');
    expect(read).toMatchObject({ all: true, json: true, input: false, color: true, clean: null });
    expect([...(read.targets ?? [])]).toEqual(['icloud']);
    expect([...(read.only ?? [])]).toEqual(['ios-version', 'icloud-backup']);
    expect(options('--target', 'all').targets).toEqual(new Set(['computer', 'icloud']));
    expect(options().targets).toBeNull();
    expect(options('--no-color').color).toBe(false);
  });

  it('takes both forms of a UDID and keeps that of backups', () => {
    expect(options('--udid', '00008101000123456789001e').udid).toBe('00008101-000123456789001E');
    expect(options('--udid', 'AB'.repeat(20)).udid).toBe('ab'.repeat(20));
    expect(problem('--udid', 'x').kind).toBe('bad-udid');
  });

  it('reads answers, and says what is wrong with one', () => {
    const { answers } = options('--answer', 'wifi=no', '--answer', 'icloud-storage-free=１．５ＧＢ');
    expect(answers.get('wifi')).toEqual({ kind: 'no' });
    expect(answers.get('icloud-storage-free')).toEqual({ kind: 'amount', bytes: 1_500_000_000 });
    expect(problem('--answer', 'wifi')).toMatchObject({ kind: 'bad-answer', problem: 'no-equals-sign' });
    expect(problem('--answer', 'colour=red')).toMatchObject({ kind: 'bad-answer', problem: 'unknown-key' });
    expect(problem('--answer', 'wifi=maybe')).toMatchObject({ kind: 'bad-answer', problem: 'bad-value' });
  });

  it('takes the cleaning flags only with --clean-old-backups', () => {
    expect(options('--clean-old-backups', '--keep', '2', '--older-than', '30', '--yes').clean).toEqual({
      keep: 2,
      olderThanDays: 30,
      dryRun: false,
      yes: true,
      permanently: false,
    });
    for (const flag of [['--keep', '2'], ['--older-than', '9'], ['--dry-run'], ['--yes'], ['--permanently']]) {
      expect(problem(...flag)).toEqual({ kind: 'only-with-clean', flag: flag[0] });
    }
    expect(problem('--clean-old-backups', '--keep', '0').kind).toBe('not-a-number');
    expect(problem('--clean-old-backups', '--keep', '-1').kind).not.toBe('run');
    expect(problem('--clean-old-backups', '--older-than', 'soon').kind).toBe('not-a-number');
  });

  it.each([
    [['--frobnicate'], 'unknown-option'],
    [['--only'], 'empty-value'],
    [['--only', ','], 'empty-value'],
    [['--only', 'nonsense'], 'unknown-check'],
    [['--target', 'moon'], 'not-a-choice'],
    [['--lang', 'fr'], 'not-a-choice'],
    [['stray'], 'excess-argument'],
    [['--backup-dir', ''], 'empty-value'],
  ])('%j is %s, worded in one line in both languages', (argv, kind) => {
    const found = problem(...argv);
    expect(found.kind).toBe(kind);
    for (const lang of ['en', 'ja'] as const) {
      const sentence = usageSentence(found, lang);
      expect(sentence).not.toMatch(/\n|undefined/);
      expect(sentence.length).toBeGreaterThan(5);
    }
  });

  it('prints version and help, the help in both languages and within 80 columns', () => {
    expect(parse('--version')).toEqual({ kind: 'text', text: '1.2.3\n' });
    const help = parse('--help');
    if (help.kind !== 'text') throw new Error('no help');
    expect(help.text).toContain('130');
    expect(Math.max(...help.text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const ja = parseArguments(['--help'], 'ja', '1.2.3');
    expect(ja).toMatchObject({ kind: 'text', text: expect.stringContaining('終了コード') });
  });
});

describe('answers', () => {
  it('reads amounts as a person types them', () => {
    const bytes = (typed: string) => {
      const answer = parseAmount(typed);
      return answer?.kind === 'amount' ? answer.bytes : (answer?.kind ?? null);
    };
    expect(bytes('3')).toBe(3e9);
    expect(bytes('3,5 GB')).toBe(3.5e9);
    expect(bytes('８００ＭＢ')).toBe(8e8);
    expect(bytes('full')).toBe(0);
    expect(bytes('unknown')).toBe('unknown');
    for (const bad of ['', '-1', '1e9', 'lots', '3 4', '99999999']) expect(bytes(bad)).toBeNull();
  });

  it('never throws and never invents an answer', () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        const parsed = parseAnswer(given);
        if (parsed.ok && parsed.answer.kind === 'amount') expect(parsed.answer.bytes).toBeGreaterThanOrEqual(0);
        return true;
      }),
    );
  });
});

describe('language', () => {
  it('follows flag, own variable, LC_ALL, LC_MESSAGES, LANG, system, and takes C and und as not said', () => {
    expect(chooseLang('ja', { LANG: 'en_US.UTF-8' }, 'en-US')).toBe('ja');
    expect(chooseLang(null, { IPHONE_BACKUP_DOCTOR_LANG: 'ja', LC_ALL: 'en_US' }, 'en')).toBe('ja');
    expect(chooseLang(null, { LC_ALL: 'C', LANG: 'ja_JP.UTF-8' }, 'und')).toBe('ja');
    expect(chooseLang(null, { LC_MESSAGES: 'ja_JP@cjknarrow', LANG: 'en_US' }, 'en')).toBe('ja');
    expect(chooseLang(null, { LANG: 'POSIX' }, 'ja-JP')).toBe('ja');
    expect(chooseLang(null, {}, 'und')).toBe('en');
    expect(chooseLang(null, { LANG: 'fr_FR.UTF-8' }, 'ja-JP')).toBe('en');
    expect(langFlag(['--all', '--lang', 'ja'])).toBe('ja');
    expect(langFlag(['--lang=ja'])).toBe('ja');
    expect(langFlag(['--lang', 'fr'])).toBeNull();
  });
});

describe('asking', () => {
  const terminal = { stdinIsTerminal: true, stderrIsTerminal: true, json: false, noInput: false, ci: undefined };
  it('needs two terminals and nothing that forbids it', () => {
    expect(mayAsk(terminal)).toBe(true);
    expect(mayAsk({ ...terminal, stdinIsTerminal: false })).toBe(false);
    expect(mayAsk({ ...terminal, stderrIsTerminal: false })).toBe(false);
    expect(mayAsk({ ...terminal, json: true })).toBe(false);
    expect(mayAsk({ ...terminal, noInput: true })).toBe(false);
    expect(mayAsk({ ...terminal, ci: 'true' })).toBe(false);
    expect(mayAsk({ ...terminal, ci: 'false' })).toBe(true);
  });
});
