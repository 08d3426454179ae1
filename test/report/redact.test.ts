import { describe, expect, it } from 'vitest';
import type { EvidenceValue } from '../../src/core/check.ts';
import { createRedactor } from '../../src/report/redact.ts';
import type { Privacy, PrivateKind } from '../../src/report/types.ts';
import { fc, sentence } from './arbitraries.ts';

function redactor(more: Partial<Privacy> = {}) {
  return createRedactor({ showPrivate: false, homes: [], secrets: [], ...more });
}
function knows(kind: PrivateKind, value: string) {
  return redactor({ secrets: [{ kind, value }] });
}

/** Masks leave the first character and …, ~ or $HOME: a secret that holds those itself proves nothing. */
const telling = (value: string) => !/[…~$]/u.test(value) && value.trim() === value;
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: length, maxLength: length });
const hasNot = (text: string, secret: string) =>
  expect(text.normalize('NFC').toLowerCase()).not.toContain(secret.normalize('NFC').toLowerCase());

describe('whatever the sentence, nothing private survives', () => {
  it('UDIDs, known or not, with and without their dash', () => {
    const udid = fc.oneof(
      hex(40),
      fc.tuple(hex(8), hex(16)).map((parts) => parts.join('-')),
      hex(20).map((rest) => `0000${rest}`),
    );
    fc.assert(
      fc.property(
        udid,
        sentence(),
        sentence(),
        fc.constantFrom(' ', '/', '\\', '「', '：', '"', '-'),
        (id, before, after, between) => {
          for (const redact of [redactor(), knows('udid', id)]) {
            hasNot(redact.text(`${before}${between}${id}${between}${after}`), id);
            hasNot(redact.text(`${before}${between}${id}`), id);
          }
          // A known one is found even inside of other characters, and in the other spelling.
          const plain = id.replace('-', '');
          hasNot(knows('udid', id).text(`${before}x${plain.toUpperCase()}x${after}`), plain);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('names, serial numbers and other known strings', () => {
    const words = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 3, maxLength: 20 }),
      fc.constantFrom(
        '花子のiPhone',
        'Hanako’s iPhone',
        '山田',
        'Ünïcödé',
        'がぎぐげご'.normalize('NFD'),
        'F2LZK0ABN6Y1',
        'a+b(c)[d]',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ kind: fc.constantFrom<PrivateKind>('name', 'serial', 'other'), value: words }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.array(sentence(), { minLength: 5, maxLength: 5 }),
        (candidates, parts) => {
          const secrets = candidates.filter(
            ({ value }) => telling(value) && [...new Intl.Segmenter().segment(value.normalize('NFC'))].length > 2,
          );
          const redact = redactor({ secrets });
          // Between marks: an ASCII name inside of a word is none.
          const text = redact.text(
            parts
              .map((part, index) => `${part}・${secrets[index % Math.max(1, secrets.length)]?.value ?? ''}・`)
              .join(''),
          );
          for (const { value } of secrets) hasNot(text, value);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('the home folder, with either slash, doubled or not, in any capitals on Windows', () => {
    const user = fc
      .oneof(
        fc.constantFrom('hanako', '山田 花子', 'Some One', 'x.y-z', 'が'),
        fc.string({ minLength: 3, maxLength: 12 }),
      )
      .filter((name) => telling(name) && !/[\\/:*?"<>|「」“”]/u.test(name) && !/^\.+$/.test(name));
    fc.assert(
      fc.property(
        user,
        fc.constantFrom('C:\\Users\\', '/Users/', '/home/'),
        fc.constantFrom('\\', '/', '\\\\'),
        sentence(),
        (name, base, slash, before) => {
          const home = base + name;
          const redact = redactor({ homes: [home], secrets: [{ kind: 'user', value: name }] });
          const written = base.startsWith('/') ? home : home.replaceAll('\\', slash).toUpperCase();
          const end = base.startsWith('/') ? '/' : slash;
          const text = redact.text(`${before} ${written}${end}Backup`);
          expect(text.endsWith(`~${end}Backup`)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('in evidence at any depth, and in its keys where they come from outside', () => {
    const udid = '00008101-001234567890001E';
    const evidence = {
      list: [{ deep: [`x ${udid}`] }],
      [`/Users/hanako/${udid}`]: 1,
      count: 3,
      nothing: null,
      yes: true,
    };
    const masked = redactor().evidence(evidence);
    expect(masked).toEqual({
      list: [{ deep: ['x 00008101-…001E'] }],
      '/Users/…/00008101-…001E': 1,
      count: 3,
      nothing: null,
      yes: true,
    });
    const value = fc.letrec<{ tree: EvidenceValue }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.string().map((text) => text + udid),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('tree'), { maxKeys: 3 }),
      ),
    })).tree;
    fc.assert(
      fc.property(value, (tree) => {
        hasNot(JSON.stringify(knows('udid', udid).evidence({ tree })), udid);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what is left of a private string', () => {
  it.each([
    ['00008101-001234567890001E', '00008101-…001E'],
    ['00008101001234567890001E', '00008101-…001E'],
    ['0123456789abcdef0123456789abcdef01234567', '0123…4567'],
    // The archive's date is no secret.
    ['0123456789abcdef0123456789abcdef01234567-20260101-101500', '0123…4567-20260101-101500'],
    ['USB\\VID_05AC&PID_12A8\\00008101001234567890001E', 'USB\\VID_05AC&PID_12A8\\00008101-…001E'],
    ['IMEI 356938035643809', 'IMEI …'],
    ['IMEI 35-693803-564380-9', 'IMEI …'],
    ['+81 90-1234-5678', '…'],
    ['090-1234-5678', '…'],
    ['（03-1234-5678）', '（…）'],
    ['(415) 555-0123', '…'],
    ['hanako.yamada@example.co.jp', 'h…@…'],
    ['aa:bb:cc:dd:ee:0f', '…'],
    ['/mnt/c/Users/hanako/AppData', '/mnt/c/Users/…/AppData'],
    ['/home/hanako', '/home/…'],
    ['\\\\?\\C:\\Users\\Some One\\AppData\\x', '\\\\?\\C:\\Users\\…\\AppData\\x'],
    ['file:///Users/hanako/x', 'file:///Users/…/x'],
    ['「/Users/花子」に書き込めません', '「/Users/…」に書き込めません'],
  ])('%s', (text, masked) => {
    expect(redactor().text(text)).toBe(masked);
  });

  it.each([
    'iTunes 12.13.11.1 on 10.0.26100',
    '2026-11-22T12:00:00.000+09:00',
    '01-02-2026 10:15',
    '/Users/Shared/x and C:\\Users\\Public\\y',
    'Settings > General > iPhone Storage',
    'https://support.apple.com/ja-jp/108809',
    '0xE8000065 (-402653083)',
    'usb 3.1.0@node',
    '127.0.0.1:27015',
    '12345678901 bytes',
    'com.apple.mobile.backup',
    'at home/or not',
  ])('nothing is taken from %s', (text) => {
    expect(redactor().text(text)).toBe(text);
  });

  it('a home folder becomes ~, in a command $HOME; a neighbour of the same beginning does not', () => {
    const redact = redactor({ homes: ['/home/hanako'] });
    expect(redact.text('cannot read /home/hanako/Backup')).toBe('cannot read ~/Backup');
    expect(redact.command('ls -l "/home/hanako/Backup"')).toBe('ls -l "$HOME/Backup"');
    expect(redact.text('/home/hanako2/x')).toBe('/home/…/x');
    expect(redact.text('/home/hanakoに')).toBe('~に');
    // Folders of the same name elsewhere.
    expect(redact.text('/media/hanako/USB, /backup/hanako')).toBe('/media/…/USB, /backup/…');
  });

  it('a home that is no secret changes nothing', () => {
    for (const home of ['/', 'C:\\', '']) expect(redactor({ homes: [home] }).text('/var/x C:\\y')).toBe('/var/x C:\\y');
    expect(redactor({ homes: ['/root'] }).text('/root/x /rooted')).toBe('~/x /rooted');
  });

  it('names out of the box stay: masking them would riddle every sentence', () => {
    const redact = redactor({
      secrets: ['iPhone', 'iPad', 'Apple Devices', 'スマホ'].map((value) => ({ kind: 'name', value })),
    });
    expect(redact.text('iPhone and iPad, スマホ')).toBe('iPhone and iPad, スマホ');
    expect(redact.name('iPhone')).toBe('iPhone');
  });

  it('short names are masked where they stand alone, not inside of words', () => {
    expect(knows('name', 'Jo').text('Jo: join Jo’s')).toBe('J…: join J…’s');
    expect(knows('name', '愛').text('愛')).toBe('…');
    expect(knows('name', '愛').text('可愛い')).toBe('可愛い');
    expect(knows('name', '太郎').text('太郎の端末')).toBe('太…の端末');
  });

  it('an ASCII name is masked where it stands alone, not inside of words', () => {
    const redact = knows('name', 'Back');
    expect(redact.text('backup, playback, back2, 2back')).toBe('backup, playback, back2, 2back');
    expect(redact.text('Back, “back”, BACK-up, back’s, /back/, BackをBack')).toBe(
      'B…, “b…”, B…-up, b…’s, /b…/, B…をB…',
    );
    // What does not end in a letter can't be the beginning of a word; other scripts put no space between words.
    expect(knows('name', 'Jo (home)').text('Jo (home)x')).toBe('J…x');
    expect(knows('name', '花子のPhone').text('x花子のPhoneX')).toBe('x花…X');
    // Serial numbers are no words.
    expect(knows('serial', 'F2LZK0ABN6Y1').text('snF2LZK0ABN6Y1x')).toBe('snF2…Y1x');
  });

  it('a name is masked as a whole and can be told from another', () => {
    expect(redactor().name('花子のiPhone')).toBe('花…');
    expect(redactor().name('👩‍👧 phone')).toBe('👩‍👧…');
    expect(knows('name', '花子のiPhone').name('花子のiPhone')).toBe('花…');
    expect(knows('name', 'Hanako’s iPhone').text("Hanako's iPhone")).toBe('H…');
  });
});

describe('the path has characters outside ASCII', () => {
  const home = 'C:\\Users\\山田';

  it('is kept as a fact where they are masked', () => {
    const masked = redactor({ homes: [home] }).evidence({ folder: `${home}\\Backup` });
    expect(masked).toEqual({ folder: '~\\Backup', pathHasNonAscii: true });
    expect(redactor().evidence({ a: [{ folder: '/Users/花子/x' }] })).toHaveProperty('pathHasNonAscii', true);
  });

  it('is not claimed of other paths', () => {
    expect(redactor({ homes: ['/home/hanako'] }).evidence({ folder: '/home/hanako/x' })).toEqual({ folder: '~/x' });
    // Still to be seen, so nothing was lost.
    expect(redactor().evidence({ folder: '/var/バックアップ' })).toEqual({ folder: '/var/バックアップ' });
  });
});

describe('many secrets', () => {
  const secrets = Array.from({ length: 50 }, (_, index): { kind: PrivateKind; value: string }[] => {
    const hexIndex = (index * 7919).toString(16).padStart(13, '0').toUpperCase();
    return [
      {
        kind: 'udid',
        value: index % 2 === 0 ? `00008101-00${hexIndex}E` : `${hexIndex}${'0a9'.repeat(9)}`.slice(0, 40),
      },
      { kind: 'name', value: ['Phone ', '花子のiPhone', 'Ünï ', 'Taro’s phone '][index % 4] + String(index) },
      { kind: 'serial', value: `F2LZK0${String(index).padStart(4, '0')}Y1` },
      { kind: 'other', value: `imei ${index * 31}` },
    ];
  }).flat();

  it('all together leave of a text what one after the other do', () => {
    const one = [...secrets]
      .sort((a, b) => b.value.length - a.value.length)
      .map((secret) => redactor({ secrets: [secret] }));
    const part = fc.oneof(
      fc.constantFrom(...secrets).map(({ value }) => value),
      fc.constantFrom(...secrets).map(({ value }) => value.toUpperCase().replaceAll('-', '').replaceAll('’', "'")),
      sentence(),
    );
    const text = fc
      .array(part, { maxLength: 6 })
      .chain((parts) => fc.constantFrom(' ', '、', '/').map((by) => parts.join(by)));
    const all = redactor({ secrets });
    fc.assert(
      fc.property(text, (value) => {
        expect(all.text(value)).toBe(one.reduce((masked, redact) => redact.text(masked), value));
      }),
      { numRuns: 40 },
    );
  });

  it('of secrets that overlap none is left whole, whichever comes first', () => {
    const overlapping = ['山田花子', '花子の電話', 'の電話機'].map((value) => ({ kind: 'name' as const, value }));
    for (const order of [overlapping, [...overlapping].reverse()]) {
      const text = redactor({ secrets: order }).text('これは山田花子の電話機です');
      for (const { value } of overlapping) expect(text).not.toContain(value);
    }
    // The mask of the first completes the second.
    const redact = redactor({
      secrets: [
        { kind: 'other', value: '123花子456789' },
        { kind: 'name', value: '電話…' },
      ],
    });
    expect(redact.text('電話123花子456789')).toBe('電…');
  });

  it('are prepared once for all lines of a report, and again when something new is known', () => {
    const growing = [...secrets];
    const privacy = () => ({ showPrivate: false, homes: ['/home/hanako'], secrets: growing });
    const before = createRedactor(privacy());
    expect(createRedactor(privacy())).toBe(before);
    growing.push({ kind: 'name', value: '太郎の写真' });
    expect(createRedactor(privacy())).not.toBe(before);
    expect(createRedactor(privacy()).text('太郎の写真')).toBe('太…');
    // Other homes, other paths.
    expect(createRedactor({ ...privacy(), homes: ['/x/taro'] }).text('/x/taro/y')).toBe('~/y');
  });
});

it('--show-private masks nothing', () => {
  const redact = redactor({
    showPrivate: true,
    homes: ['/home/hanako'],
    secrets: [{ kind: 'name', value: '花子のiPhone' }],
  });
  const text = '/home/hanako 花子のiPhone 00008101-001234567890001E hanako@example.com';
  expect(redact.text(text)).toBe(text);
  expect(redact.command(text)).toBe(text);
  expect(redact.name('花子のiPhone')).toBe('花子のiPhone');
  expect(redact.udid('00008101-001234567890001E')).toBe('00008101-001234567890001E');
  expect(redact.evidence({ folder: '/home/花子' })).toEqual({ folder: '/home/花子' });
});
