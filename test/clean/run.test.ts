import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runClean } from '../../src/clean/run.ts';
import type { CheckboxChoice, CleanIo, CleanOptions, CleanPrompts } from '../../src/clean/types.ts';
import { WORDS } from '../../src/clean/words.ts';
import { LANGS } from '../../src/messages/define.ts';
import { asNobody } from '../support/as-nobody.ts';
import {
  archiveName,
  DAY,
  HOUR,
  makeBackup,
  makeTempRoot,
  recipeOf,
  removeTree,
  touchTree,
  UDID_NEW_FORM,
  UDID_OLD_FORM,
  UDID_OTHER,
} from '../support/backup-factory.ts';

const posixIt = it.skipIf(process.platform === 'win32');
const now = Date.now();
const OLD = archiveName(UDID_OLD_FORM, now - 90 * DAY);
const OLDER = archiveName(UDID_OLD_FORM, now - 200 * DAY);
let base: string;
let root: string;
let bin: string;

beforeEach(() => {
  base = makeTempRoot('clean');
  root = join(base, 'Backup');
  bin = join(base, 'bin');
  mkdirSync(root);
  mkdirSync(bin);
});
afterEach(() => removeTree(base));

/** Newest, two archives, another phone's only backup, a folder of the person's own. */
function fill(): void {
  makeBackup(root, { date: now - 2 * DAY, deviceName: '花子のiPhone' });
  makeBackup(root, { folder: OLD, date: now - 90 * DAY, deviceName: '花子のiPhone', files: 9, fileBytes: 5_000 });
  makeBackup(root, { folder: OLDER, date: now - 200 * DAY, deviceName: '花子のiPhone' });
  makeBackup(root, { udid: UDID_NEW_FORM, date: now - 300 * DAY, deviceName: 'Old iPad', productType: 'iPad13,1' });
  mkdirSync(join(root, 'my notes'));
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asked: readonly (readonly CheckboxChoice[] | string)[];
}

interface Answers {
  /** Picks from what is offered; without it, what is ticked already. */
  readonly tick?: (choices: readonly CheckboxChoice[]) => readonly string[];
  readonly word?: string;
  readonly io?: Partial<CleanIo>;
}

async function run(options: Partial<CleanOptions>, answers: Answers = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const asked: (readonly CheckboxChoice[] | string)[] = [];
  const prompts: CleanPrompts = {
    checkbox: async (_message, choices) => {
      asked.push(choices);
      const ticked = choices.filter(({ checked }) => checked).map(({ value }) => value);
      return answers.tick?.(choices) ?? ticked;
    },
    input: async (message) => {
      asked.push(message);
      return answers.word ?? 'remove';
    },
  };
  const code = await runClean(
    {
      roots: [{ path: root }],
      dryRun: false,
      yes: false,
      permanently: false,
      json: false,
      lang: 'en',
      interactive: true,
      plain: false,
      columns: 80,
      color: false,
      now,
      tool: { name: 'iphone-backup-doctor', version: '1.2.3' },
      platform: 'linux',
      ...options,
    },
    {
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
      prompts: async () => prompts,
      signal: new AbortController().signal,
      trash: async (path) => renameSync(path, join(bin, path.slice(root.length + 1))),
      ...answers.io,
    },
  );
  return { code, stdout, stderr, asked };
}

const left = () => readdirSync(root).sort();
const script = { interactive: false } as const;
const json = async (options: Partial<CleanOptions>, answers: Answers = {}) => {
  const ran = await run({ ...script, json: true, ...options }, answers);
  return { ...ran, document: JSON.parse(ran.stdout) };
};

