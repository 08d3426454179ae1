/** Words for the causes that lie between the device and the port: cable, accessory lock, Wi-Fi. */
import type { CauseTexts } from '../define.ts';
import { formatSeconds } from '../format.ts';
import {
  backUpToCloudMeanwhile,
  otherCable,
  pauseSecurityOnce,
  plugStraightIn,
  removeOldBackupLast,
  restartBoth,
  unlockAndReplug,
} from './advice.ts';
import { updateProgram } from './advice-programs.ts';
import { applePage, aside, iosName, isLinux, isMac, isWindows, list, osAtLeast } from './words.ts';

export const deviceConnectionCableCauses = {
  'iphone-not-detected': {
    en: {
      summary: ({ looked }, w) => {
        const seen = {
          usb: `This computer sees no ${w.device} on USB.`,
          mux: `The software that connects to the ${w.device} answers, but lists none.`,
          'usb-and-mux': `This computer sees no ${w.device}, neither on USB nor in the list of connected devices.`,
        }[looked];
        return looked === 'mux'
          ? `${seen} Often it is locked, or the cable, the port or a driver is the reason.`
          : `${seen} Most often the cable, the port or a locked ${w.device} is the reason.`;
      },
      why: (_, w) => `The backup travels over this connection: without it no program can show the ${w.device}.`,
      steps: ({ virtualMachine }, w) =>
        list(
          virtualMachine === 'WSL' &&
            'WSL does not see USB devices: run this tool in Windows itself (PowerShell) instead.',
          virtualMachine !== null &&
            virtualMachine !== 'WSL' &&
            `This runs inside ${virtualMachine}, which sees a USB device only when it is passed through to it: choose the ${w.device} in its USB settings, or run this on the real computer.`,
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
        const seen = {
          usb: `このパソコンのUSBに${w.device}が見つかりません。`,
          mux: `${w.device}との接続用ソフトウェアは応答していますが、${w.device}が一覧にありません。`,
          'usb-and-mux': `USBにも、接続中の一覧にも、${w.device}が見つかりません。`,
        }[looked];
        return looked === 'mux'
          ? `${seen}${w.device}のロック、ケーブル、差し込み口、ドライバーなどが原因の可能性があります。`
          : `${seen}多くの場合、ケーブルか差し込み口、または${w.device}のロックが原因です。`;
      },
      why: (_, w) =>
        `バックアップはこの接続を通って送られます。認識されないと、どのソフトにも${w.device}のマークが表示されません。`,
      steps: ({ virtualMachine }, w) =>
        list(
          virtualMachine === 'WSL' && 'WSLからはUSBが見えません。このツールをWindows自体（PowerShell）で実行します。',
          virtualMachine !== null &&
            virtualMachine !== 'WSL' &&
            `ここは${virtualMachine}の中です。そのUSB設定で${w.device}を割り当てるか、実際のパソコンでこのツールを実行します。`,
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
    commands: (_, w) =>
      list(
        isWindows(w) && 'devmgmt.msc',
        isMac(w) && "ioreg -p IOUSB -w0 | grep -iE 'iphone|ipad|ipod'",
        isLinux(w) && 'lsusb -d 05ac:',
      ),
    url: applePage('108643'),
  },

  'connected-by-wifi-only': {
    en: {
      summary: ({ devices }, w) =>
        devices > 1
          ? `${devices} devices are reached over Wi-Fi only; none is seen on a cable.`
          : `The ${w.device} is reached over Wi-Fi only; no cable connection is seen.`,
      why: () =>
        'Over Wi-Fi a backup is slower, breaks off more easily, and the cause of a failure can hardly be seen.',
      steps: (_, w) => [
        `Connect the ${w.device} with a cable and unlock it, then make this backup over the cable.`,
        otherCable.en(w),
        plugStraightIn.en(w),
        isLinux(w)
          ? 'For Wi-Fi backups later: connect by cable at least once a month, or the permission for Wi-Fi lapses.'
          : `For Wi-Fi backups later: keep “Show this ${w.device} when on Wi-Fi” on, and connect by cable at least once a month.`,
      ],
    },
    ja: {
      summary: ({ devices }, w) =>
        devices > 1
          ? `${devices}台ともWi-Fi経由でしか見えず、ケーブルの接続がありません。`
          : `${w.device}はWi-Fi経由でしか見えず、ケーブルの接続がありません。`,
      why: () => 'Wi-Fi経由のバックアップは遅く、途切れやすく、失敗の原因も調べにくくなります。',
      steps: (_, w) => [
        `${w.device}をケーブルで接続してロックを解除し、今回のバックアップはケーブルで作成します。`,
        otherCable.ja(w),
        plugStraightIn.ja(w),
        isLinux(w)
          ? '今後Wi-Fiで行う場合も、月に1回はケーブルで接続します（接続しないとWi-Fiの許可が切れます）。'
          : `今後Wi-Fiで行う場合は「Wi-Fiがオンになっているときにこの${w.device}を表示」をオンのままにし、月に1回はケーブルで接続します。`,
      ],
    },
    url: applePage('108643'),
  },

  'connection-unstable': {
    en: {
      summary: ({ attached, detached, seconds }, w) =>
        `Within ${formatSeconds(seconds, 'en')} the ${w.device} was connected ${attached} and disconnected ${detached} times. Most often the cable, the port or a hub is the reason.`,
      why: (_, w) => `Each break ends the backup with a message such as “the ${w.device} disconnected”.`,
      steps: (_, w) =>
        list(
          otherCable.en(w),
          plugStraightIn.en(w),
          isWindows(w)
            ? 'Keep a laptop on mains power, and switch off “USB selective suspend” in its power plan for the time of the backup.'
            : 'Keep the computer on mains power and awake for the time of the backup.',
          restartBoth.en(w),
          `Start the backup again. It goes on where the last one stopped, so nothing has to be deleted for it.`,
          removeOldBackupLast.en(w),
        ),
    },
    ja: {
      summary: ({ attached, detached, seconds }, w) =>
        `${formatSeconds(seconds, 'ja')}の間に${w.device}の接続が${attached}回、切断が${detached}回ありました。多くの場合、ケーブルか差し込み口、ハブが原因です。`,
      why: (_, w) =>
        `途切れるたびに「${w.device}がコンピュータから取り外されたため…」などと表示され、バックアップが止まります。`,
      steps: (_, w) =>
        list(
          otherCable.ja(w),
          plugStraightIn.ja(w),
          isWindows(w)
            ? 'ノートパソコンは電源につなぎ、電源プランにあるUSBの省電力（セレクティブ サスペンド）の項目を、バックアップの間だけ無効にします。'
            : 'バックアップの間は、パソコンを電源につなぎ、スリープさせないようにします。',
          restartBoth.ja(w),
          'バックアップをやり直します。前回の続きから始まるので、何かを削除する必要はありません。',
          removeOldBackupLast.ja(w),
        ),
    },
    url: applePage('108643'),
  },

  'iphone-not-answering': {
    en: {
      summary: ({ symptom, seen }, w) => {
        const what = {
          'no-answer': 'does not answer in time',
          refused: 'refuses the connection',
          garbage: 'gives an answer that cannot be understood',
          'hung-up': 'breaks off the conversation',
          'listed-then-gone': 'is gone again',
        }[symptom];
        return symptom === 'listed-then-gone'
          ? `The ${w.device} was listed as connected and gone a moment later.`
          : `The ${w.device} is connected, but it ${what}${aside(seen, 'en')}.`;
      },
      why: (_, w) => `A backup is made by the ${w.device} itself, so it has to answer this computer first.`,
      steps: (_, w) =>
        list(
          unlockAndReplug.en(w),
          restartBoth.en(w),
          otherCable.en(w),
          updateProgram(w, 'en')[0] ?? false,
          pauseSecurityOnce.en(w),
          backUpToCloudMeanwhile.en(w),
        ),
    },
    ja: {
      summary: ({ symptom, seen }, w) => {
        const what = {
          'no-answer': '時間内に応答がありません',
          refused: '接続を拒否されました',
          garbage: '予期しない応答がありました',
          'hung-up': '途中で通信が切れました',
          'listed-then-gone': 'すぐに消えました',
        }[symptom];
        return symptom === 'listed-then-gone'
          ? `${w.device}は接続中の一覧に出ましたが、すぐに消えました。`
          : `${w.device}はつながっていますが、${what}${aside(seen, 'ja')}。`;
      },
      why: (_, w) => `バックアップは${w.device}自身が作成するため、まず${w.device}が応答する必要があります。`,
      steps: (_, w) =>
        list(
          unlockAndReplug.ja(w),
          restartBoth.ja(w),
          otherCable.ja(w),
          updateProgram(w, 'ja')[0] ?? false,
          pauseSecurityOnce.ja(w),
          backUpToCloudMeanwhile.ja(w),
        ),
    },
    url: applePage('108643'),
  },
} satisfies CauseTexts<
  'iphone-not-detected' | 'connected-by-wifi-only' | 'connection-unstable' | 'iphone-not-answering'
>;
