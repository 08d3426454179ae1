/** What the phone tells replaces a question; what it does not tell is asked, and never taken for "no". */
import { describe, expect, it } from 'vitest';
import type { Answer, AnswerKey } from '../../src/ask/types.ts';
import { deviceConnection } from '../../src/checks/device-connection.ts';
import { diskCapacity } from '../../src/checks/disk-capacity.ts';
import { icloudBackup } from '../../src/checks/icloud-backup.ts';
import { iosVersion } from '../../src/checks/ios-version.ts';
import { itunesVersion } from '../../src/checks/itunes-version.ts';
import type { Check, CheckContext } from '../../src/core/check.ts';
import { known } from '../../src/facts/fact.ts';
import { judgeIos } from '../../src/facts/ios-lines.ts';
import type { BackupProgram } from '../../src/facts/types.ts';
import type { PhoneValues } from '../../src/phone/values.ts';
import { backupInfo } from '../support/backup-info.ts';
import { contextOf, NOW } from '../support/context.ts';
import { type FakeAnswers, type FakePlatform, fakeFacts } from '../support/fake-facts.ts';
import { ABSENT, identity, phoneFacts, reading, values } from '../support/phone-facts.ts';

const DAY = 86_400_000;
const yes: Answer = { kind: 'yes' };
const no: Answer = { kind: 'no' };
const ALL_WELL = { 'icloud-signed-in': yes, 'icloud-restoring': no, wifi: yes, power: yes, locked: yes } as const;

/** Runs a check and tells what it asked the person. */
async function look(
  check: Check,
  facts: FakeAnswers,
  answers: Partial<Record<AnswerKey, Answer>> = {},
  platform: FakePlatform = 'windows',
) {
  const context = contextOf({ facts: fakeFacts(facts, platform) }, answers);
  const asked: AnswerKey[] = [];
  const ask: CheckContext['ask'] = {
    answer: (key) => {
      asked.push(key);
      return context.ask.answer(key);
    },
  };
  return { outcome: await check.run({ ...context, ask }), asked };
}
const withValues = (change: Partial<PhoneValues>) => phoneFacts({ phoneValues: values(change) });

describe('ios-version', () => {
  it('is measured, and nobody is asked', async () => {
    const { outcome, asked } = await look(iosVersion, phoneFacts());
    expect(outcome).toMatchObject({ status: 'pass', source: 'phone', summary: { key: 'newest' } });
    expect(asked).toEqual([]);
    expect(
      (await look(iosVersion, phoneFacts({ phoneIdentity: identity({ productVersion: '26.6.1' }) }))).outcome,
    ).toMatchObject({
      cause: { id: 'ios-outdated', args: { installed: '26.6.1', newest: '27.0.1' } },
      confidence: 'likely',
    });
  });

  it('asks where the model is not in the table, and where a newer line may not be for it', async () => {
    for (const change of [
      { productType: 'iPhone99,1' },
      { productType: 'iPad13,1', productVersion: '26.6.1' },
      { productVersion: null },
    ]) {
      expect((await look(iosVersion, phoneFacts({ phoneIdentity: identity(change) }))).asked).toEqual([
        'ios-up-to-date',
      ]);
    }
  });

  it.each([
    ['iPhone11,2', '18.7.10', 'newest'],
    ['iPhone11,2', '18.7.8', 'older'],
    ['iPhone10,1', '16.7.16', 'newest'],
    ['iPhone8,4', '15.8.8', 'newest'],
    ['iPod7,1', '12.5.8', 'newest'],
    ['iPad7,11', '18.7.10', 'newest'],
    ['iPad7,5', '17.7.10', 'older'],
    ['iPad13,1', '26.5', 'older'],
    ['iPad13,1', '26.6.1', 'not-known'],
    ['iPad13,1', '27.0.1', 'newest'],
    ['iPhone17,4', '27.1', 'newest'],
    ['iPhone1,1', '3.1.3', 'not-known'],
    ['nonsense', 'x', 'not-known'],
  ] as const)('%s on %s: %s', (model, version, state) => {
    expect(judgeIos(model, version).state).toBe(state);
  });
});

