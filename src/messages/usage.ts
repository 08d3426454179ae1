/** `--help`, `--list`, and one sentence for each way to use the flags wrongly. */
import { ANSWER_KEYS } from '../ask/types.ts';
import { CHECK_IDS } from '../core/check.ts';
import type { Lang } from './define.ts';

export type UsageProblem =
  | { readonly kind: 'unknown-option'; readonly flag: string }
  | { readonly kind: 'empty-value'; readonly flag: string }
  | { readonly kind: 'not-a-choice'; readonly flag: string; readonly value: string; readonly choices: string }
  | { readonly kind: 'excess-argument' }
  | { readonly kind: 'unknown-check'; readonly flag: string; readonly value: string }
  | {
      readonly kind: 'bad-answer';
      readonly problem: 'no-equals-sign' | 'unknown-key' | 'bad-value';
      readonly value: string;
      readonly key: string;
    }
  | { readonly kind: 'bad-udid'; readonly value: string }
  | { readonly kind: 'not-a-number'; readonly flag: string; readonly value: string; readonly least: number }
  | { readonly kind: 'only-with-clean'; readonly flag: string }
  | { readonly kind: 'not-together'; readonly flags: string }
  | { readonly kind: 'no-such-scenario'; readonly value: string }
  | { readonly kind: 'no-such-folder'; readonly value: string }
  | { readonly kind: 'needs-backup-dir' }
  | { readonly kind: 'roots-not-known'; readonly detail: string }
  | { readonly kind: 'other'; readonly message: string };

/** One sentence that says what is wrong with the command line. */
export function usageSentence(problem: UsageProblem, lang: Lang): string {
  const en = lang === 'en';
  switch (problem.kind) {
    case 'unknown-option':
      return en ? `There is no option ${problem.flag}.` : `${problem.flag}というオプションはありません。`;
    case 'empty-value':
      return en ? `${problem.flag} needs a value.` : `${problem.flag}には値が必要です。`;
    case 'not-a-choice':
      return en
        ? `${problem.flag} does not take “${problem.value}”; it takes one of: ${problem.choices}.`
        : `${problem.flag}に「${problem.value}」は指定できません。使えるのは ${problem.choices} です。`;
    case 'excess-argument':
      return en
        ? 'There is an argument too many: this tool takes options only.'
        : '余分な引数があります。このツールはオプションだけを受け取ります。';
    case 'unknown-check':
      return en
        ? `${problem.flag}: there is no check “${problem.value}”; --list prints them.`
        : `${problem.flag}：「${problem.value}」という確認項目はありません。--listで一覧を表示できます。`;
    case 'bad-answer':
      if (problem.problem === 'bad-value') {
        const amount = problem.key === 'icloud-storage-free';
        if (en) {
          return `--answer ${problem.key} takes ${amount ? 'an amount in GB, full or unknown' : 'yes, no or unknown'}.`;
        }
        return `--answer ${problem.key}に指定できるのは、${amount ? 'GBの数、full、unknown' : 'yes、no、unknown'}です。`;
      }
      if (problem.problem === 'unknown-key') {
        return en
          ? `--answer does not know “${problem.key}”; it knows: ${ANSWER_KEYS.join(', ')}.`
          : `--answerに「${problem.key}」という項目はありません。使えるのは ${ANSWER_KEYS.join('、')} です。`;
      }
      return en
        ? `--answer takes key=value, not “${problem.value}”.`
        : `--answerは「キー=値」の形で指定します（「${problem.value}」ではなく）。`;
    case 'bad-udid':
      return en
        ? `“${problem.value}” is not a UDID (40 hexadecimal digits, or 8 and 16 with a dash between).`
        : `「${problem.value}」はUDIDではありません（16進数40桁、または8桁-16桁）。`;
    case 'not-a-number':
      return en
        ? `${problem.flag} takes a whole number from ${problem.least}, not “${problem.value}”.`
        : `${problem.flag}には${problem.least}以上の整数を指定します（「${problem.value}」ではなく）。`;
    case 'only-with-clean':
      return en
        ? `${problem.flag} means something only together with --clean-old-backups.`
        : `${problem.flag}は--clean-old-backupsと一緒に使います。`;
    case 'not-together':
      return en
        ? `These options do not go together: ${problem.flags}.`
        : `同時に指定できないオプションです：${problem.flags}`;
    case 'no-such-scenario':
      return en
        ? `There is no demo “${problem.value}”; --demo list prints them.`
        : `「${problem.value}」というデモはありません。--demo listで一覧を表示できます。`;
    case 'no-such-folder':
      return en
        ? `--backup-dir: there is no folder “${problem.value}”.`
        : `--backup-dir：「${problem.value}」というフォルダはありません。`;
    case 'needs-backup-dir':
      return en
        ? 'On Linux a backup goes to the folder that you name: say which one with --backup-dir.'
        : 'Linuxではバックアップ先のフォルダを自分で指定します。--backup-dirで指定してください。';
    case 'roots-not-known':
      return en
        ? `It could not be told where backups are kept on this computer (${problem.detail}).`
        : `このパソコンのバックアップの保存先がわかりませんでした（${problem.detail}）。`;
    case 'other':
      return problem.message;
  }
}

interface UsageWords {
  readonly titles: Readonly<Record<string, string>>;
  readonly description: string;
  readonly version: string;
  readonly help: string;
  readonly target: string;
  readonly all: string;
  readonly only: string;
  readonly skip: string;
  readonly list: string;
  readonly json: string;
  readonly lang: string;
  readonly answer: string;
  readonly noInput: string;
  readonly udid: string;
  readonly backupDir: string;
  readonly offline: string;
  readonly plain: string;
  readonly noColor: string;
  readonly showPrivate: string;
  readonly demo: string;
  readonly clean: string;
  readonly keep: string;
  readonly olderThan: string;
  readonly dryRun: string;
  readonly yes: string;
  readonly permanently: string;
  readonly after: string;
}

