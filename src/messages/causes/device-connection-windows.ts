/** Words for the causes in Apple's software on Windows: missing, stopped, not opened, wrong driver. */
import type { CauseTexts, Lang } from '../define.ts';
import { trustAndPasscode } from './advice.ts';
import { closeProgram, installAppleDevices, openProgram, repairItunes, updateProgram } from './advice-programs.ts';
import { applePage, has, isWindows, list, localName } from './words.ts';

/** What Windows means by the problem codes that a phone's driver really meets. */
const PROBLEM_CODES: Readonly<Record<number, Readonly<Record<Lang, string>>>> = {
  10: { en: 'it cannot start', ja: '起動できません' },
  14: { en: 'a restart is needed', ja: '再起動が必要です' },
  22: { en: 'it is switched off', ja: '無効になっています' },
  28: { en: 'no driver is installed', ja: 'ドライバーが入っていません' },
  31: { en: 'its driver cannot be loaded', ja: 'ドライバーを読み込めません' },
  39: { en: 'its driver cannot be loaded', ja: 'ドライバーを読み込めません' },
  43: { en: 'it was stopped after a fault', ja: '問題が起きて停止しています' },
  52: { en: 'its driver is not signed', ja: 'ドライバーの署名が確認できません' },
};

/** What Windows calls the states and start types of a service in Japanese. */
const SERVICE_WORDS: Readonly<Record<string, string>> = {
  stopped: '停止',
  paused: '一時停止',
  'start-pending': '開始中',
  'stop-pending': '停止中',
  automatic: '自動',
  manual: '手動',
  disabled: '無効',
};

/** `code 28: no driver is installed`, or only the number where its meaning would not help. */
function problem(code: number | null, lang: Lang): string {
  if (code === null) return lang === 'ja' ? '番号なし' : 'no code';
  const meaning = PROBLEM_CODES[code]?.[lang];
  if (lang === 'ja') return meaning === undefined ? `コード${code}` : `コード${code}：${meaning}`;
  return meaning === undefined ? `code ${code}` : `code ${code}: ${meaning}`;
}

