/** A complete backup as the backup library would describe it, for tests that change one part. */
import type { BackupInfo } from '../../src/backups/types.ts';
import { NOW } from './context.ts';
import { FAKE_UDID } from './fake-facts.ts';

export function backupInfo(change: Partial<BackupInfo> = {}): BackupInfo {
  const udid = change.udid === undefined ? FAKE_UDID : change.udid;
  return {
    path: `/backups/${udid}`,
    folder: udid ?? 'something',
    udid,
    archived: false,
    state: 'complete',
    reasons: ['finished'],
    device: { name: 'Test phone', productType: 'iPhone17,4', productVersion: '27.0.1', serialNumber: 'F1234567890' },
    finishedAt: NOW - 86_400_000,
    attemptedAt: NOW - 86_400_000,
    changedAt: NOW - 86_400_000,
    encrypted: true,
    fullBackup: true,
    error: null,
    ...change,
  };
}
