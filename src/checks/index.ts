/** THE ordered list. A new check is one file here, one in `src/messages`, one page in `docs/checks`, one test, and one line below. */
import type { Check } from '../core/check.ts';
import { backupDirectory } from './backup-directory.ts';
import { backupService } from './backup-service.ts';
import { computerHealth } from './computer-health.ts';
import { deviceConnection } from './device-connection.ts';
import { deviceTrust } from './device-trust.ts';
import { diskCapacity } from './disk-capacity.ts';
import { icloudBackup } from './icloud-backup.ts';
import { icloudStorage } from './icloud-storage.ts';
import { iosVersion } from './ios-version.ts';
import { iphoneState } from './iphone-state.ts';
import { itunesVersion } from './itunes-version.ts';

export const CHECKS: readonly Check[] = [
  deviceConnection,
  deviceTrust,
  diskCapacity,
  computerHealth,
  itunesVersion,
  backupDirectory,
  iphoneState,
  backupService,
  iosVersion,
  icloudBackup,
  icloudStorage,
];
