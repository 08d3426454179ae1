/** Every scenario of `--demo`, and which of them shows which cause. */
import type { CauseId } from '../causes/args.ts';
import type { Lang } from '../messages/define.ts';
import type { Scenario } from './scenario.ts';
import { COMPUTER } from './scenarios/computer.ts';
import { CONNECTION } from './scenarios/connection.ts';
import { HEALTHY } from './scenarios/healthy.ts';
import { ICLOUD } from './scenarios/icloud.ts';
import { PHONE } from './scenarios/phone.ts';
import { TRUST } from './scenarios/trust.ts';

const ALL = { ...HEALTHY, ...CONNECTION, ...TRUST, ...COMPUTER, ...PHONE, ...ICLOUD };

export type ScenarioId = keyof typeof ALL;

export const SCENARIOS: Readonly<Record<ScenarioId, Scenario>> = ALL;
export const SCENARIO_IDS = Object.keys(ALL) as readonly ScenarioId[];
export const DEFAULT_SCENARIO: ScenarioId = 'healthy';

export function isScenarioId(text: string): text is ScenarioId {
  return Object.hasOwn(ALL, text);
}

/**
 * The scenario that shows a cause. `message-only`: seen only in a message, or while a backup runs or a cable is watched, so a diagnosis
 * cannot show it. The compiler asks for an entry where a cause is new.
 */
export const SCENARIO_OF_CAUSE: Readonly<Record<CauseId, ScenarioId | 'message-only'>> = {
  'iphone-not-detected': 'iphone-not-detected',
  'iphone-in-recovery-mode': 'iphone-in-recovery-mode',
  'iphone-in-dfu-mode': 'iphone-in-dfu-mode',
  'apple-software-missing': 'apple-software-missing',
  'apple-service-stopped': 'apple-service-stopped',
  'apple-app-not-running': 'apple-app-not-running',
  'apple-driver-problem': 'apple-driver-problem',
  'mux-port-blocked': 'mux-port-blocked',
  'usbmuxd-not-running': 'usbmuxd-not-running',
  'connected-by-wifi-only': 'connected-by-wifi-only',
  'connection-unstable': 'message-only',
  'iphone-not-answering': 'iphone-not-answering',
  'trust-not-given': 'trust-not-given',
  'trust-dialog-waiting': 'trust-dialog-waiting',
  'trust-refused': 'trust-refused',
  'trust-record-stale': 'trust-record-stale',
  'iphone-locked': 'iphone-locked',
  'pairing-forbidden': 'pairing-forbidden',
  'computer-disk-full': 'computer-disk-full',
  'backup-volume-limited': 'backup-volume-limited',
  'restart-pending': 'restart-pending',
  'media-features-missing': 'media-features-missing',
  'memory-low': 'memory-low',
  'backup-software-missing': 'backup-software-missing',
  'backup-software-too-old': 'backup-software-too-old',
  'backup-software-outdated': 'backup-software-outdated',
  'backup-folder-not-writable': 'backup-folder-not-writable',
  'backup-folder-link-broken': 'backup-folder-link-broken',
  'backup-folder-on-cloud-drive': 'backup-folder-on-cloud-drive',
  'backup-damaged': 'backup-damaged',
  'backup-running': 'backup-running',
  'backups-disabled': 'backups-disabled',
  'iphone-storage-full': 'iphone-storage-full',
  'backup-encryption-required': 'backup-encryption-required',
  'iphone-not-set-up': 'iphone-not-set-up',
  'iphone-clock-wrong': 'iphone-clock-wrong',
  'backup-service-refused': 'backup-service-refused',
  'backup-service-unreachable': 'backup-service-unreachable',
  'another-sync-running': 'another-sync-running',
  'passcode-not-entered': 'message-only',
  'iphone-files-unreadable': 'message-only',
  'iphone-snapshot-stuck': 'message-only',
  'backup-password-unknown': 'message-only',
  'connection-cut-by-software': 'message-only',
  'ios-outdated': 'ios-outdated',
  'icloud-backup-off': 'icloud-backup-off',
  'icloud-backup-stale': 'icloud-backup-stale',
  'icloud-conditions-not-met': 'icloud-conditions-not-met',
  'icloud-unreachable': 'icloud-unreachable',
  'icloud-account-problem': 'icloud-account-problem',
  'icloud-restricted': 'icloud-restricted',
  'icloud-restore-running': 'icloud-restore-running',
  'apple-outage': 'apple-outage',
  'icloud-storage-full': 'icloud-storage-full',
};

/** `--demo list`: id and one line each. */
export function listScenarios(lang: Lang): string {
  const width = Math.max(...SCENARIO_IDS.map((id) => id.length));
  return SCENARIO_IDS.map((id) => `${id.padEnd(width)}  ${SCENARIOS[id].title[lang]}\n`).join('');
}
