/** Every cause: the check that finds it, and how sure the doctor is of it unless the evidence says otherwise. */
import type { CheckId, Confidence } from '../core/check.ts';
import type { Lang } from '../messages/define.ts';
import type { CauseId } from './args.ts';

export interface CauseInfo {
  /** The check that finds it. Some are only seen while a backup runs or in a message, and belong to the check nearest to them. */
  readonly check: CheckId;
  /**
   * `confirmed` where what is observed is itself the obstacle; `likely` where it is known to go with failing backups but would
   * have to be mended to know. A check may say `likely` for the former, never `confirmed` for the latter without better evidence.
   */
  readonly defaultConfidence: Confidence;
}

export const CAUSES = {
  'iphone-not-detected': { check: 'device-connection', defaultConfidence: 'confirmed' },
  'iphone-in-recovery-mode': { check: 'device-connection', defaultConfidence: 'confirmed' },
  'iphone-in-dfu-mode': { check: 'device-connection', defaultConfidence: 'confirmed' },
  'apple-software-missing': { check: 'device-connection', defaultConfidence: 'confirmed' },
  'apple-service-stopped': { check: 'device-connection', defaultConfidence: 'confirmed' },
  'apple-app-not-running': { check: 'device-connection', defaultConfidence: 'confirmed' },
  'apple-driver-problem': { check: 'device-connection', defaultConfidence: 'confirmed' },
  'mux-port-blocked': { check: 'device-connection', defaultConfidence: 'confirmed' },
  'usbmuxd-not-running': { check: 'device-connection', defaultConfidence: 'confirmed' },
  'connected-by-wifi-only': { check: 'device-connection', defaultConfidence: 'likely' },
  'connection-unstable': { check: 'device-connection', defaultConfidence: 'confirmed' },
  'iphone-not-answering': { check: 'device-connection', defaultConfidence: 'confirmed' },

  'trust-not-given': { check: 'device-trust', defaultConfidence: 'confirmed' },
  'trust-dialog-waiting': { check: 'device-trust', defaultConfidence: 'confirmed' },
  'trust-refused': { check: 'device-trust', defaultConfidence: 'confirmed' },
  'trust-record-stale': { check: 'device-trust', defaultConfidence: 'confirmed' },
  'iphone-locked': { check: 'device-trust', defaultConfidence: 'confirmed' },
  'pairing-forbidden': { check: 'device-trust', defaultConfidence: 'confirmed' },

  'computer-disk-full': { check: 'disk-capacity', defaultConfidence: 'confirmed' },
  'backup-volume-limited': { check: 'disk-capacity', defaultConfidence: 'likely' },

  'restart-pending': { check: 'computer-health', defaultConfidence: 'likely' },
  'media-features-missing': { check: 'computer-health', defaultConfidence: 'likely' },
  'memory-low': { check: 'computer-health', defaultConfidence: 'likely' },

  'backup-software-missing': { check: 'itunes-version', defaultConfidence: 'confirmed' },
  'backup-software-too-old': { check: 'itunes-version', defaultConfidence: 'confirmed' },
  'backup-software-outdated': { check: 'itunes-version', defaultConfidence: 'likely' },

  'backup-folder-not-writable': { check: 'backup-directory', defaultConfidence: 'confirmed' },
  'backup-folder-link-broken': { check: 'backup-directory', defaultConfidence: 'confirmed' },
  'backup-folder-on-cloud-drive': { check: 'backup-directory', defaultConfidence: 'likely' },
  'backup-damaged': { check: 'backup-directory', defaultConfidence: 'confirmed' },
  'backup-running': { check: 'backup-directory', defaultConfidence: 'confirmed' },
  'backups-disabled': { check: 'backup-directory', defaultConfidence: 'confirmed' },

  'iphone-storage-full': { check: 'iphone-state', defaultConfidence: 'likely' },
  'backup-encryption-required': { check: 'iphone-state', defaultConfidence: 'confirmed' },
  'iphone-not-set-up': { check: 'iphone-state', defaultConfidence: 'confirmed' },
  'iphone-clock-wrong': { check: 'iphone-state', defaultConfidence: 'likely' },

  'backup-service-refused': { check: 'backup-service', defaultConfidence: 'confirmed' },
  'backup-service-unreachable': { check: 'backup-service', defaultConfidence: 'confirmed' },
  'another-sync-running': { check: 'backup-service', defaultConfidence: 'confirmed' },
  'passcode-not-entered': { check: 'backup-service', defaultConfidence: 'confirmed' },
  'iphone-files-unreadable': { check: 'backup-service', defaultConfidence: 'likely' },
  'iphone-snapshot-stuck': { check: 'backup-service', defaultConfidence: 'confirmed' },
  'backup-password-unknown': { check: 'backup-service', defaultConfidence: 'confirmed' },
  'connection-cut-by-software': { check: 'backup-service', defaultConfidence: 'likely' },

  'ios-outdated': { check: 'ios-version', defaultConfidence: 'likely' },

  'icloud-backup-off': { check: 'icloud-backup', defaultConfidence: 'confirmed' },
  'icloud-backup-stale': { check: 'icloud-backup', defaultConfidence: 'confirmed' },
  'icloud-conditions-not-met': { check: 'icloud-backup', defaultConfidence: 'confirmed' },
  'icloud-unreachable': { check: 'icloud-backup', defaultConfidence: 'likely' },
  'icloud-account-problem': { check: 'icloud-backup', defaultConfidence: 'confirmed' },
  'icloud-restricted': { check: 'icloud-backup', defaultConfidence: 'likely' },
  'icloud-restore-running': { check: 'icloud-backup', defaultConfidence: 'confirmed' },
  'apple-outage': { check: 'icloud-backup', defaultConfidence: 'confirmed' },

  'icloud-storage-full': { check: 'icloud-storage', defaultConfidence: 'confirmed' },
} as const satisfies Record<CauseId, CauseInfo>;

/** All cause ids, in the order of the checks. */
export const CAUSE_IDS = Object.keys(CAUSES) as readonly CauseId[];

/** Where a cause is explained at length, relative to the package: `docs/checks/disk-capacity.md#computer-disk-full`. */
export function docsPath(id: CauseId, lang: Lang = 'en'): string {
  return `docs/checks/${CAUSES[id].check}${lang === 'en' ? '' : `.${lang}`}.md#${id}`;
}
