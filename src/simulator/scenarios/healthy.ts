/** Phones with which all is well: what must never be called a fault. */
import { phoneConfig } from '../config.ts';
import type { ModelId } from '../models.ts';
import { type Scenario, scenarios } from '../scenario.ts';
import { phoneValues } from '../values.ts';

function healthy(model: ModelId, en: string, ja: string): Scenario {
  return {
    title: { en, ja },
    platform: null,
    expected: null,
    setUp: (now) => ({ phones: [phoneConfig({ values: phoneValues(model, now) })] }),
  };
}

export const HEALTHY = scenarios({
  healthy: healthy(
    'iphone-16-plus',
    'An iPhone 16 Plus, and nothing stands in the way',
    'iPhone 16 Plus。妨げるものは何もない',
  ),
  'healthy-iphone-xs': healthy(
    'iphone-xs',
    'An iPhone XS on iOS 18.7.10, the newest that it can run',
    'iOS 18.7.10のiPhone XS(この機種で動く最新版)',
  ),
  'healthy-iphone-8': healthy(
    'iphone-8',
    'An iPhone 8 on iOS 16.7.16, the newest that it can run',
    'iOS 16.7.16のiPhone 8(この機種で動く最新版)',
  ),
  'healthy-iphone-se': healthy(
    'iphone-se-2016',
    'The first iPhone SE, with a UDID of 40 digits',
    '初代iPhone SE(UDIDが40桁)',
  ),
  'healthy-ipad': healthy('ipad-10', 'An iPad', 'iPad'),
  'healthy-ipod-touch': healthy('ipod-touch-6', 'An iPod touch on iOS 12.5.8', 'iOS 12.5.8のiPod touch'),
  'healthy-two-phones': {
    title: {
      en: 'Two iPhones on two cables (--udid chooses one)',
      ja: 'ケーブルでつながった2台のiPhone(--udidで選ぶ)',
    },
    platform: null,
    expected: null,
    setUp: (now) => ({
      phones: [
        phoneConfig({ values: phoneValues('iphone-16-plus', now) }),
        phoneConfig({ values: phoneValues('iphone-xs', now) }),
      ],
    }),
  },
  'healthy-cable-and-wifi': {
    title: {
      en: 'One iPhone that is reached by cable and by Wi-Fi',
      ja: 'ケーブルとWi-Fiの両方でつながったiPhone',
    },
    platform: null,
    expected: null,
    setUp: (now) => ({
      phones: [
        phoneConfig({
          values: phoneValues('iphone-16-plus', now),
          connection: 'usb-and-network',
          // As some daemons list it.
          dashInSerial: false,
        }),
      ],
    }),
  },
});
