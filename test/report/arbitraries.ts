/** Texts as reports may hold them, and texts that try to break them. */
import * as fc from 'fast-check';

export { fc };

const ENGLISH = fc.constantFrom(
  'the',
  'iPhone',
  'cannot',
  'be',
  'backed',
  'up,',
  '(EACCES)',
  '3.20 GB',
  '“Trust”',
  'don’t',
  '>',
);
const JAPANESE = fc.constantFrom(
  'バックアップ',
  'フォルダ',
  'に書き込めません。',
  '「設定」>「一般」',
  '（EPERM）',
  '確認します',
  '・',
  'ー',
  '１２３',
  'ﾊﾞｯｸ',
);
const PATHS = fc.constantFrom(
  '/Users/hanako/Library/Application Support/MobileSync/Backup',
  'C:\\Users\\山田 花子\\Apple\\MobileSync',
  'https://support.apple.com/ja-jp/108809?cid=mc-ols-itunes-article_ht211229-itunes_ui-04022020',
  'a'.repeat(150),
);
const ODD = fc.constantFrom(
  '👨‍👩‍👧‍👦',
  '🇯🇵',
  '1️⃣',
  'e\u0301',
  'か\u3099',
  'กำ',
  'ﷺ',
  '각',
  'ㅎㅏ',
  '\u200d',
  '\ufe0f',
  '𠮷',
  '✔️',
  '👍🏽',
  'नि',
);

/** A sentence of a report: both languages, paths, emoji, combining marks, anything. */
export function sentence(): fc.Arbitrary<string> {
  const part = fc.oneof(
    { arbitrary: ENGLISH, weight: 4 },
    { arbitrary: JAPANESE, weight: 4 },
    { arbitrary: PATHS, weight: 1 },
    { arbitrary: ODD, weight: 2 },
    { arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }), weight: 1 },
  );
  return fc
    .array(fc.tuple(part, fc.constantFrom('', ' ', '')), { maxLength: 30 })
    .map((parts) => parts.flat().join(''));
}

/** Text that came from outside: control characters, escape sequences, lone surrogates, direction marks. */
export function foreignText(): fc.Arbitrary<string> {
  const evil = fc.constantFrom(
    '\x1b[31m',
    '\x1b]0;title\x07',
    '\x9b2J',
    '\r\n',
    '\u2028',
    '\u202e',
    '\u0085',
    '\ud800',
    '\u0000',
    '\t',
  );
  return fc
    .array(fc.oneof(evil, sentence(), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 8 })
    .map((parts) => parts.join(''));
}
