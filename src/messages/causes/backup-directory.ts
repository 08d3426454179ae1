import type { CauseTexts, Lang, Where } from '../define.ts';
import { formatIsoDay, formatList, formatSeconds } from '../format.ts';
import { backUpToCloudMeanwhile } from './advice.ts';
import { closeProgram } from './advice-programs.ts';
import { backupFolderCauses } from './backup-folder.ts';
import { applePage, aside, has, hasFinderBackups, isMac, list, mainProgram, programName } from './words.ts';

/** Where the choice "back up to this computer" stands in the program of this computer. */
function chooseThisComputer(where: Where, lang: Lang): string {
  if (hasFinderBackups(where))
    return lang === 'ja'
      ? `Finderのサイドバーで${where.device}を選び「一般」で「${where.device}内のすべてのデータをこのMacにバックアップ」を選びます。`
      : `In the Finder's sidebar, click the ${where.device} > General > “Back up all of the data on your ${where.device} to this Mac”.`;
  const program = mainProgram(where);
  if (program === 'apple-devices')
    return lang === 'ja'
      ? `Appleデバイスで${where.device}を選び、すべてのデータをこのパソコンにバックアップする項目を選びます。`
      : `In Apple Devices, click the ${where.device} > General, and choose to back up all of its data to this computer.`;
  return lang === 'ja'
    ? `${programName(where, 'ja')}で${where.device}の画面を開き、バックアップ先としてこのパソコンを選びます。`
    : `In ${programName(where, 'en')}, open the ${where.device} and choose this computer as the place for backups.`;
}

function preferenceDomain(where: Where): string {
  return hasFinderBackups(where) ? 'com.apple.AMPDevicesAgent' : 'com.apple.iTunes';
}

