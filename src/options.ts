/** The command line: flags → options. Pure; what is wrong comes back as data, worded once. */
import { Command, CommanderError, Option } from 'commander';
import { type ParsedAnswer, parseAnswer } from './ask/parse.ts';
import type { Answer, AnswerKey } from './ask/types.ts';
import { CHECK_IDS, type CheckId, type Target } from './core/check.ts';
import { LANGS, type Lang } from './messages/define.ts';
import { USAGE, type UsageProblem } from './messages/usage.ts';

export interface Options {
  /** Null where it was not said: asked in a terminal, else everything. */
  readonly targets: ReadonlySet<Target> | null;
  readonly all: boolean;
  readonly only: ReadonlySet<CheckId> | null;
  readonly skip: ReadonlySet<CheckId>;
  readonly list: boolean;
  readonly json: boolean;
  readonly lang: Lang | null;
  readonly answers: ReadonlyMap<AnswerKey, Answer>;
  readonly input: boolean;
  readonly udid: string | null;
  readonly backupDir: string | null;
  readonly offline: boolean;
  readonly plain: boolean;
  readonly color: boolean;
  readonly showPrivate: boolean;
  /** The scenario to play, or `list`; null: examine the real thing. Whether it exists is told where the scenarios are loaded. */
  readonly demo: string | null;
  readonly clean: CleanFlags | null;
}

export interface CleanFlags {
  readonly keep: number | null;
  readonly olderThanDays: number | null;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly permanently: boolean;
}

export type Parsed =
  | { readonly kind: 'run'; readonly options: Options }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'usage'; readonly problem: UsageProblem };

/** Flags that mean something only with `--clean-old-backups`. */
const CLEAN_ONLY = ['keep', 'olderThan', 'dryRun', 'yes', 'permanently'] as const;

