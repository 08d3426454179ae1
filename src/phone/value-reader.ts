/** Asks lockdownd for values, one key at a time: what is not needed is not read. */
import type { PlistDict } from '../plist/index.ts';
import { isFailure } from './errors.ts';
import type { LockdownRequest } from './lockdown.ts';
import { type PhoneValues, type Reading, readingOf, VALUES, type ValueName, type ValueSpec } from './values.ts';

export type AskLockdown = (request: LockdownRequest) => Promise<PlistDict>;

/** lockdownd closes silent connections; these say that asking again in a new one helps. */
const LOST_SESSION = ['SessionInactive', 'InvalidConnection', 'InvalidSessionID'];

/** True where the same question in a new connection may be answered. */
export function isLostConnection(error: unknown): boolean {
  if (isFailure(error, 'hung-up')) return error.failure.layer === 'lockdown';
  // In answer to StartSession the same words mean that the phone does not know this computer.
  if (!isFailure(error, 'error') || error.failure.during === 'StartSession') return false;
  return LOST_SESSION.includes(error.failure.error ?? '');
}

/** The values of these names. Throws PhoneError where the connection is lost. */
export async function askForValues<N extends ValueName>(
  ask: AskLockdown,
  names: readonly N[],
  now: () => number,
): Promise<Pick<PhoneValues, N>> {
  const values: Partial<Record<ValueName, Reading<unknown>>> = {};
  for (const name of names) values[name] = await askForValue(ask, VALUES[name], now);
  return values as Pick<PhoneValues, N>;
}

async function askForValue(ask: AskLockdown, spec: ValueSpec, now: () => number): Promise<Reading<unknown>> {
  let last: Reading<unknown> = { known: false, reason: 'absent', error: null };
  for (const { domain, key } of spec.places) {
    const reading = await askOnce(ask, spec, domain, key, now);
    if (reading.known) return reading;
    // A refusal says more than the absence of the other spelling.
    if (last.known || last.reason === 'absent') last = reading;
  }
  return last;
}

async function askOnce(
  ask: AskLockdown,
  spec: ValueSpec,
  domain: ValueSpec['places'][number]['domain'],
  key: string,
  now: () => number,
): Promise<Reading<unknown>> {
  const before = now();
  try {
    const reply = await ask({ type: 'GetValue', domain, key });
    return readingOf(reply['Value'], spec.kind, Math.round((before + now()) / 2));
  } catch (error) {
    if (!isFailure(error, 'error') || isLostConnection(error)) throw error;
    const word = error.failure.error;
    return word === 'MissingValue'
      ? { known: false, reason: 'absent', error: word }
      : { known: false, reason: 'refused', error: word };
  }
}

/** The same for each name: nothing could be asked. */
export function unreachableValues<N extends ValueName>(
  names: readonly N[],
  error: string | null,
): Pick<PhoneValues, N> {
  const values: Partial<Record<ValueName, Reading<never>>> = {};
  for (const name of names) values[name] = { known: false, reason: 'unreachable', error };
  return values as Pick<PhoneValues, N>;
}