export const deviceConnectionWindowsCauses = {
  'apple-software-missing': {
    en: {
      summary: ({ photosOnly }, w) => {
        if (has(w, 'itunes-classic'))
          return `iTunes is installed, but without the part of it that talks to the ${w.device} (Apple Mobile Device Support).`;
        return photosOnly
          ? `The ${w.device} is seen and its photos can be opened, but no Apple program for backups is installed here.`
          : `No Apple program that can talk to the ${w.device} is installed on this computer.`;
      },
      why: () => "A backup needs Apple's own connection software; being able to see the photos is not enough.",
      steps: (_, w) =>
        list(
          isWindows(w) && (has(w, 'itunes-classic') ? repairItunes.en(w) : installAppleDevices.en(w)),
          !isWindows(w) && updateProgram(w, 'en'),
          'Restart the computer once.',
          openProgram.en(w),
          trustAndPasscode.en(w),
        ),
    },
    ja: {
      summary: ({ photosOnly }, w) => {
        if (has(w, 'itunes-classic'))
          return `iTunesは入っていますが、${w.device}と通信する部分（Apple Mobile Device Support）がありません。`;
        return photosOnly
          ? `${w.device}は認識されて写真も開けますが、バックアップ用のAppleのソフトウェアが入っていません。`
          : `${w.device}と通信するAppleのソフトウェアが、このパソコンに入っていません。`;
      },
      why: () => 'バックアップにはApple自身の接続用ソフトウェアが必要です。写真が見えるだけでは足りません。',
      steps: (_, w) =>
        list(
          isWindows(w) && (has(w, 'itunes-classic') ? repairItunes.ja(w) : installAppleDevices.ja(w)),
          !isWindows(w) && updateProgram(w, 'ja'),
          'パソコンを一度再起動します。',
          openProgram.ja(w),
          trustAndPasscode.ja(w),
        ),
    },
    commands: (_, w) =>
      isWindows(w) && !has(w, 'itunes-classic') ? ['winget install -e --id 9NP83LWLPZ9K -s msstore'] : [],
    url: applePage('108643'),
  },

  'apple-service-stopped': {
    en: {
      summary: ({ state, startType }, w) => {
        const seen = `state: ${state}${startType === null ? '' : `, start type: ${startType}`}`;
        return has(w, 'itunes-classic')
          ? `The Windows service “Apple Mobile Device Service” is not running (${seen}).`
          : `The background part of Apple's software on this computer is not running (${seen}).`;
      },
      why: (_, w) => `Programs reach the ${w.device} through it; while it is stopped, the ${w.device} does not appear.`,
      steps: (_, w) =>
        has(w, 'itunes-classic')
          ? [
              `Close iTunes and unplug the ${w.device}.`,
              'Open Services (services.msc), double-click “Apple Mobile Device Service”, set Startup type to Automatic and click Start.',
              'Or use the command below in a PowerShell window that was opened as administrator.',
              `Restart the computer, connect and unlock the ${w.device}, and open iTunes.`,
              `Stops again? ${repairItunes.en(w)}`,
            ]
          : [
              `${closeProgram.en(w)} Then unplug the ${w.device}.`,
              'Restart the computer.',
              openProgram.en(w),
              ...updateProgram(w, 'en'),
            ],
    },
    ja: {
      summary: ({ state, startType }, w) => {
        const start = startType === null ? '' : `、スタートアップの種類：${SERVICE_WORDS[startType] ?? startType}`;
        const seen = `状態：${SERVICE_WORDS[state] ?? state}${start}`;
        return has(w, 'itunes-classic')
          ? `Windowsのサービス「Apple Mobile Device Service」が動いていません（${seen}）。`
          : `Appleのソフトウェアのうち、裏で動く部分が止まっています（${seen}）。`;
      },
      why: (_, w) => `ソフトはこれを通して${w.device}と通信します。止まっている間は${w.device}が表示されません。`,
      steps: (_, w) =>
        has(w, 'itunes-classic')
          ? [
              `iTunesを終了し、${w.device}を取り外します。`,
              '「サービス」（services.msc）を開き「Apple Mobile Device Service」をダブルクリックします。スタートアップの種類を「自動」にして「開始」をクリックします。',
              'または、管理者として開いたPowerShellで、下のコマンドを実行します。',
              `パソコンを再起動し、${w.device}を接続してロックを解除してから、iTunesを開きます。`,
              `また止まるときは、${repairItunes.ja(w)}`,
            ]
          : [
              `${closeProgram.ja(w)}${w.device}も取り外します。`,
              'パソコンを再起動します。',
              openProgram.ja(w),
              ...updateProgram(w, 'ja'),
            ],
    },
    commands: ({ startType }, w) =>
      has(w, 'itunes-classic')
        ? [
            // A disabled service cannot be started.
            ...(startType === 'disabled' ? ["Set-Service 'Apple Mobile Device Service' -StartupType Automatic"] : []),
            "Restart-Service 'Apple Mobile Device Service'",
          ]
        : [],
    url: (lang, w) => applePage(has(w, 'itunes-classic') ? '102347' : '108643')(lang),
  },

  'apple-app-not-running': {
    en: {
      summary: ({ app }, w) =>
        `${app} is installed but not running, so nothing on this computer answers the ${w.device}.`,
      why: (_, w) => `It talks to the ${w.device} only after it has been opened; nothing starts it by itself.`,
      steps: ({ app }, w) => [
        `Open ${app} and leave it open.`,
        trustAndPasscode.en(w),
        `Still not shown? Restart the computer once (needed after a fresh installation) and open ${app} again.`,
        ...updateProgram(w, 'en'),
      ],
    },
    ja: {
      summary: ({ app }, w) =>
        `${localName(app, 'ja')}は入っていますが起動していないため、${w.device}に応答するものがありません。`,
      why: ({ app }, w) => `${localName(app, 'ja')}は、開いてはじめて${w.device}と通信します。自動では起動しません。`,
      steps: ({ app }, w) => [
        `${localName(app, 'ja')}を開き、開いたままにします。`,
        trustAndPasscode.ja(w),
        `それでも表示されないときは、パソコンを一度再起動し（インストール直後は必要です）、${localName(app, 'ja')}を開き直します。`,
        ...updateProgram(w, 'ja'),
      ],
    },
    commands: ({ app }, w) =>
      isWindows(w) && app === 'Apple Devices'
        ? ['explorer.exe shell:AppsFolder\\AppleInc.AppleDevices_nzyj5cx40ttqa!App']
        : [],
    url: applePage('108643'),
  },

  'apple-driver-problem': {
    en: {
      summary: ({ reason, node, problemCode, filter }) => {
        if (reason === 'problem-code') return `“${node}” has a driver problem (${problem(problemCode, 'en')}).`;
        if (reason === 'foreign-filter')
          return `Another program has put its driver${filter === null ? '' : ` (${filter})`} in front of Apple's on “${node}”.`;
        return `“${node}” is there, but the part of Apple's driver that backups use is missing.`;
      },
      why: (_, w) =>
        isWindows(w)
          ? `Backups need Apple's driver. “This device is working properly” in the device list says only that USB works.`
          : "Backups need Apple's driver; being able to see the photos is not enough.",
      steps: ({ reason, node, problemCode, filter }, w) =>
        list(
          reason === 'foreign-filter' &&
            `Uninstall the program that brought ${filter ?? 'it'} (often a screen-mirroring tool) with its own uninstaller, then restart.`,
          `Unlock the ${w.device}, unplug it, restart the computer and plug it in again.`,
          isWindows(w) && [
            'Settings > Windows Update > Advanced options > Optional updates > Driver updates: install those named Apple. After a Windows update they may wait there.',
            problemCode === 22
              ? `Open Device Manager (devmgmt.msc), right-click “${node}” and choose Enable device.`
              : `Open Device Manager (devmgmt.msc), right-click “${node}” > Update driver > Search automatically for drivers.`,
          ],
          updateProgram(w, 'en'),
          isWindows(w) &&
            `Only then: in Device Manager, right-click “${node}” > Uninstall device (leave the box about the driver unticked), and plug it in again.`,
        ),
    },
    ja: {
      summary: ({ reason, node, problemCode, filter }) => {
        if (reason === 'problem-code')
          return `「${node}」のドライバーに問題があります（${problem(problemCode, 'ja')}）。`;
        if (reason === 'foreign-filter')
          return `「${node}」で、別のソフトのドライバー${filter === null ? '' : `（${filter}）`}がAppleのものに割り込んでいます。`;
        return `「${node}」はありますが、バックアップに使うAppleのドライバーの一部がありません。`;
      },
      why: (_, w) =>
        isWindows(w)
          ? 'バックアップにはAppleのドライバーが必要です。「このデバイスは正常に動作しています」は、USBが通じていることしか示しません。'
          : 'バックアップにはAppleのドライバーが必要です。写真が見えるだけでは足りません。',
      steps: ({ reason, node, problemCode, filter }, w) =>
        list(
          reason === 'foreign-filter' &&
            `${filter ?? 'そのドライバー'}を入れたソフト（画面ミラーリングなどのツール）をアンインストールし、再起動します。`,
          `${w.device}のロックを解除して取り外し、パソコンを再起動してから、もう一度接続します。`,
          isWindows(w) && [
            '「設定」>「Windows Update」>「詳細オプション」>「オプションの更新プログラム」で、Appleと付くドライバーを入れます。Windowsの更新後に待っていることがあります。',
            problemCode === 22
              ? `「デバイス マネージャー」（devmgmt.msc）で「${node}」を右クリックし、有効にします。`
              : `「デバイス マネージャー」（devmgmt.msc）で「${node}」を右クリックし「ドライバーの更新」>「ドライバーを自動的に検索」を選びます。`,
          ],
          updateProgram(w, 'ja'),
          isWindows(w) &&
            `それでも直らないときだけ、同じ場所で「${node}」をアンインストールし（ドライバーの削除にはチェックを付けません）、接続し直します。`,
        ),
    },
    commands: (_, w) => (isWindows(w) ? ['devmgmt.msc', 'start ms-settings:windowsupdate-optionalupdates'] : []),
    url: applePage('108643'),
  },
} satisfies CauseTexts<
  'apple-software-missing' | 'apple-service-stopped' | 'apple-app-not-running' | 'apple-driver-problem'
>;
