/** What is said of a single backup in the cleaning mode: its state, why it stays or goes, why it could not be removed. */
import type { BackupState, PlanReason, RemovalFailure } from '../backups/index.ts';
import { type Text, text } from '../messages/define.ts';

/** `iPhone`, `iPad` or `iPod touch`. */
interface Of {
  readonly device: string;
}

export const STATES: Readonly<Record<BackupState, Text>> = {
  complete: text({ en: () => 'complete', ja: () => '完了' }),
  unfinished: text({ en: () => 'unfinished', ja: () => '途中' }),
  'never-completed': text({ en: () => 'never finished', ja: () => '未完了' }),
  damaged: text({ en: () => 'damaged', ja: () => '破損' }),
  'in-progress': text({ en: () => 'in progress', ja: () => '作成中' }),
  unknown: text({ en: () => 'unclear', ja: () => '不明' }),
  foreign: text({ en: () => 'not a backup', ja: () => '対象外' }),
};

export const REASONS: Readonly<Record<PlanReason, Text<Of>>> = {
  'newest-complete': text({
    en: ({ device }) => `This ${device}'s newest complete backup; it always stays.`,
    ja: ({ device }) => `この${device}の最新の完全なバックアップです。必ず残します。`,
  }),
  'only-complete': text({
    en: ({ device }) => `This ${device}'s only complete backup; it always stays.`,
    ja: ({ device }) => `この${device}の唯一の完全なバックアップです。必ず残します。`,
  }),
  'only-restorable': text({
    en: ({ device }) => `May be all that can be restored to this ${device}; stays.`,
    ja: ({ device }) => `この${device}に復元できる唯一のものかもしれません。`,
  }),
  'date-in-doubt': text({
    en: () => 'Its date is not reliable: it may be the newest. It stays.',
    ja: () => '日付が確かでなく、最新かもしれません。残します。',
  }),
  'owner-in-doubt': text({
    en: () => 'Folder name and content name different devices; it stays.',
    ja: () => 'フォルダ名と中身の端末が一致しません。残します。',
  }),
  'in-progress': text({
    en: () => 'A backup is being written here; it stays.',
    ja: () => 'いまバックアップを作成中です。残します。',
  }),
  'changed-just-now': text({
    en: () => 'Something was written here minutes ago; it stays.',
    ja: () => '数分以内に書き込みがありました。残します。',
  }),
  unknown: text({
    en: () => 'It could not be told whether this is complete; it stays.',
    ja: () => '完全かどうかを確認できません。残します。',
  }),
  foreign: text({
    en: () => 'Not a backup folder; it is left alone.',
    ja: () => 'バックアップのフォルダではありません。触りません。',
  }),
  'other-device': text({ en: () => 'Another device.', ja: () => '別の端末のものです。' }),
  'within-keep': text({
    en: () => 'Within the number of backups to keep.',
    ja: () => '残す件数に含まれます。',
  }),
  'too-young': text({
    en: () => 'Not old enough for --older-than.',
    ja: () => '--older-thanの日数より新しいものです。',
  }),
  'larger-than-newest': text({
    en: () => 'Older, but much larger than the newest one: look first.',
    ja: () => '古いものの、最新よりずっと大きいため、よく確かめてください。',
  }),
  'unfinished-newer': text({
    en: () => 'Unfinished; just back up again, it goes on where it stopped.',
    ja: () => '途中で止まっています。もう一度作成すると続きから進みます。',
  }),
  'damaged-newer': text({
    en: () => 'Damaged, but no complete backup is newer.',
    ja: () => '破損していますが、これより新しい完全なものがありません。',
  }),
  'damaged-only': text({
    en: ({ device }) => `Damaged, but this ${device} has no complete backup.`,
    ja: ({ device }) => `破損していますが、この${device}の完全なものがありません。`,
  }),
  'archive-superseded': text({
    en: () => 'An old archived copy; a newer complete backup exists.',
    ja: () => '古い保管用のコピーです。新しい完全なものがあります。',
  }),
  superseded: text({
    en: () => 'A newer complete backup exists.',
    ja: () => '新しい完全なバックアップがあります。',
  }),
  'unfinished-superseded': text({
    en: () => 'Unfinished; a newer complete backup exists.',
    ja: () => '途中で止まったものです。新しい完全なものがあります。',
  }),
  'damaged-superseded': text({
    en: () => 'Damaged; a newer complete backup exists.',
    ja: () => '破損しています。新しい完全なものがあります。',
  }),
  'never-completed-superseded': text({
    en: () => 'Never finished; a complete backup exists.',
    ja: () => '完了していません。完全なバックアップがあります。',
  }),
  'never-completed': text({
    en: () => 'Never finished; nothing in it can be restored.',
    ja: () => '完了していません。復元できるものはありません。',
  }),
};

export const FAILURES: Readonly<Record<RemovalFailure, Text>> = {
  protected: text({ en: () => 'it is protected', ja: () => '保護されています' }),
  outside: text({
    en: () => 'it does not lie in the backup folder',
    ja: () => 'バックアップのフォルダの中にありません',
  }),
  'is-a-link': text({ en: () => 'it is no folder (any more)', ja: () => 'フォルダではありません' }),
  gone: text({ en: () => 'it is gone already', ja: () => 'すでにありません' }),
  'in-progress': text({ en: () => 'a backup is being written in it', ja: () => 'バックアップを作成中です' }),
  changed: text({
    en: () => 'it has changed since it was listed',
    ja: () => '一覧を表示したあとに変更されました',
  }),
  'guardian-missing': text({
    en: () => 'the newer complete backup is not there any more',
    ja: () => '新しい完全なバックアップが見つからなくなりました',
  }),
  'trash-failed': text({
    en: () => 'it could not be moved to the trash, and nothing was deleted',
    ja: () => 'ゴミ箱に移動できませんでした（何も削除していません）',
  }),
  denied: text({ en: () => 'the computer did not allow it', ja: () => 'パソコンに許可されませんでした' }),
  'partly-removed': text({
    en: () => 'only a part of it could be deleted',
    ja: () => '一部しか削除できませんでした',
  }),
  interrupted: text({ en: () => 'interrupted', ja: () => '中断されました' }),
};

export const HEADS = {
  device: text({ en: () => 'Device', ja: () => '端末' }),
  ios: text({ en: () => 'iOS', ja: () => 'iOS' }),
  date: text({ en: () => 'Date', ja: () => '日付' }),
  size: text({ en: () => 'Size', ja: () => 'サイズ' }),
  state: text({ en: () => 'State', ja: () => '状態' }),
  decision: text({ en: () => 'Plan', ja: () => '提案' }),
} as const;
