import { text } from './define.ts';
import { formatList } from './format.ts';

export const deviceConnection = {
  title: text({
    en: () => 'The computer sees the iPhone',
    ja: () => 'パソコンがiPhoneを認識している',
  }),
  texts: {
    seen: text<{ devices: number }>({
      en: ({ devices }) => (devices === 1 ? 'One device on the cable.' : `${devices} devices on the cable.`),
      ja: ({ devices }) =>
        devices === 1 ? 'ケーブルで1台つながっています。' : `ケーブルで${devices}台つながっています。`,
    }),
    'also-in-recovery': text({
      en: () => 'Another device on the cable is in recovery or DFU mode.',
      ja: () => 'もう1台、リカバリモードまたはDFUモードの端末がつながっています。',
    }),
    'disconnected-message': text({
      en: () =>
        'If a backup ends with “because the iPhone disconnected”: look at the iPhone for a passcode question, then try another cable and port. Removing old backups comes last (--clean-old-backups).',
      ja: () =>
        '「iPhoneがコンピュータから取り外されたため…」と表示される場合：まずiPhoneの画面にパスコードの入力が出ていないか確認し、次に別のケーブルやポートを試します。古いバックアップの削除は最後の手段です（--clean-old-backups）。',
    }),
    'try-the-demo': text({
      en: () => 'No iPhone at hand? --demo examines a simulated one.',
      ja: () => 'iPhoneが手元にないときは、--demoで模擬iPhoneの診断を見られます。',
    }),
    'slow-link': text<{ megabits: number }>({
      en: ({ megabits }) =>
        `The cable link runs at only ${megabits} Mbit/s. Another cable or a port without a hub may help.`,
      ja: ({ megabits }) =>
        `ケーブルの速度が${megabits} Mbit/sしか出ていません。別のケーブルや、ハブを通さない接続を試してください。`,
    }),
    'apple-software-silent': text<{ address: string }>({
      en: ({ address }) => `Apple's own connection software does not answer either (${address}).`,
      ja: ({ address }) => `Appleの接続用ソフトウェアも応答していません（${address}）。`,
    }),
    'several-stacks': text<{ programs: readonly string[] }>({
      en: ({ programs }) =>
        `Several Apple programs are installed side by side (${formatList(programs, 'en')}). They use different backup folders.`,
      ja: ({ programs }) =>
        `Appleのソフトウェアが複数入っています（${formatList(programs, 'ja')}）。バックアップの保存先はそれぞれ違います。`,
    }),
    'usbmuxd-old': text<{ version: string }>({
      en: ({ version }) => `usbmuxd ${version} is known to overlook some newer iPhones. A newer version may see it.`,
      ja: ({ version }) =>
        `usbmuxd ${version}は新しいiPhoneを見落とすことがあります。新しい版で認識される可能性があります。`,
    }),
    'usb-not-visible': text({
      en: () =>
        'This computer does not let programs look at its USB ports, so it cannot be told whether an iPhone is there.',
      ja: () => 'このパソコンではUSBの状態を確認できないため、iPhoneがつながっているかどうか判断できません。',
    }),
    'apple-software-not-visible': text({
      en: () => 'An iPhone is on the cable, but the state of Apple’s software could not be read.',
      ja: () => 'iPhoneはケーブルでつながっていますが、Appleのソフトウェアの状態を確認できませんでした。',
    }),
    'phone-not-reached': text({
      en: () => 'The iPhone is listed, but it could not be talked to.',
      ja: () => 'iPhoneは一覧に出ていますが、通信できませんでした。',
    }),
    'run-where-the-cable-is': text({
      en: () =>
        'Run this tool on the computer that the iPhone is plugged into (not in a container or over remote desktop).',
      ja: () =>
        'iPhoneをつないだパソコンで直接このツールを実行します（コンテナやリモートデスクトップの中では見えません）。',
    }),
    'unlock-and-replug': text({
      en: () => 'Unlock the iPhone, unplug it, plug it in again, and look again.',
      ja: () => 'iPhoneのロックを解除し、ケーブルを抜き差しして、もう一度確認します。',
    }),
    'restart-computer': text({
      en: () => 'Restart the computer and look again.',
      ja: () => 'パソコンを再起動して、もう一度確認します。',
    }),
  },
} as const;