describe('icloud-backup', () => {
  it('passes on a recent backup without a question', async () => {
    const { outcome, asked } = await look(icloudBackup, phoneFacts());
    expect(outcome).toMatchObject({ status: 'pass', source: 'phone', summary: { key: 'recent' } });
    expect(asked).toEqual([]);
  });

  it('switched off is measured; on a managed phone it may be restricted', async () => {
    const off = { cloudBackupEnabled: reading(false) };
    expect((await look(icloudBackup, withValues(off))).outcome).toMatchObject({
      cause: { id: 'icloud-backup-off' },
      source: 'phone',
      confidence: 'confirmed',
    });
    expect((await look(icloudBackup, withValues({ ...off, supervised: reading(true) }))).outcome).toMatchObject({
      cause: { id: 'icloud-restricted' },
      confidence: 'likely',
    });
  });

  it('an old date leads to the conditions first, then to "stale"', async () => {
    const old = withValues({ lastCloudBackup: reading(NOW - 40 * DAY) });
    const missing = await look(icloudBackup, old, { ...ALL_WELL, power: no });
    expect(missing.outcome).toMatchObject({ cause: { id: 'icloud-conditions-not-met', args: { missing: ['power'] } } });
    expect(missing.asked).not.toContain('icloud-backup-on');
    expect((await look(icloudBackup, old, ALL_WELL)).outcome).toMatchObject({
      cause: { id: 'icloud-backup-stale', args: { days: 40 } },
      source: 'phone',
    });
    const days = withValues({ lastCloudBackup: reading(NOW - 3 * DAY) });
    expect((await look(icloudBackup, days, ALL_WELL)).outcome.status).toBe('pass');
  });

  it.each([
    ABSENT,
    { known: false, reason: 'empty', error: null } as const,
    { known: false, reason: 'refused', error: 'GetProhibited' } as const,
  ])('a switch that is not told (%j) is asked for, never "off"', async (untold) => {
    const { outcome, asked } = await look(icloudBackup, withValues({ cloudBackupEnabled: untold }), {
      ...ALL_WELL,
      'icloud-backup-on': yes,
    });
    expect(asked).toContain('icloud-backup-on');
    expect(outcome.status).toBe('pass');
  });

  it('tells an outage at Apple, and a network from which iCloud is out of reach as likely', async () => {
    const outage = { outage: { service: 'iCloud Backup', since: null }, icloudReachable: true };
    expect((await look(icloudBackup, phoneFacts({ network: known(outage) }))).outcome).toMatchObject({
      cause: { id: 'apple-outage' },
      source: 'network',
    });
    expect(
      (await look(icloudBackup, phoneFacts({ network: known({ outage: null, icloudReachable: false }) }))).outcome,
    ).toMatchObject({
      cause: { id: 'icloud-unreachable' },
      confidence: 'likely',
    });
  });
});

describe('itunes-version', () => {
  const itunes = (version: string): BackupProgram => ({
    id: 'itunes-classic',
    name: 'iTunes',
    version,
    component: null,
  });
  const needs = (minITunesVersion: string | null, ...programs: BackupProgram[]) =>
    phoneFacts({ phoneIdentity: identity({ minITunesVersion }), programs: known(programs) });

  it('older than what the phone demands is proven', async () => {
    expect((await look(itunesVersion, needs('12.9.0', itunes('12.7.5.9')))).outcome).toMatchObject({
      cause: { id: 'backup-software-too-old', args: { needed: '12.9.0', basis: 'phone' } },
      confidence: 'confirmed',
      source: 'phone',
    });
  });

  it('does not compare programs whose numbers are of another kind, nor where the phone says nothing', async () => {
    const app: BackupProgram = {
      id: 'apple-devices',
      name: 'Apple Devices',
      version: '1.1540.24088.0',
      component: null,
    };
    expect((await look(itunesVersion, needs('12.9.0', app))).outcome.status).toBe('pass');
    expect((await look(itunesVersion, needs('12.9.0', app, itunes('12.7.5.9')))).outcome.status).toBe('pass');
    expect((await look(itunesVersion, needs(null, itunes('12.7.5.9')))).outcome).toMatchObject({
      confidence: 'likely',
    });
  });

  it('libimobiledevice 1.3.0 is no obstacle for a phone on iOS 12', async () => {
    const old: BackupProgram = { id: 'libimobiledevice', name: 'libimobiledevice', version: '1.3.0', component: null };
    const on = (productVersion: string) =>
      phoneFacts({ phoneIdentity: identity({ productVersion }), programs: known([old]) });
    expect((await look(itunesVersion, on('12.5.8'), {}, 'linux')).outcome.status).toBe('pass');
    expect((await look(itunesVersion, on('27.0.1'), {}, 'linux')).outcome).toMatchObject({
      cause: { id: 'backup-software-too-old' },
    });
  });
});

