/** Steps that several causes share, each in both languages. */
import { type Text, text, type Where } from '../define.ts';
import { iosName, mainProgram, programName } from './words.ts';

type Step = Text<Where>;

export const unlockAndReplug: Step = text<Where>({
  en: (w) => `Unlock the ${w.device}, leave it on the Home Screen, unplug it and plug it in again.`,
  ja: (w) => `${w.device}のロックを解除し、ホーム画面のまま、ケーブルを抜いて差し直します。`,
});

export const plugStraightIn: Step = text<Where>({
  en: () => 'Plug it straight into the computer, in another USB port: no hub, no monitor or keyboard in between.',
  ja: () => 'ハブ、モニター、キーボードを通さず、パソコンの別のUSBポートに直接つなぎます。',
});

export const otherCable: Step = text<Where>({
  en: (w) =>
    `Try another cable that carries data (some only charge), and clean the ${w.device}'s port gently, no metal.`,
  ja: (w) =>
    `データ通信ができる別のケーブルに替えます（充電専用では通信できません）。${w.device}の端子のほこりも、金属を使わずに取ります。`,
});

export const restartBoth: Step = text<Where>({
  en: (w) => `Restart the ${w.device} and the computer, then connect them again.`,
  ja: (w) => `${w.device}とパソコンを両方とも再起動してから、接続し直します。`,
});

export const restartPhone: Step = text<Where>({
  en: (w) => `Restart the ${w.device}, unlock it and try again.`,
  ja: (w) => `${w.device}を再起動し、ロックを解除してから、もう一度試します。`,
});

/** The buttons differ by model; none of this touches the data. */
export const forceRestart = {
  en: [
    'Force a restart: press and release volume up, then volume down, then hold the side (or top) button until the Apple logo appears.',
    'Up to iPhone 7, and iPads with a Home button: hold the power button together with Home (iPhone 7: volume down) instead.',
  ],
  ja: [
    '強制的に再起動します：音量を上げるボタン、下げるボタンの順に押してすぐ放し、Appleのマークが出るまでサイド（上部）のボタンを押し続けます。',
    'iPhone 7までの機種とホームボタンのあるiPadでは、電源ボタンとホームボタン（iPhone 7は音量を下げるボタン）を同時に押し続けます。',
  ],
} as const;

export const trustAndPasscode: Step = text<Where>({
  en: (w) => `Connect the ${w.device}, unlock it, tap “Trust” and enter its passcode.`,
  ja: (w) => `${w.device}を接続してロックを解除し、「信頼」をタップしてパスコードを入力します。`,
});

export const enterPasscodeWhenAsked: Step = text<Where>({
  en: (w) =>
    `Start the backup and look at the ${w.device}: when it asks for the passcode, enter it there within 3 minutes.`,
  ja: (w) => `バックアップを開始したらすぐ${w.device}の画面を見て、パスコードを求められたら3分以内に入力します。`,
});

export const backUpToCloudMeanwhile: Step = text<Where>({
  en: () =>
    'Until this is mended, iCloud can keep a backup: Settings > [your name] > iCloud > iCloud Backup > Back Up Now (over Wi-Fi).',
  ja: () =>
    '直るまでの間は、Wi-FiにつないでiCloudにバックアップできます：「設定」>[自分の名前]>「iCloud」>「iCloudバックアップ」>「今すぐバックアップを作成」。',
});

export const backUpToComputerFirst: Step = text<Where>({
  en: (w) =>
    `Make a backup on the computer first${mainProgram(w) === null ? '' : ` (${programName(w, 'en')})`}, and check its date.`,
  ja: (w) =>
    `先にパソコン${mainProgram(w) === null ? '' : `（${programName(w, 'ja')}）`}へバックアップを作成し、日付を確かめておきます。`,
});

export const resetLocationAndPrivacy: Step = text<Where>({
  en: (w) =>
    `Still no question? Settings > General > Transfer or Reset ${w.device} > Reset > Reset Location & Privacy, then reconnect. Apps will ask for their permissions again.`,
  ja: (w) =>
    `それでも出ないときは「設定」>「一般」>「転送または${w.device}をリセット」>「リセット」>「位置情報とプライバシーをリセット」のあと再接続します（アプリの許可も聞かれます）。`,
});

export const updatePhone: Step = text<Where>({
  en: (w) => `Update ${iosName(w)} (after a backup of the other kind): Settings > General > Software Update.`,
  ja: (w) =>
    `もう一方の方法でバックアップを作成してから、${iosName(w)}をアップデートします：「設定」>「一般」>「ソフトウェアアップデート」。`,
});

export const pauseSecurityOnce: Step = text<Where>({
  en: () =>
    'As a test, pause the web or network shield of the security software (and any VPN) for one backup. Then switch it on again.',
  ja: () =>
    '試しに、セキュリティソフトの通信監視（とVPN）を一時停止してバックアップを1回だけ行い、終わったら必ず元に戻します。',
});

/** Where this computer's backups are listed for removal by hand. */
function backupList(where: Where): Readonly<Record<'en' | 'ja', string>> {
  switch (mainProgram(where)) {
    case 'itunes-classic':
    case 'itunes-store':
      return { en: 'iTunes: Edit > Preferences > Devices', ja: 'iTunesの「編集」>「環境設定」>「デバイス」' };
    case 'itunes-mac':
      return { en: 'iTunes: iTunes > Preferences > Devices', ja: 'iTunesの「iTunes」>「環境設定」>「デバイス」' };
    case 'finder':
      return {
        en: `Finder: ${where.device} > General > Manage Backups`,
        ja: 'Finderのバックアップ管理の項目',
      };
    case 'apple-devices':
      return {
        en: `Apple Devices: ${where.device} > General > Manage Backups`,
        ja: 'Appleデバイスのバックアップ管理の項目',
      };
    default:
      return { en: 'npx iphone-backup-doctor --clean-old-backups', ja: 'npx iphone-backup-doctor --clean-old-backups' };
  }
}

/** Always the last step: it cannot be undone, and it rarely helps. */
export const removeOldBackupLast: Step = text<Where>({
  en: (w) => {
    const place = backupList(w).en;
    const byHand = place.startsWith('npx') ? '' : `, or ${place}`;
    return `Last of all: remove an old backup you can spare (npx iphone-backup-doctor --clean-old-backups${byHand}). It cannot be undone.`;
  },
  ja: (w) => {
    const place = backupList(w).ja;
    const byHand = place.startsWith('npx') ? '' : `、または${place}`;
    return `最後の手段：要らない古いバックアップを削除します（npx iphone-backup-doctor --clean-old-backups${byHand}）。元に戻せません。`;
  },
});

/** No Apple program has a setting for it; done by hand it is safe as long as the copy is checked before the old folder goes. */
export const moveBackupFolder: Step = text<Where>({
  en: (w) =>
    w.platform === 'linux'
      ? 'Choose a folder on another disk for the next backup: idevicebackup2 backup FOLDER. Copy the old backup there first.'
      : 'With another disk: copy the whole backup folder there, check the copy, and only then put a link in its old place.',
  ja: (w) =>
    w.platform === 'linux'
      ? '次のバックアップは別のディスクのフォルダに作成します（idevicebackup2 backup フォルダ名）。先に今のバックアップをコピーしておきます。'
      : '別のディスクがある場合は、バックアップフォルダごとコピーし、コピーを確認してから、元の場所をリンクに置き換えます。',
});

/** Lists old backups and changes nothing. */
export const LIST_OLD_BACKUPS = 'npx iphone-backup-doctor --clean-old-backups --dry-run';
