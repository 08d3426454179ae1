/** Backups to iCloud: partly told by the phone, partly only by the person, partly by the network. */
import type { CauseId } from '../../causes/args.ts';
import { phoneConfig } from '../config.ts';
import { type Scenario, type SetUp, scenarios } from '../scenario.ts';
import { appleSeconds, phoneValues, type ValueChanges, withValues } from '../values.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

interface Fault {
  readonly cause: CauseId;
  readonly changes?: (now: number) => ValueChanges;
  readonly answers?: NonNullable<SetUp['answers']>;
  readonly network?: (now: number) => NonNullable<SetUp['network']>;
}

function fault(en: string, ja: string, of: Fault): Scenario {
  return {
    title: { en, ja },
    platform: null,
    expected: { check: of.cause === 'icloud-storage-full' ? 'icloud-storage' : 'icloud-backup', cause: of.cause },
    setUp: (now) => ({
      phones: [phoneConfig({ values: withValues(phoneValues('iphone-16-plus', now), of.changes?.(now) ?? {}) })],
      answers: of.answers ?? {},
      network: of.network?.(now) ?? {},
    }),
  };
}

/** On, but not for some days: only then is a person asked for the reason. */
const notForSomeDays = (now: number): ValueChanges =>
  backupDomain({ LastCloudBackupDate: appleSeconds(now - 6 * DAY_MS) });

const backupDomain = (changes: NonNullable<ValueChanges['domains']>[string]): ValueChanges => ({
  domains: { 'com.apple.mobile.backup': changes },
});

export const ICLOUD = scenarios({
  'icloud-backup-off': fault('iCloud Backup is switched off', 'iCloudバックアップがオフ', {
    cause: 'icloud-backup-off',
    changes: () => backupDomain({ CloudBackupEnabled: false, LastCloudBackupDate: undefined }),
    answers: { 'icloud-backup-on': { kind: 'no' } },
  }),
  'icloud-backup-stale': fault(
    'iCloud Backup is on, but the last one is 40 days old',
    'iCloudバックアップはオンだが、最後は40日前',
    {
      cause: 'icloud-backup-stale',
      changes: (now) => backupDomain({ LastCloudBackupDate: appleSeconds(now - 40 * DAY_MS) }),
    },
  ),
  'icloud-conditions-not-met': fault(
    'At night the iPhone has neither power nor Wi-Fi',
    '夜、iPhoneに電源もWi-Fiもない',
    {
      cause: 'icloud-conditions-not-met',
      changes: notForSomeDays,
      answers: { wifi: { kind: 'no' }, power: { kind: 'no' } },
    },
  ),
  'icloud-unreachable': fault(
    "Apple's iCloud servers cannot be reached from this network",
    'このネットワークからiCloudにつながらない',
    { cause: 'icloud-unreachable', network: () => ({ icloudReachable: false }) },
  ),
  'icloud-account-problem': fault(
    'The iPhone asks to sign in to iCloud again',
    'iPhoneがiCloudへの再サインインを求めている',
    { cause: 'icloud-account-problem', changes: notForSomeDays, answers: { 'icloud-signed-in': { kind: 'no' } } },
  ),
  'icloud-restricted': fault(
    'A supervised iPhone on which iCloud Backup is forbidden',
    'iCloudバックアップが禁じられた管理対象のiPhone',
    {
      cause: 'icloud-restricted',
      changes: () => ({
        session: { IsSupervised: true },
        domains: {
          'com.apple.mobile.backup': { CloudBackupEnabled: false, LastCloudBackupDate: undefined },
          'com.apple.mobile.chaperone': { DeviceIsChaperoned: true },
        },
      }),
    },
  ),
  'icloud-restore-running': fault('The iPhone is still being restored from iCloud', 'iPhoneがまだiCloudから復元中', {
    cause: 'icloud-restore-running',
    changes: notForSomeDays,
    answers: { 'icloud-restoring': { kind: 'yes' } },
  }),
  'apple-outage': fault('iCloud Backup is down at Apple', 'Apple側でiCloudバックアップが止まっている', {
    cause: 'apple-outage',
    network: (now) => ({ outage: { service: 'iCloud Backup', since: new Date(now - 2 * HOUR_MS).toISOString() } }),
  }),
  'icloud-storage-full': fault('iCloud is full', 'iCloudの空きがない', {
    cause: 'icloud-storage-full',
    answers: { 'icloud-storage-free': { kind: 'amount', bytes: 0 } },
  }),
});
