/**
 * The phone's backup service, up to Hello and no further: by then nothing is written and no passcode is asked. The one message that
 * goes out is a constant; there is no code here that could ask for a backup, a restore or anything else.
 * https://github.com/libimobiledevice/libimobiledevice/blob/master/src/mobilebackup2.c
 */
import { isPlistDict } from '../plist/index.ts';
import type { Channel } from './channel.ts';
import { type DeviceLinkVersion, disconnect, NOTHING, receiveMessage, shakeHands } from './devicelink.ts';
import { PhoneError, printableText } from './errors.ts';
import type { Context } from './limits.ts';
import { plistFrame } from './property-list-service.ts';

export interface BackupServiceHello {
  readonly deviceLink: DeviceLinkVersion;
  /** 0: willing. 1: no protocol version in common. Others are MBErrorDomain's. */
  readonly errorCode: number;
  readonly errorDescription: string | null;
  readonly protocolVersion: number | null;
}

/** Written out since the versions must be reals, which a whole number in a JavaScript value would not become. */
const HELLO = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><array><string>DLMessageProcessMessage</string><dict>
<key>MessageName</key><string>Hello</string>
<key>SupportedProtocolVersions</key><array><real>2.0</real><real>2.1</real></array>
</dict></array></plist>
`;

/** Handshake, Hello, goodbye. Closes the channel. Throws PhoneError. */
export async function sayHello(channel: Channel, context: Context): Promise<BackupServiceHello> {
  try {
    const deviceLink = await shakeHands(channel, context);
    channel.write(plistFrame(Buffer.from(HELLO)));
    const message = await receiveMessage(channel, 'DLMessageProcessMessage', context);
    const response = message[1];
    const errorCode = isPlistDict(response) ? response['ErrorCode'] : undefined;
    if (!isPlistDict(response) || response['MessageName'] !== 'Response' || typeof errorCode !== 'number') {
      throw new PhoneError({ layer: 'service', kind: 'garbage', during: 'Hello', error: 'not a response' });
    }
    const { ErrorDescription: description, ProtocolVersion: version } = response;
    await disconnect(channel);
    return {
      deviceLink,
      errorCode,
      errorDescription:
        typeof description === 'string' && description !== NOTHING ? printableText(description, 200) : null,
      protocolVersion: typeof version === 'number' ? version : null,
    };
  } finally {
    channel.destroy();
  }
}