describe('disk-capacity', () => {
  const space = (freeBytes: number) =>
    known({
      measuredPath: 'x',
      freeBytes,
      totalBytes: 5e11,
      purgeableCounted: false,
      fileSystem: 'ntfs',
      maxFileBytes: null,
      readOnly: false,
    });

  it('needs what the phone holds, less what its backup here already holds', async () => {
    // 112 GB of data partition, 64 GB of it available: 48 GB on the phone.
    expect((await look(diskCapacity, phoneFacts({ volume: space(40e9) }))).outcome).toMatchObject({
      cause: { id: 'computer-disk-full', args: { needBytes: 48e9, basis: 'phone' } },
      confidence: 'likely',
    });
    const store = 'C:\\Users\\person\\Apple\\MobileSync\\Backup';
    const backups = known([{ root: store, realRoot: store, backups: [backupInfo()] }]);
    expect(
      (await look(diskCapacity, phoneFacts({ volume: space(40e9), backups, backupBytes: known(30e9) }))).outcome,
    ).toMatchObject({
      status: 'pass',
      evidence: { basis: 'phone', needBytes: 18e9, fullBackupBytes: 48e9 },
    });
  });
});

describe('device-connection', () => {
  const answer = (kind: string) =>
    phoneFacts({
      phoneIdentity: known({
        ok: false,
        failure: { layer: 'lockdown', kind, during: 'QueryType', error: 'x', seen: '"HTTP/1.1"' },
      } as never),
    });

  it.each([
    ['no-answer', 'no-answer'],
    ['port-refused', 'refused'],
    ['garbage', 'garbage'],
    ['hung-up', 'hung-up'],
    ['device-gone', 'listed-then-gone'],
  ])('a listed phone with %s is not answering (%s), with what was seen', async (kind, symptom) => {
    expect((await look(deviceConnection, answer(kind))).outcome).toMatchObject({
      cause: { id: 'iphone-not-answering', args: { symptom, seen: '"HTTP/1.1"' } },
      evidence: { answer: { during: 'QueryType', kind } },
    });
  });

  it('garbage where the session should begin is not answering either; what cannot be explained is unknown, never a pass', async () => {
    const failure = { layer: 'tls', kind: 'garbage', during: 'TLS', error: 'ERR_SSL', seen: '"HTTP"' } as const;
    const nonsense = phoneFacts({ phoneTrust: known({ state: 'unknown', error: 'ERR_SSL', failure } as const) });
    expect((await look(deviceConnection, nonsense)).outcome).toMatchObject({
      cause: { id: 'iphone-not-answering', args: { symptom: 'garbage', seen: '"HTTP"' } },
    });
    expect((await look(deviceConnection, answer('too-old'))).outcome.status).toBe('unknown');
  });

  it('counts a phone that is listed twice once', async () => {
    const device = { udid: 'a'.repeat(40), connection: 'usb', productId: 0x12a8, linkSpeed: null } as const;
    const mux = known({
      address: 'x',
      addressFrom: 'default',
      state: 'listing',
      devices: [device, device],
      detail: null,
    } as const);
    expect((await look(deviceConnection, phoneFacts({ mux }))).outcome).toMatchObject({
      summary: { args: { devices: 1 } },
    });
  });

  it('restore mode is told as such', async () => {
    expect((await look(deviceConnection, answer('restore-mode'))).outcome).toMatchObject({
      cause: { id: 'iphone-in-recovery-mode' },
    });
  });
});
