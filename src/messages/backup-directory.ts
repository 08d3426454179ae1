import { text } from './define.ts';
import { formatBytes, formatDate, formatDays } from './format.ts';

export const backupDirectory = {
  title: text({
    en: () => 'The backup folder is writable and sound',
    ja: () => 'バックアップフォルダに書き込め、壊れていない',
  }),
  texts: {
    sound: text<{ complete: number; newest: number | null }>({
      en: ({ complete, newest }) =>
        `${complete === 1 ? 'One complete backup' : `${complete} complete backups`}${
          newest === null ? '' : `, the newest of ${formatDate(newest, 'en')}`
        }.`,
      ja: ({ complete, newest }) =>
        `完了しているバックアップは${complete}件です${newest === null ? '' : `（最新は${formatDate(newest, 'ja')}）`}。`,
    }),
    empty: text({
      en: () => 'No backup has been made here yet.',
      ja: () => 'ここにはまだバックアップがありません。',
    }),
    'none-complete': text({
      en: () => 'The folder is writable; no backup in it is complete yet.',
      ja: () => 'フォルダには書き込めますが、完了しているバックアップはまだありません。',
    }),
    unfinished: text<{ device: string | null }>({
      en: ({ device }) =>
        `The last attempt${device === null ? '' : ` for “${device}”`} did not finish. Just back up again: it goes on where it stopped, and the earlier backup is kept.`,
      ja: ({ device }) =>
        `${device === null ? '' : `「${device}」の`}前回のバックアップは途中で止まっています。もう一度「今すぐバックアップ」を実行すると続きから再開されます。以前のバックアップは残っています。`,
    }),
    'never-completed': text<{ device: string | null }>({
      en: ({ device }) =>
        `A first backup${device === null ? '' : ` of “${device}”`} was started but never completed. Back up again and keep the iPhone connected to the end.`,
      ja: ({ device }) =>
        `${device === null ? '' : `「${device}」の`}最初のバックアップが完了していません。もう一度バックアップし、終わるまで接続したままにします。`,
    }),
    'other-damaged': text<{ folder: string; device: string | null }>({
      en: ({ folder, device }) =>
        `A backup${device === null ? '' : ` of “${device}”`} is damaged, and a restore from it may fail: ${folder}`,
      ja: ({ folder, device }) =>
        `${device === null ? '' : `「${device}」の`}バックアップの1つが壊れています。復元に失敗する可能性があります：${folder}`,
    }),
    'not-provable': text<{ folder: string }>({
      en: ({ folder }) => `Whether this backup is complete could not be told: ${folder}`,
      ja: ({ folder }) => `このバックアップが完了しているかどうか判断できません：${folder}`,
    }),
    'not-encrypted': text({
      en: () => 'The newest backup is not encrypted: passwords, Health, Wi-Fi settings and call history are not in it.',
      ja: () =>
        '最新のバックアップは暗号化されていません。パスワード、ヘルスケア、Wi-Fi設定、通話履歴は含まれていません。',
    }),
    'date-in-future': text({
      en: () => 'A backup carries a date in the future: the clock of the iPhone or the computer may have been wrong.',
      ja: () => '未来の日付のバックアップがあります。iPhoneかパソコンの時計が狂っていた可能性があります。',
    }),
    'old-backups': text<{ count: number; bytes: number | null }>({
      en: ({ count, bytes }) =>
        `${count === 1 ? 'One old backup' : `${count} old backups`}${
          bytes === null ? '' : ` (${formatBytes(bytes, 'en')})`
        } could be removed: run with --clean-old-backups to look at ${count === 1 ? 'it' : 'them'}.`,
      ja: ({ count, bytes }) =>
        `整理できる古いバックアップが${count}件${bytes === null ? '' : `（${formatBytes(bytes, 'ja')}）`}あります。--clean-old-backupsで確認できます。`,
    }),
    'two-roots': text({
      en: () =>
        'Two backup folders are in use (classic iTunes, and the Microsoft Store programs). A backup that “vanished” after a switch is in the other one.',
      ja: () =>
        'バックアップフォルダが2か所あります（従来のiTunes用と、Microsoft Store版用）。切り替えたあと「消えた」ように見えるバックアップは、もう一方に残っています。',
    }),
    'links-ignored': text<{ count: number }>({
      en: ({ count }) => `${count} linked folder(s) inside the backup folder were not followed.`,
      ja: ({ count }) => `バックアップフォルダの中のリンク${count}個は、たどらずに残しました。`,
    }),
    'foreign-folders': text<{ count: number; names: readonly string[] }>({
      en: ({ count, names }) =>
        `${count === 1 ? 'One folder' : `${count} folders`} here ${count === 1 ? 'is' : 'are'} not named like a backup and ${
          count === 1 ? 'was' : 'were'
        } left alone: ${names.join(', ')}${count > names.length ? ' …' : ''}`,
      ja: ({ count, names }) =>
        `バックアップの名前ではないフォルダ${count}個には触れていません：${names.join('、')}${count > names.length ? '…' : ''}`,
    }),
    'needs-full-disk-access': text({
      en: () =>
        'macOS does not let this terminal look into the backup folder. That says nothing about the backup itself; Finder is not affected.',
      ja: () =>
        'macOSの保護により、このターミナルからはバックアップフォルダの中を見られません。バックアップ自体の異常ではなく、Finderには影響しません。',
    }),
    'grant-full-disk-access': text<{ terminal: string | null }>({
      en: ({ terminal }) =>
        `Open System Settings > Privacy & Security > Full Disk Access and switch on ${terminal ?? 'your terminal program'}.`,
      ja: ({ terminal }) =>
        `「システム設定」>「プライバシーとセキュリティ」>「フルディスクアクセス」で、${terminal ?? 'お使いのターミナル'}をオンにします。`,
    }),
    'restart-terminal': text({
      en: () => 'Quit the terminal, open it again and look again. You can switch the access off afterwards.',
      ja: () => 'ターミナルを終了して開き直し、もう一度確認します。あとでオフに戻してかまいません。',
    }),
    'not-readable': text<{ folder: string }>({
      en: ({ folder }) => `The backup folder could not be read: ${folder}`,
      ja: ({ folder }) => `バックアップフォルダを読み取れませんでした：${folder}`,
    }),
    'no-rights-to-look': text<{ folder: string }>({
      en: ({ folder }) => `This account may not look into the backup folder: ${folder}`,
      ja: ({ folder }) => `このアカウントにはバックアップフォルダの中を見る権限がありません：${folder}`,
    }),
    'run-as-the-owner': text({
      en: () => 'Run this tool as the person who makes the backups, not as another user or administrator.',
      ja: () => 'バックアップを作る本人のアカウントでこのツールを実行します（別のユーザや管理者ではなく）。',
    }),
    'back-up-often': text<{ days: number }>({
      en: ({ days }) =>
        `The newest complete backup is ${formatDays(days, 'en')} old. Back up often: what is newer is lost with the iPhone.`,
      ja: ({ days }) =>
        `最新の完了したバックアップは${formatDays(days, 'ja')}前のものです。それより新しいデータは失われることがあるため、こまめにバックアップしてください。`,
    }),
    'roots-not-known': text({
      en: () => 'It could not be told where backups are kept on this computer.',
      ja: () => 'このパソコンのバックアップの保存先がわかりませんでした。',
    }),
    'writable-not-visible': text({
      en: () => 'Whether the folder is writable could not be tested without writing to it.',
      ja: () => '書き込まずに確認できる範囲では、フォルダに書き込めるかどうか判断できませんでした。',
    }),
    'set-dir-and-drive': text({
      en: () => 'Where the backups lie on an external or network drive: connect it and look again.',
      ja: () => '外付けやネットワークのディスクに保存している場合は、接続してからもう一度確認します。',
    }),
  },
} as const;
