import type { CauseTexts } from '../define.ts';
import { formatIsoDay, formatList } from '../format.ts';
import { backUpToCloudMeanwhile, restartBoth, trustAndPasscode } from './advice.ts';
import { backUpAgain, installAppleDevices, updateCommands, updateProgram } from './advice-programs.ts';
import { applePage, hasFinderBackups, iosName, isLinux, isMac, isWindows, list, localName } from './words.ts';

/** The oldest system with which libimobiledevice 1.3.0 fails; a test holds it against what the check compares with. */
const LIMIT_IOS = 14;

export const itunesVersionCauses = {
  'backup-software-missing': {
    en: {
      summary: ({ looked }, w) => {
        const seen = looked.length === 0 ? '' : ` (looked for ${formatList(looked, 'en')})`;
        return `No program that can back up ${w.device === 'iPhone' ? 'an iPhone' : `an ${w.device}`} was found on this computer${seen}.`;
      },
      why: (_, w) => `The ${w.device} sends its backup to such a program; without one it can only back up to iCloud.`,
      steps: (_, w) =>
        list(
          isWindows(w) && [
            installAppleDevices.en(w),
            'Restart the computer once, open Apple Devices and leave it open.',
          ],
          isMac(w) &&
            (hasFinderBackups(w)
              ? `Click the ${w.device} in the sidebar of a Finder window: the Finder makes the backups, no iTunes is needed.`
              : 'Get the last iTunes for this macOS from the App Store or apple.com/itunes.'),
          isLinux(w) && [
            'Debian, Ubuntu: sudo apt install usbmuxd libimobiledevice-utils',
            'Fedora: sudo dnf install usbmuxd libimobiledevice-utils',
            'Then back up into a folder that exists: idevicebackup2 backup --full FOLDER',
          ],
          !isWindows(w) && !isMac(w) && !isLinux(w) && 'Use a Windows computer, a Mac or Linux for the backup.',
          trustAndPasscode.en(w),
          backUpToCloudMeanwhile.en(w),
        ),
    },
    ja: {
      summary: ({ looked }, w) => {
        const names = looked.map((name) => localName(name, 'ja'));
        const seen = names.length === 0 ? '' : `（確認したもの：${formatList(names, 'ja')}）`;
        return `このパソコンに、${w.device}をバックアップできるソフトが見つかりません${seen}。`;
      },
      why: (_, w) => `${w.device}はこのソフトにバックアップを送ります。ないと、iCloudにしかバックアップできません。`,
      steps: (_, w) =>
        list(
          isWindows(w) && [installAppleDevices.ja(w), 'パソコンを一度再起動し、Appleデバイスを開いたままにします。'],
          isMac(w) &&
            (hasFinderBackups(w)
              ? `Finderのウインドウのサイドバーで${w.device}をクリックします。バックアップはFinderで作成するので、iTunesは要りません。`
              : 'このmacOSで使えるiTunesを、App Storeまたはapple.com/itunesから入手します。'),
          isLinux(w) && [
            'Debian/Ubuntuの場合：sudo apt install usbmuxd libimobiledevice-utils',
            'Fedoraの場合：sudo dnf install usbmuxd libimobiledevice-utils',
            '次に「idevicebackup2 backup --full フォルダ名」で、すでにあるフォルダにバックアップします。',
          ],
          !isWindows(w) &&
            !isMac(w) &&
            !isLinux(w) &&
            'バックアップには、Windowsのパソコン、Mac、Linuxのいずれかを使います。',
          trustAndPasscode.ja(w),
          backUpToCloudMeanwhile.ja(w),
        ),
    },
    commands: (_, w) => (isWindows(w) ? ['winget install -e --id 9NP83LWLPZ9K -s msstore'] : []),
    url: applePage('108643'),
  },

  'backup-software-too-old': {
    en: {
      summary: ({ program, installed, needed, basis }, w) =>
        basis === 'phone'
          ? `${program} ${installed} is too old for this ${w.device}, which asks for ${needed} or newer.`
          : `${program} ${installed} is known to fail with ${iosName(w)} ${LIMIT_IOS} and later. You may need ${needed} or newer.`,
      why: (_, w) =>
        `Newer versions of ${iosName(w)} change how the ${w.device} talks to the computer; older programs then cannot start a backup.`,
      steps: (_, w) => [
        ...updateProgram(w, 'en'),
        restartBoth.en(w),
        trustAndPasscode.en(w),
        backUpToCloudMeanwhile.en(w),
      ],
    },
    ja: {
      summary: ({ program, installed, needed, basis }, w) =>
        basis === 'phone'
          ? `${localName(program, 'ja')} ${installed}は、この${w.device}には古すぎます（${w.device}が求めているのは${needed}以降）。`
          : `${localName(program, 'ja')} ${installed}は、${iosName(w)} ${LIMIT_IOS}以降では失敗することが知られています。${needed}以降が必要な可能性があります。`,
      why: (_, w) =>
        `${iosName(w)}が新しくなるとパソコンとの通信方法も変わるため、古いソフトではバックアップを始められません。`,
      steps: (_, w) => [
        ...updateProgram(w, 'ja'),
        restartBoth.ja(w),
        trustAndPasscode.ja(w),
        backUpToCloudMeanwhile.ja(w),
      ],
    },
    commands: (_, w) => updateCommands(w),
    url: applePage('108643'),
  },

  'backup-software-outdated': {
    en: {
      summary: ({ program, installed, newest, asOf }) =>
        `${program} ${installed} is older than ${newest}, the newest known on ${formatIsoDay(asOf, 'en')}. This may be why the backup fails.`,
      why: (_, w) =>
        `Older versions may not know a new ${w.device} model or a new ${iosName(w)}; many errors vanish with the update.`,
      steps: (_, w) => [...updateProgram(w, 'en'), restartBoth.en(w), backUpAgain.en(w)],
    },
    ja: {
      summary: ({ program, installed, newest, asOf }) =>
        `${localName(program, 'ja')} ${installed}は最新ではありません（${formatIsoDay(asOf, 'ja')}の時点の最新は${newest}）。これが原因の可能性があります。`,
      why: (_, w) =>
        `古いままだと、新しい${w.device}や新しい${iosName(w)}に対応していないことがあります。更新するだけで直る場合も少なくありません。`,
      steps: (_, w) => [...updateProgram(w, 'ja'), restartBoth.ja(w), backUpAgain.ja(w)],
    },
    commands: (_, w) => updateCommands(w),
    url: applePage('108643'),
  },
} satisfies CauseTexts<'backup-software-missing' | 'backup-software-too-old' | 'backup-software-outdated'>;
