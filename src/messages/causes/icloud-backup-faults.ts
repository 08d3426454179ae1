/** Words for what stands between a phone that is set up for iCloud Backup and Apple: network, account, rules, outage. */
import type { CauseTexts } from '../define.ts';
import { formatIsoDay } from '../format.ts';
import { backUpToComputerFirst } from './advice.ts';
import { applePage, programName } from './words.ts';

/** An iCloud backup that cannot be made is a reason for one on the computer. */
const onComputer = {
  en: (program: string) => `Meanwhile, back up to a computer with ${program}: it does not need iCloud.`,
  ja: (program: string) => `その間は、${program}でパソコンにバックアップを作成します。iCloudは必要ありません。`,
} as const;

export const icloudFaultCauses = {
  'icloud-unreachable': {
    en: {
      summary: (_, w) => `The ${w.device} may not reach iCloud over its present network.`,
      why: () =>
        'The backup is sent to Apple over the internet. A Wi-Fi with a sign-in page, a filter or a VPN can stop it.',
      steps: (_, w) => [
        `Open a web page on the ${w.device} over Wi-Fi, and sign in if the network asks for it (hotel, school, office).`,
        'Try another Wi-Fi. Networks of companies and schools often block iCloud.',
        'Switch off a VPN or iCloud Private Relay for the test, and Low Data Mode: Settings > Wi-Fi > (i) next to the network.',
        'Restart the Wi-Fi router, then tap Back Up Now again.',
        `Last: Settings > General > Transfer or Reset ${w.device} > Reset > Reset Network Settings. It forgets Wi-Fi passwords, no other data.`,
        onComputer.en(programName(w, 'en')),
      ],
    },
    ja: {
      summary: (_, w) => `今のネットワークでは、${w.device}からiCloudに接続できていない可能性があります。`,
      why: () =>
        'バックアップはインターネットでAppleに送られます。ログイン画面のあるWi-Fi、通信の制限、VPNなどで止まることがあります。',
      steps: (_, w) => [
        `${w.device}をWi-FiにつないでWebページを開き、ログインを求められたら行います（ホテル、学校、職場など）。`,
        '別のWi-Fiで試します。会社や学校のネットワークでは、iCloudが制限されていることがあります。',
        '試しにVPNとiCloudプライベートリレーを切ります。「設定」>「Wi-Fi」のネットワーク名の横の「i」で「省データモード」もオフにします。',
        'Wi-Fiルーターを再起動し「今すぐバックアップを作成」をもう一度タップします。',
        `最後に「設定」>「一般」>「転送または${w.device}をリセット」>「リセット」>「ネットワーク設定をリセット」。Wi-Fiのパスワードは消えますが、ほかのデータは残ります。`,
        onComputer.ja(programName(w, 'ja')),
      ],
    },
    url: applePage('HT203516'),
  },

  'icloud-account-problem': {
    en: {
      summary: (_, w) =>
        `The ${w.device} is not properly signed in to iCloud with its Apple Account (formerly Apple ID).`,
      why: () => 'Without a valid sign-in Apple does not accept the backup.',
      steps: (_, w) => [
        `${backUpToComputerFirst.en(w)} Changes to the account can remove data from the ${w.device}.`,
        'Open Settings. If a banner under your name asks to update or verify the Apple Account, tap it and enter the password.',
        'If nobody is signed in, sign in at the top of Settings and allow iCloud. If somebody is, do not sign out for this.',
        'Confirm new terms or the mail address if Apple asks for it.',
        'Then turn on iCloud Backup and tap Back Up Now.',
      ],
    },
    ja: {
      summary: (_, w) => `${w.device}が、Appleアカウント（以前のApple ID）でiCloudに正しくサインインしていません。`,
      why: () => '有効なサインインがないと、Appleはバックアップを受け付けません。',
      steps: (_, w) => [
        `${backUpToComputerFirst.ja(w)}アカウントの変更で、${w.device}のデータが消えることがあるためです。`,
        '「設定」を開き、名前の下にAppleアカウントの更新や確認を求める表示があれば、タップしてパスワードを入力します。',
        'サインインしていない場合は、いちばん上の表示からサインインします。サインイン済みの場合、サインアウトはしないでください。',
        '新しい規約への同意やメールアドレスの確認を求められたら、済ませます。',
        'そのあと、iCloudバックアップをオンにして「今すぐバックアップを作成」をタップします。',
      ],
    },
    url: applePage('HT203516'),
  },

  'icloud-restricted': {
    en: {
      summary: (_, w) => `A management profile (of a company or school) on this ${w.device} may forbid iCloud Backup.`,
      why: () => 'The switch is then missing or grey, and only whoever manages the device can change it.',
      steps: (_, w) => [
        'See whether Settings > General has an entry for device management with a profile in it.',
        'Ask the company or school whether iCloud Backup is allowed, and where backups should be made.',
        'Do not remove the profile yourself: that can take the work data with it.',
        onComputer.en(programName(w, 'en')),
      ],
    },
    ja: {
      summary: (_, w) =>
        `会社や学校の管理プロファイルにより、この${w.device}ではiCloudバックアップが禁止されている可能性があります。`,
      why: () => 'その場合、スイッチが表示されないかグレーになり、変更できるのは管理者だけです。',
      steps: (_, w) => [
        '「設定」>「一般」に、管理用のプロファイルに関する項目があるか確認します（表示はバージョンで異なります）。',
        'iCloudバックアップを使ってよいか、どこにバックアップすべきかを、会社や学校の管理者に確認します。',
        '自分でプロファイルを削除しないでください。仕事用のデータも一緒に消えることがあります。',
        onComputer.ja(programName(w, 'ja')),
      ],
    },
  },

  'icloud-restore-running': {
    en: {
      summary: (_, w) => `This ${w.device} is still downloading its data from an earlier iCloud backup.`,
      why: () => 'Until that has ended, no backup can be made, neither to iCloud nor to a computer.',
      steps: (_, w) => [
        `Leave the ${w.device} on power and Wi-Fi, and wait. With much data it can take days.`,
        `See how far it is: Settings > [your name] > iCloud > iCloud Backup.`,
        'If a question offers “Download” or “Delete” for what is missing, do not choose Delete: it drops that data.',
        'When it has ended, tap Back Up Now once, or back up to the computer.',
      ],
    },
    ja: {
      summary: (_, w) => `この${w.device}は、以前のiCloudバックアップからデータをダウンロードしている途中です。`,
      why: () => '終わるまでは、iCloudにもパソコンにもバックアップを作成できません。',
      steps: (_, w) => [
        `${w.device}を電源とWi-Fiにつないだまま待ちます。データが多いと数日かかることもあります。`,
        '進み具合は「設定」>[自分の名前]>「iCloud」>「iCloudバックアップ」で確認します。',
        '残りの項目について「ダウンロード」か「削除」かを聞かれても「削除」は選びません。そのデータが失われます。',
        '終わったら「今すぐバックアップを作成」をタップするか、パソコンにバックアップを作成します。',
      ],
    },
  },

  'apple-outage': {
    en: {
      summary: ({ service, since }) =>
        `Apple reports a disturbance of “${service}”${since === null ? '' : ` since ${formatIsoDay(since, 'en')}`}.`,
      why: (_, w) => `The fault is at Apple: nothing on your ${w.device} has to be changed.`,
      steps: (_, w) => [
        'Wait, and look at the page below now and then.',
        onComputer.en(programName(w, 'en')),
        'When it is over, tap Back Up Now.',
      ],
    },
    ja: {
      summary: ({ service, since }) =>
        `Appleが「${service}」の障害を公表しています${since === null ? '' : `（${formatIsoDay(since, 'ja')}から）`}。`,
      why: (_, w) => `Apple側の問題なので、${w.device}の設定を変える必要はありません。`,
      steps: (_, w) => [
        '下のページをときどき確認しながら待ちます。',
        onComputer.ja(programName(w, 'ja')),
        '解消したら「今すぐバックアップを作成」をタップします。',
      ],
    },
    url: (lang) => `https://www.apple.com/${lang === 'ja' ? 'jp/' : ''}support/systemstatus/`,
  },
} satisfies CauseTexts<
  'icloud-unreachable' | 'icloud-account-problem' | 'icloud-restricted' | 'icloud-restore-running' | 'apple-outage'
>;
