/** `--list`: the checks in their order, id and title. */
import { CHECKS } from './checks/index.ts';
import type { Lang } from './messages/define.ts';
import { titleOf } from './messages/index.ts';

/** One line a check; with `json` one document, since nothing else may then stand on stdout. */
export function listChecks(lang: Lang, json: boolean): string {
  if (json)
    return `${JSON.stringify(
      CHECKS.map(({ id }) => ({ id, title: titleOf(id, lang) })),
      null,
      2,
    )}\n`;
  const width = Math.max(...CHECKS.map((check) => check.id.length));
  return CHECKS.map((check) => `${check.id.padEnd(width)}  ${titleOf(check.id, lang)}\n`).join('');
}
