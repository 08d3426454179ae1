/** What every reporter is fed with: the runner's events, and what is known about the run besides them. */
import type { RunEvent, Target } from '../core/check.ts';
import type { Lang, Where } from '../messages/define.ts';

/** Consumes the events of one run, in order. Text, plain and JSON output are fed by the same stream. */
export interface Reporter {
  event(event: RunEvent): void | Promise<void>;
}

/** Takes finished text for stdout, line ends included. */
export type Write = (text: string) => void;

export interface ReportHost {
  readonly platform: 'windows' | 'macos' | 'linux' | 'other';
  /** Version of the operating system; null where unknown. */
  readonly release: string | null;
  readonly backupSoftware: readonly { readonly name: string; readonly version: string | null }[];
}

/** One phone, as the JSON report lists it. Unmasked here: the reporter masks. */
export interface ReportDevice {
  readonly udid: string | null;
  readonly name: string | null;
  readonly productType: string | null;
  /** Name that a person knows (`iPhone 12`); null where the type is not in the table. */
  readonly model: string | null;
  readonly productVersion: string | null;
  readonly connection: 'usb' | 'network';
  /** null where it could not be told. */
  readonly trusted: boolean | null;
}

/** `user`: a login name, masked where it is part of a path. `other`: anything that is masked as a whole (IMEI, phone number). */
export type PrivateKind = 'udid' | 'serial' | 'name' | 'user' | 'other';

export interface PrivateString {
  readonly kind: PrivateKind;
  readonly value: string;
}

export interface Privacy {
  /** `--show-private`: nothing is masked. */
  readonly showPrivate: boolean;
  /** Home folders of the person (more than one under WSL), unmasked. */
  readonly homes: readonly string[];
  /**
   * Every private string that the run has met so far. What a check reports must be in here before the check ends. Where it
   * is the same list again, strings were only added to it.
   */
  readonly secrets: readonly PrivateString[];
}

/** A flag of this run that is worth repeating when looking again; `private` values are printed as a placeholder. */
export interface AgainFlag {
  readonly flag: string;
  readonly value: string | null;
  /** Printed in place of a private value (`UDID`, `DIR`); null where the value may be shown. */
  readonly placeholder: string | null;
}

/**
 * Facts become known while the run goes on, so all that depends on them is a function: it is called when a line is
 * written, and must answer at once with what is known by then.
 */
export interface ReportContext {
  readonly lang: Lang;
  readonly tool: { readonly name: string; readonly version: string };
  /** ms since 1970. */
  readonly startedAt: number;
  /** ms since the start, from a clock that never jumps. */
  readonly elapsedMs: () => number;
  /** Name of the demo scenario: the report then says plainly that the phone is simulated. */
  readonly demo: string | null;
  readonly targets: readonly Target[];
  readonly again: readonly AgainFlag[];
  readonly where: () => Where;
  readonly host: () => ReportHost;
  readonly devices: () => readonly ReportDevice[];
  readonly privacy: () => Privacy;
}
