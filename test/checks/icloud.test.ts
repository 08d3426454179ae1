import { describe, expect, it } from 'vitest';
import type { Answer, AnswerKey } from '../../src/ask/types.ts';
import { icloudBackup } from '../../src/checks/icloud-backup.ts';
import { icloudStorage } from '../../src/checks/icloud-storage.ts';
import { iosVersion } from '../../src/checks/ios-version.ts';
import type { Check } from '../../src/core/check.ts';
import { contextOf } from '../support/context.ts';

const yes: Answer = { kind: 'yes' };
const no: Answer = { kind: 'no' };
const unsure: Answer = { kind: 'unknown' };
const gb = (amount: number): Answer => ({ kind: 'amount', bytes: amount * 1e9 });
const ask = (check: Check, answers: Partial<Record<AnswerKey, Answer>> = {}) => check.run(contextOf({}, answers));
const allGood = {
  'icloud-backup-on': yes,
  'icloud-signed-in': yes,
  'icloud-restoring': no,
  wifi: yes,
  power: yes,
  locked: yes,
} as const;

describe('ios-version', () => {
  it.each([
    [{ 'ios-up-to-date': yes }, { status: 'pass', source: 'user' }],
    [{ 'ios-up-to-date': no }, { status: 'fail', cause: { id: 'ios-outdated' }, confidence: 'likely', source: 'user' }],
    [{ 'ios-up-to-date': unsure }, { status: 'unknown', why: 'needs-answer', source: 'user' }],
    [{}, { status: 'unknown', why: 'needs-answer', source: null }],
  ] as const)('%j', async (answers, expected) => {
    expect(await ask(iosVersion, answers)).toMatchObject(expected);
  });
});

describe('icloud-backup', () => {
  it.each([
    ['icloud-backup-on', no, 'icloud-backup-off'],
    ['icloud-signed-in', no, 'icloud-account-problem'],
    ['icloud-restoring', yes, 'icloud-restore-running'],
  ] as const)('%s=%j is %s', async (key, answer, cause) => {
    expect(await ask(icloudBackup, { ...allGood, [key]: answer })).toMatchObject({
      status: 'fail',
      cause: { id: cause },
      source: 'user',
      evidence: { answers: { [key]: answer.kind } },
    });
  });

  it('names every condition that is missing', async () => {
    expect(await ask(icloudBackup, { ...allGood, wifi: no, locked: no })).toMatchObject({
      cause: { id: 'icloud-conditions-not-met', args: { missing: ['wifi', 'locked'] } },
    });
  });

  it('passes on the person’s own word, with the manual way and the conditions', async () => {
    const outcome = await ask(icloudBackup, allGood);
    expect(outcome).toMatchObject({ status: 'pass', source: 'user', summary: { key: 'conditions-met-said' } });
    expect(outcome.notes.map((note) => note.key)).toEqual(['automatic-conditions', 'back-up-now']);
    // "On" alone says nothing about "recent".
    expect(await ask(icloudBackup, { ...allGood, power: unsure })).toMatchObject({
      status: 'unknown',
      why: 'needs-answer',
      summary: { key: 'on-conditions-unsure' },
    });
  });

  it('is unknown where nobody was asked or nobody was sure', async () => {
    expect(await ask(icloudBackup)).toMatchObject({ status: 'unknown', why: 'needs-answer', source: null });
    expect(await ask(icloudBackup, { ...allGood, 'icloud-backup-on': unsure })).toMatchObject({
      status: 'unknown',
      source: 'user',
    });
  });
});

describe('icloud-storage', () => {
  it.each([
    [gb(0), { status: 'fail', cause: { id: 'icloud-storage-full', args: { freeBytes: 0 } }, confidence: 'confirmed' }],
    [gb(0.5), { status: 'fail', confidence: 'likely' }],
    [gb(3), { status: 'unknown', why: 'needs-answer', summary: { key: 'room-depends' } }],
    [gb(30), { status: 'pass', source: 'user' }],
    [unsure, { status: 'unknown', why: 'needs-answer' }],
  ] as const)('%j', async (answer, expected) => {
    expect(await ask(icloudStorage, { 'icloud-storage-free': answer })).toMatchObject(expected);
  });
});
