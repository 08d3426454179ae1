import type { CauseTexts, Lang } from '../define.ts';
import { formatBytes, formatIsoDay } from '../format.ts';
import { applePage, list, programName } from './words.ts';

/** Monthly prices of iCloud+, with the day from which they hold. The page linked below has the current ones. */
const PRICES = {
  japan: { since: '2024-11-19', plans: ['50 GB ¥150', '200 GB ¥450', '2 TB ¥1,500', '6 TB ¥4,500', '12 TB ¥9,000'] },
  usa: { plans: ['50 GB $0.99', '200 GB $2.99', '2 TB $9.99'] },
} as const;

/** Japan's prices are given to readers of both languages, the dollar only to those who read English. */
function prices(lang: Lang): readonly string[] {
  const { japan, usa } = PRICES;
  const since = formatIsoDay(japan.since, lang);
  return lang === 'ja'
    ? [
        `容量を増やすには「ストレージプランを変更」をタップします。月額：${japan.plans.join('、')}（日本、${since}から）。`,
      ]
    : [
        `Or tap “Change Storage Plan”. Prices per month in the USA: ${usa.plans.join(', ')}.`,
        `In Japan, since ${since}: ${japan.plans.join(', ')}. The page below has the current ones.`,
      ];
}

export const icloudStorageCauses = {
  'icloud-storage-full': {
    en: {
      summary: ({ freeBytes, needBytes }, w) => {
        const need = needBytes === null ? '' : ` (the next one needs about ${formatBytes(needBytes, 'en')})`;
        return freeBytes === null || freeBytes === 0
          ? `iCloud storage is full, so the ${w.device} cannot make a backup there${need}.`
          : `iCloud has only ${formatBytes(freeBytes, 'en')} free, which may be too little for a backup of the ${w.device}${need}.`;
      },
      why: () =>
        'The first 5 GB are free and shared by backups, photos, mail and files; a backup is only made if all of it fits.',
      steps: (_, w) =>
        list(
          `Settings > [your name] > iCloud shows what is used. Tap Storage (Manage Account Storage) > Backups > this ${w.device} for the next backup size.`,
          'There, switch off large apps that need no backup. (If photos already sync with iCloud Photos, they are not in the backup.)',
          'Only for devices you no longer own: delete their backups in that list. It cannot be undone.',
          `Free of charge: back up to a computer instead, with ${programName(w, 'en')}. The size of its disk is the only limit.`,
          prices('en'),
          'On a paid plan and suddenly full? Look whether the last payment failed: the plan then falls back to 5 GB.',
        ),
    },
    ja: {
      summary: ({ freeBytes, needBytes }, w) => {
        const need = needBytes === null ? '' : `（次回のバックアップには約${formatBytes(needBytes, 'ja')}が必要です）`;
        return freeBytes === null || freeBytes === 0
          ? `iCloudストレージがいっぱいで、${w.device}をバックアップできません${need}。`
          : `iCloudストレージの空きが${formatBytes(freeBytes, 'ja')}しかなく、${w.device}のバックアップには足りない可能性があります${need}。`;
      },
      why: () =>
        '無料で使えるのは5 GBまでで、バックアップ、写真、メールなどで分け合います。全体が入りきらないと、バックアップは作成されません。',
      steps: (_, w) =>
        list(
          `「設定」>[自分の名前]>「iCloud」で使用量を見ます。「ストレージ」（「アカウントのストレージを管理」）>「バックアップ」>この${w.device}で「次回作成時のサイズ」がわかります。`,
          'その画面で、バックアップの要らない大きなアプリをオフにします（iCloud写真を使っている場合、写真はもともと含まれません）。',
          'もう持っていない端末に限り、その一覧でバックアップを削除します。削除すると元に戻せません。',
          `無料で済ませるには、${programName(w, 'ja')}でパソコンにバックアップを作成します。上限はディスクの空きだけです。`,
          prices('ja'),
          '有料プランなのに急にいっぱいになったときは、支払いの失敗で5 GBに戻っていないか確認します。',
        ),
    },
    url: applePage('108047'),
  },
} satisfies CauseTexts<'icloud-storage-full'>;
