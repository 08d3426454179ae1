import { text } from './define.ts';
import { formatBytes } from './format.ts';

export const computerHealth = {
  title: text({
    en: () => 'Nothing on the computer is waiting or starving',
    ja: () => 'パソコンに再起動待ちや不足がない',
  }),
  texts: {
    well: text<{ availableBytes: number; windows: boolean }>({
      en: ({ availableBytes, windows }) =>
        `${windows ? 'No restart is pending; ' : ''}${formatBytes(availableBytes, 'en')} of memory available.`,
      ja: ({ availableBytes, windows }) =>
        `${windows ? '再起動待ちはありません。' : ''}使えるメモリは${formatBytes(availableBytes, 'ja')}です。`,
    }),
    'not-readable': text({
      en: () => 'The state of the computer could not be read completely.',
      ja: () => 'パソコンの状態を一部読み取れませんでした。',
    }),
    'media-pack-not-visible': text<{ edition: string }>({
      en: ({ edition }) =>
        `This Windows edition (${edition}) comes without media features; whether they were added later could not be read.`,
      ja: ({ edition }) =>
        `このWindowsのエディション（${edition}）にはメディア機能が含まれていません。後から追加されたかどうかは確認できませんでした。`,
    }),
    'restart-and-look-again': text({
      en: () => 'Restart the computer and look again.',
      ja: () => 'パソコンを再起動して、もう一度確認します。',
    }),
  },
} as const;
