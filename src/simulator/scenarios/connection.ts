/** The way from the cable to the multiplexer and to the phone's first answer. */
import { known } from '../../facts/fact.ts';
import type { UsbMode } from '../../facts/types.ts';
import { type PhoneDifferences, phoneConfig } from '../config.ts';
import { type Place, type Scenario, type SetUp, scenarios } from '../scenario.ts';
import { appleStack, CLASSIC_ITUNES, pnpNodes } from '../simulated-host.ts';
import { phoneValues } from '../values.ts';

const CHECK = 'device-connection';

function phone(now: number, differences: Omit<PhoneDifferences, 'values'> = {}) {
  return phoneConfig({ values: phoneValues('iphone-16-plus', now), ...differences });
}

/** The phone is on USB, but nobody answers where Apple's software should listen. */
function refused(now: number, facts: SetUp['facts']): SetUp {
  return { phones: [phone(now)], mux: { state: 'refused' }, ...(facts === undefined ? {} : { facts }) };
}

/** A phone in a mode in which the multiplexer does not list it. */
function unlisted(mode: UsbMode, productId: number, en: string, ja: string, cause: 'recovery' | 'dfu'): Scenario {
  return {
    title: { en, ja },
    platform: null,
    expected: { check: CHECK, cause: `iphone-in-${cause}-mode` },
    setUp: () => ({
      phones: [],
      facts: () => ({
        usb: known({ devices: [{ mode, productId, name: null, udid: null, linkSpeed: null }], method: 'usb' }),
      }),
    }),
  };
}

/** Lists the phone on USB, while the multiplexer sees none: what Windows' own nodes tell then. */
function driver(now: number, change: (place: Place) => ReturnType<typeof pnpNodes>): SetUp {
  const seen = phone(now);
  return {
    phones: [],
    facts: (place) => ({
      usb: known({
        devices: [
          {
            mode: 'normal',
            productId: seen.values.model.productId,
            name: 'iPhone',
            udid: seen.values.model.udid,
            linkSpeed: null,
          },
        ],
        method: 'pnp',
      }),
      appleStack: known(appleStack([], { nodes: known(change({ ...place, phones: [seen] })) })),
    }),
  };
}

