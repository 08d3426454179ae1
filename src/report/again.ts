/** The command that looks again the same way as this run did. */
import type { AgainFlag } from './types.ts';

/**
 * `npx iphone-backup-doctor --target icloud`. The whole list is run again, not only the check that failed: it takes seconds,
 * and once a problem is mended the next one may show. A private value is replaced by its placeholder (`UDID`).
 */
export function againCommand(tool: string, flags: readonly AgainFlag[]): string {
  const parts = flags.map(({ flag, value, placeholder }) => {
    if (placeholder !== null) return `${flag} ${placeholder}`;
    return value === null ? flag : `${flag} ${quoted(value)}`;
  });
  return ['npx', tool, ...parts].join(' ');
}

/** Double quotes mean the same in sh, PowerShell and cmd for what can stand here; anything stranger stays as it is. */
function quoted(value: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(value) ? value : `"${value.replaceAll('"', '\\"')}"`;
}
