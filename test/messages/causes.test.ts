/** What every sentence about a cause has to keep to, on every system, with every program, in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { CauseId } from '../../src/causes/args.ts';
import { CAUSE_IDS, CAUSES, docsPath } from '../../src/causes/catalogue.ts';
import { type CauseRef, CHECK_IDS } from '../../src/core/check.ts';
import { LIBIMOBILEDEVICE_LIMIT_IOS } from '../../src/facts/latest.ts';
import { CAUSE_TEXTS } from '../../src/messages/causes/index.ts';
import { LANGS, type Lang, type Where } from '../../src/messages/define.ts';
import { type CauseInWords, causeWords } from '../../src/messages/index.ts';
import { SAMPLE_ARGS } from '../support/cause-samples.ts';
import { PLACES, where } from '../support/places.ts';

interface Worded {
  readonly label: string;
  readonly id: CauseId;
  readonly lang: Lang;
  readonly where: Where;
  readonly words: CauseInWords;
}

function everyWording(): readonly Worded[] {
  return CAUSE_IDS.flatMap((id) =>
    SAMPLE_ARGS[id].flatMap((args, index) =>
      PLACES.flatMap((place) =>
        LANGS.map((lang) => ({
          label: `${id}[${index}] ${place.platform}+${place.programs.join('+')} ${lang}`,
          id,
          lang,
          where: place,
          // The samples are typed by cause, which a loop over all of them cannot express.
          words: causeWords({ id, args } as CauseRef, place, lang),
        })),
      ),
    ),
  );
}

const ALL = everyWording();
const sentences = (one: Worded) => [one.words.summary, one.words.why, ...one.words.steps];

/** Collects what breaks a rule, each wording once, so that one run shows all of it. */
function offenders(
  rule: (one: Worded, text: string) => boolean,
  of: (one: Worded) => readonly string[] = sentences,
): readonly string[] {
  const found = new Map<string, string>();
  for (const one of ALL) {
    for (const text of of(one)) {
      if (rule(one, text) && !found.has(text)) found.set(text, `${one.label}: ${text}`);
    }
  }
  return [...found.values()];
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Commands and addresses look the same in every language. */
function withoutCode(text: string): string {
  return text.replace(/npx iphone-backup-doctor(?: --[\w-]+)*|sudo [\w &.-]+/g, '');
}

describe('the catalogue', () => {
  it('knows the same causes as the texts and the samples', () => {
    expect([...CAUSE_IDS].sort()).toEqual(Object.keys(CAUSE_TEXTS).sort());
    expect([...CAUSE_IDS].sort()).toEqual(Object.keys(SAMPLE_ARGS).sort());
  });

  it('has at least one cause for every check, in the order of the checks', () => {
    const order = CAUSE_IDS.map((id) => CHECK_IDS.indexOf(CAUSES[id].check));
    expect(new Set(order).size).toBe(CHECK_IDS.length);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('has a page for every check in both languages, with exactly its causes as headings', () => {
    for (const check of CHECK_IDS) {
      const own = CAUSE_IDS.filter((id) => CAUSES[id].check === check);
      for (const lang of LANGS) {
        const [file = ''] = docsPath(own[0] as CauseId, lang).split('#');
        const page = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
        const headings = [...page.matchAll(/^### `(.+)`$/gm)].map((match) => match[1]);
        expect(headings, file).toEqual(own);
      }
    }
  });

  it('explains each of them, and every link between the pages leads somewhere', () => {
    const folder = new URL('../../docs/checks/', import.meta.url);
    const pages = new Map(
      readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const),
    );
    expect(pages.size).toBe(CHECK_IDS.length * LANGS.length);
    for (const [name, page] of pages) {
      for (const section of page.split(/^### /m).slice(1)) {
        expect(section, name).toMatch(/\*\*(?:Seen|わかること)/);
        expect(section, name).toMatch(/\*\*(?:Why it matters|影響)：?:?\*\*/);
        expect(section, name).toMatch(/\*\*(?:What to do|対処方法)/);
      }
      for (const [, file = '', anchor] of page.matchAll(/\]\(([\w.-]+\.md)(?:#([\w-]+))?\)/g)) {
        const target = pages.get(file);
        expect(target, `${name} → ${file}`).toBeDefined();
        if (anchor !== undefined) expect(target, `${name} → ${file}#${anchor}`).toContain(`\n### \`${anchor}\`\n`);
        // A reader stays in one language, but for the link to the other half at the top.
        const other = file.endsWith('.ja.md') !== name.endsWith('.ja.md');
        if (other) expect(file.replace('.ja.md', '.md'), name).toBe(name.replace('.ja.md', '.md'));
      }
    }
  });

  it('puts the step first that the code of the phone speaks of', () => {
    const first = (error: string) => {
      const args = { error };
      const place = where('macos', ['finder'], '27.0');
      return causeWords({ id: 'backup-service-refused', args }, place, 'en').steps[0];
    };
    expect(new Set(['MBErrorDomain/25', 'MBErrorDomain/212', 'MBErrorDomain/22', 'other'].map(first)).size).toBe(4);
    expect(first('MBErrorDomain/208')).toBe(first('other'));
  });
});

describe('every cause in words', () => {
  it('says something everywhere, with nothing left over from a template', () => {
    const bad = /undefined|null|NaN|\[object|\$\{|\(\s*\)|（\s*）| {2}|“”|「」|^\s|\s$/;
    expect(offenders((_, text) => text.length < 8 || bad.test(text))).toEqual([]);
  });

  it('ends each sentence as a sentence', () => {
    const ended = /[.。?）)”」]$|--[\w-]+$|[\w-]+$/;
    expect(offenders((_, text) => !ended.test(text))).toEqual([]);
    expect(offenders((one, text) => one.lang === 'ja' && text === one.words.summary && !/。|：/.test(text))).toEqual(
      [],
    );
  });

  it('has 2 to 8 steps, none twice', () => {
    const wrong = ALL.filter(({ words }) => words.steps.length < 2 || words.steps.length > 8);
    expect(wrong.map((one) => `${one.label}: ${one.words.steps.length}`)).toEqual([]);
    const twice = ALL.filter(({ words }) => new Set(words.steps).size !== words.steps.length);
    expect(twice.map((one) => one.label)).toEqual([]);
  });

  it('is short: a summary of at most two sentences, steps of about two lines', () => {
    // A question quoted from the screen is no sentence of ours.
    const count = (text: string) =>
      text
        .replace(/「[^」]*」|“[^”]*”/g, '')
        .split(/[.?!](?:\s|$)|[。?]/)
        .filter((part) => part.trim() !== '').length;
    expect(
      offenders(
        (_, text) => count(text) > 2,
        ({ words }) => [words.summary],
      ),
    ).toEqual([]);
    const steps = new Set(ALL.flatMap(({ words }) => words.steps));
    expect([...steps].filter((step) => stringWidth(step) > 172)).toEqual([]);
  });

  it('is Japanese in Japanese and has no Japanese in English', () => {
    expect(offenders((one, text) => one.lang === 'ja' && !JAPANESE.test(withoutCode(text)))).toEqual([]);
    expect(offenders((one, text) => one.lang === 'en' && JAPANESE.test(text))).toEqual([]);
  });

  it('names the device that is connected', () => {
    const wrong = ALL.filter(
      (one) =>
        one.where.device === 'iPad' &&
        // “iPhone Backup”, “up to iPhone 7” and the samples' own “Apple iPhone” are names, not the device.
        sentences(one).some((text) =>
          /iPhone/.test(text.replace(/iPhone (?:Backup|7)|Apple iPhone|iphone-backup-doctor/g, '')),
        ),
    );
    expect(wrong.map((one) => one.label)).toEqual([]);
  });

  it('quotes what was observed', () => {
    const summary = (id: CauseId, index: number, lang: Lang) =>
      ALL.find((one) => one.label.startsWith(`${id}[${index}] windows+ `) && one.lang === lang)?.words.summary ?? '';
    for (const lang of LANGS) {
      expect(summary('computer-disk-full', 0, lang)).toMatch(/5\.24 GB.*61 GB/);
      expect(summary('iphone-in-recovery-mode', 0, lang)).toContain('05ac:1281');
      expect(summary('apple-driver-problem', 0, lang)).toContain('28');
      expect(summary('backup-software-too-old', 0, lang)).toMatch(/12\.8\.0.*12\.9\.0/);
      const limit = Number.parseInt(LIBIMOBILEDEVICE_LIMIT_IOS, 10);
      expect(summary('backup-software-too-old', 1, lang)).toMatch(new RegExp(`iOS ${limit}(?: and later|以降)`));
      expect(summary('backup-damaged', 0, lang)).toMatch(/Manifest\.db.*Status\.plist/);
      expect(summary('ios-outdated', 0, lang)).toMatch(/26\.1.*27\.0\.1/);
      expect(summary('trust-record-stale', 0, lang)).toContain('InvalidHostID');
    }
    expect(summary('icloud-backup-stale', 0, 'ja')).toContain('2026年9月1日');
    expect(summary('memory-low', 0, 'en')).toMatch(/150 MB of 8 GB/);
  });

  it('marks a guess as a guess', () => {
    const guess = {
      en: /\bmay\b|\bcan\b|\boften\b|\bmostly\b/i,
      ja: /可能性|ことがあ|多くの場合|かもしれ|場合も少なく/,
    };
    const certain = ALL.filter(
      (one) =>
        CAUSES[one.id].defaultConfidence === 'likely' &&
        one.id !== 'connected-by-wifi-only' &&
        !guess[one.lang].test(`${one.words.summary} ${one.words.why}`),
    );
    // A disk that can only be read, and one that is reached over Wi-Fi only, are observed facts.
    expect(certain.map((one) => one.label).filter((label) => !label.startsWith('backup-volume-limited[3]'))).toEqual(
      [],
    );
  });
});

describe('advice that belongs to another computer', () => {
  it('never mentions the classic service where classic iTunes is not installed', () => {
    const service = /Apple Mobile Device (?:Service|Support)|AppleMobileDeviceService|services\.msc/;
    const all = (one: Worded) => [...sentences(one), ...one.words.commands];
    expect(offenders((one, text) => !one.where.programs.includes('itunes-classic') && service.test(text), all)).toEqual(
      [],
    );
  });

  it('never shows Windows to people on another system', () => {
    const windows =
      /Windows(?! computer|のパソコン)|Microsoft Store|Device Manager|デバイス マネージャー|Explorer|エクスプローラー|PowerShell|winget|\.exe|\.msc|ms-settings|C:\\|27015/;
    const own = (one: Worded) =>
      // The samples quote a Windows address, and WSL is Windows.
      [...sentences(one).slice(1), ...one.words.commands].filter((text) => !text.includes('WSL'));
    const found = offenders((one, text) => one.where.platform !== 'windows' && windows.test(text), own);
    expect(found).toEqual([]);
  });

  it('never shows the Mac or Linux to people on Windows', () => {
    const other = /macOS|System Settings|システム設定|apt install|systemctl|usbmuxd\b|ディスクユーティリティ/;
    const found = offenders(
      (one, text) => one.where.platform === 'windows' && other.test(text),
      (one) => [...one.words.steps, ...one.words.commands],
    );
    // usbmuxd by name only where it is the cause.
    expect(found.filter((text) => !text.startsWith('usbmuxd-not-running'))).toEqual([]);
  });

  it("never says that Apple's software listens, or makes a folder, where Apple has none", () => {
    const apple = /Apple's (?:connection )?software|Appleの(?:接続用)?ソフトウェア|by itself|自動で作成/;
    const own = ['mux-port-blocked', 'backup-folder-not-writable', 'backup-folder-link-broken'];
    const found = offenders(
      (one, text) => own.includes(one.id) && /linux|other/.test(one.where.platform) && apple.test(text),
    );
    expect(found).toEqual([]);
    const blocked = ALL.filter((one) => one.id === 'mux-port-blocked' && one.where.platform === 'windows');
    expect(blocked.some((one) => apple.test(one.words.summary))).toBe(true);
  });

  it('takes a wrong USBMUXD_SOCKET_ADDRESS away first, in the way of the system', () => {
    const wrong = ALL.filter((one) => one.label.startsWith('usbmuxd-not-running[3]'));
    expect(wrong.length).toBeGreaterThan(0);
    for (const { words, where: place, label } of wrong) {
      expect(words.steps[0], label).toContain('USBMUXD_SOCKET_ADDRESS');
      expect(/unset/.test(words.steps[0] ?? ''), label).toBe(place.platform !== 'windows');
      expect(words.commands, label).toEqual([]);
    }
  });

  it('says Finder only where the Finder makes the backups', () => {
    const onFinder = (place: Where) => place.platform === 'macos' && !place.programs.includes('itunes-mac');
    const files =
      /In the Finder, select the folder|Finderでフォルダを選び|Finder windows and the Music|Finderのウインドウやミュージック/;
    expect(offenders((one, text) => !onFinder(one.where) && /Finder/.test(text) && !files.test(text))).toEqual([]);
  });
});

describe('a phone that USB sees and the software behind it does not list', () => {
  const seen = (lang: Lang) =>
    ALL.filter((one) => one.lang === lang && /^iphone-not-detected\[[56]\]/.test(one.label)).map((one) => ({
      ...one,
      all: [...sentences(one), ...one.words.commands].join('\n'),
    }));

  it('is no question of charge-only cables or of a machine without USB', () => {
    for (const { all, label } of [...seen('en'), ...seen('ja')]) {
      expect(all, label).not.toMatch(
        /only charge|充電専用|VirtualBox|passed through|割り当て|another cable|別のケーブル/,
      );
    }
  });

  it('is mended at the software of this computer', () => {
    for (const lang of LANGS) {
      for (const { where: place, all, label } of seen(lang)) {
        const classic = place.programs.includes('itunes-classic');
        expect(/Apple Mobile Device Service/.test(all), label).toBe(classic);
        expect(/usbmuxd/.test(all), label).toBe(place.platform === 'linux' || place.platform === 'other');
        expect(/Device Manager|デバイス マネージャー/.test(all), label).toBe(place.platform === 'windows');
      }
    }
  });

  it('and a container is called one, while machines keep their names', () => {
    const first = (index: number, lang: Lang) =>
      ALL.find((one) => one.label.startsWith(`iphone-not-detected[${index}]`) && one.lang === lang)?.words.steps[0];
    expect(first(4, 'en')).toContain('inside a container');
    expect(first(4, 'ja')).toContain('コンテナの中');
    expect(first(3, 'en')).toContain('inside VirtualBox');
    expect(first(2, 'ja')).toContain('WSL');
  });
});

describe('the update of the backup software', () => {
  it('of an iTunes that is not from the Store: it asks at its start, and there is a menu for it', () => {
    const outdated = ALL.filter((one) => one.id === 'backup-software-outdated');
    for (const { words, where: place, lang, label } of outdated) {
      const steps = words.steps.join('\n');
      const own = place.programs.some((program) => program === 'itunes-classic' || program === 'itunes-mac');
      const asks = { en: /as it starts it offers/, ja: /更新するか聞かれたら/ }[lang];
      if (own) expect(steps, label).toMatch(asks);
      if (!steps.includes('iTunes')) expect(steps, label).not.toMatch(asks);
    }
    expect(outdated.some((one) => one.where.programs.includes('itunes-classic'))).toBe(true);
  });
});

describe('nothing that loses data', () => {
  const DANGEROUS =
    /\berase|\brestore\b|factory reset|sign(?:ing)? out|Lockdown folder|Lockdownフォルダ|\bunpair|reinstall (?:iOS|Windows)|消去|初期化|復元|サインアウト|ペアリングを解除|\bDelete\b|\bdelete (?:the|this|that|your|old) (?:backup|folder)/i;
  const REFUSED =
    /\bnot\b|\bnever\b|\bnothing\b|\bonly for devices|deletes? everything|ない|選びません|しません|\bDelete nothing|現在復元中|had again|Update that app|asking before|before deleting/i;

  it('never advises to erase, restore, sign out or unpair, except to warn of it', () => {
    expect(offenders((_, text) => DANGEROUS.test(text) && !REFUSED.test(text))).toEqual([]);
  });

  it('names the removal of an old backup only as the last step', () => {
    const early = ALL.filter(({ words }) =>
      words.steps.slice(0, -1).some((step) => step.includes('--clean-old-backups') && !step.includes('--dry-run')),
    );
    expect(early.map((one) => one.label)).toEqual([]);
    const cuts = ALL.filter((one) => one.id === 'connection-unstable');
    expect(cuts.every(({ words }) => words.steps.at(-1)?.includes('--clean-old-backups'))).toBe(true);
  });

  it('offers only commands that look, open or install', () => {
    const commands = new Set(ALL.flatMap((one) => one.words.commands));
    for (const command of commands) {
      expect(command).not.toMatch(
        /\brm\b|\bdel\b|\berase\b|Remove-|\bdefaults (?:write|delete)|\bmv\b|\bunpair\b|format|>|;|&&/,
      );
      expect(command).toMatch(
        /^(?:npx iphone-backup-doctor|winget install|start ms-|explorer\.exe shell:|devmgmt\.msc|Restart-Service|Set-Service 'Apple Mobile Device Service'|softwareupdate --list|systemctl status|lsusb|ioreg|idevice|ls |df |defaults read)/,
      );
    }
    expect(commands).toContain('npx iphone-backup-doctor --clean-old-backups --dry-run');
  });

  it('links only to Apple, in the language of the reader', () => {
    for (const { words, lang, label } of ALL) {
      if (words.url === null) continue;
      const page =
        lang === 'ja'
          ? /^https:\/\/(?:support\.apple\.com\/ja-jp\/(?:HT)?\d+|www\.apple\.com\/jp\/support\/systemstatus\/)$/
          : /^https:\/\/(?:support\.apple\.com\/en-us\/(?:HT)?\d+|www\.apple\.com\/support\/systemstatus\/)$/;
      expect(words.url, label).toMatch(page);
    }
  });
});

describe('Japanese as it stands on the screen', () => {
  it('uses none of the words of machine-translated pages, nor words for insiders', () => {
    const avoid =
      /場所とプライバシーのリセット|ローカル バックアップの暗号化|Wi-Fi接続時にこの|の転送またはリセット|が無効です|コンピューターを信頼|母艦|文鎮|脱獄|初期化|発生しました|バックアップを取(?:る|り|っ)|Apple IDを|ソフトウェア・|モバイルデータ通信経由で.*モバイル通信経由/;
    expect(offenders((one, text) => one.lang === 'ja' && avoid.test(text))).toEqual([]);
  });

  it('says iPhone instead of “device”, except in names', () => {
    const names =
      /Appleデバイス|デバイス マネージャー|ポータブル デバイス|このデバイスは正常に動作しています|「デバイス」|>「デバイス」/g;
    expect(offenders((one, text) => one.lang === 'ja' && text.replace(names, '').includes('デバイス'))).toEqual([]);
  });

  it("spells Apple's words as Apple does: no space before or after them", () => {
    const spaced =
      /iCloud バックアップ|iPhone を|コンピューター|フォルダー(?! アクセス)|ユーザー|サーバー|アクセサリー/;
    expect(offenders((one, text) => one.lang === 'ja' && spaced.test(text))).toEqual([]);
  });

  it('distinguishes the two buttons: on the device and in the Finder', () => {
    const wrong = ALL.filter(
      (one) => one.lang === 'ja' && one.words.steps.some((step) => /「設定」.*「今すぐバックアップ」/.test(step)),
    );
    expect(wrong.map((one) => one.label)).toEqual([]);
  });
});
