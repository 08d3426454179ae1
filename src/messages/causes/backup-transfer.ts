/** Words for what is only seen while a backup runs, or in the message it ends with. */
import type { CauseTexts } from '../define.ts';
import { backUpToCloudMeanwhile, enterPasscodeWhenAsked, restartPhone, updatePhone } from './advice.ts';
import { applePage, iosName, isMac, list } from './words.ts';

export const backupTransferCauses = {
  'passcode-not-entered': {
    en: {
      summary: (_, w) =>
        `The ${w.device} asked for its passcode when the backup started, and nobody entered it in time.`,
      why: (_, w) =>
        `Since ${iosName(w)} 16.1 each backup to a computer needs the passcode, typed on the ${w.device}; after about three minutes it ends.`,
      steps: (_, w) => [
        `Unlock the ${w.device} and put it where you see it.`,
        enterPasscodeWhenAsked.en(w),
        'For a long backup: Settings > Display & Brightness > Auto-Lock > Never. Set it back afterwards.',
        'Backups that start by themselves ask too: be there when they do, or use iCloud Backup, which does not ask.',
      ],
    },
    ja: {
      summary: (_, w) => `バックアップの開始時に${w.device}がパスコードを求めましたが、時間内に入力されませんでした。`,
      why: (_, w) =>
        `${iosName(w)} 16.1以降では、パソコンへのバックアップのたびに、${w.device}でのパスコード入力が必要です。約3分で打ち切られます。`,
      steps: (_, w) => [
        `${w.device}のロックを解除し、画面が見える場所に置きます。`,
        enterPasscodeWhenAsked.ja(w),
        '時間がかかる場合は「設定」>「画面表示と明るさ」>「自動ロック」を「なし」にします。終わったら戻します。',
        '自動で始まるバックアップでも求められます。その場で入力するか、入力の要らないiCloudバックアップを使います。',
      ],
    },
  },

  'iphone-files-unreadable': {
    en: {
      summary: (_, w) => `The backup may be failing because of one or a few files that the ${w.device} cannot read.`,
      why: () =>
        'Typical sign: it stops at the same place every time, whatever cable is used, or says that files could not be copied.',
      steps: (_, w) =>
        list(
          restartPhone.en(w),
          'Start the backup with the screen on and unlocked, and close all apps.',
          'Does it always stop in the same app? Update that app, and delete what it stored last (after saving it elsewhere).',
          updatePhone.en(w),
          backUpToCloudMeanwhile.en(w),
          'If nothing helps, ask Apple Support before trying anything that deletes data.',
        ),
    },
    ja: {
      summary: (_, w) =>
        `${w.device}が読み取れないファイルがあり、そのためにバックアップが失敗している可能性があります。`,
      why: () => 'ケーブルを替えても毎回同じところで止まる、一部の項目をコピーできないと表示される、などが目安です。',
      steps: (_, w) =>
        list(
          restartPhone.ja(w),
          'ロックを解除して画面を点けたまま、アプリをすべて閉じて、バックアップをやり直します。',
          'いつも同じアプリのところで止まるなら、そのアプリを更新し、最後に保存した項目を別の場所へ移してから削除します。',
          updatePhone.ja(w),
          backUpToCloudMeanwhile.ja(w),
          'どれでも直らないときは、データが消える操作をする前に、Appleサポートに相談します。',
        ),
    },
  },

  'iphone-snapshot-stuck': {
    en: {
      summary: (_, w) =>
        `The ${w.device} still holds a left-over copy (snapshot) of an interrupted backup and cannot begin a new one.`,
      why: () => 'For each backup the device makes such a copy of its data first; an old one is in the way.',
      steps: (_, w) => [
        restartPhone.en(w),
        'Start the backup again and keep it connected to the end.',
        `If it comes back, free a few GB in Settings > General > ${w.device} Storage and restart once more.`,
        updatePhone.en(w),
        backUpToCloudMeanwhile.en(w),
      ],
    },
    ja: {
      summary: (_, w) =>
        `途中で終わったバックアップの控え（スナップショット）が${w.device}に残っていて、新しく始められません。`,
      why: () => 'バックアップのたびに、まずデータの控えが作られます。古い控えが残っていると、それが妨げになります。',
      steps: (_, w) => [
        restartPhone.ja(w),
        'バックアップをやり直し、終わるまで接続したままにします。',
        `また起きるときは「設定」>「一般」>「${w.device}ストレージ」で数GB空けて、もう一度再起動します。`,
        updatePhone.ja(w),
        backUpToCloudMeanwhile.ja(w),
      ],
    },
  },

  'backup-password-unknown': {
    en: {
      summary: () => 'The password of the encrypted backup is not known, or was typed wrongly.',
      why: () =>
        'It is a password of its own, chosen when encryption was turned on. Without it nobody can open that backup.',
      steps: (_, w) =>
        list(
          'Try passwords you used then: of the computer, of the Apple Account, an old passcode. Mind capitals and the keyboard language.',
          isMac(w) && "Look in the Mac's Keychain Access for “iPhone Backup”: the password may be kept there.",
          backUpToCloudMeanwhile.en(w),
          `Lost for good? Settings > General > Transfer or Reset ${w.device} > Reset > Reset All Settings removes it for new backups.`,
          'That keeps your data, but Wi-Fi passwords, the layout of the screen, Apple Pay cards and other settings are lost.',
          'Then make a new backup. Old encrypted ones stay closed without their password; keep them in case it comes back to you.',
        ),
    },
    ja: {
      summary: () => '暗号化したバックアップのパスワードがわからないか、間違っています。',
      why: () => '暗号化を始めたときに決めた専用のパスワードです。これがないと、そのバックアップは誰にも開けません。',
      steps: (_, w) =>
        list(
          '当時使っていたパスワード（パソコン、Appleアカウント、以前のパスコードなど）を試します。大文字と入力の言語に注意します。',
          isMac(w) && 'Macの「キーチェーンアクセス」で「iPhone Backup」を検索します。保存されていることがあります。',
          backUpToCloudMeanwhile.ja(w),
          `どうしてもわからないときは「設定」>「一般」>「転送または${w.device}をリセット」>「リセット」>「すべての設定をリセット」で、パスワードをなくせます。`,
          'この操作でデータは残りますが、Wi-Fiのパスワード、画面の配置、Apple Payのカードなどの設定は失われます。',
          'そのあと新しくバックアップします。以前の暗号化バックアップは開けないままですが、思い出すこともあるので残しておきます。',
        ),
    },
    url: applePage('108313'),
  },
} satisfies CauseTexts<
  'passcode-not-entered' | 'iphone-files-unreadable' | 'iphone-snapshot-stuck' | 'backup-password-unknown'
>;
