/**
 * Is iCloud Backup on, and does it run? The phone tells the switch and the date of the last good backup; the person is asked only for
 * what is still not known, one question at a time, up to the first "no".
 */
import type { Answer, AnswerKey, Ask } from '../ask/types.ts';
import type { Check, CheckContext, Evidence, Outcome } from '../core/check.ts';
import { fail, pass, unknownOutcome } from '../core/outcome.ts';
import { valueOrNull } from '../facts/fact.ts';
import { say } from '../messages/index.ts';
import type { PhoneValues, Reading } from '../phone/values.ts';

const DAY_MS = 86_400_000;
/** The automatic backup is daily; after two days without one it is not running by itself. */
const RECENT_DAYS = 2;
/** With all conditions met, a week without a backup is no bad luck any more. */
const STALE_DAYS = 7;

type Given = Partial<Record<AnswerKey, Answer['kind'] | 'not-asked'>>;
const LOOK = [say('icloud-backup', 'look-on-the-phone'), say('icloud-backup', 'answer-on-the-command-line')];
const NOTES = [say('icloud-backup', 'automatic-conditions'), say('icloud-backup', 'back-up-now')];

export const icloudBackup: Check = {
  id: 'icloud-backup',
  targets: ['icloud'],
  asks: true,
  limitMs: 60_000,
  run: async ({ facts, ask, now }: CheckContext): Promise<Outcome> => {
    const values = valueOrNull(await facts.phoneValues());
    const network = valueOrNull(await facts.network());
    const measured = measuredEvidence(values, now);
    if (network?.outage != null) {
      const evidence = { ...measured, outage: { service: network.outage.service, since: network.outage.since } };
      return fail('apple-outage', network.outage, { source: 'network', confidence: 'confirmed', evidence });
    }
    if (network?.icloudReachable === false) {
      // The phone may be on another network than this computer.
      const evidence = { ...measured, icloudReachable: false };
      return fail('icloud-unreachable', {}, { source: 'network', confidence: 'likely', evidence });
    }
    const given: Given = {};
    const enabled = values?.cloudBackupEnabled.known ? values.cloudBackupEnabled.value : null;
    if (enabled === false) return switchedOff(values, measured);
    const last = values?.lastCloudBackup.known ? values.lastCloudBackup.value : null;
    if (enabled === true && last !== null && now - last < RECENT_DAYS * DAY_MS) {
      return pass(say('icloud-backup', 'recent', { last }), { source: 'phone', evidence: measured, notes: NOTES });
    }
    return asked({ ask, given, measured, enabled, last, now });
  },
};

function switchedOff(values: PhoneValues | null, evidence: Evidence): Outcome {
  const supervised = values?.supervised.known ? values.supervised.value : false;
  return supervised
    ? // Management may have switched it off, or somebody by hand; only the phone's screen tells.
      fail('icloud-restricted', {}, { source: 'phone', confidence: 'likely', evidence })
    : fail('icloud-backup-off', {}, { source: 'phone', confidence: 'confirmed', evidence });
}

interface Questions {
  readonly ask: Ask;
  readonly given: Given;
  readonly measured: Evidence;
  readonly enabled: boolean | null;
  readonly last: number | null;
  readonly now: number;
}

async function asked({ ask, given, measured, enabled, last, now }: Questions): Promise<Outcome> {
  const user = { source: 'user', confidence: 'confirmed' } as const;
  const evidence = (): Evidence => ({ ...measured, answers: { ...given } });
  const on = enabled === true ? 'yes' : await put(ask, given, 'icloud-backup-on');
  if (on === 'no') return fail('icloud-backup-off', {}, { ...user, evidence: evidence() });
  if ((await put(ask, given, 'icloud-signed-in')) === 'no') {
    return fail('icloud-account-problem', {}, { ...user, evidence: evidence() });
  }
  if ((await put(ask, given, 'icloud-restoring')) === 'yes') {
    return fail('icloud-restore-running', {}, { ...user, evidence: evidence() });
  }
  const missing: ('wifi' | 'power' | 'locked')[] = [];
  for (const condition of ['wifi', 'power', 'locked'] as const) {
    if ((await put(ask, given, condition)) === 'no') missing.push(condition);
  }
  if (missing.length > 0) return fail('icloud-conditions-not-met', { missing }, { ...user, evidence: evidence() });

  const days = last === null ? null : Math.floor((now - last) / DAY_MS);
  if (last !== null && days !== null && days >= STALE_DAYS) {
    const lastDate = new Date(last).toISOString();
    return fail(
      'icloud-backup-stale',
      { lastDate, days },
      { source: 'phone', confidence: 'confirmed', evidence: evidence() },
    );
  }
  if (on !== 'yes') {
    return unknownOutcome('needs-answer', on, say('common', on === 'unknown' ? 'not-sure' : 'not-answered'), {
      ...(on === 'unknown' ? { source: 'user' as const } : {}),
      evidence: evidence(),
      steps: LOOK,
      notes: NOTES,
    });
  }
  // Without a recent date only all three conditions together say that the daily backup runs.
  if (['wifi', 'power', 'locked'].some((key) => given[key as AnswerKey] !== 'yes')) {
    return unknownOutcome('needs-answer', 'conditions', say('icloud-backup', 'on-conditions-unsure'), {
      evidence: evidence(),
      steps: LOOK,
      notes: NOTES,
    });
  }
  return pass(say('icloud-backup', 'conditions-met-said'), {
    source: 'user',
    evidence: evidence(),
    notes: last === null || days === null ? NOTES : [say('icloud-backup', 'last', { last, days }), ...NOTES],
  });
}

async function put(ask: Ask, given: Given, key: AnswerKey): Promise<Answer['kind'] | 'not-asked'> {
  const answer = await ask.answer(key);
  const kind = answer.known ? answer.value.kind : 'not-asked';
  given[key] = kind;
  return kind;
}

function measuredEvidence(values: PhoneValues | null, now: number): Evidence {
  if (values === null) return {};
  const { cloudBackupEnabled, lastCloudBackup, batteryLevel, externalPower } = values;
  return {
    cloudBackupEnabled: shown(cloudBackupEnabled),
    lastCloudBackup: lastCloudBackup.known ? isoOf(lastCloudBackup.value) : { unknown: lastCloudBackup.reason },
    daysAgo: lastCloudBackup.known ? Math.floor((now - lastCloudBackup.value) / DAY_MS) : null,
    batteryLevel: shown(batteryLevel),
    onPowerNow: shown(externalPower),
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

function shown(reading: Reading<boolean | number>) {
  return reading.known ? reading.value : { unknown: reading.reason };
}
