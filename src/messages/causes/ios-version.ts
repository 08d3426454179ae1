import type { CauseTexts } from '../define.ts';
import { formatIsoDay } from '../format.ts';
import { updateProgram } from './advice-programs.ts';
import { iosName, list } from './words.ts';

export const iosVersionCauses = {
  'ios-outdated': {
    en: {
      summary: ({ installed, newest, asOf }, w) => {
        const ios = iosName(w);
        const have =
          installed === null
            ? `The ${ios} of this ${w.device} is not up to date`
            : `${ios} ${installed} is not up to date`;
        const out =
          newest === null
            ? ''
            : `: this ${w.device} can run ${newest}${asOf === null ? '' : ` (as of ${formatIsoDay(asOf, 'en')})`}`;
        return `${have}${out}. This may be why the backup fails.`;
      },
      why: (_, w) =>
        `An older ${iosName(w)} can have faults that break backups, and may no longer fit the newest software on the computer.`,
      steps: (_, w) =>
        list(
          'First make a backup in the way that still works: on the computer, or in iCloud (Settings > [your name] > iCloud > iCloud Backup > Back Up Now).',
          `Then, on power and Wi-Fi: Settings > General > Software Update > Download and Install (or “Install Now”).`,
          'For the future: “Automatic Updates” on that page works only while it is connected to power and Wi-Fi, mostly overnight.',
          updateProgram(w, 'en')[0] ?? false,
          'Then make the backup again.',
        ),
    },
    ja: {
      summary: ({ installed, newest, asOf }, w) => {
        const ios = iosName(w);
        const have =
          installed === null ? `${w.device}の${ios}が最新ではありません` : `${ios} ${installed}は最新ではありません`;
        const out =
          newest === null ? '' : `（${asOf === null ? '' : `${formatIsoDay(asOf, 'ja')}の時点で`}${newest}にできます）`;
        return `${have}${out}。これがバックアップできない原因の可能性があります。`;
      },
      why: (_, w) =>
        `古い${iosName(w)}には、バックアップに失敗する不具合が残っていたり、パソコンの新しいソフトと合わなかったりすることがあります。`,
      steps: (_, w) =>
        list(
          '先に、できるほうの方法でバックアップを作成します：パソコン、またはiCloud（「設定」>[自分の名前]>「iCloud」>「iCloudバックアップ」>「今すぐバックアップを作成」）。',
          '電源とWi-Fiにつなぎ「設定」>「一般」>「ソフトウェアアップデート」で「ダウンロードしてインストール」（または「今すぐインストール」）をタップします。',
          '同じ画面の「自動アップデート」は、電源とWi-Fiの両方につながっているとき（主に夜間）だけ働きます。',
          updateProgram(w, 'ja')[0] ?? false,
          'そのあと、バックアップをやり直します。',
        ),
    },
  },
} satisfies CauseTexts<'ios-outdated'>;
