/** Words for the causes at the multiplexer, the program through which every other program reaches the device. */
import type { CauseTexts, Where } from '../define.ts';
import { formatList } from '../format.ts';
import { pauseSecurityOnce, trustAndPasscode } from './advice.ts';
import { openProgram } from './advice-programs.ts';
import { applePage, aside, has, isLinux, isMac, isWindows, list, muxSoftware } from './words.ts';

/** Apple's processes that need the local connection, as installed here. */
function appleProcesses(where: Where): readonly string[] {
  const connection = has(where, 'itunes-classic') ? 'AppleMobileDeviceService.exe' : 'AppleMobileDeviceProcess.exe';
  return [connection, 'AppleMobileBackup.exe'];
}

/** At the start of a sentence; usbmuxd is never written otherwise. */
function capital(name: string): string {
  return name === 'usbmuxd' ? name : `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Taking the variable away is right for nearly everybody, so it comes first. */
const mendAddress = {
  en: (where: Where): readonly string[] =>
    isWindows(where)
      ? [
          'Take USBMUXD_SOCKET_ADDRESS away: Start > “Edit environment variables for your account”, remove the entry there, and open a new window.',
          'If it is meant to be there, correct it to host:port (Apple uses 127.0.0.1:27015), and open a new window.',
        ]
      : [
          'Take USBMUXD_SOCKET_ADDRESS away: unset USBMUXD_SOCKET_ADDRESS in this window, and remove it from the file that sets it (~/.profile …).',
          'If it is meant to be there, correct it to UNIX:/var/run/usbmuxd or to host:port.',
        ],
  ja: (where: Where): readonly string[] =>
    isWindows(where)
      ? [
          '環境変数USBMUXD_SOCKET_ADDRESSを外します：スタートで「環境変数を編集」を検索して開き、その項目を取り除いて、ウインドウを開き直します。',
          '必要な設定であれば、ホスト名:ポート番号の形（Appleの場合は127.0.0.1:27015）に直し、ウインドウを開き直します。',
        ]
      : [
          '環境変数USBMUXD_SOCKET_ADDRESSを外します：この画面で unset USBMUXD_SOCKET_ADDRESS を実行し、設定しているファイル（~/.profileなど）からも取り除きます。',
          '必要な設定であれば、UNIX:/var/run/usbmuxd、またはホスト名:ポート番号の形に直します。',
        ],
};

export const deviceConnectionMuxCauses = {
  'mux-port-blocked': {
    en: {
      summary: ({ address, symptom, owner }, w) => {
        if (symptom === 'refused')
          return `${capital(muxSoftware(w, 'en'))} is there, but nothing answers at ${address}, where programs reach the ${w.device}.`;
        if (symptom === 'silent')
          return `The program at ${address}${aside(owner, 'en')}, where others reach the ${w.device}, does not answer.`;
        return `Another program${aside(owner, 'en')} answers at ${address} in place of ${muxSoftware(w, 'en')}.`;
      },
      why: () => 'Every backup goes through this local connection (it does not leave the computer).',
      steps: ({ symptom, owner }, w) =>
        list(
          symptom === 'foreign' &&
            (owner === null ? 'Close other programs that manage phones, for now.' : `Close ${owner} for now.`),
          'Restart the computer.',
          openProgram.en(w),
          'Update the security software and any VPN, or see whether one of them filters local connections.',
          pauseSecurityOnce.en(w),
          isWindows(w) &&
            `If that helped, add exceptions for ${formatList(appleProcesses(w), 'en')} and for the local port 27015.`,
        ),
    },
    ja: {
      summary: ({ address, symptom, owner }, w) => {
        if (symptom === 'refused')
          return `${muxSoftware(w, 'ja')}はありますが、${w.device}との中継点（${address}）が応答していません。`;
        if (symptom === 'silent')
          return `${w.device}との中継点（${address}）のプログラム${aside(owner, 'ja')}から、応答がありません。`;
        return `${w.device}との中継点（${address}）で、${muxSoftware(w, 'ja')}ではないプログラム${aside(owner, 'ja')}が応答しています。`;
      },
      why: () => 'バックアップは必ず、パソコン内部のこの接続を通ります（外部には出ません）。',
      steps: ({ symptom, owner }, w) =>
        list(
          symptom === 'foreign' && `${owner ?? 'スマートフォンを管理するほかのソフト'}を、いったん終了します。`,
          'パソコンを再起動します。',
          openProgram.ja(w),
          'セキュリティソフトとVPNを更新し、内部の通信を制限していないか確認します。',
          pauseSecurityOnce.ja(w),
          isWindows(w) &&
            `それで直ったら、${formatList(appleProcesses(w), 'ja')}と、内部ポート27015を例外に追加します。`,
        ),
    },
    commands: (_, w) => (isLinux(w) ? ['systemctl status usbmuxd'] : []),
    url: applePage('108643'),
  },

  'usbmuxd-not-running': {
    en: {
      summary: ({ reason, socket }, w) =>
        ({
          'not-installed': `usbmuxd, the program through which this computer talks to the ${w.device}, is not installed (no ${socket}).`,
          'not-running': `usbmuxd, the program through which this computer talks to the ${w.device}, is not running (${socket}).`,
          'no-rights': `This account may not use usbmuxd (${socket}), through which programs reach the ${w.device}.`,
          'bad-address': `USBMUXD_SOCKET_ADDRESS is set to “${socket}”, which cannot be used.`,
        })[reason],
      why: ({ reason }, w) =>
        reason === 'bad-address'
          ? `Programs that follow this variable, this one included, look for the ${w.device} there and nowhere else.`
          : `Without it no program on this computer reaches the ${w.device}, even though USB works.`,
      steps: ({ reason }, w) => {
        if (reason === 'bad-address') return mendAddress.en(w);
        if (reason === 'no-rights')
          return [
            'Look at the rights of the socket: usually everybody may read and write it.',
            'Run this as the user of the desktop, not inside a sandbox or container that hides the socket.',
            'Restart usbmuxd (sudo systemctl restart usbmuxd) or the computer, then plug in again.',
          ];
        return list(
          reason === 'not-installed' &&
            isLinux(w) && [
              'Debian, Ubuntu: sudo apt install usbmuxd libimobiledevice-utils',
              'Fedora: sudo dnf install usbmuxd libimobiledevice-utils',
            ],
          reason === 'not-installed' &&
            !isLinux(w) &&
            !isMac(w) &&
            "Install usbmuxd with the system's package manager.",
          `Unlock the ${w.device}, unplug it and plug it in again: plugging in starts usbmuxd, and it ends with the last one unplugged.`,
          reason === 'not-running' &&
            isLinux(w) &&
            'If it does not start: sudo systemctl start usbmuxd, and look at its status.',
          isMac(w) && 'Restart the Mac and connect again.',
          trustAndPasscode.en(w),
        );
      },
    },
    ja: {
      summary: ({ reason, socket }, w) =>
        ({
          'not-installed': `${w.device}との通信を受け持つusbmuxdが入っていません（${socket}がありません）。`,
          'not-running': `${w.device}との通信を受け持つusbmuxdが動いていません（${socket}）。`,
          'no-rights': `${w.device}との通信を受け持つusbmuxd（${socket}）を使う権限が、このアカウントにありません。`,
          'bad-address': `USBMUXD_SOCKET_ADDRESSの値「${socket}」は使えません。`,
        })[reason],
      why: ({ reason }, w) =>
        reason === 'bad-address'
          ? `この変数に従うソフト（このツールを含む）は、そこだけで${w.device}を探します。`
          : `USBが通じていても、これがないと、どのソフトも${w.device}と通信できません。`,
      steps: ({ reason }, w) => {
        if (reason === 'bad-address') return mendAddress.ja(w);
        if (reason === 'no-rights')
          return [
            'ソケットの権限を確認します。通常は誰でも読み書きできます。',
            'デスクトップを使っているユーザで実行します。ソケットが見えないコンテナなどの中では実行しません。',
            'usbmuxd（sudo systemctl restart usbmuxd）またはパソコンを再起動し、接続し直します。',
          ];
        return list(
          reason === 'not-installed' &&
            isLinux(w) && [
              'Debian/Ubuntuの場合：sudo apt install usbmuxd libimobiledevice-utils',
              'Fedoraの場合：sudo dnf install usbmuxd libimobiledevice-utils',
            ],
          reason === 'not-installed' &&
            !isLinux(w) &&
            !isMac(w) &&
            'パッケージ管理の機能でusbmuxdをインストールします。',
          `${w.device}のロックを解除し、ケーブルを抜いて差し直します。usbmuxdは接続すると起動し、最後の1台を外すと終了します。`,
          reason === 'not-running' &&
            isLinux(w) &&
            '起動しないときは sudo systemctl start usbmuxd を実行し、状態を確認します。',
          isMac(w) && 'Macを再起動し、接続し直します。',
          trustAndPasscode.ja(w),
        );
      },
    },
    commands: ({ reason }, w) =>
      isLinux(w) && reason !== 'bad-address'
        ? ['systemctl status usbmuxd', 'ls -l /var/run/usbmuxd', 'idevice_id -l']
        : [],
  },
} satisfies CauseTexts<'mux-port-blocked' | 'usbmuxd-not-running'>;
