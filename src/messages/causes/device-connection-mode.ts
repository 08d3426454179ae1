/** Words for the modes in which the system of the device is not running. */
import type { CauseTexts, Lang, Where } from '../define.ts';
import { forceRestart } from './advice.ts';
import { iosName, isMac, isWindows, list, programName } from './words.ts';

/** USB id as lists of USB devices show it: `05ac:1281`. */
function usbId(productId: number): string {
  return `05ac:${productId.toString(16).padStart(4, '0')}`;
}

/** Only Apple's own programs can mend the system of the device. */
function repairer(where: Where, lang: Lang): string {
  if (isWindows(where) || isMac(where))
    return lang === 'ja' ? programName(where, lang) : `open ${programName(where, lang)}`;
  return lang === 'ja' ? 'MacまたはWindowsのパソコン' : 'connect it to a Mac or a Windows computer';
}

export const deviceConnectionModeCauses = {
  'iphone-in-recovery-mode': {
    en: {
      summary: ({ productId }, w) =>
        `The ${w.device} is in recovery mode (USB ${usbId(productId)}): it waits for a computer to mend its system.`,
      why: (_, w) => `In this mode ${iosName(w)} is not running, so nothing can make a backup.`,
      steps: (_, w) =>
        list(
          forceRestart.en,
          `If the picture of a cable comes back, ${repairer(w, 'en')} and choose “Update”. That keeps the data.`,
          `Do not choose “Restore” there: it erases everything on the ${w.device}.`,
          'If the update fails, try another cable, port and computer, and then ask Apple Support.',
        ),
    },
    ja: {
      summary: ({ productId }, w) =>
        `${w.device}がリカバリモードになっています（USB ${usbId(productId)}）。パソコンでの修復を待っている状態です。`,
      why: (_, w) => `このモードでは${iosName(w)}が動いていないため、バックアップを作成できません。`,
      steps: (_, w) =>
        list(
          forceRestart.ja,
          `ケーブルの絵が出たままなら、${repairer(w, 'ja')}で「アップデート」を選びます。データは残ります。`,
          `「復元」は${w.device}の中身をすべて消すので、選ばないでください。`,
          'アップデートできないときは、別のケーブル、差し込み口、パソコンで試してから、Appleサポートに相談します。',
        ),
    },
  },

  'iphone-in-dfu-mode': {
    en: {
      summary: ({ productId }, w) =>
        `The ${w.device} is in DFU mode (USB ${usbId(productId)}): the screen stays black and it waits for its system software.`,
      why: (_, w) => `In this mode ${iosName(w)} is not running, so nothing can make a backup.`,
      steps: (_, w) => [
        ...forceRestart.en,
        'If the screen stays black, charge it for an hour and try again with another cable.',
        `If it still does not start, ask Apple Support. Do not choose “Restore” on a computer: it erases the ${w.device}.`,
      ],
    },
    ja: {
      summary: ({ productId }, w) =>
        `${w.device}がDFUモードになっています（USB ${usbId(productId)}）。画面は黒いまま、システムの書き込みを待っている状態です。`,
      why: (_, w) => `このモードでは${iosName(w)}が動いていないため、バックアップを作成できません。`,
      steps: (_, w) => [
        ...forceRestart.ja,
        '画面が黒いままなら、1時間ほど充電し、別のケーブルでもう一度試します。',
        `それでも起動しないときはAppleサポートに相談します。パソコンで「復元」を選ぶと${w.device}の中身がすべて消えます。`,
      ],
    },
  },
} satisfies CauseTexts<'iphone-in-recovery-mode' | 'iphone-in-dfu-mode'>;
