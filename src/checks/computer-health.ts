/** Is something on the computer waiting (a restart) or starving (memory, missing media features)? */
import type { Check, CheckContext, Evidence, Outcome } from '../core/check.ts';
import { fail, pass, unknownFact, unknownOutcome } from '../core/outcome.ts';
import { say } from '../messages/index.ts';

/** With less than this left, programs of any kind begin to fail; more is no known obstacle to a backup. */
const STARVING_BYTES = 256 * 1024 * 1024;

export const computerHealth: Check = {
  id: 'computer-health',
  targets: ['computer'],
  asks: false,
  limitMs: 15_000,
  run: async ({ facts }: CheckContext): Promise<Outcome> => {
    const windows = facts.host().platform === 'windows';
    const memory = await facts.memory();
    const memoryEvidence: Evidence = memory.known
      ? { availableBytes: memory.value.availableBytes, totalBytes: memory.value.totalBytes }
      : { memory: { unknown: memory.why, detail: memory.detail } };

    if (windows) {
      const outcome = await windowsOutcome({ facts }, memoryEvidence);
      if (outcome !== null) return outcome;
    }
    if (!memory.known) return unknownFact(memory, say('computer-health', 'not-readable'), { evidence: memoryEvidence });
    const { availableBytes, totalBytes } = memory.value;
    if (availableBytes < STARVING_BYTES) {
      return fail(
        'memory-low',
        { freeBytes: availableBytes, totalBytes },
        { confidence: 'likely', evidence: memoryEvidence },
      );
    }
    return pass(say('computer-health', 'well', { availableBytes, windows }), {
      evidence: windows ? { ...memoryEvidence, restartPending: false } : memoryEvidence,
    });
  },
};

/** A Windows fault, or an unknown part of it; null where Windows is well. */
async function windowsOutcome({ facts }: Pick<CheckContext, 'facts'>, evidence: Evidence): Promise<Outcome | null> {
  const [restart, media] = await Promise.all([facts.restartPending(), facts.mediaFeatures()]);
  if (media.known && media.value.withoutMedia && media.value.packInstalled.known && !media.value.packInstalled.value) {
    return fail(
      'media-features-missing',
      { edition: media.value.edition },
      // That the pack is missing was read; that it stops this backup is a reasoned guess.
      { confidence: 'likely', evidence: { ...evidence, edition: media.value.edition, mediaFeaturePack: false } },
    );
  }
  if (restart.known && restart.value.reasons.length > 0) {
    return fail(
      'restart-pending',
      { reasons: restart.value.reasons },
      { confidence: 'likely', evidence: { ...evidence, restartPending: [...restart.value.reasons] } },
    );
  }
  if (media.known && media.value.withoutMedia && !media.value.packInstalled.known) {
    const { why, detail } = media.value.packInstalled;
    const { edition } = media.value;
    return unknownOutcome(why, detail, say('computer-health', 'media-pack-not-visible', { edition }), {
      evidence: { ...evidence, edition },
    });
  }
  const unread = !restart.known ? restart : !media.known ? media : null;
  if (unread === null) return null;
  return unknownFact(unread, say('computer-health', 'not-readable'), {
    evidence,
    steps: [say('computer-health', 'restart-and-look-again')],
  });
}
