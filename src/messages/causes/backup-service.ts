/** Words for what the phone's backup service says before the transfer, and who else may be holding it. */
import type { CauseTexts, Lang, Where } from '../define.ts';
import { formatList, formatSeconds } from '../format.ts';
import {
  backUpToCloudMeanwhile,
  enterPasscodeWhenAsked,
  pauseSecurityOnce,
  restartBoth,
  restartPhone,
  unlockAndReplug,
} from './advice.ts';
import { backUpAgain, updateProgram } from './advice-programs.ts';
import { backupTransferCauses } from './backup-transfer.ts';
import { applePage, isLinux, isMac, isWindows, list, programName } from './words.ts';

interface RefusalSteps {
  readonly locked: string;
  readonly restoring: string;
  readonly setup: string;
  readonly managed: string;
}

/**
 * The steps against a refusal, with the one first that the phone's code speaks of: 25 an iCloud restore runs,
 * 212 the setup is not finished, 22 backups are switched off for this device, 208 it is locked.
 */
function refusalSteps(error: string, steps: RefusalSteps): readonly string[] {
  const code = /(?:MBErrorDomain\/|ErrorCode )(\d+)/.exec(error)?.[1] ?? '';
  const first = { '25': steps.restoring, '212': steps.setup, '22': steps.managed }[code] ?? steps.locked;
  const all = [steps.locked, steps.restoring, steps.setup, steps.managed];
  return [first, ...all.filter((step) => step !== first)];
}

/** The processes that carry the backup here, for the exceptions of security software. */
function processes(where: Where, lang: Lang): string {
  if (isWindows(where)) return formatList(['AppleMobileBackup.exe', programName(where, lang)], lang);
  return formatList(isMac(where) ? ['AMPDevicesAgent', 'AppleMobileBackup'] : ['usbmuxd', 'idevicebackup2'], lang);
}

