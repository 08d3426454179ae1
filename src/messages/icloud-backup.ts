import { text } from './define.ts';
import { formatDate, formatDays } from './format.ts';

export const icloudBackup = {
  title: text({
    en: () => 'iCloud Backup is on and recent',
    ja: () => 'iCloudバックアップがオンで、新しい',
  }),
  texts: {
    recent: text<{ last: number }>({
      en: ({ last }) => `On; the last backup was completed on ${formatDate(last, 'en')}.`,
      ja: ({ last }) => `オンです。前回のバックアップは${formatDate(last, 'ja')}に完了しています。`,
    }),
    last: text<{ last: number; days: number }>({
      en: ({ last, days }) =>
        `The last backup was completed on ${formatDate(last, 'en')}, ${formatDays(days, 'en')} ago.`,
      ja: ({ last, days }) =>
        `前回のバックアップが完了したのは${formatDate(last, 'ja')}（${formatDays(days, 'ja')}前）です。`,
    }),
    'conditions-met-said': text({
      en: () => 'On, with Wi-Fi, power and a locked screen at night.',
      ja: () => 'オンで、夜間のWi-Fi・電源・ロックもそろっているとの回答です。',
    }),
    'on-conditions-unsure': text({
      en: () => 'It is on; whether it really runs every day could not be told.',
      ja: () => 'オンですが、毎日実際に行われているかどうかは確認できませんでした。',
    }),
    'automatic-conditions': text({
      en: () =>
        'The automatic backup runs once a day, while the iPhone is on Wi-Fi, connected to power and locked (“not in use” means locked).',
      ja: () =>
        '自動バックアップは1日1回、Wi-Fiと電源に接続され、画面がロックされているときに行われます（「使用していない」とは、ロック中のことです）。',
    }),
    'back-up-now': text({
      en: () =>
        'By hand: Settings > [your name] > iCloud > iCloud Backup > Back Up Now, on Wi-Fi. It needs neither power nor lock.',
      ja: () =>
        '手動の場合：「設定」>[自分の名前]>「iCloud」>「iCloudバックアップ」>「今すぐバックアップを作成」。Wi-Fiが必要で、電源やロックは不要です。',
    }),
    'look-on-the-phone': text({
      en: () =>
        'On the iPhone open Settings > [your name] > iCloud > iCloud Backup and look at the switch and the last date.',
      ja: () =>
        'iPhoneで「設定」>[自分の名前]>「iCloud」>「iCloudバックアップ」を開き、スイッチと前回の日付を確認します。',
    }),
    'answer-on-the-command-line': text({
      en: () => 'In a script, give the answer with --answer icloud-backup-on=yes (or no).',
      ja: () => 'スクリプトでは--answer icloud-backup-on=yes（またはno）で回答を渡せます。',
    }),
  },
} as const;
