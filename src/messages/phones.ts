/** Words around the phone that is examined: which one, and the offer to pair. At most 60 columns for what stands in a prompt. */
import { type Text, text } from './define.ts';

export const PHONE_WORDS = {
  which: text({ en: () => 'Which device shall be examined?', ja: () => 'どの端末を調べますか?' }),
  byCable: text({ en: () => 'by cable', ja: () => 'ケーブル' }),
  byWifi: text({ en: () => 'over Wi-Fi', ja: () => 'Wi-Fi' }),
  severalInScript: text<{ count: number }>({
    en: ({ count }) => `${count} devices are connected; name one with --udid:`,
    ja: ({ count }) => `端末が${count}台つながっています。--udidで1台を指定してください：`,
  }),
} as const;

export const PAIRING_WORDS = {
  before: text({
    en: () =>
      'I can make the iPhone show “Trust This Computer?” now. If you tap Trust there, the iPhone remembers this computer and this computer keeps a pairing record; nothing else changes.',
    ja: () =>
      'iPhoneに「このコンピュータを信頼しますか?」を表示させることができます。iPhoneで「信頼」をタップすると、iPhoneがこのパソコンを覚え、パソコンにペアリングの記録が保存されます。ほかには何も変わりません。',
  }),
  ask: text({ en: () => 'Show the question on the iPhone now?', ja: () => 'iPhoneに確認を表示しますか?' }),
  yes: text({ en: () => 'Yes, I have the iPhone in my hand', ja: () => 'はい（iPhoneは手元にあります）' }),
  no: text({ en: () => 'No', ja: () => 'いいえ' }),
  unlock: text({
    en: () => 'Unlock the iPhone now. Waiting …',
    ja: () => 'iPhoneのロックを解除してください。待っています…',
  }),
  'tap-trust': text({
    en: () => 'On the iPhone tap “Trust” and enter its passcode. Waiting …',
    ja: () => 'iPhoneで「信頼」をタップし、パスコードを入力してください。待っています…',
  }),
  paired: text({
    en: () => 'The iPhone trusts this computer now. Looking again from the start.',
    ja: () => 'iPhoneがこのパソコンを信頼しました。はじめから確認し直します。',
  }),
  refused: text({
    en: () => '“Don’t Trust” was tapped. Unplug the iPhone and plug it in again to be asked anew.',
    ja: () => '「信頼しない」がタップされました。ケーブルを抜き差しすると、もう一度確認が表示されます。',
  }),
  forbidden: text({
    en: () => 'The iPhone does not allow it (it is managed, or not on a cable). Ask whoever manages it.',
    ja: () => 'iPhoneが許可していません（管理されているか、ケーブルでつながっていません）。管理者に確認してください。',
  }),
  'not-answered': text({
    en: () => 'Nobody answered on the iPhone. Nothing was changed.',
    ja: () => 'iPhoneでの回答がありませんでした。何も変更していません。',
  }),
  'not-saved': text({
    en: () => 'The iPhone trusts this computer, but the record could not be saved here, so it will ask again.',
    ja: () => 'iPhoneは信頼しましたが、パソコンに記録を保存できなかったため、次回も確認が表示されます。',
  }),
  failed: text({
    en: () => 'The connection to the iPhone broke off. Nothing was changed on this computer.',
    ja: () => 'iPhoneとの通信が途切れました。パソコンには何も変更していません。',
  }),
} as const satisfies Readonly<Record<string, Text>>;
