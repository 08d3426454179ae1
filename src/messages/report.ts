/** The fixed words of the reporters. */
import type { CheckId, CheckResult, NotRunReason, Why } from '../core/check.ts';
import { type Lang, type Text, text } from './define.ts';

type Status = CheckResult['outcome']['status'];

export const REPORT = {
  'simulated-header': text<{ scenario: string }>({
    en: ({ scenario }) => `demo “${scenario}”: this iPhone is simulated`,
    ja: ({ scenario }) => `デモ「${scenario}」：シミュレートされたiPhoneです`,
  }),
  'simulated-end': text({
    en: () => 'This was a simulated iPhone. To examine your own',
    ja: () => 'これはシミュレートされたiPhoneの結果です。お使いのiPhoneを調べるには',
  }),

  // Behind the title of a check, which says the healthy fact.
  'answer-fail': text({ en: () => 'no', ja: () => '要対応' }),
  'answer-likely': text({ en: () => 'probably not', ja: () => 'おそらく要対応' }),
  'answer-unknown': text({ en: () => 'could not be looked at', ja: () => '確認できませんでした' }),
  'answer-not-asked': text({ en: () => 'needs your answer', ja: () => 'ご自身での確認が必要です' }),
  'answer-skip': text({ en: () => 'does not apply', ja: () => '対象外' }),
  'your-answer': text({ en: () => 'your own answer', ja: () => 'ご自身の回答' }),
  'simulated-answer': text({ en: () => 'answered by the demo', ja: () => 'デモの回答' }),

  what: text({ en: () => 'What is wrong', ja: () => '問題' }),
  'what-likely': text({ en: () => 'What is probably wrong', ja: () => 'おそらくこれが問題です' }),
  likely: text({
    en: () => 'This is likely, not proven.',
    ja: () => '可能性の高い原因ですが、確定ではありません。',
  }),
  why: text({ en: () => 'Why it matters', ja: () => 'バックアップへの影響' }),
  steps: text({ en: () => 'What to do', ja: () => '対処方法' }),
  'steps-unknown': text({ en: () => 'To make it visible', ja: () => '確認できるようにするには' }),
  'steps-not-asked': text({ en: () => 'To find out', ja: () => '確認するには' }),
  commands: text({ en: () => 'Commands to paste', ja: () => '貼り付けて実行できるコマンド' }),
  more: text({ en: () => 'More', ja: () => '詳しい説明' }),
  note: text({ en: () => 'Note', ja: () => '補足' }),

  result: text({ en: () => 'Result', ja: () => '結果' }),
  healthy: text<{ passed: number }>({
    en: ({ passed }) => `No problem found in the ${passed === 1 ? 'one point' : `${passed} points`} looked at.`,
    ja: ({ passed }) => `確認した${passed}項目に問題は見つかりませんでした。`,
  }),
  undetermined: text({
    en: () => 'No problem found, but not everything could be looked at.',
    ja: () => '問題は見つかりませんでしたが、確認できなかった項目があります。',
  }),
  nothing: text({
    en: () => 'Nothing could be determined.',
    ja: () => '判断できた項目がありませんでした。',
  }),
  problem: text({
    en: () => 'One problem found. It stops the backup: follow the steps above.',
    ja: () => '問題が1件見つかりました。バックアップができない原因です。上の手順で対処します。',
  }),
  'problem-likely': text({
    en: () => 'One likely problem found. Try the steps above.',
    ja: () => '原因の可能性が高い問題が1件見つかりました。上の手順を試します。',
  }),
  problems: text<{ count: number; likely: number }>({
    en: ({ count, likely }) =>
      `${count} problems found${likely === 0 ? '' : likely === count ? ' (all only likely)' : ` (${likely} of them only likely)`}. Begin with the first: the others may come from it.`,
    ja: ({ count, likely }) =>
      `問題が${count}件見つかりました${likely === 0 ? '' : `（うち${likely}件は可能性）`}。残りは最初の問題が原因のこともあるため、最初のものから対処します。`,
  }),
  'not-looked-at': text<{ count: number }>({
    en: ({ count }) => (count === 1 ? 'Not looked at:' : `Not looked at (${count}):`),
    ja: ({ count }) => `確認できなかった項目（${count}件）：`,
  }),
  later: text<{ count: number }>({
    en: ({ count }) =>
      count === 1
        ? '1 later check was not looked at: run with --all'
        : `${count} later checks were not looked at: run with --all`,
    ja: ({ count }) => `この後の${count}項目は確認していません。--allを付けて実行すると確認します。`,
  }),
  'left-out': text<{ count: number }>({
    en: ({ count }) =>
      count === 1 ? '1 check was left out by --only or --skip.' : `${count} checks were left out by --only or --skip.`,
    ja: ({ count }) => `${count}項目は--onlyまたは--skipの指定により確認していません。`,
  }),
  again: text({ en: () => 'To look again', ja: () => 'もう一度確認するには' }),
} as const;

/** Statuses in words, for people who hear the report or have no symbols. */
export const STATUS_WORDS: Readonly<Record<Status, Text>> = {
  pass: text({ en: () => 'OK', ja: () => 'OK' }),
  fail: text({ en: () => 'PROBLEM', ja: () => '要対応' }),
  unknown: text({ en: () => 'NOT KNOWN', ja: () => '未確認' }),
  skip: text({ en: () => 'DOES NOT APPLY', ja: () => '対象外' }),
  'not-run': text({ en: () => 'NOT LOOKED AT', ja: () => '未実行' }),
};

