import { text } from './define.ts';
import { formatBytes } from './format.ts';

export const diskCapacity = {
  title: text({
    en: () => 'The disk that receives the backup has room',
    ja: () => 'バックアップ先のディスクに空きがある',
  }),
  texts: {
    enough: text<{ freeBytes: number; needBytes: number; basis: 'phone' | 'backup' | 'minimum' }>({
      en: ({ freeBytes, needBytes, basis }) =>
        `${formatBytes(freeBytes, 'en')} free; ${
          basis === 'phone'
            ? `this iPhone needs up to ${formatBytes(needBytes, 'en')}`
            : basis === 'backup'
              ? `judged by the last backup, about ${formatBytes(needBytes, 'en')} is needed`
              : `at least ${formatBytes(needBytes, 'en')} is needed`
        }.`,
      ja: ({ freeBytes, needBytes, basis }) =>
        `空き${formatBytes(freeBytes, 'ja')}。${
          basis === 'phone'
            ? `このiPhoneには最大${formatBytes(needBytes, 'ja')}必要です`
            : basis === 'backup'
              ? `前回のバックアップから見て約${formatBytes(needBytes, 'ja')}必要です`
              : `少なくとも${formatBytes(needBytes, 'ja')}必要です`
        }。`,
    }),
    'full-backup-would-not-fit': text<{ bytes: number }>({
      en: ({ bytes }) =>
        `If the iPhone makes a full backup again (after an iOS update, say), it needs about ${formatBytes(bytes, 'en')}.`,
      ja: ({ bytes }) =>
        `iOSのアップデート後などに全体をバックアップし直すときは、約${formatBytes(bytes, 'ja')}必要です。`,
    }),
    'purgeable-not-counted': text({
      en: () => 'Space that macOS frees on demand could not be counted, so there may be more.',
      ja: () => 'macOSが必要に応じて空ける領域は数えられなかったため、実際の空きはもっと多い可能性があります。',
    }),
    'disk-not-memory': text({
      en: () => 'This is the disk (storage), not the memory (RAM): some guides mix the two up.',
      ja: () =>
        'ここで見ているのはディスク（保存容量）です。「メモリの使用量」と書いた記事もありますが、メモリとは別のものです。',
    }),
    'space-not-readable': text({
      en: () => 'The free space of the backup’s disk could not be read.',
      ja: () => 'バックアップ先のディスクの空き容量を読み取れませんでした。',
    }),
    'connect-the-drive': text({
      en: () => 'Where the backup goes to an external or network drive: connect it and look again.',
      ja: () => '外付けやネットワークのディスクを使っている場合は、接続してからもう一度確認します。',
    }),
    'link-first': text({
      en: () => 'The backup folder is a link that cannot be followed, so its disk could not be measured.',
      ja: () => 'バックアップフォルダのリンクをたどれないため、空き容量を測れませんでした。',
    }),
  },
} as const;
