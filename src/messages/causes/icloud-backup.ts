import type { CauseTexts } from '../define.ts';
import { formatDays, formatIsoDay } from '../format.ts';
import { icloudFaultCauses } from './icloud-backup-faults.ts';
import { applePage, list } from './words.ts';

const backUpNow = {
  en: 'Settings > [your name] > iCloud > iCloud Backup > Back Up Now. Stay on Wi-Fi until it is done.',
  ja: '「設定」>[自分の名前]>「iCloud」>「iCloudバックアップ」>「今すぐバックアップを作成」をタップし、終わるまでWi-Fiにつないでおきます。',
} as const;
const overnight = {
  en: 'For the daily one: leave it on power, on Wi-Fi and locked overnight. “Not in use” means just that: locked.',
  ja: '毎日の自動バックアップのために、夜間は電源とWi-Fiにつなぎ、ロックしておきます（「使用していない」とは、ロックされていることです）。',
} as const;

const MISSING = {
  wifi: { en: 'no Wi-Fi', ja: 'Wi-Fiにつながっていない' },
  power: { en: 'no power', ja: '電源につながっていない' },
  locked: { en: 'not locked', ja: 'ロックされていない' },
} as const;

const icloudSettingCauses = {
  'icloud-backup-off': {
    en: {
      summary: (_, w) => `iCloud Backup is switched off on this ${w.device}.`,
      why: () =>
        'Nothing is saved to iCloud. A backup made earlier is kept for 180 days after the switch is turned off, then deleted.',
      steps: (_, w) => [
        `Settings > [your name] > iCloud > iCloud Backup: turn on “Back Up This ${w.device}”.`,
        `${backUpNow.en} This needs neither power nor lock.`,
        overnight.en,
        'Prefer the computer? Both can be used side by side; iCloud may then stay off.',
      ],
    },
    ja: {
      summary: (_, w) => `この${w.device}では、iCloudバックアップがオフになっています。`,
      why: () => 'iCloudには何も保存されません。以前のバックアップも、オフにしてから180日後に削除されます。',
      steps: (_, w) => [
        `「設定」>[自分の名前]>「iCloud」>「iCloudバックアップ」で「この${w.device}をバックアップ」をオンにします。`,
        `${backUpNow.ja}電源やロックは必要ありません。`,
        overnight.ja,
        'パソコンへのバックアップとは両立できます。パソコンだけを使う場合は、オフのままでもかまいません。',
      ],
    },
    url: applePage('108770'),
  },

  'icloud-backup-stale': {
    en: {
      summary: ({ lastDate, days }) => {
        if (lastDate === null) return 'iCloud Backup is on, but it has never finished a backup.';
        const age = days === null ? '' : `, ${formatDays(days, 'en')} ago`;
        return `iCloud Backup is on, but the last backup is from ${formatIsoDay(lastDate, 'en')}${age}.`;
      },
      why: ({ days }) =>
        days !== null && days > 150
          ? 'Apple deletes an iCloud backup that has not been used for 180 days: this one may soon be gone.'
          : 'It should run every day; what came after that day is not in the backup.',
      steps: () => [
        backUpNow.en,
        'Note what is shown there: a message about space means that iCloud is full; a grey button means no suitable Wi-Fi.',
        overnight.en,
        'Away from Wi-Fi: turn on “Back Up Over Cellular” on that page, if it is offered. Mobile data may cost money.',
        'A first backup can take a night or two. If it stays at “Estimating time remaining”, leave it on power and Wi-Fi.',
        'A backup on the computer beside it does no harm: both can be kept.',
      ],
    },
    ja: {
      summary: ({ lastDate, days }) => {
        if (lastDate === null) return 'iCloudバックアップはオンですが、まだ一度も完了していません。';
        const age = days === null ? '' : `（${formatDays(days, 'ja')}前）`;
        return `iCloudバックアップはオンですが、前回のバックアップは${formatIsoDay(lastDate, 'ja')}${age}です。`;
      },
      why: ({ days }) =>
        days !== null && days > 150
          ? '180日間使われていないiCloudバックアップは削除されます。このバックアップも、まもなく消える可能性があります。'
          : '本来は毎日作成されます。その日よりあとのデータは、バックアップに入っていません。',
      steps: () => [
        backUpNow.ja,
        'その画面の表示を確認します。容量の表示ならiCloudの空き不足、ボタンがグレーなら使えるWi-Fiがないことが多いです。',
        overnight.ja,
        'Wi-Fiがない場所では、同じ画面に「モバイルデータ通信経由でバックアップ」があればオンにします（通信料に注意します）。',
        '最初の1回は一晩か二晩かかることがあります。「残り時間を計算中…」のままでも、電源とWi-Fiにつないでおきます。',
        'その間に、パソコンにもバックアップを作成しておくと安心です。',
      ],
    },
    url: applePage('108770'),
  },

  'icloud-conditions-not-met': {
    en: {
      summary: ({ missing }, w) => {
        const what = missing.map((one) => MISSING[one].en).join(', ');
        return `Something that the daily iCloud backup of the ${w.device} needs is missing${what === '' ? '' : `: ${what}`}.`;
      },
      why: (_, w) =>
        `The daily backup runs only while the ${w.device} is on power, on Wi-Fi and locked, all three at once.`,
      steps: ({ missing }) =>
        list(
          missing.includes('wifi') &&
            'Connect to Wi-Fi: Settings > Wi-Fi. (Or turn on “Back Up Over Cellular” under iCloud Backup; it may cost money.)',
          missing.includes('power') && 'Connect it to power, best overnight.',
          missing.includes('locked') &&
            'Lock it (press the side or top button) and leave it alone. This is what “not in use” means.',
          missing.length === 0 && overnight.en,
          `At once, without waiting: ${backUpNow.en} Only Wi-Fi is needed for it.`,
        ),
    },
    ja: {
      summary: ({ missing }, w) => {
        const what = missing.map((one) => MISSING[one].ja).join('、');
        return `${w.device}がiCloudに自動でバックアップされる条件がそろっていません${what === '' ? '' : `（${what}）`}。`;
      },
      why: (_, w) =>
        `自動バックアップが行われるのは、${w.device}が電源につながり、Wi-Fiにつながり、ロックされているとき（3つともそろったとき）だけです。`,
      steps: ({ missing }) =>
        list(
          missing.includes('wifi') &&
            '「設定」>「Wi-Fi」で接続します（または、iCloudバックアップの画面で「モバイルデータ通信経由でバックアップ」をオンにします。通信料に注意します）。',
          missing.includes('power') && '電源につなぎます。夜間がおすすめです。',
          missing.includes('locked') &&
            'サイド（上部）のボタンを押してロックし、そのままにします。「使用していない」とは、このことです。',
          missing.length === 0 && overnight.ja,
          `すぐに行う場合（Wi-Fiだけで可）：${backUpNow.ja}`,
        ),
    },
    url: applePage('108770'),
  },
} satisfies CauseTexts<'icloud-backup-off' | 'icloud-backup-stale' | 'icloud-conditions-not-met'>;

export const icloudBackupCauses = { ...icloudSettingCauses, ...icloudFaultCauses };
