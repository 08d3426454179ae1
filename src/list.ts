/** `--list`: the checks in their order, id and title. */
import { CHECKS } from './checks/index.ts';
import type { Lang } from './messages/define.ts';
import { titleOf } from './messages/index.ts';

export function listChecks(lang: Lang): string {
  const width = Math.max(...CHECKS.map((check) => check.id.length));
  return CHECKS.map((check) => `${check.id.padEnd(width)}  ${titleOf(check.id, lang)}\n`).join('');
}
