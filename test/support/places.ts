/** Where a person may sit: what the words for a cause depend on besides the cause. */
import type { Where } from '../../src/messages/define.ts';

export function where(
  platform: Where['platform'],
  programs: Where['programs'],
  osVersion: string | null,
  more = {},
): Where {
  return { platform, programs, osVersion, device: 'iPhone', ...more };
}

/** Every kind of computer, and each of the three kinds of device once. */
export const PLACES: readonly Where[] = [
  where('windows', [], null),
  where('windows', ['itunes-classic'], '10.0.19045'),
  where('windows', ['itunes-store'], '10.0.26100'),
  where('windows', ['apple-devices'], '10.0.26100', { device: 'iPad' }),
  where('windows', ['itunes-classic', 'apple-devices'], '10.0.26100'),
  where('macos', ['finder'], '27.0.1'),
  where('macos', ['finder'], '12.7.6', { device: 'iPad' }),
  where('macos', ['itunes-mac'], '10.14.6', { device: 'iPod touch' }),
  where('macos', [], null),
  where('linux', ['libimobiledevice'], '12'),
  where('linux', [], '24.04', { device: 'iPad' }),
  where('other', [], null),
];
