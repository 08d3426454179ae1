import { text } from './define.ts';
import { formatIsoDay } from './format.ts';

export const iosVersion = {
  title: text({
    en: () => 'iOS is up to date',
    ja: () => 'iOSが最新である',
  }),
  texts: {
    'up-to-date-said': text({
      en: () => 'The iPhone says that it is up to date.',
      ja: () => 'iPhoneに「最新です」と表示されているとの回答です。',
    }),
    newest: text<{ model: string; installed: string; asOf: string }>({
      en: ({ model, installed, asOf }) =>
        `${model} with iOS ${installed}; nothing newer was known for it on ${formatIsoDay(asOf, 'en')}.`,
      ja: ({ model, installed, asOf }) =>
        `${model}（iOS ${installed}）。${formatIsoDay(asOf, 'ja')}の時点で、この機種にこれより新しい版は知られていません。`,
    }),
    'automatic-updates': text({
      en: () => 'Automatic updates are installed only while the iPhone is on Wi-Fi and connected to power.',
      ja: () => '自動アップデートは、Wi-Fiと電源の両方に接続されているときだけ行われます。',
    }),
    'look-on-the-phone': text({
      en: () => 'On the iPhone open Settings > General > Software Update and see whether an update is offered.',
      ja: () => 'iPhoneで「設定」>「一般」>「ソフトウェアアップデート」を開き、更新が表示されるか確認します。',
    }),
    'answer-on-the-command-line': text({
      en: () => 'In a script, give the answer with --answer ios-up-to-date=yes (or no).',
      ja: () => 'スクリプトでは--answer ios-up-to-date=yes（またはno）で回答を渡せます。',
    }),
  },
} as const;
