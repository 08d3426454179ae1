/** A check is more than its code: everything that belongs to one must be there. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../src/causes/catalogue.ts';
import { CHECKS } from '../../src/checks/index.ts';
import { CHECK_IDS } from '../../src/core/check.ts';
import { titleOf } from '../../src/messages/index.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const exists = (path: string) => existsSync(new URL(`../../${path}`, import.meta.url));
/** The three iCloud and iOS questions share one test file. */
const TEST_OF: Readonly<Record<string, string>> = {
  'ios-version': 'icloud',
  'icloud-backup': 'icloud',
  'icloud-storage': 'icloud',
};

describe('the list of checks', () => {
  it('is in the order of the elimination, without doubles', () => {
    const ids = CHECKS.map((check) => check.id);
    expect(ids).toEqual(CHECK_IDS.filter((id) => ids.includes(id)));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(CHECKS.map((check) => check.id))('%s has its code, words, test and pages', (id) => {
    expect(exists(`src/checks/${id}.ts`)).toBe(true);
    expect(exists(`src/messages/${id}.ts`)).toBe(true);
    expect(exists(`test/checks/${TEST_OF[id] ?? id}.test.ts`)).toBe(true);
    expect(titleOf(id, 'en')).not.toBe(titleOf(id, 'ja'));
    const page = `${read(`docs/checks/${id}.md`)}${exists(`docs/checks/${id}.ja.md`) ? read(`docs/checks/${id}.ja.md`) : ''}`;
    expect(page).toMatch(/[ぁ-ん]/);
    for (const [cause, info] of Object.entries(CAUSES)) if (info.check === id) expect(page).toContain(cause);
  });
});
