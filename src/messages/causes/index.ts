/** The words for every cause. Exhaustive: the compiler finds one that is missing. */
import type { CauseId } from '../../causes/args.ts';
import type { CauseTexts } from '../define.ts';
import { backupDirectoryCauses } from './backup-directory.ts';
import { backupServiceCauses } from './backup-service.ts';
import { computerHealthCauses } from './computer-health.ts';
import { deviceConnectionCauses } from './device-connection.ts';
import { deviceTrustCauses } from './device-trust.ts';
import { diskCapacityCauses } from './disk-capacity.ts';
import { icloudBackupCauses } from './icloud-backup.ts';
import { icloudStorageCauses } from './icloud-storage.ts';
import { iosVersionCauses } from './ios-version.ts';
import { iphoneStateCauses } from './iphone-state.ts';
import { itunesVersionCauses } from './itunes-version.ts';

export const CAUSE_TEXTS: CauseTexts<CauseId> = {
  ...deviceConnectionCauses,
  ...deviceTrustCauses,
  ...diskCapacityCauses,
  ...computerHealthCauses,
  ...itunesVersionCauses,
  ...backupDirectoryCauses,
  ...iphoneStateCauses,
  ...backupServiceCauses,
  ...iosVersionCauses,
  ...icloudBackupCauses,
  ...icloudStorageCauses,
};
