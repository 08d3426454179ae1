/** What the multiplexer (usbmuxd, or Apple's process on Windows) lists, and how it looks where it lists nothing. */
import { describeAddress, type MuxAddress, muxAddress } from '../phone/address.ts';
import { type FailureKind, failureOf, type PhoneFailure, printableText } from '../phone/errors.ts';
import { DEFAULT_LIMITS, limited } from '../phone/limits.ts';
import { type MuxEntry, preferCable } from '../phone/mux-device.ts';
import { modeOf } from './apple-usb.ts';
import { type Fact, known, unknown } from './fact.ts';
import type { MuxFinding } from './types.ts';

const LIMIT_MS = 3000;
const UNKNOWN_FORM = 'DeviceList of an unknown form';
/** Characters of an unusable setting that are shown. */
const SHOWN = 200;

export interface MuxOptions {
  readonly platform: string;
  /** Value of USBMUXD_SOCKET_ADDRESS; empty counts as not set. */
  readonly configured: string | undefined;
  readonly signal: AbortSignal;
  /** Time limit in ms for connecting and answering together. */
  readonly limitMs?: number;
}

/** One look at the list, for everything that needs it. */
export interface MuxReading {
  /** Null where the setting is unusable. */
  readonly address: MuxAddress | null;
  readonly finding: MuxFinding;
  /** Phones, tablets and players to speak to: one entry each, the cable preferred. */
  readonly phones: Fact<readonly MuxEntry[]>;
}

/** Finds the address and asks for the list, once. Never throws over what it meets there: that is a state. */
export async function readMux(options: MuxOptions): Promise<MuxReading> {
  const found = muxAddress(options.platform, options.configured);
  if (!found.ok) {
    const address = printableText(found.given.trim(), SHOWN);
    const none = { state: 'bad-address', devices: [], detail: found.problem } as const;
    return {
      address: null,
      finding: { address, addressFrom: 'environment', ...none },
      phones: unknown('unreachable', found.problem),
    };
  }
  const { address } = found;
  const where = { address: describeAddress(address), addressFrom: found.from };
  try {
    const entries = await list(address, options);
    if (entries === null) {
      const finding: MuxFinding = { ...where, state: 'foreign', devices: [], detail: UNKNOWN_FORM };
      return { address, finding, phones: unknown('unreachable', UNKNOWN_FORM) };
    }
    const devices = entries.map(({ udid, connection, productId, linkSpeed }) => ({
      udid,
      connection,
      productId,
      linkSpeed,
    }));
    const finding: MuxFinding = { ...where, state: 'listing', devices, detail: null };
    return { address, finding, phones: known(preferCable(entries)) };
  } catch (error) {
    const failure = failureOf(error);
    const finding: MuxFinding = { ...where, state: stateOf(failure), devices: [], detail: detailOf(failure) };
    const why = failure.kind === 'no-answer' ? 'timeout' : 'unreachable';
    return { address, finding, phones: unknown(why, failure.error ?? failure.kind) };
  }
}

/** Null where nothing on the list could be understood: that must not look like "no phone". Throws PhoneError. */
async function list(address: MuxAddress, options: MuxOptions): Promise<readonly MuxEntry[] | null> {
  const { listDevices } = await import('../phone/usbmux.ts');
  const { entries, unreadable } = await limited(
    { layer: 'mux', during: 'ListDevices' },
    options.limitMs ?? LIMIT_MS,
    options.signal,
    (signal) => listDevices(address, { limits: DEFAULT_LIMITS, signal }),
  );
  if (entries.length === 0 && unreadable > 0) return null;
  // A Watch or a TV is listed too, but no backup is made of it.
  return entries.filter(({ productId }) => productId === null || modeOf(productId) !== null);
}

type NotListing = Exclude<MuxFinding['state'], 'listing'>;

/** What is not named here is an answer, and none that usbmuxd gives. */
const STATES: Readonly<Partial<Record<FailureKind, NotListing>>> = {
  absent: 'absent',
  refused: 'refused',
  'no-rights': 'no-rights',
  'no-answer': 'silent',
  aborted: 'silent',
  unreachable: 'refused',
};

function stateOf({ kind, error }: PhoneFailure): NotListing {
  // A host of that name does not exist: nobody can be said to refuse there.
  if (kind === 'unreachable' && error === 'ENOTFOUND') return 'bad-address';
  return STATES[kind] ?? 'foreign';
}

function detailOf({ kind, seen, error }: PhoneFailure): string {
  if (kind === 'aborted') return 'called off';
  return seen ?? error ?? (kind === 'no-answer' ? 'no answer' : kind);
}
