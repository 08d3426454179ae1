/** A made-up run for the tests of the reporters: a Windows computer of a person with a Japanese name. */
import { CHECK_IDS, type CheckId, type CheckResult, type Outcome, type RunEvent } from '../../src/core/check.ts';
import { fail, pass, skip, unknownOutcome } from '../../src/core/outcome.ts';
import { say } from '../../src/messages/index.ts';
import { createPalette } from '../../src/report/palette.ts';
import { createPlainReporter } from '../../src/report/plain.ts';
import { NO_SPINNER } from '../../src/report/spinner.ts';
import { createTextReporter, type TextOptions } from '../../src/report/text.ts';
import type { ReportContext, Reporter } from '../../src/report/types.ts';

export const UDID = '00008101-001234567890001E';
export const NAME = '花子のiPhone';
export const SERIAL = 'F2LZK0ABN6Y1';
export const HOME = 'C:\\Users\\山田 花子';
export const FOLDER = `${HOME}\\AppData\\Roaming\\Apple Computer\\MobileSync\\Backup`;

export function reportContext(more: Partial<ReportContext> = {}): ReportContext {
  return {
    lang: 'en',
    tool: { name: 'iphone-backup-doctor', version: '1.2.3' },
    startedAt: Date.UTC(2026, 10, 22, 12),
    elapsedMs: () => 812.4,
    demo: null,
    targets: ['computer', 'icloud'],
    again: [{ flag: '--udid', value: UDID, placeholder: 'UDID' }],
    where: () => ({ platform: 'windows', programs: ['itunes-classic'], osVersion: '10.0.26100', device: 'iPhone' }),
    host: () => ({
      platform: 'windows',
      release: '10.0.26100',
      backupSoftware: [{ name: 'iTunes', version: '12.13.11.1' }],
    }),
    devices: () => [
      {
        udid: UDID,
        name: NAME,
        productType: 'iPhone13,2',
        model: 'iPhone 12',
        productVersion: '18.1',
        connection: 'usb',
        trusted: true,
      },
    ],
    privacy: () => ({
      showPrivate: false,
      homes: [HOME],
      secrets: [
        { kind: 'udid', value: UDID },
        { kind: 'name', value: NAME },
        { kind: 'serial', value: SERIAL },
        { kind: 'user', value: '山田 花子' },
      ],
    }),
    ...more,
  };
}

export const diskFull = fail(
  'computer-disk-full',
  { folder: FOLDER, freeBytes: 3.2e9, needBytes: 48e9, basis: 'phone' },
  { confidence: 'confirmed', evidence: { folder: FOLDER, freeBytes: 3.2e9, needBytes: 48e9 } },
);
export const outdated = fail(
  'backup-software-outdated',
  { program: 'iTunes', installed: '12.9.4', newest: '12.13.11', asOf: '2026-11-01' },
  {
    confidence: 'likely',
    evidence: { installed: '12.9.4' },
    notes: [say('device-connection', 'usbmuxd-old', { version: '1.1.1' })],
  },
);
export const denied = unknownOutcome(
  'denied',
  `EPERM ${FOLDER}`,
  say('backup-directory', 'not-readable', { folder: FOLDER }),
  {
    steps: [
      say('backup-directory', 'grant-full-disk-access', { terminal: 'Terminal' }),
      say('backup-directory', 'restart-terminal'),
    ],
  },
);
export const notAsked = unknownOutcome('needs-answer', '--no-input', say('common', 'not-answered'), {
  steps: [say('ios-version', 'look-on-the-phone'), say('ios-version', 'answer-on-the-command-line')],
});
export const seen = pass(say('device-connection', 'seen', { devices: 1 }), {
  notes: [say('device-connection', 'slow-link', { megabits: 12 })],
});
export const fine = pass(say('backup-directory', 'empty'));
export const said = pass(say('icloud-storage', 'room-said', { freeBytes: 3e9 }), { source: 'user' });

/** Results of a run: the given outcomes, and for the other checks `fine`, or nothing after a failure. */
export function resultsOf(given: Partial<Record<CheckId, Outcome>>, all = false): CheckResult[] {
  let failed = false;
  return CHECK_IDS.map((id) => {
    if (failed && !all) return { id, outcome: { status: 'not-run', reason: 'after-failure' }, durationMs: 0 };
    const outcome = given[id] ?? fine;
    failed ||= outcome.status === 'fail';
    return { id, outcome, durationMs: 12 };
  });
}

export const RUNS = {
  problem: resultsOf({ 'device-connection': seen, 'disk-capacity': diskFull }),
  all: resultsOf(
    {
      'device-connection': seen,
      'disk-capacity': diskFull,
      'itunes-version': outdated,
      'backup-directory': denied,
      'ios-version': notAsked,
      'icloud-backup': skip(say('common', 'not-this-target')),
      'icloud-storage': said,
    },
    true,
  ),
  healthy: resultsOf({ 'ios-version': notAsked, 'icloud-storage': said }),
  undetermined: resultsOf({ 'backup-directory': denied }),
} as const;

export function eventsOf(results: readonly CheckResult[]): RunEvent[] {
  return [
    { type: 'start', checks: results.map(({ id }) => id) },
    ...results.flatMap((result): RunEvent[] =>
      result.outcome.status === 'not-run'
        ? [{ type: 'check-end', result }]
        : [
            { type: 'check-start', id: result.id },
            { type: 'check-end', result },
          ],
    ),
    { type: 'end', results },
  ];
}

/** What a reporter writes for a whole run. */
export async function written(
  make: (write: (text: string) => void) => Reporter,
  results: readonly CheckResult[],
): Promise<string> {
  let output = '';
  const reporter = make((text) => {
    output += text;
  });
  for (const event of eventsOf(results)) await reporter.event(event);
  return output;
}

export function asText(
  results: readonly CheckResult[],
  context: ReportContext,
  options: Partial<TextOptions> = {},
): Promise<string> {
  const defaults = { width: 80, palette: createPalette(0), symbols: true, spinner: NO_SPINNER };
  return written((write) => createTextReporter(context, { ...defaults, write, ...options }), results);
}

export function asPlain(results: readonly CheckResult[], context: ReportContext): Promise<string> {
  return written((write) => createPlainReporter(context, write), results);
}