describe('asking', () => {
  it('offers what may go, ticks what is stale, and moves what was ticked to the trash', async () => {
    fill();
    const before = left();
    const { code, stdout, asked } = await run({});
    expect(code).toBe(0);
    const offered = asked[0] as readonly CheckboxChoice[];
    expect(offered.map(({ value, checked }) => [value.slice(root.length + 1), checked])).toEqual([
      [OLD, true],
      [OLDER, true],
    ]);
    expect(readdirSync(bin).sort()).toEqual([OLD, OLDER].sort());
    expect(left()).toEqual(before.filter((name) => name !== OLD && name !== OLDER));
    expect(stdout).toContain(root);
  });

  it('removes only what the person leaves ticked', async () => {
    fill();
    await run({}, { tick: (choices) => choices.slice(1).map(({ value }) => value) });
    expect(readdirSync(bin)).toEqual([OLDER]);
  });

  it.each([
    ['remove', true],
    ['削除', true],
    ['「削除」', true],
    [' REMOVE ', true],
    ['ｒｅｍｏｖｅ', true],
    ['y', false],
    ['yes', false],
    ['', false],
    ['remove it', false],
  ])('takes %j for a yes: %j', async (word, isYes) => {
    fill();
    for (const lang of ['en', 'ja'] as const) {
      const { code } = await run({ lang }, { word });
      expect(code).toBe(0);
    }
    expect(existsSync(join(root, OLD))).toBe(!isYes);
  });

  it('asks for no word when nothing is ticked', async () => {
    fill();
    const before = left();
    const { code, asked } = await run({}, { tick: () => [] });
    expect([code, asked.length, left()]).toEqual([0, 1, before]);
  });

  it('does not ask where nothing may go', async () => {
    makeBackup(root, {});
    const { code, asked } = await run({});
    expect([code, asked]).toEqual([0, []]);
  });

  it('deletes for good only with --permanently, and says what the disk has got back', async () => {
    fill();
    const { code, stderr } = await run({ permanently: true, platform: 'windows' });
    expect([code, readdirSync(bin), existsSync(join(root, OLD))]).toEqual([0, [], false]);
    expect(stderr).toContain('cannot be undone');
    expect(stderr).not.toContain('Recycle Bin');
  });

  it('warns on Windows, before asking for the word, that the bin may not keep them', async () => {
    fill();
    const { stderr } = await run({ platform: 'windows' }, { word: 'no' });
    expect(stderr).toContain('deletes it for good');
    expect((await run({}, { word: 'no' })).stderr).not.toContain('deletes it for good');
  });

  it.each(['ExitPromptError', 'AbortPromptError', 'Interrupted'])('ends with 130 on %s', async (name) => {
    fill();
    const before = left();
    const prompts = async () => {
      throw Object.assign(new Error('no'), { name });
    };
    const { code } = await run({}, { io: { prompts } });
    expect([code, left()]).toEqual([130, before]);
  });

  it('lets other errors through', async () => {
    fill();
    const prompts = async () => {
      throw new TypeError('a fault');
    };
    await expect(run({}, { io: { prompts } })).rejects.toThrow('a fault');
  });

  it('stopped between two, keeps the rest and says what was done', async () => {
    fill();
    const stop = new AbortController();
    const trash = async (path: string) => {
      renameSync(path, join(bin, 'first'));
      stop.abort();
    };
    const { code, stdout } = await run({}, { io: { trash, signal: stop.signal } });
    expect([code, existsSync(join(root, OLD)), existsSync(join(root, OLDER))]).toEqual([130, false, true]);
    expect(stdout).toContain('Interrupted');
  });
});

describe('a permanent removal that is stopped inside of a backup', () => {
  /** Stops it as soon as the first folder has its other name. */
  function stopInside(): AbortSignal {
    const stop = new AbortController();
    const watch = () => {
      if (left().some((name) => name.includes('.deleting-'))) stop.abort();
      else setImmediate(watch);
    };
    watch();
    return stop.signal;
  }
  const options = { yes: true, keep: 1, permanently: true } as const;

  it('names in the JSON what is left of it', async () => {
    fill();
    const { document, code } = await json(options, { io: { signal: stopInside() } });
    const leftover = left().find((name) => name.includes('.deleting-'));
    expect(code).toBe(130);
    expect(document.failed).toEqual([{ folder: OLD, why: 'interrupted', leftover }]);
    expect(existsSync(join(root, OLDER, 'Manifest.db'))).toBe(true);
    // Stopped before or between: nothing is left half-way, and nothing claims it.
    const early = await json({ yes: true, keep: 1 }, { io: { trash: async () => Promise.reject(new Error('no')) } });
    expect(early.document.failed[0]).toEqual({ folder: OLDER, why: 'trash-failed' });
  });

  it.each(LANGS)(
    'does not say in one sentence that it is still there and in another that it is not (%s)',
    async (lang) => {
      fill();
      const { stdout } = await run({ ...script, ...options, lang, columns: 40 }, { io: { signal: stopInside() } });
      const leftover = left().find((name) => name.includes('.deleting-')) ?? 'none';
      const flat = stdout.replaceAll(/\s/g, '');
      const squeezed = (text: string) => text.replaceAll(/\s/g, '');
      expect(flat).not.toContain(squeezed(WORDS.interrupted[lang]()));
      expect(flat).toContain(squeezed(WORDS.interruptedInside[lang]()));
      // In one piece: a path that is broken at its hyphens can't be copied.
      expect(stdout.split('\n')).toContain(`  ${join(root, leftover)}`);
    },
  );
});

