/** What one scenario of `--demo` consists of. */
import type { Answer, AnswerKey } from '../ask/types.ts';
import type { CauseId } from '../causes/args.ts';
import type { CheckId } from '../core/check.ts';
import type { Facts, NetworkFinding } from '../facts/types.ts';
import type { Lang } from '../messages/define.ts';
import type { MuxConfig, PhoneConfig } from './config.ts';
import type { SampleBackup } from './sample-backups.ts';

export type Platform = 'windows' | 'macos' | 'linux';

/** Facts that are told instead of looked up, by the name of the fact; one answer for every path where a fact takes a path. */
export type SimulatedFacts = { readonly [K in keyof Facts]?: Awaited<ReturnType<Facts[K]>> };

/** Where the simulator put things, and what it plays. */
export interface Place {
  readonly platform: Platform;
  readonly backupRoot: string;
  readonly phones: readonly PhoneConfig[];
  /** ms since 1970. */
  readonly now: number;
}

export interface SetUp {
  readonly phones: readonly PhoneConfig[];
  readonly mux?: Partial<MuxConfig>;
  /** Default: a complete backup of each phone. */
  readonly backups?: readonly SampleBackup[];
  /** What differs from a healthy computer. */
  readonly facts?: (place: Place) => SimulatedFacts;
  /** What differs from the answers of a person for whom all is well. */
  readonly answers?: Partial<Readonly<Record<AnswerKey, Answer>>>;
  /** What the network would tell, where it differs from "all is well". */
  readonly network?: Partial<NetworkFinding>;
}

/** The first check that must fail, and with which cause; null: none may fail. */
export type Expected = { readonly check: CheckId; readonly cause: CauseId } | null;

export interface Scenario {
  /** One line for `--demo list`. */
  readonly title: Readonly<Record<Lang, string>>;
  /** Where it only exists on one kind of computer; null: on the one that it runs on. */
  readonly platform: Platform | null;
  readonly expected: Expected;
  /** `now` in ms since 1970. */
  readonly setUp: (now: number) => SetUp;
}

/** Keeps the compiler's eye on a table of scenarios while its ids stay literal. */
export function scenarios<Id extends string>(table: Readonly<Record<Id, Scenario>>): Readonly<Record<Id, Scenario>> {
  return table;
}
