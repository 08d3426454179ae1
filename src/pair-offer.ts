/**
 * The offer to bring up "Trust This Computer?". Only in a terminal, only after a yes for this very thing, and the only place from
 * which the pairing code is loaded.
 */
import type { Prompts } from './ask/terminal.ts';
import type { CheckResult } from './core/check.ts';
import type { Lang } from './messages/define.ts';
import { PAIRING_WORDS } from './messages/phones.ts';
import type { MuxAddress } from './phone/address.ts';
import type { MuxEntry } from './phone/mux-device.ts';

const HELPED_BY_PAIRING = new Set(['trust-not-given', 'trust-dialog-waiting', 'trust-refused', 'trust-record-stale']);

/** True where the run ended at a fault that pairing mends. */
export function pairingWouldHelp(results: readonly CheckResult[]): boolean {
  const first = results.find((result) => result.outcome.status === 'fail');
  return first?.outcome.status === 'fail' && HELPED_BY_PAIRING.has(first.outcome.cause.id);
}

export interface PairOffer {
  readonly entry: MuxEntry;
  readonly address: MuxAddress;
  readonly signal: AbortSignal;
  readonly lang: Lang;
  readonly prompts: Prompts;
  /** Throws away keys that were pressed before the question. */
  readonly drain: () => Promise<void>;
  readonly tell: (text: string) => void;
}

/** Says what will happen, asks, and pairs after a yes. @returns whether the phone trusts this computer now */
export async function offerPairing({
  entry,
  address,
  signal,
  lang,
  prompts,
  drain,
  tell,
}: PairOffer): Promise<boolean> {
  tell(PAIRING_WORDS.before[lang]());
  await drain();
  signal.throwIfAborted();
  const answer = await prompts.select({
    message: PAIRING_WORDS.ask[lang](),
    // "No" first: whoever only presses Enter changes nothing.
    choices: [
      { name: PAIRING_WORDS.no[lang](), value: 'no' },
      { name: PAIRING_WORDS.yes[lang](), value: 'yes' },
    ],
  });
  if (answer !== 'yes') return false;
  const { pairPhone } = await import('./phone/pairing.ts');
  const result = await pairPhone(entry, { address, signal, onWait: (wait) => tell(PAIRING_WORDS[wait][lang]()) });
  signal.throwIfAborted();
  tell(PAIRING_WORDS[result.state][lang]());
  return result.state === 'paired';
}