describe('in a script', () => {
  it.each<[string, Partial<CleanOptions>, number]>([
    ['nothing said', {}, 2],
    ['--yes alone', { yes: true }, 2],
    ['--yes alone, with --json', { yes: true, json: true }, 2],
    ['--json without --yes', { json: true, interactive: true }, 2],
    ['--yes alone in a terminal', { yes: true, interactive: true }, 2],
    ['--keep 0', { yes: true, keep: 0 }, 2],
    ['--keep 1.5', { yes: true, keep: 1.5 }, 2],
    ['--older-than -1', { yes: true, olderThanDays: -1 }, 2],
    ['--udid of no form', { yes: true, keep: 1, udid: '../x' }, 2],
    ['--dry-run', { dryRun: true }, 0],
    ['--dry-run --yes', { dryRun: true, yes: true }, 0],
    ['--dry-run --json', { dryRun: true, json: true }, 0],
  ])('%s touches nothing', async (_name, options, expected) => {
    fill();
    const before = left();
    const { code, asked, stdout, stderr } = await run({ ...script, ...options });
    expect([code, asked, left(), readdirSync(bin)]).toEqual([expected, [], before, []]);
    if (expected === 2) expect([stdout, stderr.trim().split('\n').length <= 2]).toEqual(['', true]);
  });

  it('--yes with --keep or --older-than removes exactly the selection, unasked', async () => {
    fill();
    const kept = await run({ ...script, yes: true, keep: 2 });
    expect([kept.code, kept.asked, readdirSync(bin)]).toEqual([0, [], [OLDER]]);
    const aged = await run({ ...script, yes: true, olderThanDays: 30 });
    expect([aged.code, readdirSync(bin).sort()]).toEqual([0, [OLD, OLDER].sort()]);
    expect(left()).toEqual([UDID_NEW_FORM, UDID_OLD_FORM, 'my notes'].sort());
  });

  it('--udid leaves every other phone alone', async () => {
    fill();
    makeBackup(root, { udid: UDID_OTHER, date: now - DAY });
    const other = archiveName(UDID_OTHER, now - 400 * DAY);
    makeBackup(root, { udid: UDID_OTHER, folder: other, date: now - 400 * DAY });
    const { stdout } = await run({ ...script, yes: true, keep: 1, udid: UDID_OTHER.toUpperCase() });
    expect(readdirSync(bin)).toEqual([other]);
    expect(stdout).not.toContain('Old iPad');
  });

  it('says 1 and what, where one could not be removed, and goes on with the others', async () => {
    fill();
    const trash = async (path: string) => {
      if (path.endsWith(OLD)) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      renameSync(path, join(bin, 'x'));
    };
    const { document, code } = await json({ yes: true, keep: 1 }, { io: { trash } });
    expect(code).toBe(1);
    expect(document).toMatchObject({
      removed: [OLDER],
      failed: [{ folder: OLD, why: 'trash-failed' }],
      freedBytes: 0,
      exitCode: 1,
    });
    expect(existsSync(join(root, OLD, 'Manifest.db'))).toBe(true);
  });

  it('whatever lies there, --keep 1 --yes takes nothing that may be the last of its kind', async () => {
    makeBackup(root, recipeOf('uploading on top of an older set'));
    makeBackup(root, { ...recipeOf('uploading just now'), udid: UDID_NEW_FORM });
    makeBackup(root, { ...recipeOf('Status.plist missing, the rest whole'), udid: UDID_OTHER });
    makeBackup(root, { folder: archiveName(UDID_OTHER, now - DAY), udid: UDID_OTHER, date: now - DAY });
    const before = left();
    const { code } = await run({ ...script, yes: true, keep: 1 });
    expect([code, left(), readdirSync(bin)]).toEqual([0, before, []]);
  });
});