export const CONNECTION = scenarios({
  'iphone-not-detected': {
    title: { en: 'No iPhone on any cable', ja: 'iPhoneがどのケーブルにもつながっていない' },
    platform: null,
    expected: { check: CHECK, cause: 'iphone-not-detected' },
    setUp: () => ({ phones: [] }),
  },
  'iphone-in-recovery-mode': unlisted(
    'recovery',
    0x1281,
    'An iPhone that shows the picture of a cable and a computer',
    'ケーブルとパソコンの絵が出ているiPhone',
    'recovery',
  ),
  'iphone-in-dfu-mode': unlisted(
    'dfu',
    0x1227,
    'An iPhone with a black screen that waits for new firmware',
    '画面が真っ黒でファームウェアを待っているiPhone',
    'dfu',
  ),
  'apple-software-missing': {
    title: {
      en: "Windows without any of Apple's programs",
      ja: 'Appleのソフトが1つも入っていないWindows',
    },
    platform: 'windows',
    expected: { check: CHECK, cause: 'apple-software-missing' },
    setUp: (now) =>
      refused(now, ({ phones }) => ({
        programs: known([]),
        appleStack: known(
          appleStack(phones, {
            appleDevices: known(null),
            processRunning: known(false),
            portOwner: known(null),
            // Windows brings the drivers of the first two by itself.
            nodes: known(phones.flatMap(pnpNodes).filter((node) => !node.instanceId.includes('MI_01'))),
          }),
        ),
      })),
  },
  'apple-service-stopped': {
    title: {
      en: 'iTunes from apple.com, its service stopped',
      ja: 'apple.com版のiTunesで、サービスが止まっている',
    },
    platform: 'windows',
    expected: { check: CHECK, cause: 'apple-service-stopped' },
    setUp: (now) =>
      refused(now, ({ phones }) => ({
        programs: known([CLASSIC_ITUNES]),
        appleStack: known(
          appleStack(phones, {
            classicItunes: known({ version: CLASSIC_ITUNES.version }),
            mobileDeviceSupport: known({ version: CLASSIC_ITUNES.component.version, dllMissing: false }),
            appleDevices: known(null),
            service: known({ state: 'stopped', startType: 'disabled' }),
            processRunning: known(false),
            portOwner: known(null),
          }),
        ),
      })),
  },
  'apple-app-not-running': {
    title: {
      en: 'The Apple Devices app is installed and was never opened',
      ja: '「Appleデバイス」アプリを入れたまま一度も開いていない',
    },
    platform: 'windows',
    expected: { check: CHECK, cause: 'apple-app-not-running' },
    setUp: (now) =>
      refused(now, ({ phones }) => ({
        appleStack: known(appleStack(phones, { processRunning: known(false), portOwner: known(null) })),
      })),
  },
  'apple-driver-problem': {
    title: { en: 'Windows reports a fault of the driver', ja: 'Windowsがドライバーの異常を知らせている' },
    platform: 'windows',
    expected: { check: CHECK, cause: 'apple-driver-problem' },
    setUp: (now) =>
      driver(now, ({ phones }) =>
        phones
          .flatMap(pnpNodes)
          .map((node) => (node.instanceId.includes('MI_01') ? { ...node, problemCode: 28, service: null } : node)),
      ),
  },
  'apple-driver-replaced': {
    title: {
      en: "Another program has put its driver in the place of Apple's",
      ja: '別のソフトがAppleのドライバーを置き換えている',
    },
    platform: 'windows',
    expected: { check: CHECK, cause: 'apple-driver-problem' },
    setUp: (now) =>
      driver(now, ({ phones }) => phones.flatMap(pnpNodes).map((node) => ({ ...node, filters: ['libusb0'] }))),
  },
  'mux-port-blocked': {
    title: {
      en: "Another program answers where Apple's should",
      ja: 'Appleのソフトの代わりに別のソフトが応答している',
    },
    platform: 'windows',
    expected: { check: CHECK, cause: 'mux-port-blocked' },
    setUp: (now) => ({
      phones: [phone(now)],
      mux: { state: 'foreign' },
      facts: ({ phones }) => ({
        appleStack: known(appleStack(phones, { portOwner: known({ process: 'webserver.exe', apple: false }) })),
      }),
    }),
  },
  'usbmuxd-not-running': {
    title: { en: 'Linux without usbmuxd', ja: 'usbmuxdのないLinux' },
    platform: 'linux',
    expected: { check: CHECK, cause: 'usbmuxd-not-running' },
    setUp: (now) => ({
      phones: [phone(now)],
      mux: { state: 'absent' },
      facts: () => ({ usbmuxd: known({ installed: false, version: null, udevRule: false }) }),
    }),
  },
  'connected-by-wifi-only': {
    title: { en: 'The iPhone is reached by Wi-Fi only', ja: 'Wi-Fiだけでつながっている' },
    platform: null,
    expected: { check: CHECK, cause: 'connected-by-wifi-only' },
    setUp: (now) => ({ phones: [phone(now, { connection: 'network' })] }),
  },
  'iphone-not-answering': {
    title: {
      en: 'The iPhone is seen, but hangs up at every question',
      ja: 'iPhoneは見えているが、何を聞いても通信を切る',
    },
    platform: null,
    expected: { check: CHECK, cause: 'iphone-not-answering' },
    setUp: (now) => ({ phones: [phone(now, { lockdown: { faults: { '*': 'hang-up' } } })] }),
  },
  'iphone-silent': {
    title: {
      en: 'The iPhone is seen, but says nothing (takes a while)',
      ja: 'iPhoneは見えているが、何も答えない(時間がかかる)',
    },
    platform: null,
    expected: { check: CHECK, cause: 'iphone-not-answering' },
    setUp: (now) => ({ phones: [phone(now, { lockdown: { faults: { '*': 'silent' } } })] }),
  },
  'iphone-refusing': {
    title: { en: 'The iPhone is seen, but takes no connection', ja: 'iPhoneは見えているが、接続を受け付けない' },
    platform: null,
    expected: { check: CHECK, cause: 'iphone-not-answering' },
    setUp: (now) => ({ phones: [phone(now, { lockdown: { port: 'refused' } })] }),
  },
});
