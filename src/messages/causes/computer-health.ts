import type { CauseTexts, Lang } from '../define.ts';
import { formatBytes, formatList } from '../format.ts';
import { backUpAgain, updateProgram } from './advice-programs.ts';
import { aside, isWindows, list } from './words.ts';

/** Where Windows keeps the mark that it waits for a restart, in words. An unknown mark is shown as it is. */
const RESTART_REASONS: Readonly<Record<string, Readonly<Record<Lang, string>>>> = {
  RebootPending: { en: 'parts of Windows are being replaced', ja: 'Windowsの部品の入れ替え中' },
  RebootRequired: { en: 'Windows Update asks for it', ja: 'Windows Updateの指示' },
  AppleFilesPending: { en: "Apple's files are being replaced", ja: 'Appleのファイルの入れ替え中' },
};

function reasonsInWords(reasons: readonly string[], lang: Lang): readonly string[] {
  return reasons.map((reason) => RESTART_REASONS[reason]?.[lang] ?? reason);
}

export const computerHealthCauses = {
  'restart-pending': {
    en: {
      summary: ({ reasons }, w) => {
        const seen = aside(formatList(reasonsInWords(reasons, 'en'), 'en'), 'en');
        return `${isWindows(w) ? 'Windows' : 'The computer'} is waiting for a restart${seen}, which may be what stops the backup.`;
      },
      why: () =>
        "Until then, drivers and parts of Apple's software may be half replaced: the usual trouble after an update.",
      steps: (_, w) =>
        list(
          isWindows(w)
            ? 'Save your work, then Start > Power > Restart. “Shut down” is not enough: Windows then keeps much as it was.'
            : 'Save your work and restart the computer.',
          isWindows(w) && 'Open Settings > Windows Update, and restart again until nothing is waiting there.',
          backUpAgain.en(w),
          isWindows(w) &&
            'Still trouble after a Windows update? Settings > Windows Update > Advanced options > Optional updates > Driver updates: install those named Apple.',
          updateProgram(w, 'en'),
        ),
    },
    ja: {
      summary: ({ reasons }, w) => {
        const seen = aside(formatList(reasonsInWords(reasons, 'ja'), 'ja'), 'ja');
        return `${isWindows(w) ? 'Windows' : 'パソコン'}が再起動を待っています${seen}。これがバックアップを止めている可能性があります。`;
      },
      why: () =>
        '再起動するまでは、ドライバーやAppleのソフトウェアが入れ替えの途中かもしれません。更新直後によくある不調です。',
      steps: (_, w) =>
        list(
          isWindows(w)
            ? '作業中のファイルを保存し、スタートの電源ボタンから「再起動」を選びます。「シャットダウン」では前の状態が残ることがあります。'
            : '作業中のファイルを保存し、パソコンを再起動します。',
          isWindows(w) && '「設定」>「Windows Update」を開き、待っている更新がなくなるまで再起動します。',
          backUpAgain.ja(w),
          isWindows(w) &&
            'Windowsの更新後に不調が続くときは「設定」>「Windows Update」>「詳細オプション」>「オプションの更新プログラム」で、Appleと付くドライバーを入れます。',
          updateProgram(w, 'ja'),
        ),
    },
    commands: (_, w) => (isWindows(w) ? ['start ms-settings:windowsupdate'] : []),
  },

  'media-features-missing': {
    en: {
      summary: ({ edition }, w) =>
        `This edition of ${isWindows(w) ? 'Windows' : 'the system'} (${edition}) comes without media features, and Apple's software may fail without them.`,
      why: () => 'iTunes and its parts may refuse to install or to start, and then nothing can receive the backup.',
      steps: (_, w) =>
        list(
          isWindows(w) &&
            'Open Settings > Optional features (Windows 11: under System or Apps) and add “Media Feature Pack”.',
          !isWindows(w) && "Add the system's media features.",
          'Restart the computer.',
          'If an installation of Apple software had failed before, repeat it now.',
          backUpAgain.en(w),
        ),
    },
    ja: {
      summary: ({ edition }, w) =>
        `この${isWindows(w) ? 'Windows' : 'システム'}のエディション（${edition}）にはメディア機能がなく、Appleのソフトウェアがうまく動かない可能性があります。`,
      why: () => 'iTunesなどがインストールや起動に失敗し、バックアップを受け取れないことがあります。',
      steps: (_, w) =>
        list(
          isWindows(w) &&
            '「設定」のオプション機能の画面（Windows 11ではシステムまたはアプリの中）を開き「Media Feature Pack」を追加します。',
          !isWindows(w) && 'システムのメディア機能を追加します。',
          'パソコンを再起動します。',
          '以前にAppleのソフトウェアのインストールが途中で終わっていた場合は、もう一度インストールします。',
          backUpAgain.ja(w),
        ),
    },
    commands: (_, w) => (isWindows(w) ? ['start ms-settings:optionalfeatures'] : []),
  },

  'memory-low': {
    en: {
      summary: ({ freeBytes, totalBytes }) =>
        `Only ${formatBytes(freeBytes, 'en')} of ${formatBytes(totalBytes, 'en')} memory is free, which may slow the backup down or break it off.`,
      why: () => 'This is the memory that running programs use (RAM), not the disk. It is seldom the only reason.',
      steps: (_, w) => [
        'Close programs and browser windows that you do not need now.',
        'Restart the computer: this frees memory that programs have kept.',
        backUpAgain.en(w),
      ],
    },
    ja: {
      summary: ({ freeBytes, totalBytes }) =>
        `メモリの空きが${formatBytes(totalBytes, 'ja')}中${formatBytes(freeBytes, 'ja')}しかなく、バックアップが遅くなったり途切れたりする可能性があります。`,
      why: () =>
        '動作中のソフトが使うメモリ（RAM）のことで、ディスクの容量ではありません。これだけが原因のことはまれです。',
      steps: (_, w) => [
        '今使わないソフトやブラウザの画面を閉じます。',
        'パソコンを再起動します。ソフトが抱えていたメモリが空きます。',
        backUpAgain.ja(w),
      ],
    },
  },
} satisfies CauseTexts<'restart-pending' | 'media-features-missing' | 'memory-low'>;