/** Ids under a heading, as many on a line as fit in 80 columns. */
function listed(heading: string, ids: readonly string[]): string {
  const lines: string[] = [];
  let line = '';
  for (const id of ids) {
    const next = line === '' ? `  ${id}` : `${line}, ${id}`;
    if (next.length > 78) {
      lines.push(`${line},`);
      line = `  ${id}`;
    } else line = next;
  }
  return [heading, ...lines, line].join('\n');
}

export const USAGE: Readonly<Record<Lang, UsageWords>> = {
  en: {
    titles: {},
    description:
      'Finds, by elimination, the one thing that stops your iPhone from being backed\nup to a computer or to iCloud, and says how to mend it. The diagnosis changes nothing.',
    version: 'print the version',
    help: 'print this help',
    target: 'which kind of backup to examine: computer, icloud or all',
    all: 'go on after the first failure',
    only: 'run only these checks (comma-separated)',
    skip: 'leave these checks out (comma-separated)',
    list: 'print the checks and stop',
    json: 'one JSON document on standard output, nothing else there',
    lang: 'language of the report: en or ja',
    answer: 'an answer given in advance (repeatable)',
    noInput: 'never ask anything',
    udid: 'which phone, where several are connected',
    backupDir: 'look there instead of in the default places',
    offline: 'no look-up on the network',
    plain: 'words instead of marks, no spinner, no colour',
    noColor: 'no colour (the variable NO_COLOR counts too)',
    showPrivate: 'print UDIDs, serial numbers, names and the home path unmasked',
    demo: 'examine a simulated iPhone instead; --demo list prints the scenarios',
    clean: 'list old backups and remove those that you choose',
    keep: 'with it: keep the n newest complete backups of each phone',
    olderThan: 'with it: propose only backups older than this many days',
    dryRun: 'with it: only say what would be removed',
    yes: 'with it: do not ask (needs --keep or --older-than)',
    permanently: 'with it: delete for good instead of moving to the trash',
    after: [
      listed('Checks:', CHECK_IDS),
      listed('Answer keys:', ANSWER_KEYS),
      '',
      'Exit codes:',
      '  0    no problem found',
      '  1    a problem was found',
      '  2    wrong usage, or the doctor itself failed',
      '  3    nothing failed, but something could not be determined',
      '  130  interrupted',
      '',
      'Examples:',
      '  iphone-backup-doctor',
      '  iphone-backup-doctor --target icloud --lang ja',
      '  iphone-backup-doctor --json --no-input --answer ios-up-to-date=yes',
      '  iphone-backup-doctor --demo trust-not-given',
      '  iphone-backup-doctor --clean-old-backups --dry-run',
    ].join('\n'),
  },
  ja: {
    titles: { 'Usage:': '使い方:', 'Options:': 'オプション:' },
    description:
      'iPhoneのバックアップ（パソコン・iCloud）を妨げている原因を消去法で1つに絞り、\n直し方を示します。診断では何も変更しません。',
    version: 'バージョンを表示します',
    help: 'この説明を表示します',
    target: '調べる種類：computer（パソコン）、icloud、all（両方）',
    all: '最初の問題で止まらず最後まで調べます',
    only: 'この項目だけを調べます（コンマ区切り）',
    skip: 'この項目を省きます（コンマ区切り）',
    list: '確認項目の一覧を表示して終わります',
    json: '標準出力にJSONを1つだけ出力します',
    lang: '表示する言語：enまたはja',
    answer: '質問への答えを先に渡します（複数可）',
    noInput: '何も質問しません',
    udid: '複数つながっているとき、調べる端末を選びます',
    backupDir: '既定の場所の代わりに、このフォルダを調べます',
    offline: 'ネットワークに問い合わせません',
    plain: '記号・動き・色を使わず、言葉だけで表示します',
    noColor: '色を使いません（環境変数NO_COLORも有効）',
    showPrivate: 'UDID、シリアル番号、名前、ホームのパスを隠さずに表示します',
    demo: '実機の代わりに模擬iPhoneを調べます（--demo listで一覧）',
    clean: '古いバックアップを一覧し、選んだものを整理します',
    keep: '（整理時）端末ごとに新しい順でn件を残します',
    olderThan: '（整理時）この日数より古いものだけを候補にします',
    dryRun: '（整理時）対象を表示するだけで、何も削除しません',
    yes: '（整理時）確認しません（--keepか--older-thanが必要）',
    permanently: '（整理時）ゴミ箱に入れず、完全に削除します',
    after: [
      listed('確認項目:', CHECK_IDS),
      listed('答えのキー:', ANSWER_KEYS),
      '',
      '終了コード:',
      '  0    問題は見つかりませんでした',
      '  1    問題が見つかりました',
      '  2    使い方の誤り、またはこのツール自体のエラー',
      '  3    問題はないが、確認できなかった項目があります',
      '  130  中断されました',
      '',
      '例:',
      '  iphone-backup-doctor',
      '  iphone-backup-doctor --target icloud --lang ja',
      '  iphone-backup-doctor --json --no-input --answer ios-up-to-date=yes',
      '  iphone-backup-doctor --demo trust-not-given',
      '  iphone-backup-doctor --clean-old-backups --dry-run',
    ].join('\n'),
  },
};
