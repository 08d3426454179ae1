/** The phone's own state, its backup service and its iOS. */
import type { CauseId } from '../../causes/args.ts';
import type { CheckId } from '../../core/check.ts';
import { MOBILEBACKUP2, type PhoneDifferences, phoneConfig } from '../config.ts';
import type { ModelId } from '../models.ts';
import { type Scenario, type SetUp, scenarios } from '../scenario.ts';
import { phoneValues, type ValueChanges, withValues } from '../values.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

interface Fault extends Omit<PhoneDifferences, 'values'> {
  readonly check: CheckId;
  readonly cause: CauseId;
  readonly model?: ModelId;
  readonly changes?: ValueChanges;
  readonly answers?: NonNullable<SetUp['answers']>;
}

function fault(en: string, ja: string, of: Fault): Scenario {
  const { check, cause, model, changes, answers, ...differences } = of;
  return {
    title: { en, ja },
    platform: null,
    expected: { check, cause },
    setUp: (now) => ({
      phones: [
        phoneConfig({
          values: withValues(phoneValues(model ?? 'iphone-16-plus', now), changes ?? {}),
          ...differences,
        }),
      ],
      ...(answers === undefined ? {} : { answers }),
    }),
  };
}

const NOT_SET_UP = { SetupDone: false, SetupFinishedAllSteps: undefined };

export const PHONE = scenarios({
  'iphone-storage-full': fault('The iPhone itself is full', 'iPhone本体の空きがない', {
    check: 'iphone-state',
    cause: 'iphone-storage-full',
    changes: {
      domains: { 'com.apple.disk_usage': { AmountDataAvailable: 90_000_000, TotalDataAvailable: 210_000_000 } },
    },
  }),
  'backup-encryption-required': fault(
    'A profile demands encrypted backups, but no password is set',
    'プロファイルが暗号化を求めているが、パスワードが未設定',
    {
      check: 'iphone-state',
      cause: 'backup-encryption-required',
      changes: { domains: { 'com.apple.mobile.backup': { RequiresEncryption: 1, WillEncrypt: undefined } } },
    },
  ),
  'iphone-not-set-up': fault('The iPhone is still being set up', 'iPhoneの初期設定が終わっていない', {
    check: 'iphone-state',
    cause: 'iphone-not-set-up',
    changes: { domains: { 'com.apple.PurpleBuddy': NOT_SET_UP, 'com.apple.purplebuddy': NOT_SET_UP } },
  }),
  'iphone-not-activated': fault('The iPhone is not activated', 'iPhoneがアクティベートされていない', {
    check: 'iphone-state',
    cause: 'iphone-not-set-up',
    changes: {
      untrusted: { ActivationState: 'Unactivated' },
      session: { ActivationState: 'Unactivated', ActivationStateAcknowledged: undefined, BrickState: true },
    },
    services: { [MOBILEBACKUP2]: { start: 'InvalidService' } },
  }),
  'iphone-clock-wrong': fault("The iPhone's clock is three days slow", 'iPhoneの時計が3日遅れている', {
    check: 'iphone-state',
    cause: 'iphone-clock-wrong',
    lockdown: { clockOffsetMs: -3 * DAY_MS },
  }),
  'backup-service-refused': fault(
    'The iPhone refuses to start its backup service',
    'iPhoneがバックアップのサービスを始めない',
    {
      check: 'backup-service',
      cause: 'backup-service-refused',
      services: { [MOBILEBACKUP2]: { start: 'ServiceLimit' } },
    },
  ),
  'backup-service-unreachable': fault(
    'The backup service starts, and the connection to it is cut',
    'バックアップのサービスは始まるが、通信が切れる',
    {
      check: 'backup-service',
      cause: 'backup-service-unreachable',
      services: { [MOBILEBACKUP2]: { connection: 'hang-up' } },
    },
  ),
  'another-sync-running': fault('Another program is syncing the iPhone', '別のソフトがiPhoneと同期している', {
    check: 'backup-service',
    cause: 'another-sync-running',
    sync: { lockHeldMs: null },
  }),
  'ios-outdated': fault('An iPhone 15 that is still on iOS 17.0', 'iOS 17.0のままのiPhone 15', {
    check: 'ios-version',
    cause: 'ios-outdated',
    model: 'iphone-15-old-ios',
    answers: { 'ios-up-to-date': { kind: 'no' } },
  }),
});
