import { text } from './define.ts';

export const deviceTrust = {
  title: text({
    en: () => 'The iPhone is unlocked and trusts this computer',
    ja: () => 'iPhoneのロックが解除され、このパソコンを信頼している',
  }),
  texts: {
    trusted: text<{ model: string | null; ios: string | null }>({
      en: ({ model, ios }) =>
        `${model ?? 'The device'}${ios === null ? '' : ` with iOS ${ios}`} answers in a trusted session.`,
      ja: ({ model, ios }) => `${model ?? '端末'}${ios === null ? '' : `（iOS ${ios}）`}と信頼済みの接続ができました。`,
    }),
    'lock-not-visible': text({
      en: () => 'It could not be told whether the screen is locked now; unlock it before you back up.',
      ja: () => '画面がロックされているかどうかは確認できませんでした。バックアップの前にロックを解除します。',
    }),
    'nobody-to-ask': text({
      en: () => 'No iPhone could be asked from here.',
      ja: () => 'ここから問い合わせできるiPhoneがありませんでした。',
    }),
    'several-phones': text<{ count: number }>({
      en: ({ count }) => `${count} devices are connected; name one with --udid.`,
      ja: ({ count }) => `端末が${count}台つながっています。--udidで1台を指定します。`,
    }),
    'trust-not-told': text({
      en: () => 'The iPhone did not say whether it trusts this computer.',
      ja: () => 'このパソコンを信頼しているかどうか、iPhoneから返事がありませんでした。',
    }),
    'connect-and-unlock': text({
      en: () => 'Connect the iPhone with a cable, unlock it, and look again.',
      ja: () => 'iPhoneをケーブルでつないでロックを解除し、もう一度確認します。',
    }),
    'replug-and-look-again': text({
      en: () => 'Unlock the iPhone, unplug it, plug it in again, and look again.',
      ja: () => 'iPhoneのロックを解除し、ケーブルを抜き差しして、もう一度確認します。',
    }),
  },
} as const;
