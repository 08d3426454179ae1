/** Words for a device that does not appear: on USB, or in the list of the software behind it. */
import type { CauseTexts, Lang, Where } from '../define.ts';
import { otherCable, plugStraightIn, restartBoth, unlockAndReplug } from './advice.ts';
import { closeProgram, openProgram } from './advice-programs.ts';
import { applePage, has, iosName, isLinux, isMac, isWindows, list, muxSoftware, osAtLeast } from './words.ts';

/** What to do where the doctor itself runs away from the USB ports; nothing on a real computer. */
function notTheRealComputer(virtualMachine: string | null, where: Where, lang: Lang): readonly string[] {
  if (virtualMachine === null) return [];
  if (virtualMachine === 'WSL')
    return lang === 'ja'
      ? ['WSLからはUSBが見えません。このツールをWindows自体（PowerShell）で実行します。']
      : ['WSL does not see USB devices: run this tool in Windows itself (PowerShell) instead.'];
  if (virtualMachine === 'container')
    return lang === 'ja'
      ? [`ここはコンテナの中で、割り当てた機器しか見えません。${where.device}をつないだパソコンで直接実行します。`]
      : [
          'This runs inside a container, which sees only what is passed through to it: run this on the computer itself instead.',
        ];
  return lang === 'ja'
    ? [
        `ここは${virtualMachine}の中です。そのUSB設定で${where.device}を割り当てるか、実際のパソコンでこのツールを実行します。`,
      ]
    : [
        `This runs inside ${virtualMachine}, which sees a USB device only when it is passed through to it: choose the ${where.device} in its USB settings, or run this on the real computer.`,
      ];
}

/** How the software that lists the devices is started anew here. */
function restartMuxSoftware(where: Where, lang: Lang): readonly string[] {
  if (isLinux(where))
    return lang === 'ja'
      ? ['usbmuxdを再起動し（sudo systemctl restart usbmuxd）、接続し直します。']
      : ['Restart usbmuxd (sudo systemctl restart usbmuxd), then plug in again.'];
  if (isMac(where))
    return [
      openProgram[lang](where),
      lang === 'ja'
        ? `${where.device}に接続するためのソフトウェアアップデートを求められたら、インストールします。`
        : `If the Mac says that a software update is required to connect to the ${where.device}, install it.`,
    ];
  if (!isWindows(where))
    return lang === 'ja' ? ['usbmuxdを再起動し、接続し直します。'] : ['Restart usbmuxd, then plug in again.'];
  if (has(where, 'itunes-classic'))
    return lang === 'ja'
      ? [
          'iTunesを終了し「サービス」（services.msc）で「Apple Mobile Device Service」を再起動してから、iTunesを開きます。',
        ]
      : ['Close iTunes, restart “Apple Mobile Device Service” in Services (services.msc), and open iTunes again.'];
  return [`${closeProgram[lang](where)}${lang === 'ja' ? '' : ' '}${openProgram[lang](where)}`];
}

const driverHint = {
  en: 'In Device Manager look for a warning sign at an Apple entry; there, Update driver > Search automatically. Then Settings > Windows Update.',
  ja: '「デバイス マネージャー」でAppleの項目に警告の印があれば「ドライバーの更新」>「ドライバーを自動的に検索」を行います。',
} as const;