describe('the JSON document', () => {
  it('has the shape of the contract, and nothing else on stdout', async () => {
    fill();
    const { document, stderr } = await json({ dryRun: true });
    expect(Object.keys(document)).toEqual([
      'schemaVersion',
      'tool',
      'mode',
      'dryRun',
      'backups',
      'removed',
      'failed',
      'freedBytes',
      'exitCode',
    ]);
    expect(document).toMatchObject({
      schemaVersion: 1,
      tool: { name: 'iphone-backup-doctor', version: '1.2.3' },
      mode: 'clean',
      dryRun: true,
      removed: [],
      failed: [],
      freedBytes: 0,
      exitCode: 0,
    });
    expect(stderr).toBe('');
    const archive = document.backups.find((one: { folder: string }) => one.folder === OLD);
    expect(archive).toEqual({
      path: join(root, OLD),
      folder: OLD,
      udid: UDID_OLD_FORM,
      archived: true,
      device: { name: '花子のiPhone', productType: 'iPhone14,5', productVersion: '18.5' },
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      bytes: expect.any(Number),
      state: 'complete',
      decision: 'remove',
      reason: 'archive-superseded',
    });
    expect(archive.bytes).toBeGreaterThan(45_000);
    expect(
      document.backups.map(({ decision, reason }: { decision: string; reason: string }) => [decision, reason]),
    ).toEqual([
      ['keep', 'only-complete'],
      ['keep', 'newest-complete'],
      ['remove', 'archive-superseded'],
      ['remove', 'archive-superseded'],
      ['keep', 'foreign'],
    ]);
  });

  it('counts what was really freed', async () => {
    fill();
    const { document } = await json({ yes: true, keep: 1, permanently: true });
    expect(document.removed).toEqual([OLD, OLDER]);
    expect(document.freedBytes).toBeGreaterThan(45_000);
  });

  it('has no date for what was never finished', async () => {
    makeBackup(root, recipeOf('first attempt, never completed'));
    const { document } = await json({ dryRun: true });
    expect(document.backups[0]).toMatchObject({ date: null, state: 'never-completed', reason: 'never-completed' });
  });

  it('is valid and empty where there is nothing', async () => {
    const { document, code } = await json({ dryRun: true });
    expect([code, document.backups]).toEqual([0, []]);
  });
});

describe('a reader that went away', () => {
  /** Takes so many writes and then throws, as a closed pipe may. */
  const closing = (after: number) => {
    let writes = 0;
    return () => {
      writes += 1;
      if (writes > after) throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    };
  };

  it.each([0, 1, 3])('after %i writes changes neither what is removed nor the exit code', async (after) => {
    fill();
    const { code } = await run(
      { ...script, yes: true, keep: 1 },
      { io: { stdout: closing(after), stderr: closing(0) } },
    );
    expect([code, readdirSync(bin).sort()]).toEqual([0, [OLD, OLDER].sort()]);
  });

  it('does not hide that one could not be removed', async () => {
    fill();
    const trash = async () => Promise.reject(new Error('no'));
    for (const format of [{}, { json: true }]) {
      const { code } = await run({ ...script, yes: true, keep: 1, ...format }, { io: { stdout: closing(0), trash } });
      expect(code).toBe(1);
    }
  });
});

describe('folders of backups', () => {
  it('is calm where there are no backups, or no folder at all', async () => {
    for (const roots of [[{ path: root }], [{ path: join(base, 'none') }], []]) {
      const { code, stdout, asked } = await run({ roots });
      expect([code, asked]).toEqual([0, []]);
      expect(stdout.trim().split('\n')).toHaveLength(1);
    }
  });

  it('plans over all folders together', async () => {
    const store = join(base, 'Store');
    makeBackup(root, { date: now - 90 * DAY });
    makeBackup(store, { date: now - 2 * DAY });
    const { document } = await json({ dryRun: true, roots: [{ path: root }, { path: store }] });
    expect(document.backups.map(({ reason }: { reason: string }) => reason)).toEqual(['superseded', 'newest-complete']);
  });

  posixIt('does not take two ways to one folder for two backups (POSIX: links)', async () => {
    makeBackup(root, { date: now - 90 * DAY });
    symlinkSync(root, join(base, 'link'));
    const roots = [{ path: root }, { path: join(base, 'link') }];
    const { document } = await json({ yes: true, keep: 1, roots });
    expect(document.backups.map(({ reason }: { reason: string }) => reason)).toEqual(['only-complete']);
    expect(left()).toEqual([UDID_OLD_FORM]);
  });

  posixIt('says that it could not look, and does not call that empty (POSIX: modes)', async () => {
    const closed = join(base, 'closed');
    mkdirSync(closed, { mode: 0 });
    const { code, stdout, stderr } = await asNobodyIn(() => run({ roots: [{ path: closed }] }));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('EACCES');
    const { document } = await asNobodyIn(() => json({ dryRun: true, roots: [{ path: closed }] }));
    expect(document).toMatchObject({ failed: [{ folder: closed, why: 'denied' }], exitCode: 1 });
  });

  it('says that a folder of backups is a file', async () => {
    writeFileSync(join(base, 'file'), '');
    const { code, stderr } = await run({ roots: [{ path: join(base, 'file') }] });
    expect([code, stderr.includes('ENOTDIR')]).toEqual([1, true]);
  });

  it('names what an interrupted removal left behind, and leaves it', async () => {
    makeBackup(root, { folder: `${UDID_OLD_FORM}.deleting-0badcafe` });
    const { stdout } = await run({ columns: 40 });
    expect(stdout.split('\n')).toContain(`  ${join(root, `${UDID_OLD_FORM}.deleting-0badcafe`)}`);
    expect(left()).toHaveLength(1);
  });

  /** The temporary folders are the tester's own: others must be let through to what is tested. */
  async function asNobodyIn<T>(work: () => Promise<T>): Promise<T> {
    const { chmodSync } = await import('node:fs');
    chmodSync(base, 0o755);
    return asNobody(work);
  }
});

