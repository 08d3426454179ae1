/** Facts that a platform does not have. */
import { type Fact, unknown } from '../facts/fact.ts';

export function notOn(platform: 'windows' | 'macos' | 'linux' | 'other'): () => Promise<Fact<never>> {
  const answer = unknown('missing-tool', `not on ${platform}`);
  return async () => answer;
}