export const deviceConnectionDetectedCauses = {
  'iphone-not-detected': {
    en: {
      summary: ({ looked }, w) => {
        if (looked === 'seen-on-usb')
          return `This computer sees the ${w.device} on USB, but ${muxSoftware(w, 'en')} does not list it as connected by cable.`;
        const seen = {
          usb: `This computer sees no ${w.device} on USB.`,
          mux: `The software that connects to the ${w.device} answers, but lists none.`,
          'usb-and-mux': `This computer sees no ${w.device}, neither on USB nor in the list of connected devices.`,
        }[looked];
        return looked === 'mux'
          ? `${seen} Often it is locked, or the cable, the port or a driver is the reason.`
          : `${seen} Most often the cable, the port or a locked ${w.device} is the reason.`;
      },
      why: ({ looked }, w) =>
        looked === 'seen-on-usb'
          ? `Backup programs reach the ${w.device} through that software; often it is locked, or the software or its driver hangs.`
          : `The backup travels over this connection: without it no program can show the ${w.device}.`,
      steps: ({ looked, virtualMachine }, w) =>
        looked === 'seen-on-usb'
          ? list(
              `${unlockAndReplug.en(w)} Answer “Allow” if it asks about an accessory.`,
              'If it asks “Trust This Computer?”, tap “Trust” and enter the passcode on it.',
              restartMuxSoftware(w, 'en'),
              plugStraightIn.en(w),
              restartBoth.en(w),
              isWindows(w) && driverHint.en,
            )
          : list(
              notTheRealComputer(virtualMachine, w, 'en'),
              `${unlockAndReplug.en(w)} Answer “Allow” if it asks about an accessory.`,
              plugStraightIn.en(w),
              otherCable.en(w),
              `Let it talk to computers: Settings > Privacy & Security > Wired Accessories (before ${iosName(w)} 26: Settings > Face ID & Passcode > Accessories).`,
              isMac(w) &&
                osAtLeast(w, 13) &&
                'On a Mac laptop: System Settings > Privacy & Security > Allow accessories to connect. Answer “Allow” when it asks.',
              isWindows(w) &&
                `In Device Manager the ${w.device} would appear under Portable Devices. “This device is working properly” there says only that USB works.`,
              restartBoth.en(w),
              `Try another computer. If it fails there too, the cable or the ${w.device} is the likely reason; if not, this computer is.`,
            ),
    },
    ja: {
      summary: ({ looked }, w) => {
        if (looked === 'seen-on-usb')
          return `USBには${w.device}が見えていますが、${muxSoftware(w, 'ja')}の一覧には、ケーブルの接続として出ていません。`;
        const seen = {
          usb: `このパソコンのUSBに${w.device}が見つかりません。`,
          mux: `${w.device}との接続用ソフトウェアは応答していますが、${w.device}が一覧にありません。`,
          'usb-and-mux': `USBにも、接続中の一覧にも、${w.device}が見つかりません。`,
        }[looked];
        return looked === 'mux'
          ? `${seen}${w.device}のロック、ケーブル、差し込み口、ドライバーなどが原因の可能性があります。`
          : `${seen}多くの場合、ケーブルか差し込み口、または${w.device}のロックが原因です。`;
      },
      why: ({ looked }, w) =>
        looked === 'seen-on-usb'
          ? `バックアップのソフトは、これを通して${w.device}と通信します。多くの場合、${w.device}のロックか、このソフトやドライバーの不調が原因です。`
          : `バックアップはこの接続を通って送られます。認識されないと、どのソフトにも${w.device}のマークが表示されません。`,
      steps: ({ looked, virtualMachine }, w) =>
        looked === 'seen-on-usb'
          ? list(
              `${unlockAndReplug.ja(w)}アクセサリの確認が出たら許可します。`,
              '「このコンピュータを信頼しますか?」と表示されたら「信頼」をタップし、パスコードを入力します。',
              restartMuxSoftware(w, 'ja'),
              plugStraightIn.ja(w),
              restartBoth.ja(w),
              isWindows(w) && driverHint.ja,
            )
          : list(
              notTheRealComputer(virtualMachine, w, 'ja'),
              `${unlockAndReplug.ja(w)}アクセサリの確認が出たら許可します。`,
              plugStraightIn.ja(w),
              otherCable.ja(w),
              `接続の許可を確認します：「設定」>「プライバシーとセキュリティ」>「有線アクセサリ」（${iosName(w)} 26より前は「Face IDとパスコード」の中のアクセサリの項目）。`,
              isMac(w) &&
                osAtLeast(w, 13) &&
                'ノート型のMacでは「システム設定」>「プライバシーとセキュリティ」>「アクセサリの接続を許可」を確認します。',
              isWindows(w) &&
                `「デバイス マネージャー」の「ポータブル デバイス」に${w.device}が出るか見ます。「このデバイスは正常に動作しています」は、USBが通じていることしか示しません。`,
              restartBoth.ja(w),
              `別のパソコンにつないでみます。そこでも認識されなければケーブルか${w.device}、認識されればこのパソコンに原因がありそうです。`,
            ),
    },
    commands: ({ looked }, w) => {
      if (isLinux(w)) return looked === 'seen-on-usb' ? ['systemctl status usbmuxd'] : ['lsusb -d 05ac:'];
      return list(
        isWindows(w) && 'devmgmt.msc',
        isMac(w) && looked !== 'seen-on-usb' && "ioreg -p IOUSB -w0 | grep -iE 'iphone|ipad|ipod'",
      );
    },
    url: applePage('108643'),
  },
} satisfies CauseTexts<'iphone-not-detected'>;