const backupServiceOwnCauses = {
  'backup-service-refused': {
    en: {
      summary: ({ error }, w) => `The backup service of the ${w.device} refuses to start (${error}).`,
      why: (_, w) =>
        `The ${w.device} makes the backup itself; while it refuses, no program on the computer can make one.`,
      steps: ({ error }, w) => [
        ...refusalSteps(error, {
          locked: enterPasscodeWhenAsked.en(w),
          restoring:
            'Is data still coming down from iCloud after a new start? Settings > [your name] > iCloud > iCloud Backup shows it. Wait until it has ended.',
          setup: 'Is the first setup finished? Look at the top of Settings for open steps.',
          managed: `If a company or school manages the ${w.device} (or several people share it), ask there whether backups are allowed.`,
        }),
        restartBoth.en(w),
        ...updateProgram(w, 'en').slice(0, 1),
      ],
    },
    ja: {
      summary: ({ error }, w) => `${w.device}のバックアップ機能が、開始を拒否しました（${error}）。`,
      why: (_, w) =>
        `バックアップは${w.device}自身が作成します。拒否されている間は、パソコンのどのソフトでも作成できません。`,
      steps: ({ error }, w) => [
        ...refusalSteps(error, {
          locked: enterPasscodeWhenAsked.ja(w),
          restoring:
            'iCloudからのデータの読み込みが続いていないか「設定」>[自分の名前]>「iCloud」>「iCloudバックアップ」で確認し、終わるまで待ちます。',
          setup: '最初の設定が終わっているか「設定」のいちばん上の表示で確認します。',
          managed: `会社や学校が管理する${w.device}や、共用の${w.device}の場合は、バックアップしてよいか管理者に確認します。`,
        }),
        restartBoth.ja(w),
        ...updateProgram(w, 'ja').slice(0, 1),
      ],
    },
    url: applePage('108643'),
  },

  'backup-service-unreachable': {
    en: {
      summary: ({ error }, w) => `The connection to the backup service of the ${w.device} fails (${error}).`,
      why: (_, w) =>
        `Everything up to here works, but the ${w.device} and this computer cannot begin to talk about a backup.`,
      steps: (_, w) => [
        unlockAndReplug.en(w),
        restartBoth.en(w),
        ...updateProgram(w, 'en').slice(0, 2),
        pauseSecurityOnce.en(w),
        'Try another computer: if it works there, something on this one is in the way.',
        backUpToCloudMeanwhile.en(w),
      ],
    },
    ja: {
      summary: ({ error }, w) => `${w.device}のバックアップ機能との接続に失敗しました（${error}）。`,
      why: (_, w) => `ここまでの接続は正常ですが、${w.device}とパソコンがバックアップのやりとりを始められません。`,
      steps: (_, w) => [
        unlockAndReplug.ja(w),
        restartBoth.ja(w),
        ...updateProgram(w, 'ja').slice(0, 2),
        pauseSecurityOnce.ja(w),
        '別のパソコンで試します。そこでできれば、このパソコンの何かが妨げています。',
        backUpToCloudMeanwhile.ja(w),
      ],
    },
    url: applePage('108643'),
  },

  'another-sync-running': {
    en: {
      summary: ({ seconds }, w) =>
        `Another program holds the ${w.device} for a sync or backup; it was not free after ${formatSeconds(seconds, 'en')}.`,
      why: (_, w) => `The ${w.device} does one of these at a time, so a new backup has to wait.`,
      steps: (_, w) => [
        'If a sync or backup is running on purpose, wait until it has ended.',
        isLinux(w)
          ? 'Close other programs that use the device, such as file managers and photo programs.'
          : `Close other programs that manage phones (iMazing, 3uTools …), and ${isMac(w) ? 'all Finder windows and the Music app' : `${programName(w, 'en')} too`}.`,
        restartPhone.en(w),
        backUpAgain.en(w),
      ],
    },
    ja: {
      summary: ({ seconds }, w) =>
        `別のソフトが${w.device}との同期やバックアップに使っており、${formatSeconds(seconds, 'ja')}待っても空きませんでした。`,
      why: (_, w) => `${w.device}は一度に1つしか処理できないため、新しいバックアップは待つ必要があります。`,
      steps: (_, w) => [
        '同期やバックアップを行っている途中なら、終わるまで待ちます。',
        isLinux(w)
          ? 'ファイルマネージャや写真のソフトなど、接続を使っているほかのソフトを終了します。'
          : `ほかの管理ソフト（iMazing、3uToolsなど）と、${isMac(w) ? 'Finderのウインドウやミュージックアプリ' : programName(w, 'ja')}を一度終了します。`,
        restartPhone.ja(w),
        backUpAgain.ja(w),
      ],
    },
  },

  'connection-cut-by-software': {
    en: {
      summary: ({ products }, w) =>
        `Security or network software on this computer${products.length === 0 ? '' : ` (${formatList(products, 'en')})`} may be cutting the connection to the ${w.device}.`,
      why: (_, w) =>
        `If it slows down or filters connections inside the computer, the ${w.device} gives up after a few seconds.`,
      steps: (_, w) =>
        list(
          `Update the security software${isWindows(w) ? ', Windows' : ''} and any VPN, and restart the computer.`,
          pauseSecurityOnce.en(w),
          isWindows(w)
            ? `If that helped, add exceptions for ${processes(w, 'en')} and for the local port 27015.`
            : `If that helped, add exceptions for ${processes(w, 'en')} in that software.`,
          'If it made no difference, leave the protection alone and look at cable, port and passcode again.',
          backUpToCloudMeanwhile.en(w),
        ),
    },
    ja: {
      summary: ({ products }, w) =>
        `このパソコンのセキュリティやネットワークのソフト${products.length === 0 ? '' : `（${formatList(products, 'ja')}）`}が、${w.device}との通信を切っている可能性があります。`,
      why: () => 'パソコン内部の通信が遅くなったり止められたりすると、数秒で接続が打ち切られます。',
      steps: (_, w) =>
        list(
          `セキュリティソフト${isWindows(w) ? '、Windows' : ''}、VPNを更新し、パソコンを再起動します。`,
          pauseSecurityOnce.ja(w),
          isWindows(w)
            ? `それで直ったら、${processes(w, 'ja')}と、内部ポート27015を例外に追加します。`
            : `それで直ったら、そのソフトの設定で${processes(w, 'ja')}を例外に追加します。`,
          '変わらなければ保護はそのままにして、ケーブル、差し込み口、パスコードの入力を見直します。',
          backUpToCloudMeanwhile.ja(w),
        ),
    },
    url: applePage('108643'),
  },
} satisfies CauseTexts<
  'backup-service-refused' | 'backup-service-unreachable' | 'another-sync-running' | 'connection-cut-by-software'
>;

export const backupServiceCauses = { ...backupServiceOwnCauses, ...backupTransferCauses };
