/** The message files of all checks, by id. A missing one does not compile. */
import type { CheckId } from '../core/check.ts';
import { backupDirectory } from './backup-directory.ts';
import { backupService } from './backup-service.ts';
import { computerHealth } from './computer-health.ts';
import type { CheckMessages } from './define.ts';
import { deviceConnection } from './device-connection.ts';
import { deviceTrust } from './device-trust.ts';
import { diskCapacity } from './disk-capacity.ts';
import { icloudBackup } from './icloud-backup.ts';
import { icloudStorage } from './icloud-storage.ts';
import { iosVersion } from './ios-version.ts';
import { iphoneState } from './iphone-state.ts';
import { itunesVersion } from './itunes-version.ts';

export const CHECK_TEXTS = {
  'device-connection': deviceConnection,
  'device-trust': deviceTrust,
  'disk-capacity': diskCapacity,
  'computer-health': computerHealth,
  'itunes-version': itunesVersion,
  'backup-directory': backupDirectory,
  'iphone-state': iphoneState,
  'backup-service': backupService,
  'ios-version': iosVersion,
  'icloud-backup': icloudBackup,
  'icloud-storage': icloudStorage,
} as const satisfies Record<CheckId, CheckMessages>;