/** Why something could not be determined, in a few words. */
export const WHY_WORDS: Readonly<Record<Why, Text>> = {
  denied: text({ en: () => 'not allowed to look', ja: () => 'アクセスが許可されていません' }),
  timeout: text({ en: () => 'no answer in time', ja: () => '時間内に応答なし' }),
  'missing-tool': text({ en: () => 'a tool for it is missing here', ja: () => '必要なツールがありません' }),
  'needs-answer': text({ en: () => 'needs your answer', ja: () => '回答が必要です' }),
  unreachable: text({ en: () => 'could not be reached', ja: () => '接続できません' }),
  crash: text({ en: () => 'error in this tool', ja: () => 'このツールのエラー' }),
};

/** Why a check was not run, as its summary. */
export const NOT_RUN_WORDS: Readonly<Record<NotRunReason, Text>> = {
  'after-failure': text({
    en: () => 'Not looked at, because an earlier check failed. Run with --all to look at it.',
    ja: () => '前の項目で問題が見つかったため、確認していません。--allを付けて実行すると確認します。',
  }),
  'left-out': text({
    en: () => 'Left out by --only or --skip.',
    ja: () => '--onlyまたは--skipの指定により、確認していません。',
  }),
};

/** What the spinner says while a check is waited for: at once, and when it takes long. At most 58 cells each. */
export const WAITING: Readonly<Record<CheckId, { readonly now: Text; readonly long: Text }>> = {
  'device-connection': {
    now: text({
      en: () => 'Looking for the iPhone on the cable',
      ja: () => 'ケーブルでつながったiPhoneを探しています',
    }),
    long: text({
      en: () => 'Still waiting for the computer to list its USB devices',
      ja: () => 'パソコンがUSB機器を調べ終わるのを待っています',
    }),
  },
  'device-trust': {
    now: text({
      en: () => 'Asking the iPhone whether it trusts this computer',
      ja: () => 'iPhoneの信頼の設定を確認しています',
    }),
    long: text({
      en: () => 'Waiting for the iPhone: unlock it, look at its screen',
      ja: () => 'iPhoneの応答待ちです。ロックを解除し画面をご確認ください',
    }),
  },
  'disk-capacity': {
    now: text({ en: () => 'Measuring the disk', ja: () => 'ディスクの空きを調べています' }),
    long: text({
      en: () => 'Still adding up the size of the backup',
      ja: () => 'バックアップの大きさの集計を待っています',
    }),
  },
  'computer-health': {
    now: text({ en: () => 'Looking at the computer', ja: () => 'パソコンの状態を調べています' }),
    long: text({ en: () => 'Still waiting for the system to answer', ja: () => 'システムの応答を待っています' }),
  },
  'itunes-version': {
    now: text({ en: () => 'Looking for backup software', ja: () => 'バックアップ用ソフトを調べています' }),
    long: text({
      en: () => 'Still waiting for the list of installed programs',
      ja: () => 'インストール済みソフトの一覧を待っています',
    }),
  },
  'backup-directory': {
    now: text({ en: () => 'Looking at the backup folder', ja: () => 'バックアップフォルダを調べています' }),
    long: text({
      en: () => 'Still reading the backup folder',
      ja: () => 'バックアップフォルダの読み取りを待っています',
    }),
  },
  'iphone-state': {
    now: text({ en: () => 'Asking the iPhone how it is', ja: () => 'iPhoneの状態を調べています' }),
    long: text({ en: () => 'Still waiting for the iPhone to answer', ja: () => 'iPhoneの応答を待っています' }),
  },
  'backup-service': {
    now: text({
      en: () => 'Greeting the iPhone’s backup service',
      ja: () => 'iPhoneのバックアップ機能に接続しています',
    }),
    long: text({
      en: () => 'Still waiting for the iPhone’s backup service',
      ja: () => 'iPhoneのバックアップ機能の応答を待っています',
    }),
  },
  'ios-version': {
    now: text({ en: () => 'Comparing the iOS version', ja: () => 'iOSのバージョンを調べています' }),
    long: text({ en: () => 'Still waiting for the iOS version', ja: () => 'iOSのバージョンの確認を待っています' }),
  },
  'icloud-backup': {
    now: text({ en: () => 'Looking at iCloud Backup', ja: () => 'iCloudバックアップを調べています' }),
    long: text({
      en: () => 'Still waiting for news of iCloud Backup',
      ja: () => 'iCloudバックアップの確認を待っています',
    }),
  },
  'icloud-storage': {
    now: text({ en: () => 'Looking at iCloud storage', ja: () => 'iCloudの空きを調べています' }),
    long: text({ en: () => 'Still waiting for news of iCloud storage', ja: () => 'iCloudの空きの確認を待っています' }),
  },
};

type ReportWords = { readonly [K in keyof typeof REPORT]: (typeof REPORT)[K]['en'] };

function wordsIn(lang: Lang): ReportWords {
  // Object.entries forgets which key goes with which argument; the mapped type restores exactly that.
  return Object.fromEntries(Object.entries(REPORT).map(([key, entry]) => [key, entry[lang]])) as unknown as ReportWords;
}

const WORDS: Readonly<Record<Lang, ReportWords>> = { en: wordsIn('en'), ja: wordsIn('ja') };

/** The fixed words in one language: `ui('ja').later({ count: 3 })`. */
export function ui(lang: Lang): ReportWords {
  return WORDS[lang];
}
