/** Words for the causes of a connection that is there and does not hold: Wi-Fi, breaks, no answer. */
import type { CauseTexts } from '../define.ts';
import { formatSeconds } from '../format.ts';
import {
  backUpToCloudMeanwhile,
  otherCable,
  pauseSecurityOnce,
  plugStraightIn,
  removeOldBackupLast,
  restartBoth,
  unlockAndReplug,
} from './advice.ts';
import { updateProgram } from './advice-programs.ts';
import { applePage, aside, isLinux, isWindows, list } from './words.ts';

export const deviceConnectionCableCauses = {
  'connected-by-wifi-only': {
    en: {
      summary: ({ devices }, w) =>
        devices > 1
          ? `${devices} devices are reached over Wi-Fi only; none is seen on a cable.`
          : `The ${w.device} is reached over Wi-Fi only; no cable connection is seen.`,
      why: () =>
        'Over Wi-Fi a backup is slower, breaks off more easily, and the cause of a failure can hardly be seen.',
      steps: (_, w) => [
        `Connect the ${w.device} with a cable and unlock it, then make this backup over the cable.`,
        otherCable.en(w),
        plugStraightIn.en(w),
        isLinux(w)
          ? 'For Wi-Fi backups later: connect by cable at least once a month, or the permission for Wi-Fi lapses.'
          : `For Wi-Fi backups later: keep “Show this ${w.device} when on Wi-Fi” on, and connect by cable at least once a month.`,
      ],
    },
    ja: {
      summary: ({ devices }, w) =>
        devices > 1
          ? `${devices}台ともWi-Fi経由でしか見えず、ケーブルの接続がありません。`
          : `${w.device}はWi-Fi経由でしか見えず、ケーブルの接続がありません。`,
      why: () => 'Wi-Fi経由のバックアップは遅く、途切れやすく、失敗の原因も調べにくくなります。',
      steps: (_, w) => [
        `${w.device}をケーブルで接続してロックを解除し、今回のバックアップはケーブルで作成します。`,
        otherCable.ja(w),
        plugStraightIn.ja(w),
        isLinux(w)
          ? '今後Wi-Fiで行う場合も、月に1回はケーブルで接続します（接続しないとWi-Fiの許可が切れます）。'
          : `今後Wi-Fiで行う場合は「Wi-Fiがオンになっているときにこの${w.device}を表示」をオンのままにし、月に1回はケーブルで接続します。`,
      ],
    },
    url: applePage('108643'),
  },

  'connection-unstable': {
    en: {
      summary: ({ attached, detached, seconds }, w) =>
        `Within ${formatSeconds(seconds, 'en')} the ${w.device} was connected ${attached} and disconnected ${detached} times. Most often the cable, the port or a hub is the reason.`,
      why: (_, w) => `Each break ends the backup with a message such as “the ${w.device} disconnected”.`,
      steps: (_, w) =>
        list(
          otherCable.en(w),
          plugStraightIn.en(w),
          isWindows(w)
            ? 'Keep a laptop on mains power, and switch off “USB selective suspend” in its power plan for the time of the backup.'
            : 'Keep the computer on mains power and awake for the time of the backup.',
          restartBoth.en(w),
          `Start the backup again. It goes on where the last one stopped, so nothing has to be deleted for it.`,
          removeOldBackupLast.en(w),
        ),
    },
    ja: {
      summary: ({ attached, detached, seconds }, w) =>
        `${formatSeconds(seconds, 'ja')}の間に${w.device}の接続が${attached}回、切断が${detached}回ありました。多くの場合、ケーブルか差し込み口、ハブが原因です。`,
      why: (_, w) =>
        `途切れるたびに「${w.device}がコンピュータから取り外されたため…」などと表示され、バックアップが止まります。`,
      steps: (_, w) =>
        list(
          otherCable.ja(w),
          plugStraightIn.ja(w),
          isWindows(w)
            ? 'ノートパソコンは電源につなぎ、電源プランにあるUSBの省電力（セレクティブ サスペンド）の項目を、バックアップの間だけ無効にします。'
            : 'バックアップの間は、パソコンを電源につなぎ、スリープさせないようにします。',
          restartBoth.ja(w),
          'バックアップをやり直します。前回の続きから始まるので、何かを削除する必要はありません。',
          removeOldBackupLast.ja(w),
        ),
    },
    url: applePage('108643'),
  },

  'iphone-not-answering': {
    en: {
      summary: ({ symptom, seen }, w) => {
        const what = {
          'no-answer': 'does not answer in time',
          refused: 'refuses the connection',
          garbage: 'gives an answer that cannot be understood',
          'hung-up': 'breaks off the conversation',
          'listed-then-gone': 'is gone again',
        }[symptom];
        return symptom === 'listed-then-gone'
          ? `The ${w.device} was listed as connected and gone a moment later.`
          : `The ${w.device} is connected, but it ${what}${aside(seen, 'en')}.`;
      },
      why: (_, w) => `A backup is made by the ${w.device} itself, so it has to answer this computer first.`,
      steps: (_, w) =>
        list(
          unlockAndReplug.en(w),
          restartBoth.en(w),
          otherCable.en(w),
          updateProgram(w, 'en')[0] ?? false,
          pauseSecurityOnce.en(w),
          backUpToCloudMeanwhile.en(w),
        ),
    },
    ja: {
      summary: ({ symptom, seen }, w) => {
        const what = {
          'no-answer': '時間内に応答がありません',
          refused: '接続を拒否されました',
          garbage: '予期しない応答がありました',
          'hung-up': '途中で通信が切れました',
          'listed-then-gone': 'すぐに消えました',
        }[symptom];
        return symptom === 'listed-then-gone'
          ? `${w.device}は接続中の一覧に出ましたが、すぐに消えました。`
          : `${w.device}はつながっていますが、${what}${aside(seen, 'ja')}。`;
      },
      why: (_, w) => `バックアップは${w.device}自身が作成するため、まず${w.device}が応答する必要があります。`,
      steps: (_, w) =>
        list(
          unlockAndReplug.ja(w),
          restartBoth.ja(w),
          otherCable.ja(w),
          updateProgram(w, 'ja')[0] ?? false,
          pauseSecurityOnce.ja(w),
          backUpToCloudMeanwhile.ja(w),
        ),
    },
    url: applePage('108643'),
  },
} satisfies CauseTexts<'connected-by-wifi-only' | 'connection-unstable' | 'iphone-not-answering'>;
