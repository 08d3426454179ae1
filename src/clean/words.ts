/** The sentences of the cleaning mode, English and Japanese side by side. The short ones about a backup are in terms.ts. */
import { text } from '../messages/define.ts';
import { formatBytes } from '../messages/format.ts';
import type { CleanOptions } from './types.ts';

type Platform = CleanOptions['platform'];
const TRASH_EN: Record<Platform, string> = {
  windows: 'the Recycle Bin',
  macos: 'the Trash',
  linux: 'the trash',
  other: 'the trash',
};
// Windows writes ごみ箱, macOS and the Linux desktops ゴミ箱.
const trashJa = (platform: Platform): string => (platform === 'windows' ? 'ごみ箱' : 'ゴミ箱');
const backupsEn = (count: number): string => (count === 1 ? '1 backup' : `${count} backups`);
/** A sum in which something could not be measured is a lower bound, and says so. */
const sumEn = ({ bytes, exact }: Sum): string => `${exact ? '' : 'at least '}${formatBytes(bytes, 'en')}`;
const sumJa = ({ bytes, exact }: Sum): string => `${formatBytes(bytes, 'ja')}${exact ? '' : '以上'}`;
interface Sum {
  readonly bytes: number;
  readonly exact: boolean;
}

export const WORDS = {
  archived: text<{ state: string }>({ en: ({ state }) => `${state}, archive`, ja: ({ state }) => `${state}・保管` }),
  keep: text({ en: () => 'keep', ja: () => '残す' }),
  remove: text({ en: () => 'remove', ja: () => '削除' }),
  nameless: text({ en: () => '(no name)', ja: () => '（名前なし）' }),
  notMeasured: text({ en: () => '?', ja: () => '?' }),
  backupsIn: text<{ path: string }>({
    en: ({ path }) => `Backups in ${path}`,
    ja: ({ path }) => `${path} のバックアップ`,
  }),
  attemptDates: text({
    en: () => 'A date in brackets is that of an attempt, not of a finished backup.',
    ja: () => 'かっこ内の日付は、完了した日ではなく、作成を試みた日です。',
  }),
  measuring: text<{ index: number; total: number }>({
    en: ({ index, total }) => `Measuring backup ${index} of ${total}...`,
    ja: ({ index, total }) => `バックアップのサイズを計算中（${index}/${total}）`,
  }),
  removing: text<{ index: number; total: number }>({
    en: ({ index, total }) => `Removing ${index} of ${total}...`,
    ja: ({ index, total }) => `削除中（${index}/${total}）`,
  }),
  nothingFound: text({
    en: () => 'No backups were found here, so there is nothing to remove.',
    ja: () => 'バックアップが見つかりません。削除するものはありません。',
  }),
  noneOfThisDevice: text({
    en: () => 'No backup of that device was found, so there is nothing to remove.',
    ja: () => 'その端末のバックアップは見つかりません。削除するものはありません。',
  }),
  nothingToRemove: text({
    en: () => 'There is nothing to remove.',
    ja: () => '削除の対象はありません。',
  }),
  nothingChosen: text({ en: () => 'Nothing was removed.', ja: () => '何も削除していません。' }),
  notLooked: text<{ path: string; code: string }>({
    en: ({ path, code }) => `Could not look into ${path} (${code}).`,
    ja: ({ path, code }) => `${path} の中を確認できませんでした（${code}）。`,
  }),
  fullDiskAccess: text({
    en: () =>
      'On a Mac this needs System Settings > Privacy & Security > Full Disk Access for your terminal; then restart it.',
    ja: () =>
      'Macでは「システム設定」>「プライバシーとセキュリティ」>「フルディスクアクセス」で、お使いのターミナルをオンにし、開き直してください。',
  }),
  /** The path follows on a line of its own. */
  leftover: text({
    en: () => 'A removal was interrupted earlier. What it left is no backup any more; delete it by hand:',
    ja: () => '以前の削除が中断されています。残ったものはバックアップとして使えないため、手動で削除してください：',
  }),
  wouldRemove: text<{ count: number } & Sum>({
    en: ({ count, ...sum }) =>
      count === 0
        ? 'Nothing would be removed.'
        : `${backupsEn(count)} (${sumEn(sum)}) would be removed. Nothing was changed.`,
    ja: ({ count, ...sum }) =>
      count === 0
        ? '削除の対象はありません。'
        : `${count}件（${sumJa(sum)}）が削除の対象です。まだ何も変更していません。`,
  }),
  choose: text({
    en: () => 'Which backups should be removed?',
    ja: () => 'どのバックアップを削除しますか?',
  }),
  chosen: text<{ count: number }>({ en: ({ count }) => `${count} chosen`, ja: ({ count }) => `${count}件を選択` }),
  willTrash: text<{ count: number; platform: Platform } & Sum>({
    en: ({ count, platform, ...sum }) =>
      `${backupsEn(count)} (${sumEn(sum)}) will be moved to ${TRASH_EN[platform]}. The space is free only after you empty it.`,
    ja: ({ count, platform, ...sum }) =>
      `${count}件（${sumJa(sum)}）を${trashJa(platform)}に移動します。空き容量が増えるのは、${trashJa(platform)}を空にしたあとです。`,
  }),
  binMayDelete: text({
    en: () =>
      'Caution: where the Recycle Bin is off, full or too small for a backup, Windows deletes it for good at once.',
    ja: () => '注意：ごみ箱が無効、満杯、または容量不足の場合、Windowsはすぐに完全に削除します。',
  }),
  willDelete: text<{ count: number } & Sum>({
    en: ({ count, ...sum }) => `${backupsEn(count)} (${sumEn(sum)}) will be deleted for good. This cannot be undone.`,
    ja: ({ count, ...sum }) => `${count}件（${sumJa(sum)}）を完全に削除します。元に戻すことはできません。`,
  }),
  confirm: text({
    en: () => 'To go on, type the word remove:',
    ja: () => '実行するには「削除」と入力してください：',
  }),
  movedOne: text<{ label: string; platform: Platform }>({
    en: ({ label, platform }) => `Moved to ${TRASH_EN[platform]}: ${label}`,
    ja: ({ label, platform }) => `${trashJa(platform)}に移動しました：${label}`,
  }),
  deletedOne: text<{ label: string }>({
    en: ({ label }) => `Deleted: ${label}`,
    ja: ({ label }) => `削除しました：${label}`,
  }),
  failedOne: text<{ label: string; why: string }>({
    en: ({ label, why }) => `Not removed: ${label} (${why}).`,
    ja: ({ label, why }) => `削除できませんでした：${label}（${why}）`,
  }),
  /** Permanent removal that was stopped inside of this backup. */
  halfOne: text<{ label: string }>({
    en: ({ label }) => `Deleted only in part (interrupted): ${label}`,
    ja: ({ label }) => `中断され、一部だけが削除されました：${label}`,
  }),
  /** The path follows on a line of its own. */
  remains: text({
    en: () => 'What is left of it is no backup any more; delete it by hand:',
    ja: () => '残ったものはバックアップとして使えません。手動で削除してください：',
  }),
  freed: text<Sum>({
    en: (sum) => `${sumEn(sum)} of disk space is free again.`,
    ja: (sum) => `ディスクの空き容量が${sumJa(sum)}増えました。`,
  }),
  willBeFree: text<{ platform: Platform } & Sum>({
    en: ({ platform, ...sum }) => `${sumEn(sum)} will be free after you empty ${TRASH_EN[platform]}.`,
    ja: ({ platform, ...sum }) => `${trashJa(platform)}を空にすると、空き容量が${sumJa(sum)}増えます。`,
  }),
  putBack: text<{ platform: Platform; folder: string }>({
    en: ({ platform, folder }) =>
      ({
        windows: `To put one back: open the Recycle Bin, right-click it and choose Restore. It belongs in ${folder}.`,
        macos: `To put one back: open the Trash, Control-click it and choose Put Back, or drag it to ${folder}.`,
        linux: `To put one back: open the trash in your file manager and restore it. It belongs in ${folder}.`,
        other: `To put one back: take it out of the trash and move it to ${folder}.`,
      })[platform],
    ja: ({ platform, folder }) =>
      ({
        windows: `元に戻すには、ごみ箱を開き、項目を右クリックして「元に戻す」を選択します（元の場所：${folder}）。`,
        macos: `元に戻すには、ゴミ箱を開き、Controlキーを押しながら項目をクリックして「戻す」を選択します（元の場所：${folder}）。`,
        linux: `元に戻すには、ファイルマネージャのゴミ箱から復元します（元の場所：${folder}）。`,
        other: `元に戻すには、ゴミ箱から出して ${folder} に移動します。`,
      })[platform],
  }),
  interrupted: text({
    en: () => 'Interrupted. What is not listed as removed is still there.',
    ja: () => '中断しました。削除したと表示されたもの以外は、そのまま残っています。',
  }),
  interruptedInside: text({
    en: () => 'Interrupted. Apart from that one and what is listed as removed, everything is still there.',
    ja: () => '中断しました。この1件と、削除したと表示されたもの以外は、そのまま残っています。',
  }),
  yesNeedsSelection: text({
    en: () => '--yes needs --keep or --older-than, so that it is clear what goes. Nothing was changed.',
    ja: () => '--yesには--keepか--older-thanの指定が必要です（対象を明確にするため）。何も変更していません。',
  }),
  cannotAsk: text({
    en: () =>
      'Nobody can be asked here: use --dry-run to look, or --yes with --keep or --older-than to remove. Nothing was changed.',
    ja: () =>
      'ここでは確認の質問ができません。確認だけなら--dry-run、削除するなら--yesと--keepか--older-thanを指定してください。何も変更していません。',
  }),
  badKeep: text({
    en: () => '--keep needs a whole number from 1. Nothing was changed.',
    ja: () => '--keepには1以上の整数を指定してください。何も変更していません。',
  }),
  badAge: text({
    en: () => '--older-than needs a number of days from 0. Nothing was changed.',
    ja: () => '--older-thanには0以上の日数を指定してください。何も変更していません。',
  }),
  badUdid: text({
    en: () => '--udid is not a UDID (40 hex digits, or 8 and 16). Nothing was changed.',
    ja: () => '--udidの形式が正しくありません（16進数40桁、または8桁-16桁）。何も変更していません。',
  }),
} as const;

/** The keys of the list of backups, as inquirer names them, and what they do. */
export const KEY_HELP = text({
  en: () => 'arrows: move, space: tick, a: all, i: invert, Enter: go on',
  ja: () => '矢印：移動、スペース：選択、a：すべて、i：反転、Enter：決定',
});

/** Words that a person may type to go on; both languages count in both. */
const CONFIRMATIONS = ['remove', '削除'];

/** True for the word that was asked for: full-width letters, capitals and quotation marks are forgiven. */
export function isConfirmation(typed: string): boolean {
  const word = typed
    .normalize('NFKC')
    .trim()
    .replace(/^[「"“']|[」"”']$/g, '')
    .toLowerCase();
  return CONFIRMATIONS.includes(word);
}
