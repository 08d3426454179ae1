/** Sentences that all checks share. */
import { text } from './define.ts';

export const common = {
  texts: {
    'not-this-target': text({
      en: () => 'Does not apply to the kind of backup that was chosen.',
      ja: () => '選んだバックアップの種類には関係がありません。',
    }),
    'took-too-long': text({
      en: () => 'The computer did not answer in time.',
      ja: () => '時間内にパソコンから応答がありませんでした。',
    }),
    crashed: text({
      en: () => 'The doctor itself ran into an error here.',
      ja: () => 'この確認中に、このツール自体にエラーが起きました。',
    }),
    'folder-not-known': text({
      en: () => 'On Linux a backup goes to the folder that you name, so there is no folder to look at yet.',
      ja: () => 'Linuxではバックアップ先のフォルダを自分で指定するため、まだ確認できる場所がありません。',
    }),
    'name-the-folder': text({
      en: () => 'Run again with --backup-dir and the folder of your backups.',
      ja: () => 'バックアップのフォルダを--backup-dirで指定して、もう一度実行します。',
    }),
    'not-answered': text({
      en: () => 'This can only be seen on the iPhone, and nobody was asked.',
      ja: () => 'iPhoneの画面でしか確認できず、まだ回答がありません。',
    }),
    'not-sure': text({
      en: () => 'You were not sure.',
      ja: () => '「わからない」という回答でした。',
    }),
  },
} as const;
