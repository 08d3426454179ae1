/** The computer itself: its disk, its health, its programs, its folder of backups. */
import type { CauseId } from '../../causes/args.ts';
import type { CheckId } from '../../core/check.ts';
import { known } from '../../facts/fact.ts';
import { phoneConfig } from '../config.ts';
import type { SampleBackup } from '../sample-backups.ts';
import { type Platform, type Scenario, type SetUp, scenarios } from '../scenario.ts';
import { backupFolder, CLASSIC_ITUNES, GIB, unreadableFolder, volume } from '../simulated-host.ts';
import { type PhoneValues, phoneValues } from '../values.ts';

interface Fault {
  readonly check: CheckId;
  readonly cause: CauseId;
  readonly platform?: Platform;
  readonly facts?: SetUp['facts'];
  readonly backups?: (values: PhoneValues) => readonly SampleBackup[];
}

function fault(en: string, ja: string, of: Fault): Scenario {
  return {
    title: { en, ja },
    platform: of.platform ?? null,
    expected: { check: of.check, cause: of.cause },
    setUp: (now) => {
      const values = phoneValues('iphone-16-plus', now);
      return {
        phones: [phoneConfig({ values })],
        ...(of.facts === undefined ? {} : { facts: of.facts }),
        ...(of.backups === undefined ? {} : { backups: of.backups(values) }),
      };
    },
  };
}

export const COMPUTER = scenarios({
  'computer-disk-full': fault('The disk is almost full', 'ディスクの空きがほとんどない', {
    check: 'disk-capacity',
    cause: 'computer-disk-full',
    facts: (place) => ({ volume: known(volume(place, { freeBytes: 400_000_000 })) }),
  }),
  'backup-volume-limited': fault(
    'The disk is FAT32, which holds no file of 4 GB or more',
    'ディスクがFAT32で、4GB以上のファイルを置けない',
    {
      check: 'disk-capacity',
      cause: 'backup-volume-limited',
      facts: (place) => ({ volume: known(volume(place, { fileSystem: 'fat32', maxFileBytes: 4 * GIB - 1 })) }),
    },
  ),
  'restart-pending': fault('Windows waits for a restart', 'Windowsが再起動を待っている', {
    check: 'computer-health',
    cause: 'restart-pending',
    platform: 'windows',
    facts: () => ({ restartPending: known({ reasons: ['Windows Update'] }) }),
  }),
  'media-features-missing': fault(
    'An N edition of Windows without the Media Feature Pack',
    'Media Feature PackのないWindows N',
    {
      check: 'computer-health',
      cause: 'media-features-missing',
      platform: 'windows',
      facts: () => ({
        mediaFeatures: known({ edition: 'ProfessionalN', withoutMedia: true, packInstalled: known(false) }),
      }),
    },
  ),
  'memory-low': fault('Hardly any free memory is left', '空きメモリがほとんどない', {
    check: 'computer-health',
    cause: 'memory-low',
    facts: () => ({ memory: known({ totalBytes: 4 * GIB, availableBytes: 90_000_000 }) }),
  }),
  'backup-software-missing': fault('Linux without libimobiledevice', 'libimobiledeviceのないLinux', {
    check: 'itunes-version',
    cause: 'backup-software-missing',
    platform: 'linux',
    facts: () => ({ programs: known([]) }),
  }),
  'backup-software-too-old': fault(
    'The iPhone asks for a newer iTunes than is installed',
    'iPhoneが求めるiTunesより古い版が入っている',
    {
      check: 'itunes-version',
      cause: 'backup-software-too-old',
      platform: 'windows',
      facts: () => ({ programs: known([{ ...CLASSIC_ITUNES, version: '12.7.5.9' }]) }),
    },
  ),
  'backup-software-outdated': fault('iTunes is not the newest', 'iTunesが最新ではない', {
    check: 'itunes-version',
    cause: 'backup-software-outdated',
    platform: 'windows',
    facts: () => ({ programs: known([{ ...CLASSIC_ITUNES, version: '12.12.10.1' }]) }),
  }),
  'backup-folder-not-writable': fault('The backup folder cannot be written to', 'バックアップ先に書き込めない', {
    check: 'backup-directory',
    cause: 'backup-folder-not-writable',
    facts: (place) => ({
      backupRoots: known([backupFolder(place, { writable: known({ ok: false, reason: 'rights' }) })]),
    }),
  }),
  'backup-folder-link-broken': fault(
    'The backup folder was moved to a drive that is not connected',
    'バックアップ先が、つながっていないドライブを指している',
    {
      check: 'backup-directory',
      cause: 'backup-folder-link-broken',
      facts: (place) => {
        const target = place.platform === 'windows' ? 'E:\\Backup' : '/Volumes/Backup disk/Backup';
        const link = { at: place.backupRoot, target, broken: true };
        return unreadableFolder(backupFolder(place, { realPath: null, link, state: 'link-broken', error: 'ENOENT' }));
      },
    },
  ),
  'backup-folder-on-cloud-drive': fault('The backup folder lies in OneDrive', 'バックアップ先がOneDriveの中にある', {
    check: 'backup-directory',
    cause: 'backup-folder-on-cloud-drive',
    facts: (place) => ({ backupRoots: known([backupFolder(place, { cloud: 'OneDrive' })]) }),
  }),
  'backup-damaged': fault('The last backup is damaged', '前回のバックアップが壊れている', {
    check: 'backup-directory',
    cause: 'backup-damaged',
    backups: (values) => [
      { kind: 'damaged', values, ageDays: 9 },
      { kind: 'archive', values, ageDays: 200 },
    ],
  }),
  'backup-running': fault('A backup is being made right now', '今まさにバックアップの途中', {
    check: 'backup-directory',
    cause: 'backup-running',
    backups: (values) => [{ kind: 'in-progress', values, ageDays: 0 }],
  }),
  'backups-disabled': fault('Backups are switched off by a preference', '設定でバックアップが止められている', {
    check: 'backup-directory',
    cause: 'backups-disabled',
    platform: 'macos',
    facts: () => ({ backupsDisabledBy: known('DeviceBackupsDisabled') }),
  }),
});
