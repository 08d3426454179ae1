import { text } from './define.ts';
import { formatBytes } from './format.ts';

export const icloudStorage = {
  title: text({
    en: () => 'iCloud has room for the backup',
    ja: () => 'iCloudにバックアップの空きがある',
  }),
  texts: {
    'room-said': text<{ freeBytes: number }>({
      en: ({ freeBytes }) => `${formatBytes(freeBytes, 'en')} free by your answer.`,
      ja: ({ freeBytes }) => `空き${formatBytes(freeBytes, 'ja')}との回答です。`,
    }),
    'room-depends': text<{ freeBytes: number }>({
      en: ({ freeBytes }) =>
        `${formatBytes(freeBytes, 'en')} free by your answer. Whether that is enough depends on the next backup.`,
      ja: ({ freeBytes }) =>
        `空き${formatBytes(freeBytes, 'ja')}との回答です。足りるかどうかは、次回のバックアップの大きさによります。`,
    }),
    'compare-next-size': text({
      en: () =>
        'Compare it with the next backup size: Settings > [your name] > iCloud > Storage (Manage Account Storage) > Backups > this iPhone.',
      ja: () =>
        '次回の大きさと比べてください：「設定」>[自分の名前]>「iCloud」>「ストレージ」（「アカウントのストレージを管理」）>「バックアップ」>このiPhone>「次回作成時のサイズ」。',
    }),
    'computer-is-free': text({
      en: () => 'A backup to a computer costs nothing and needs no iCloud storage.',
      ja: () => 'パソコンへのバックアップなら無料で、iCloudの容量も使いません。',
    }),
    'look-on-the-phone': text({
      en: () =>
        'On the iPhone open Settings > [your name] > iCloud: the bar shows how much is used and how much there is.',
      ja: () => 'iPhoneで「設定」>[自分の名前]>「iCloud」を開くと、使用量と全体の容量がバーで表示されます。',
    }),
    'answer-on-the-command-line': text({
      en: () => 'In a script, give the answer with --answer icloud-storage-free=3 (in GB) or =full.',
      ja: () => 'スクリプトでは--answer icloud-storage-free=3（GB）または=fullで回答を渡せます。',
    }),
  },
} as const;
