import { describe, expect, it } from 'vitest';
import { iphoneState } from '../../src/checks/iphone-state.ts';
import type { PhoneValues } from '../../src/phone/values.ts';
import { contextOf, NOW } from '../support/context.ts';
import { fakeFacts } from '../support/fake-facts.ts';
import { ABSENT, phoneFacts, reading, unreadable, values } from '../support/phone-facts.ts';

const look = (change: Partial<PhoneValues> = {}) =>
  iphoneState.run(contextOf({ facts: fakeFacts(phoneFacts({ phoneValues: values(change) })) }));

describe('iphone-state', () => {
  it('passes on a ready phone, and says whether backups are encrypted', async () => {
    const outcome = await look();
    expect(outcome).toMatchObject({
      status: 'pass',
      source: 'phone',
      summary: { key: 'ready', args: { freeBytes: 48e9 } },
    });
    expect(outcome.notes.map((note) => note.key)).toEqual(['encrypted', 'enter-passcode']);
  });

  it.each([
    ['not activated', { activationState: reading('Unactivated') }, 'iphone-not-set-up', 'confirmed'],
    ['in the setup assistant', { setupDone: reading(false) }, 'iphone-not-set-up', 'likely'],
    [
      'encryption demanded, switched off',
      { requiresEncryption: reading(true), willEncrypt: reading(false) },
      'backup-encryption-required',
      'confirmed',
    ],
    [
      'encryption demanded, never set',
      { requiresEncryption: reading(true), willEncrypt: ABSENT },
      'backup-encryption-required',
      'likely',
    ],
    ['hardly any free storage', { dataFree: reading(90e6) }, 'iphone-storage-full', 'likely'],
    [
      'clock an hour ahead',
      { clock: reading({ phoneMs: NOW + 3_600_000, hostMs: NOW }) },
      'iphone-clock-wrong',
      'likely',
    ],
    [
      'clock days behind',
      { clock: reading({ phoneMs: NOW - 3 * 86_400_000, hostMs: NOW }) },
      'iphone-clock-wrong',
      'likely',
    ],
  ] as const)('%s', async (_, change, cause, confidence) => {
    expect(await look(change)).toMatchObject({ status: 'fail', cause: { id: cause }, confidence, source: 'phone' });
  });

  it('forgives a clock that is four minutes off, and encryption that is demanded and on', async () => {
    expect((await look({ clock: reading({ phoneMs: NOW + 240_000, hostMs: NOW }) })).status).toBe('pass');
    expect((await look({ requiresEncryption: reading(true) })).status).toBe('pass');
  });

  it('a value that is not told is neither good nor bad, and is named', async () => {
    const outcome = await look({
      dataFree: { known: false, reason: 'refused', error: 'GetProhibited' },
      requiresEncryption: reading(true),
      willEncrypt: { known: false, reason: 'empty', error: null },
    });
    expect(outcome).toMatchObject({ status: 'pass', summary: { key: 'nothing-found' } });
    expect(outcome.notes[0]).toMatchObject({ key: 'not-told', args: { what: ['encryption', 'storage'] } });
  });

  it('is unknown where nothing was told, and where there is no phone', async () => {
    const untold = contextOf({ facts: fakeFacts(phoneFacts({ phoneValues: unreadable() })) });
    expect(await iphoneState.run(untold)).toMatchObject({
      status: 'unknown',
      why: 'unreachable',
      detail: 'InvalidHostID',
    });
    expect(await iphoneState.run(contextOf())).toMatchObject({ status: 'unknown', why: 'unreachable' });
  });

  it('does not apply where only iCloud is examined and no phone is connected', async () => {
    expect(await iphoneState.run(contextOf({ targets: new Set(['icloud'] as const) }))).toMatchObject({
      status: 'skip',
    });
  });
});
