import type { CauseTexts } from '../define.ts';
import { formatBytes, formatIsoDay, formatSeconds } from '../format.ts';
import { restartPhone } from './advice.ts';
import { applePage, isLinux, list, programName } from './words.ts';

export const iphoneStateCauses = {
  'iphone-storage-full': {
    en: {
      summary: ({ availableBytes, totalBytes }, w) => {
        const total = totalBytes === null ? '' : ` of ${formatBytes(totalBytes, 'en')}`;
        return `The ${w.device} itself has only ${formatBytes(availableBytes, 'en')}${total} free, which may be too little for making a backup.`;
      },
      why: (_, w) =>
        `While it makes a backup, for the computer or for iCloud, the ${w.device} needs some room of its own.`,
      steps: (_, w) => [
        `Settings > General > ${w.device} Storage shows what takes the room. A few GB free are enough.`,
        'Delete what can be had again: downloaded films, music and podcasts. “Offload” removes an app but keeps its data.',
        'Copy photos to a computer before deleting them, and check the copy. With iCloud Photos, deleting removes them everywhere.',
        restartPhone.en(w),
      ],
    },
    ja: {
      summary: ({ availableBytes, totalBytes }, w) => {
        const total = totalBytes === null ? '' : `${formatBytes(totalBytes, 'ja')}中`;
        return `${w.device}自体の空きが${total}${formatBytes(availableBytes, 'ja')}しかなく、バックアップの作成には足りない可能性があります。`;
      },
      why: (_, w) => `パソコンにもiCloudにも、${w.device}はバックアップの作成中に、自分の空き容量を少し使います。`,
      steps: (_, w) => [
        `「設定」>「一般」>「${w.device}ストレージ」で、何が容量を使っているか確認します。数GB空けば十分です。`,
        'あとで入手し直せるもの（ダウンロードした映画、音楽、Podcastなど）を削除します。アプリだけを取り除き、データを残すこともできます。',
        '写真は、パソコンにコピーして確認してから削除します。iCloud写真を使っていると、ほかの端末からも消えます。',
        restartPhone.ja(w),
      ],
    },
  },

  'backup-encryption-required': {
    en: {
      summary: (_, w) =>
        `A management profile on this ${w.device} (of a company or school) demands encrypted backups, but no backup password is set yet.`,
      why: (_, w) => `Until one is set, the ${w.device} refuses every backup to a computer.`,
      steps: (_, w) => [
        'Think of a backup password and write it down in a safe place: without it nobody can ever open the backup.',
        isLinux(w)
          ? 'Set it with the command idevicebackup2 -i encryption on, which asks for the password.'
          : `In ${programName(w, 'en')}, open the ${w.device}, tick “Encrypt local backup” and set the password.`,
        `If the ${w.device} asks for its passcode, enter it there.`,
        'Start the backup again. If it is still refused, ask whoever manages the device.',
      ],
    },
    ja: {
      summary: (_, w) =>
        `この${w.device}の管理プロファイル（会社や学校のもの）は暗号化したバックアップを求めていますが、パスワードがまだ設定されていません。`,
      why: (_, w) => `設定するまで、${w.device}はパソコンへのバックアップをすべて断ります。`,
      steps: (_, w) => [
        'バックアップ用のパスワードを決め、安全な場所に書き留めます。忘れると、誰にもバックアップを開けません。',
        isLinux(w)
          ? '「idevicebackup2 -i encryption on」を実行し、聞かれたパスワードを入力します。'
          : `${programName(w, 'ja')}で${w.device}の画面を開き「ローカルのバックアップを暗号化」に当たる項目をオンにして、パスワードを設定します。`,
        `${w.device}でパスコードを求められたら、${w.device}に入力します。`,
        'バックアップをやり直します。それでも断られるときは、会社や学校の管理者に確認します。',
      ],
    },
    url: applePage('108353'),
  },

  'iphone-not-set-up': {
    en: {
      summary: ({ reason }, w) =>
        reason === 'activation'
          ? `This ${w.device} is not activated yet.`
          : `The first setup of this ${w.device} (the “Hello” screens) is not finished.`,
      why: () => 'Before that is done, it offers no backup service, neither for a computer nor for iCloud.',
      steps: ({ reason }, w) =>
        list(
          `Connect the ${w.device} to Wi-Fi and power.`,
          reason === 'activation' && 'Put the SIM card in if it has one, and follow the screens until it is activated.',
          'Go through all pages of the setup until the Home Screen appears. Optional pages can be put off.',
          'If it is loading data from an old backup, wait until that has ended.',
          'Then make the backup again.',
        ),
    },
    ja: {
      summary: ({ reason }, w) =>
        reason === 'activation'
          ? `この${w.device}は、まだアクティベーション（使い始めの登録）が済んでいません。`
          : `この${w.device}は、最初の設定（「こんにちは」の画面）が終わっていません。`,
      why: () => '終わるまでは、パソコンにもiCloudにもバックアップを作成できません。',
      steps: ({ reason }, w) =>
        list(
          `${w.device}をWi-Fiと電源につなぎます。`,
          reason === 'activation' && 'SIMカードがある場合は入れ、画面の案内に従って登録を済ませます。',
          'ホーム画面が出るまで、設定の画面を最後まで進めます。任意の項目は後回しにできます。',
          '以前のバックアップからデータを読み込んでいる場合は、終わるまで待ちます。',
          'そのあと、バックアップをやり直します。',
        ),
    },
  },

  'iphone-clock-wrong': {
    en: {
      summary: ({ differenceSeconds, phoneTime }, w) =>
        `The clocks of the ${w.device} and this computer differ by ${formatSeconds(Math.abs(differenceSeconds), 'en')} (the ${w.device} says ${formatIsoDay(phoneTime, 'en')}).`,
      why: () => 'With a wrong clock, secure connections to Apple can fail, and iCloud backups with them.',
      steps: (_, w) => [
        'See which of the two is wrong, with a clock you trust.',
        `On the ${w.device}: Settings > General > Date & Time, and let it set the time automatically.`,
        'On the computer: let it set the time automatically too, and check the time zone.',
        restartPhone.en(w),
      ],
    },
    ja: {
      summary: ({ differenceSeconds, phoneTime }, w) =>
        `${w.device}とこのパソコンの時計が${formatSeconds(Math.abs(differenceSeconds), 'ja')}ずれています（${w.device}の日付：${formatIsoDay(phoneTime, 'ja')}）。`,
      why: () => '時計が違うとAppleとの安全な通信に失敗し、iCloudにバックアップできないことがあります。',
      steps: (_, w) => [
        '正しい時計と見比べて、どちらがずれているか確認します。',
        `${w.device}では「設定」>「一般」の中の日付と時刻の項目で、時刻の自動設定をオンにします。`,
        'パソコンでも時刻の自動設定をオンにし、タイムゾーンを確認します。',
        restartPhone.ja(w),
      ],
    },
  },
} satisfies CauseTexts<
  'iphone-storage-full' | 'backup-encryption-required' | 'iphone-not-set-up' | 'iphone-clock-wrong'
>;
