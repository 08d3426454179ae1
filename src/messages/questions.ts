/**
 * What is asked of the person: one short question (at most 60 columns in both languages, so that it never wraps), and
 * above it where to look on the phone.
 */
import type { AnswerKey } from '../ask/types.ts';
import { type Text, text } from './define.ts';

interface Question {
  readonly ask: Text;
  readonly where: Text;
  /** The answer is an amount of storage instead of yes or no. */
  readonly amount: boolean;
}

const ICLOUD_BACKUP_PATH = {
  en: 'Settings > [your name] > iCloud > iCloud Backup',
  ja: '「設定」>[自分の名前]>「iCloud」>「iCloudバックアップ」',
} as const;

export const QUESTIONS: Readonly<Record<AnswerKey, Question>> = {
  'ios-up-to-date': {
    amount: false,
    ask: text({ en: () => 'Does the iPhone say that iOS is up to date?', ja: () => 'iOSは最新と表示されていますか?' }),
    where: text({
      en: () => 'Look on the iPhone: Settings > General > Software Update',
      ja: () => 'iPhoneで確認：「設定」>「一般」>「ソフトウェアアップデート」',
    }),
  },
  'icloud-backup-on': {
    amount: false,
    ask: text({
      en: () => 'Is the switch “Back Up This iPhone” on?',
      ja: () => '「このiPhoneをバックアップ」はオンですか?',
    }),
    where: text({
      en: () => `Look on the iPhone: ${ICLOUD_BACKUP_PATH.en}`,
      ja: () => `iPhoneで確認：${ICLOUD_BACKUP_PATH.ja}`,
    }),
  },
  'icloud-signed-in': {
    amount: false,
    ask: text({
      en: () => 'Is your name at the top, with no warning under it?',
      ja: () => '一番上に名前があり、警告は出ていませんか?',
    }),
    where: text({
      en: () => 'Look on the iPhone: Settings, the top of the page (your Apple Account, formerly Apple ID)',
      ja: () => 'iPhoneで確認：「設定」の一番上（Appleアカウント、以前のApple ID）',
    }),
  },
  'icloud-restoring': {
    amount: false,
    ask: text({
      en: () => 'Does it say that the iPhone is still being restored?',
      ja: () => '「現在復元中です」と表示されていますか?',
    }),
    where: text({
      en: () => `Look on the iPhone: ${ICLOUD_BACKUP_PATH.en}`,
      ja: () => `iPhoneで確認：${ICLOUD_BACKUP_PATH.ja}`,
    }),
  },
  wifi: {
    amount: false,
    ask: text({ en: () => 'Is the iPhone on Wi-Fi at night?', ja: () => '夜、iPhoneはWi-Fiにつながっていますか?' }),
    where: text({
      en: () => 'The automatic backup runs on Wi-Fi. Look on the iPhone: Settings > Wi-Fi',
      ja: () => '自動バックアップにはWi-Fiが必要です。iPhoneで確認：「設定」>「Wi-Fi」',
    }),
  },
  power: {
    amount: false,
    ask: text({
      en: () => 'Is the iPhone on its charger at night?',
      ja: () => '夜、iPhoneは充電器につながっていますか?',
    }),
    where: text({
      en: () => 'The automatic backup runs only while the iPhone is connected to power.',
      ja: () => '自動バックアップは、電源につながっているときだけ行われます。',
    }),
  },
  locked: {
    amount: false,
    ask: text({
      en: () => 'Is its screen locked (dark) for some hours then?',
      ja: () => 'そのとき数時間、画面はロックされていますか?',
    }),
    where: text({
      en: () => '“Not in use” means: the screen is locked.',
      ja: () => '「使用していない」とは、画面がロックされている状態のことです。',
    }),
  },
  'icloud-storage-free': {
    amount: true,
    ask: text({
      en: () => 'How much iCloud storage is free?',
      ja: () => 'iCloudの空きはどのくらいですか?',
    }),
    where: text({
      en: () => 'Look on the iPhone: Settings > [your name] > iCloud. The bar at the top shows used and total.',
      ja: () => 'iPhoneで確認：「設定」>[自分の名前]>「iCloud」。上のバーに使用量と全体の容量が出ます。',
    }),
  },
};

export const QUESTION_WORDS = {
  keys: text({ en: () => 'arrow keys move, Enter chooses', ja: () => '矢印キーで移動、Enterで決定' }),
  yes: text({ en: () => 'Yes', ja: () => 'はい' }),
  no: text({ en: () => 'No', ja: () => 'いいえ' }),
  unsure: text({ en: () => 'Not sure', ja: () => 'わからない' }),
  amount: text({ en: () => 'I can see an amount', ja: () => '空きの量がわかる' }),
  full: text({ en: () => 'It is full', ja: () => 'いっぱいと表示されている' }),
  howMuch: text({ en: () => 'Free, in GB (such as 3.5):', ja: () => '空きは何GBですか（例 3.5）：' }),
  notAnAmount: text({
    en: () => 'A number in GB, please, such as 3.5',
    ja: () => '3.5のように、GBの数で入力してください',
  }),
  whichBackup: text({ en: () => 'Which backup does not work?', ja: () => 'できないのは、どのバックアップですか?' }),
  targetComputer: text({
    en: () => 'To a computer (iTunes, Apple Devices, Finder)',
    ja: () => 'パソコンへのバックアップ（iTunes・Finderなど）',
  }),
  targetIcloud: text({ en: () => 'To iCloud', ja: () => 'iCloudへのバックアップ' }),
  targetAll: text({ en: () => 'Both, or I am not sure', ja: () => '両方、またはわからない' }),
} as const;