describe('the list', () => {
  it.each([
    ['en', 80],
    ['ja', 80],
    ['en', 40],
    ['ja', 40],
  ] as const)('stays within the terminal, aligned, with any names (%s, %i columns)', async (lang, columns) => {
    makeBackup(root, { deviceName: '太郎の仕事用iPhone 15 Pro Max（会社支給品・返却予定）', date: now - DAY });
    makeBackup(root, { folder: OLD, deviceName: '👩‍👩‍👧‍👦 family', date: now - 90 * DAY });
    makeBackup(root, { udid: UDID_NEW_FORM, deviceName: 'x\u001b[2Jy\nz', date: now - 30 * HOUR });
    makeBackup(root, { ...recipeOf('first attempt, never completed'), udid: UDID_OTHER });
    mkdirSync(join(root, `${'長'.repeat(60)}`));
    const { stdout } = await run({ dryRun: true, lang, columns });
    const options = { ambiguousIsNarrow: lang !== 'ja' };
    for (const line of stdout.split('\n')) {
      // A path is not broken: it must stay usable.
      if (!line.includes(base)) expect(stringWidth(line, options)).toBeLessThanOrEqual(columns);
    }
    expect(stdout).not.toContain('\u001b');
    if (columns < 80) return;
    const heading = stdout.split('\n').find((line) => line.includes('iOS')) ?? '';
    const at = stringWidth(heading.slice(0, heading.indexOf('iOS')), options);
    const rows = stdout.split('\n').filter((line) => /18\.5/.test(line));
    expect(rows.length).toBe(4);
    for (const row of rows) expect(stringWidth(row.slice(0, row.indexOf('18.5')), options)).toBe(at);
  });

  it('marks a date that is only that of an attempt', async () => {
    makeBackup(root, recipeOf('first attempt, never completed'));
    const { stdout } = await run({ dryRun: true });
    expect(stdout).toMatch(/\(\d{4}-\d\d-\d\d\)/);
    makeBackup(root, { udid: UDID_OTHER });
    const { stdout: finished } = await run({ dryRun: true, udid: UDID_OTHER });
    expect(finished).not.toMatch(/\(\d{4}/);
  });

  it('says in the sum that something could not be measured', async () => {
    fill();
    const { stdout } = await run({ dryRun: true, sizeLimitMs: -1 });
    expect(stdout).toContain('at least');
    const { document } = await json({ dryRun: true, sizeLimitMs: -1 });
    expect(document.backups.every(({ bytes }: { bytes: unknown }) => bytes === null)).toBe(true);
  });

  it('never breaks the path of a folder of backups, whatever the width', async () => {
    root = join(base, `Backup-of-${'a-long-name-'.repeat(12)}`);
    mkdirSync(root);
    fill();
    for (const lang of LANGS) {
      const { stdout } = await run({ dryRun: true, lang, columns: 60 });
      expect(stdout).toContain(root);
    }
    expect((await run({ columns: 60 })).stdout.split(root).length).toBe(3);
  });

  it('repaints nothing with --plain', async () => {
    fill();
    expect((await run({ plain: true }, { word: 'no' })).stderr).not.toContain('\r');
    expect((await run({}, { word: 'no' })).stderr).toContain('\r');
  });
});

it('does not remove what changed while the person was thinking', async () => {
  fill();
  const tick = (choices: readonly CheckboxChoice[]) => {
    touchTree(join(root, OLD, 'Info.plist'), now - DAY);
    return choices.map(({ value }) => value);
  };
  const { code } = await run({}, { tick });
  expect([code, readdirSync(bin), existsSync(join(root, OLD))]).toEqual([1, [OLDER], true]);
});
