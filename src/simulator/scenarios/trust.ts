/** Whether the phone and this computer trust each other. */
import type { CauseId } from '../../causes/args.ts';
import { type PhoneDifferences, phoneConfig } from '../config.ts';
import { type Scenario, scenarios } from '../scenario.ts';
import { phoneValues, withValues } from '../values.ts';

function trust(
  cause: CauseId,
  en: string,
  ja: string,
  differences: Omit<PhoneDifferences, 'values'>,
  session: Parameters<typeof withValues>[1] = {},
): Scenario {
  return {
    title: { en, ja },
    platform: null,
    expected: { check: 'device-trust', cause },
    setUp: (now) => ({
      phones: [phoneConfig({ values: withValues(phoneValues('iphone-16-plus', now), session), ...differences })],
    }),
  };
}

export const TRUST = scenarios({
  'trust-not-given': trust(
    'trust-not-given',
    'Nobody has tapped “Trust” on the iPhone yet',
    'iPhoneでまだ「信頼」をタップしていない',
    // Who lets the doctor pair sees the whole way: the simulated person needs a moment, then taps Trust.
    { pairRecord: 'none', lockdown: { pair: { kind: 'pending', polls: 2 } } },
  ),
  'trust-dialog-waiting': trust(
    'trust-dialog-waiting',
    'The question “Trust This Computer?” is open on the iPhone',
    'iPhoneに「このコンピュータを信頼しますか?」が出ている',
    { lockdown: { session: 'PairingDialogResponsePending', pair: { kind: 'pending', polls: null } } },
  ),
  'trust-refused': trust(
    'trust-refused',
    'Somebody tapped “Don’t Trust” on the iPhone',
    'iPhoneで「信頼しない」がタップされた',
    { lockdown: { session: 'UserDeniedPairing', pair: { kind: 'error', error: 'UserDeniedPairing' } } },
  ),
  'trust-record-stale': trust(
    'trust-record-stale',
    'The iPhone has forgotten this computer',
    'iPhoneがこのパソコンを覚えていない',
    { pairRecord: 'unknown-to-phone' },
  ),
  'trust-record-stale-in-handshake': trust(
    'trust-record-stale',
    'The iPhone hangs up, since the stored keys are not those it knows',
    '保存された鍵が合わず、iPhoneが通信を切る',
    { pairRecord: 'other-keys' },
  ),
  'iphone-locked': trust(
    'iphone-locked',
    'The iPhone is locked',
    'iPhoneがロックされている',
    { services: { 'com.apple.mobilebackup2': { start: 'PasswordProtected' } } },
    { session: { PasswordProtected: true } },
  ),
  'iphone-locked-since-restart': trust(
    'iphone-locked',
    'The iPhone was restarted and not unlocked since',
    'iPhoneが再起動後に一度もロック解除されていない',
    { lockdown: { session: 'PasswordProtected', pair: { kind: 'error', error: 'PasswordProtected' } } },
  ),
  'pairing-forbidden': trust(
    'pairing-forbidden',
    'A managed iPhone that may not be paired with this computer',
    '管理されていて、このパソコンとの接続が禁じられているiPhone',
    { lockdown: { session: 'MCProtected', pair: { kind: 'error', error: 'MCProtected' } } },
    { session: { IsSupervised: true } },
  ),
});
