/**
 * notification_proxy: relays the phone's notifications to who observes them.
 * https://github.com/libimobiledevice/libimobiledevice/blob/master/src/notification_proxy.c
 */
import { isPlistDict } from '../plist/index.ts';
import { stringAt } from './dictionary.ts';
import type { Phone } from './phone.ts';
import { plistMessage, readPlistMessage } from './plist-frame.ts';
import { sendReply } from './reply-fault.ts';
import type { Wire } from './wire.ts';

/** The passcode screen for a backup comes, and goes. */
export const PASSCODE_SHOWN = 'com.apple.LocalAuthentication.ui.presented';
export const PASSCODE_GONE = 'com.apple.LocalAuthentication.ui.dismissed';

/** Talks until the client says Shutdown or leaves. Rejects with WireClosed where it just leaves. */
export async function serveNotificationProxy(phone: Phone, service: string, wire: Wire): Promise<void> {
  const observed = new Set<string>();
  const relay = (name: string) => {
    if (!observed.has(name)) return;
    void sendReply(wire, plistMessage({ Command: 'RelayNotification', Name: name }, 'xml'), null).catch(
      () => undefined,
    );
  };
  phone.observers.add(relay);
  try {
    for (;;) {
      const message = await readPlistMessage(wire);
      const request = isPlistDict(message) ? message : {};
      const command = stringAt(request, 'Command') ?? '';
      const name = stringAt(request, 'Name');
      phone.record({ layer: 'service', service, name: command, udid: phone.udid, fields: { Name: name } });
      if (command === 'ObserveNotification' && name !== null) observed.add(name);
      // What a computer posts is heard by the phone's own programs, and by whoever observes the same name.
      if (command === 'PostNotification' && name !== null) post(phone, name);
      if (command === 'Shutdown') {
        await sendReply(wire, plistMessage({ Command: 'ProxyDeath' }, 'xml'), null);
        wire.end();
        return;
      }
    }
  } finally {
    phone.observers.delete(relay);
  }
}

/** Posts a notification on the phone. */
export function post(phone: Phone, name: string): void {
  for (const observer of phone.observers) observer(name);
}
