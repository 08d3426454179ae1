/** What the outcome of a session says about trust. Pure. */
import type { PhoneFailure } from './errors.ts';

/**
 * `trusted`: a session was opened and answered in. `no-record`: this computer has no pair record of the phone.
 * `record-unusable`: it has one that is damaged. `record-refused`: the phone does not accept it (trust taken back, phone erased).
 * `locked`: locked, and not unlocked since it was started. `dialog-waiting`: "Trust this computer?" is on the screen. `refused`: "Don't
 * Trust" was tapped. `forbidden`: by management of the phone. `unknown`: see `failure`.
 */
export type TrustState =
  | 'trusted'
  | 'no-record'
  | 'record-unusable'
  | 'record-refused'
  | 'locked'
  | 'dialog-waiting'
  | 'refused'
  | 'forbidden'
  | 'unknown';

export interface TrustFinding {
  readonly state: TrustState;
  /** The phone's own word (`InvalidHostID`), or how it hung up. */
  readonly error: string | null;
  /** Null where the state is `trusted` or `no-record`. */
  readonly failure: PhoneFailure | null;
}

/** Lockdown's words. InvalidConnection counts as "not trusted" only here, in answer to StartSession. */
const STATES: Readonly<Record<string, TrustState>> = {
  InvalidHostID: 'record-refused',
  MissingHostID: 'record-refused',
  InvalidPairRecord: 'record-refused',
  MissingPairRecord: 'record-refused',
  InvalidConnection: 'record-refused',
  PasswordProtected: 'locked',
  PasscodeRequired: 'locked',
  DeviceLocked: 'locked',
  EscrowLocked: 'locked',
  PairingDialogResponsePending: 'dialog-waiting',
  UserDeniedPairing: 'refused',
  MCProtected: 'forbidden',
  MCChallengeRequired: 'forbidden',
  ServiceProhibited: 'forbidden',
  PairingProhibitedOverThisConnection: 'forbidden',
};

export const TRUSTED: TrustFinding = { state: 'trusted', error: null, failure: null };

/** In: why no session came about. */
export function trustFromFailure(failure: PhoneFailure): TrustFinding {
  const { kind, error } = failure;
  if (kind === 'record-missing') return { state: 'no-record', error: null, failure: null };
  if (kind === 'record-unusable') return { state: 'record-unusable', error, failure };
  // The keys are also out of reach after a restart until the first unlock; then most phones say PasswordProtected instead.
  if (kind === 'tls-refused') return { state: 'record-refused', error: error ?? 'hung up', failure };
  if (kind === 'certificate-differs') return { state: 'record-refused', error: 'certificate differs', failure };
  if (kind === 'error' && failure.during === 'StartSession' && error !== null) {
    const state = Object.hasOwn(STATES, error) ? STATES[error] : undefined;
    return { state: state ?? 'unknown', error, failure };
  }
  return { state: 'unknown', error, failure };
}