class UsageError extends Error {
  readonly problem: UsageProblem;
  constructor(problem: UsageProblem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/**
 * @param argv the arguments after the program's name
 * @param lang language of `--help`
 */
export function parseArguments(argv: readonly string[], lang: Lang, version: string): Parsed {
  let text = '';
  const program = createProgram(lang, version, (part) => {
    text += part;
  });
  try {
    program.parse([...argv], { from: 'user' });
    return { kind: 'run', options: toOptions(program.opts<RawOptions>()) };
  } catch (error) {
    if (error instanceof UsageError) return { kind: 'usage', problem: error.problem };
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text };
    return { kind: 'usage', problem: fromCommander(error) };
  }
}

interface RawOptions {
  readonly target?: string;
  readonly all?: boolean;
  readonly only?: string;
  readonly skip?: string;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly lang?: string;
  readonly answer: readonly string[];
  readonly input: boolean;
  readonly udid?: string;
  readonly backupDir?: string;
  readonly offline?: boolean;
  readonly plain?: boolean;
  readonly color: boolean;
  readonly showPrivate?: boolean;
  readonly demo?: string | true;
  readonly cleanOldBackups?: boolean;
  readonly keep?: string;
  readonly olderThan?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly permanently?: boolean;
}

function createProgram(lang: Lang, version: string, write: (text: string) => void): Command {
  const words = USAGE[lang];
  const collect = (value: string, before: readonly string[]) => [...before, value];
  return (
    new Command('iphone-backup-doctor')
      .exitOverride()
      .configureOutput({ writeOut: write, writeErr: () => {} })
      .usage('[options]')
      .description(words.description)
      .version(version, '-V, --version', words.version)
      .helpOption('-h, --help', words.help)
      .addOption(new Option('--target <kind>', words.target).choices(['computer', 'icloud', 'all']))
      .option('--all', words.all)
      .option('--only <ids>', words.only)
      .option('--skip <ids>', words.skip)
      .option('--list', words.list)
      .option('--json', words.json)
      .addOption(new Option('--lang <lang>', words.lang).choices([...LANGS]))
      .option('--answer <key=value>', words.answer, collect, [])
      .option('--no-input', words.noInput)
      .option('--udid <udid>', words.udid)
      .option('--backup-dir <dir>', words.backupDir)
      .option('--offline', words.offline)
      .option('--plain', words.plain)
      .option('--no-color', words.noColor)
      .option('--show-private', words.showPrivate)
      .option('--demo [scenario]', words.demo)
      .option('--clean-old-backups', words.clean)
      .option('--keep <n>', words.keep)
      .option('--older-than <days>', words.olderThan)
      .option('--dry-run', words.dryRun)
      .option('--yes', words.yes)
      .option('--permanently', words.permanently)
      // The choices and defaults stand in our own words already, in the person's language.
      .configureHelp({
        helpWidth: 80,
        optionDescription: (option) => option.description,
        styleTitle: (title) => words.titles[title] ?? title,
      })
      .addHelpText('after', `\n${words.after}`)
  );
}

function toOptions(raw: RawOptions): Options {
  const clean = raw.cleanOldBackups === true;
  const stray = clean ? undefined : CLEAN_ONLY.find((name) => raw[name] !== undefined);
  if (clean && raw.demo !== undefined)
    throw new UsageError({ kind: 'not-together', flags: '--demo, --clean-old-backups' });
  if (stray !== undefined) throw new UsageError({ kind: 'only-with-clean', flag: dashed(stray) });
  return {
    targets:
      raw.target === undefined ? null : new Set(raw.target === 'all' ? ['computer', 'icloud'] : [raw.target as Target]),
    all: raw.all === true,
    only: raw.only === undefined ? null : parseIds(raw.only, '--only'),
    skip: raw.skip === undefined ? new Set() : parseIds(raw.skip, '--skip'),
    list: raw.list === true,
    json: raw.json === true,
    lang: (raw.lang as Lang | undefined) ?? null,
    answers: parseAnswers(raw.answer),
    input: raw.input,
    udid: raw.udid === undefined ? null : parseUdid(raw.udid),
    backupDir: raw.backupDir === undefined ? null : notEmpty(raw.backupDir, '--backup-dir'),
    offline: raw.offline === true,
    plain: raw.plain === true,
    color: raw.color,
    showPrivate: raw.showPrivate === true,
    demo: raw.demo === undefined ? null : raw.demo === true ? 'healthy' : raw.demo,
    clean: clean
      ? {
          keep: raw.keep === undefined ? null : parseWhole(raw.keep, '--keep', 1),
          olderThanDays: raw.olderThan === undefined ? null : parseWhole(raw.olderThan, '--older-than', 0),
          dryRun: raw.dryRun === true,
          yes: raw.yes === true,
          permanently: raw.permanently === true,
        }
      : null,
  };
}

function parseIds(list: string, flag: string): ReadonlySet<CheckId> {
  const ids = new Set<CheckId>();
  for (const part of list.split(',').map((id) => id.trim())) {
    if (part === '') continue;
    const id = CHECK_IDS.find((known) => known === part.toLowerCase());
    if (id === undefined) throw new UsageError({ kind: 'unknown-check', flag, value: part });
    ids.add(id);
  }
  if (ids.size === 0) throw new UsageError({ kind: 'empty-value', flag });
  return ids;
}

function parseAnswers(list: readonly string[]): ReadonlyMap<AnswerKey, Answer> {
  const answers = new Map<AnswerKey, Answer>();
  for (const given of list) {
    const parsed: ParsedAnswer = parseAnswer(given);
    if (!parsed.ok)
      throw new UsageError({ kind: 'bad-answer', problem: parsed.problem, value: given, key: parsed.key });
    answers.set(parsed.key, parsed.answer);
  }
  return answers;
}

/** Both forms of a UDID, with or without the dash; kept as backups write it. */
function parseUdid(given: string): string {
  const value = given.trim();
  if (/^[0-9a-f]{40}$/i.test(value)) return value.toLowerCase();
  const short = /^([0-9a-f]{8})-?([0-9a-f]{16})$/i.exec(value);
  if (short) return `${short[1]}-${short[2]}`.toUpperCase();
  throw new UsageError({ kind: 'bad-udid', value });
}

function parseWhole(given: string, flag: string, least: number): number {
  const value = given.normalize('NFKC').trim();
  const number = /^\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least)) throw new UsageError({ kind: 'not-a-number', flag, value: given, least });
  return number;
}

function notEmpty(given: string, flag: string): string {
  if (given.trim() === '' || given.includes('\0')) throw new UsageError({ kind: 'empty-value', flag });
  return given;
}

function dashed(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Commander's sentences exist in English only; its codes and the quoted part are what we word ourselves. */
function fromCommander(error: CommanderError): UsageProblem {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption':
      return { kind: 'unknown-option', flag: quoted };
    case 'commander.optionMissingArgument':
      return { kind: 'empty-value', flag: quoted.split(' ')[0] ?? quoted };
    case 'commander.invalidArgument': {
      const value = /argument '([^']*)' is invalid/.exec(error.message)?.[1] ?? '';
      const choices = /Allowed choices are (.*)\.$/.exec(error.message)?.[1] ?? '';
      return { kind: 'not-a-choice', flag: quoted.split(' ')[0] ?? quoted, value, choices };
    }
    case 'commander.excessArguments':
    case 'commander.unknownCommand':
      return { kind: 'excess-argument' };
    default:
      return { kind: 'other', message: error.message.replace(/^error: /, '') };
  }
}
