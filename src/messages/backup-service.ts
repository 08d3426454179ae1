import { text } from './define.ts';

export const backupService = {
  title: text({
    en: () => "The iPhone's backup service answers",
    ja: () => 'iPhoneのバックアップ機能が応答する',
  }),
  texts: {
    answers: text({
      en: () => 'It answered, and no other program is syncing. No backup was started.',
      ja: () => '応答がありました。同期中のほかのソフトもありません（バックアップは始めていません）。',
    }),
    'answers-lock-unknown': text({
      en: () => 'It answered. Whether another program is syncing could not be told. No backup was started.',
      ja: () =>
        '応答がありました。ほかのソフトが同期中かどうかは確認できませんでした（バックアップは始めていません）。',
    }),
    'nobody-to-ask': text({
      en: () => 'No iPhone could be asked from here.',
      ja: () => 'ここから問い合わせできるiPhoneがありませんでした。',
    }),
    'trust-first': text({
      en: () => 'The backup service answers only a computer that the iPhone trusts.',
      ja: () => 'バックアップ機能は、iPhoneが信頼したパソコンにだけ応答します。',
    }),
    'connect-and-trust': text({
      en: () => 'Connect the iPhone with a cable, unlock it, tap “Trust”, and look again.',
      ja: () => 'iPhoneをケーブルでつないでロックを解除し、「信頼」をタップして、もう一度確認します。',
    }),
  },
} as const;
