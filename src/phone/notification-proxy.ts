/**
 * Listening to what the phone announces. Posting is left out on purpose: the announcements with which syncing programs introduce
 * themselves change what the phone shows. https://github.com/libimobiledevice/libimobiledevice/blob/master/src/notification_proxy.c
 */
import { buildXmlPlist, isPlistDict } from '../plist/index.ts';
import type { Channel } from './channel.ts';
import { isFailure, type What } from './errors.ts';
import type { Context } from './limits.ts';
import { plistFrame, receivePlist } from './property-list-service.ts';

/** What a diagnosis may want to hear: the passcode sheet of a backup comes and goes; a sync is called off; the backup settings change. */
export type PhoneNotification =
  | 'com.apple.LocalAuthentication.ui.presented'
  | 'com.apple.LocalAuthentication.ui.dismissed'
  | 'com.apple.itunes-client.syncCancelRequest'
  | 'com.apple.itunes-mobdev.syncDidFinish'
  | 'com.apple.mobile.backup.domain_changed';

type ProxyCommand =
  | { readonly Command: 'ObserveNotification'; readonly Name: PhoneNotification }
  | { readonly Command: 'Shutdown' };

const encode = (command: ProxyCommand): Uint8Array => plistFrame(Buffer.from(buildXmlPlist({ ...command })));

/** The names as they are announced. Ends when the signal fires or the phone ends it; closes the channel. Throws PhoneError. */
export async function* observe(
  channel: Channel,
  names: readonly PhoneNotification[],
  context: Context,
): AsyncGenerator<PhoneNotification, void> {
  const what: What = { layer: 'service', during: 'ObserveNotification' };
  for (const name of names) channel.write(encode({ Command: 'ObserveNotification', Name: name }));
  try {
    for (;;) {
      // No time limit: most of the time there is nothing to announce.
      const message = await receivePlist(channel, what, context.signal);
      if (!isPlistDict(message)) continue;
      if (message['Command'] === 'ProxyDeath') return;
      const name = names.find((one) => one === message['Name']);
      if (message['Command'] === 'RelayNotification' && name !== undefined) yield name;
    }
  } catch (error) {
    if (!isFailure(error, 'aborted')) throw error;
  } finally {
    channel.write(encode({ Command: 'Shutdown' }));
    await channel.end();
  }
}
