/** Steps about the programs that make backups here: install, update, open, close, start over. */
import { type Lang, type Text, text, type Where } from '../define.ts';
import { has, hasFinderBackups, isLinux, isMac, isWindows, mainProgram, osAtLeast, programName } from './words.ts';

type Step = Text<Where>;

/** The Finder is always open, and the tools of libimobiledevice have no window: neither is "opened" like a program. */
function kindOf(where: Where): 'finder' | 'commands' | 'window' {
  const program = mainProgram(where);
  if (program === 'finder') return 'finder';
  return program === 'libimobiledevice' || (program === null && !isWindows(where)) ? 'commands' : 'window';
}

export const openProgram: Step = text<Where>({
  en: (w) =>
    ({
      finder: `Open a Finder window and click the ${w.device} in its sidebar.`,
      commands: `Unlock the ${w.device} and plug it in again.`,
      window: `Open ${programName(w, 'en')} and leave it open.`,
    })[kindOf(w)],
  ja: (w) =>
    ({
      finder: `Finderのウインドウを開き、サイドバーで${w.device}をクリックします。`,
      commands: `${w.device}のロックを解除し、接続し直します。`,
      window: `${programName(w, 'ja')}を開き、開いたままにします。`,
    })[kindOf(w)],
});

export const closeProgram: Step = text<Where>({
  en: (w) =>
    ({
      finder: `Close the Finder windows that show the ${w.device}.`,
      commands: 'Make sure that no backup is running.',
      window: `Close ${programName(w, 'en')}.`,
    })[kindOf(w)],
  ja: (w) =>
    ({
      finder: `${w.device}が表示されているFinderのウインドウを閉じます。`,
      commands: 'バックアップが実行中でないことを確かめます。',
      window: `${programName(w, 'ja')}を終了します。`,
    })[kindOf(w)],
});

export const backUpAgain: Step = text<Where>({
  en: (w) =>
    ({
      finder: `Connect and unlock the ${w.device}, click it in the sidebar of a Finder window, and start the backup again.`,
      commands: `Connect and unlock the ${w.device}, and start the backup again: idevicebackup2 backup FOLDER`,
      window: `Open ${programName(w, 'en')}, connect and unlock the ${w.device}, and start the backup again.`,
    })[kindOf(w)],
  ja: (w) =>
    ({
      finder: `${w.device}を接続してロックを解除し、Finderのサイドバーでクリックして、バックアップをやり直します。`,
      commands: `${w.device}を接続してロックを解除し、「idevicebackup2 backup フォルダ名」でバックアップをやり直します。`,
      window: `${programName(w, 'ja')}を開き、${w.device}を接続してロックを解除し、バックアップをやり直します。`,
    })[kindOf(w)],
});

/** Windows without any Apple program. */
export const installAppleDevices: Step = text<Where>({
  en: () =>
    'Open the Microsoft Store, look for “Apple Devices” by Apple Inc. and install it: it is free. iTunes from apple.com/itunes works too.',
  ja: () =>
    'Microsoft StoreでApple Inc.の「Appleデバイス」を探してインストールします（無料）。apple.com/itunesのiTunesでもかまいません。',
});

/** Windows with a classic iTunes of which a part is missing or broken. */
export const repairItunes: Step = text<Where>({
  en: () => 'Install the newest iTunes from apple.com/itunes over the present one. Your backups stay where they are.',
  ja: () => 'apple.com/itunesの最新のiTunesを上書きでインストールします。バックアップはそのまま残ります。',
});

const storeUpdate = {
  en: 'Open the Microsoft Store > Library (or Downloads) > Get updates.',
  ja: 'Microsoft Storeを開き、ライブラリ（またはダウンロード）の画面で更新プログラムを取得します。',
};
const classicUpdate = {
  en: 'Open iTunes: as it starts it offers an update. Else Help > Check for Updates, or install the newest one from apple.com/itunes over it.',
  ja: 'iTunesを起動し、更新するか聞かれたら更新します。聞かれなければ「ヘルプ」から更新を確認するか、apple.com/itunesの最新版を上書きで入れます。',
};

/** How the program that makes the backups is brought up to date here: where the update is, and nothing of other systems. */
export function updateProgram(where: Where, lang: Lang): readonly string[] {
  const steps: string[] = [];
  if (isWindows(where)) {
    const classic = has(where, 'itunes-classic');
    const store = has(where, 'apple-devices') || has(where, 'itunes-store');
    if (classic) steps.push(classicUpdate[lang]);
    if (store) steps.push(storeUpdate[lang]);
    if (!classic && !store) {
      steps.push(
        lang === 'ja'
          ? 'Microsoft StoreでAppleデバイスの最新版を入手します（Microsoft Storeを使わない場合はapple.com/itunesのiTunes）。'
          : 'Get the newest Apple Devices from the Microsoft Store (or, without the Store, iTunes from apple.com/itunes).',
      );
    }
  } else if (hasFinderBackups(where)) {
    const settings = osAtLeast(where, 13);
    if (lang === 'ja') {
      steps.push(
        settings
          ? '「システム設定」>「一般」>「ソフトウェアアップデート」を開き、macOSを最新にします。'
          : '「システム環境設定」>「ソフトウェアアップデート」を開き、macOSを最新にします。',
        `${where.device}を接続してロックを解除します。ソフトウェアアップデートが必要だと表示されたら、インストールします。`,
      );
    } else {
      steps.push(
        `Update macOS: ${settings ? 'System Settings > General' : 'System Preferences'} > Software Update.`,
        `Connect and unlock the ${where.device}. If the Mac says that a software update is required to connect to it, install it.`,
      );
    }
  } else if (isMac(where)) {
    steps.push(
      lang === 'ja'
        ? 'iTunesを起動し、更新するか聞かれたら更新します。聞かれなければ「iTunes」メニューかApp Storeのアップデートの画面で確認します。'
        : 'Open iTunes: as it starts it offers an update. Else the iTunes menu > Check for Updates, or the App Store > Updates.',
    );
  } else if (isLinux(where)) {
    steps.push(
      lang === 'ja'
        ? 'パッケージを更新します。Debian/Ubuntu：sudo apt update && sudo apt install usbmuxd libimobiledevice-utils'
        : 'Update the packages. Debian, Ubuntu: sudo apt update && sudo apt install usbmuxd libimobiledevice-utils',
      lang === 'ja'
        ? 'libimobiledevice 1.3.0（2020年）のままなら、新しい版のディストリビューションを使うか、現在のソースからビルドします。'
        : 'If that is still libimobiledevice 1.3.0 (of 2020), use a newer release of the distribution or build the current source.',
    );
  } else {
    steps.push(
      lang === 'ja'
        ? 'バックアップに使うソフトを最新版にします。'
        : 'Bring the program that makes the backups up to date.',
    );
  }
  return steps;
}

/** Commands that open the place for updates, or show what is there. */
export function updateCommands(where: Where): readonly string[] {
  if (isWindows(where)) return has(where, 'itunes-classic') ? [] : ['start ms-windows-store://downloadsandupdates'];
  if (isMac(where)) return ['softwareupdate --list'];
  return isLinux(where) ? ['idevicebackup2 --version'] : [];
}
