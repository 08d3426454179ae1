import type { CauseTexts } from '../define.ts';
import {
  backUpToCloudMeanwhile,
  enterPasscodeWhenAsked,
  otherCable,
  resetLocationAndPrivacy,
  restartBoth,
  trustAndPasscode,
  unlockAndReplug,
} from './advice.ts';
import { applePage, aside, hasFinderBackups, iosName, isLinux, isMac, isWindows, list, programName } from './words.ts';

/** The code of the record that the phone has forgotten; only then is the computer's record worth moving. */
const FORGOTTEN_HOST = 'InvalidHostID';

export const deviceTrustCauses = {
  'trust-not-given': {
    en: {
      summary: ({ error }, w) =>
        `This computer and the ${w.device} are not paired yet: “Trust This Computer?” has not been answered with Trust${aside(error, 'en')}.`,
      why: (_, w) => `Until you tap Trust, the ${w.device} gives this computer no data.`,
      steps: (_, w) =>
        list(
          trustAndPasscode.en(w),
          hasFinderBackups(w) &&
            `No question? Click the ${w.device} in the sidebar of a Finder window, then “Trust” there and on the ${w.device}.`,
          !isMac(w) &&
            !isLinux(w) &&
            `No question? Open ${programName(w, 'en')}, then unplug the ${w.device} and plug it in again.`,
          isLinux(w) && `No question? Use the command below: it makes the ${w.device} ask.`,
          restartBoth.en(w),
          otherCable.en(w),
          resetLocationAndPrivacy.en(w),
        ),
    },
    ja: {
      summary: ({ error }, w) =>
        `${w.device}がこのパソコンをまだ信頼していません${aside(error, 'ja')}。「このコンピュータを信頼しますか?」に「信頼」と答える必要があります。`,
      why: (_, w) => `「信頼」をタップするまで、${w.device}はこのパソコンにデータを渡しません。`,
      steps: (_, w) =>
        list(
          trustAndPasscode.ja(w),
          hasFinderBackups(w) &&
            `確認が出ないときは、Finderのウインドウのサイドバーで${w.device}をクリックし、Macと${w.device}の両方で「信頼」を選びます。`,
          !isMac(w) &&
            !isLinux(w) &&
            `確認が出ないときは、${programName(w, 'ja')}を開いてから${w.device}を接続し直します。`,
          isLinux(w) && `確認が出ないときは、下のコマンドを実行します。${w.device}に確認が表示されます。`,
          restartBoth.ja(w),
          otherCable.ja(w),
          resetLocationAndPrivacy.ja(w),
        ),
    },
    commands: (_, w) => (isLinux(w) ? ['idevicepair pair', 'idevicepair validate'] : []),
    url: applePage('109054'),
  },

  'trust-dialog-waiting': {
    en: {
      summary: ({ error }, w) =>
        `The ${w.device} is asking “Trust This Computer?” and waits for the answer${aside(error, 'en')}.`,
      why: (_, w) => `Until you tap Trust, the ${w.device} gives this computer no data.`,
      steps: (_, w) => [
        `Unlock the ${w.device} and look at its screen.`,
        'Tap “Trust” and enter the passcode. Keep the cable connected meanwhile.',
        `Question gone? ${unlockAndReplug.en(w)}`,
        resetLocationAndPrivacy.en(w),
      ],
    },
    ja: {
      summary: ({ error }, w) =>
        `${w.device}に「このコンピュータを信頼しますか?」が表示され、回答を待っています${aside(error, 'ja')}。`,
      why: (_, w) => `「信頼」をタップするまで、${w.device}はこのパソコンにデータを渡しません。`,
      steps: (_, w) => [
        `${w.device}のロックを解除して、画面を見ます。`,
        '「信頼」をタップし、パスコードを入力します。その間、ケーブルは抜かないでください。',
        `表示が消えていたら、${unlockAndReplug.ja(w)}`,
        resetLocationAndPrivacy.ja(w),
      ],
    },
    url: applePage('109054'),
  },

  'trust-refused': {
    en: {
      summary: ({ error }, w) => `On the ${w.device}, “Don't Trust” was chosen for this computer${aside(error, 'en')}.`,
      why: (_, w) => `The ${w.device} then gives this computer no data; it can only charge.`,
      steps: (_, w) => [
        `${unlockAndReplug.en(w)} The question comes again.`,
        'This time tap “Trust” and enter the passcode.',
        restartBoth.en(w),
        resetLocationAndPrivacy.en(w),
      ],
    },
    ja: {
      summary: ({ error }, w) => `${w.device}で、このパソコンを「信頼しない」が選ばれました${aside(error, 'ja')}。`,
      why: (_, w) => `この状態では、${w.device}はこのパソコンにデータを渡さず、充電しかできません。`,
      steps: (_, w) => [
        `${unlockAndReplug.ja(w)}もう一度確認が表示されます。`,
        '今度は「信頼」をタップし、パスコードを入力します。',
        restartBoth.ja(w),
        resetLocationAndPrivacy.ja(w),
      ],
    },
    url: applePage('109054'),
  },

  'trust-record-stale': {
    en: {
      summary: ({ error }, w) =>
        `The ${w.device} no longer knows this computer: the pairing kept here is out of date${aside(error, 'en')}.`,
      why: (_, w) =>
        `It happens when the ${w.device} or the computer was set up anew, or after a reset. No backup can start with it.`,
      steps: ({ error }, w) =>
        list(
          trustAndPasscode.en(w),
          restartBoth.en(w),
          resetLocationAndPrivacy.en(w),
          error === FORGOTTEN_HOST &&
            (isWindows(w) || isLinux(w)) &&
            `If all that fails, move the one file named after this ${w.device}'s UDID out of ${isWindows(w) ? 'C:\\ProgramData\\Apple\\Lockdown' : '/var/lib/lockdown'} (needs an administrator). Leave all other files there.`,
        ),
    },
    ja: {
      summary: ({ error }, w) =>
        `${w.device}がこのパソコンを覚えていません。パソコン側に残っているペアリング（信頼の記録）が古くなっています${aside(error, 'ja')}。`,
      why: (_, w) =>
        `${w.device}やパソコンを設定し直したあとなどに起きます。このままではバックアップを始められません。`,
      steps: ({ error }, w) =>
        list(
          trustAndPasscode.ja(w),
          restartBoth.ja(w),
          resetLocationAndPrivacy.ja(w),
          error === FORGOTTEN_HOST &&
            (isWindows(w) || isLinux(w)) &&
            `それでも直らないときだけ、${isWindows(w) ? 'C:\\ProgramData\\Apple\\Lockdown' : '/var/lib/lockdown'}から、この${w.device}のUDIDが名前のファイル1つだけを別の場所へ移します（管理者の権限が必要）。`,
        ),
    },
    url: applePage('109054'),
  },

  'iphone-locked': {
    en: {
      summary: ({ error, sinceRestart }, w) =>
        sinceRestart
          ? `The ${w.device} has not been unlocked since it was switched on${aside(error, 'en')}.`
          : `The ${w.device} is locked with its passcode${aside(error, 'en')}.`,
      why: (_, w) => `While it is locked, the ${w.device} does not let the computer look at it or make a backup.`,
      steps: (_, w) => [
        `Unlock the ${w.device} with its passcode. After a restart, Face ID or Touch ID is not enough.`,
        'Stay on the Home Screen, unplug the cable and plug it in again.',
        `${enterPasscodeWhenAsked.en(w)} (${iosName(w)} 16.1 and later.)`,
        'For a long backup: Settings > Display & Brightness > Auto-Lock > Never. Set it back afterwards.',
      ],
    },
    ja: {
      summary: ({ error, sinceRestart }, w) =>
        sinceRestart
          ? `${w.device}は、電源を入れてからまだ一度もロックが解除されていません${aside(error, 'ja')}。`
          : `${w.device}がパスコードでロックされています${aside(error, 'ja')}。`,
      why: (_, w) => `ロック中の${w.device}は、パソコンからの確認やバックアップを受け付けません。`,
      steps: (_, w) => [
        `${w.device}のロックをパスコードで解除します。再起動後は、Face IDやTouch IDだけでは足りません。`,
        'ホーム画面のまま、ケーブルを抜いて差し直します。',
        `${enterPasscodeWhenAsked.ja(w)}（${iosName(w)} 16.1以降）`,
        '時間がかかる場合は「設定」>「画面表示と明るさ」>「自動ロック」を「なし」にします。終わったら戻します。',
      ],
    },
    url: applePage('109054'),
  },

  'pairing-forbidden': {
    en: {
      summary: ({ error }, w) => `A rule on this ${w.device} forbids pairing with this computer${aside(error, 'en')}.`,
      why: () =>
        'Such rules come from a company or school that manages the device. No setting on the computer can lift them.',
      steps: (_, w) => [
        `If it was reached over Wi-Fi, connect it with a cable: pairing is only allowed over the cable.`,
        'Ask the company or school that manages it whether backups to a computer are allowed, and to which.',
        backUpToCloudMeanwhile.en(w),
        'Do not remove the management profile yourself: that can take the work data with it.',
      ],
    },
    ja: {
      summary: ({ error }, w) =>
        `この${w.device}の管理上のルールにより、このパソコンとのペアリング（信頼）が禁止されています${aside(error, 'ja')}。`,
      why: () => 'このルールは、端末を管理している会社や学校が決めたものです。パソコンの設定では変えられません。',
      steps: (_, w) => [
        'Wi-Fi経由でつながっている場合は、ケーブルで接続します。ペアリングはケーブルでのみ行えます。',
        'パソコンにバックアップしてよいか、どのパソコンなら可能かを、会社や学校の管理者に確認します。',
        backUpToCloudMeanwhile.ja(w),
        '自分で管理プロファイルを削除しないでください。仕事用のデータも一緒に消えることがあります。',
      ],
    },
  },
} satisfies CauseTexts<
  | 'trust-not-given'
  | 'trust-dialog-waiting'
  | 'trust-refused'
  | 'trust-record-stale'
  | 'iphone-locked'
  | 'pairing-forbidden'
>;