const brokenBackupCauses = {
  'backup-damaged': {
    en: {
      summary: ({ folder, device, date, files }, w) => {
        const when = date === null ? '' : `, last finished on ${formatIsoDay(date, 'en')},`;
        const what = aside(formatList(files, 'en'), 'en');
        return `The backup of ${device ?? `this ${w.device}`}${when} is damaged${what}. It is in ${folder}`;
      },
      why: (_, w) =>
        `The ${w.device} reads the old backup first and may stop there; as it is, the data in it may be out of reach too.`,
      steps: ({ otherComplete }, w) => [
        `Delete nothing. ${otherComplete ? 'Another complete backup of it exists; keep that one too.' : `It may be the only backup of this ${w.device}.`}`,
        `${closeProgram.en(w)} Then rename the folder: add “-old” to its name (or move it to another disk).`,
        'Start the backup again: a full, new one begins, which needs time and room.',
        'Check the new one: its date and size in the list of backups, and run the command below again.',
        'Keep the renamed folder until the new backup is checked and you are sure that you miss nothing.',
      ],
    },
    ja: {
      summary: ({ folder, device, date, files }, w) => {
        const when = date === null ? '' : `（最後に完了したのは${formatIsoDay(date, 'ja')}）`;
        const what = files.length === 0 ? '' : `（問題のあるファイル：${formatList(files, 'ja')}）`;
        return `${device ?? `この${w.device}`}のバックアップ${when}が壊れています${what}。場所：${folder}`;
      },
      why: (_, w) =>
        `${w.device}は最初に前回のバックアップを読むため、そこで止まることがあります。このままではデータを取り出せない可能性もあります。`,
      steps: ({ otherComplete }, w) => [
        `何も削除しません。${otherComplete ? '完全なバックアップがほかにもあります。それも残しておきます。' : `この${w.device}の唯一のバックアップかもしれません。`}`,
        `${closeProgram.ja(w)}フォルダの名前の最後に「-old」を付けて退避します（別のディスクに移してもかまいません）。`,
        'バックアップをやり直します。すべてのデータが新しく作成されるので、時間と空き容量が必要です。',
        '新しいバックアップの日付と大きさを確認し、下のコマンドでもう一度調べます。',
        '確認が済み、足りないものがないとわかるまで、退避したフォルダは残しておきます。',
      ],
    },
    commands: () => ['npx iphone-backup-doctor --only backup-directory'],
    url: applePage('108809'),
  },

  'backup-running': {
    en: {
      summary: ({ folder, device, secondsAgo }, w) =>
        `A backup of ${device ?? `this ${w.device}`} is being written right now: ${folder} changed ${secondsAgo < 1 ? 'a moment' : formatSeconds(secondsAgo, 'en')} ago.`,
      why: () => 'Two backups at once are not possible, and an interrupted one has to be taken up again.',
      steps: (_, w) => [
        `Wait until it has finished, and leave the ${w.device} connected. The first one can take hours.`,
        `Watch it where it was started, and look at the ${w.device}: it may be waiting for its passcode.`,
        `If nothing changes for an hour, cancel it there, restart the ${w.device} and the computer, and start it again. It goes on where it stopped.`,
      ],
    },
    ja: {
      summary: ({ folder, device, secondsAgo }, w) =>
        `${device ?? `この${w.device}`}のバックアップを作成中のようです（${secondsAgo < 1 ? 'たった今' : `${formatSeconds(secondsAgo, 'ja')}前に`}変化：${folder}）。`,
      why: () => '同時に2つのバックアップは作成できず、途中で止めると続きからやり直すことになります。',
      steps: (_, w) => [
        `${w.device}を接続したまま、終わるまで待ちます。最初の1回は数時間かかることがあります。`,
        `バックアップを始めた画面で進み具合を見ます。${w.device}がパスコードの入力を待っていることもあるので、そちらも確認します。`,
        `1時間たっても変化がないときは、そこで中止し、${w.device}とパソコンを再起動してやり直します。続きから始まります。`,
      ],
    },
  },

  'backups-disabled': {
    en: {
      summary: ({ preference }) => `A setting on this computer switches backups off${aside(preference, 'en')}.`,
      why: (_, w) => `With it ${programName(w, 'en')} makes no backup by itself and shows no error.`,
      steps: ({ preference }, w) =>
        list(
          'If the computer belongs to a company or school, ask there first: the setting may be meant.',
          chooseThisComputer(w, 'en'),
          'Click “Back Up Now” once and watch whether a backup starts.',
          isMac(w) &&
            `If it does not: run defaults write ${preferenceDomain(w)} ${preference} -bool false, then open a new window.`,
          has(w, 'itunes-classic') &&
            `If it does not: close iTunes and start it once from Start > Run with iTunes.exe /setPrefInt ${preference} 0`,
          backUpToCloudMeanwhile.en(w),
        ),
    },
    ja: {
      summary: ({ preference }) => `このパソコンの設定で、バックアップが無効になっています${aside(preference, 'ja')}。`,
      why: (_, w) => `このままでは、${programName(w, 'ja')}は自動でバックアップを作成せず、エラーも表示しません。`,
      steps: ({ preference }, w) =>
        list(
          '会社や学校のパソコンの場合は、意図した設定かもしれないので、先に管理者に確認します。',
          chooseThisComputer(w, 'ja'),
          '「今すぐバックアップ」をクリックし、始まるかどうか確かめます。',
          isMac(w) &&
            `始まらないときは、defaults write ${preferenceDomain(w)} ${preference} -bool false を実行し、ウインドウを開き直します。`,
          has(w, 'itunes-classic') &&
            `始まらないときはiTunesを終了し、「ファイル名を指定して実行」で iTunes.exe /setPrefInt ${preference} 0 を一度実行します。`,
          backUpToCloudMeanwhile.ja(w),
        ),
    },
    commands: (_, w) => (isMac(w) ? [`defaults read ${preferenceDomain(w)}`] : []),
    url: (lang, w) => applePage(isMac(w) ? '108796' : '108809')(lang),
  },
} satisfies CauseTexts<'backup-damaged' | 'backup-running' | 'backups-disabled'>;

export const backupDirectoryCauses = { ...backupFolderCauses, ...brokenBackupCauses };
