/** lockdownd's GetValue: what strangers, and what trusted computers, are told. */
import type { PlistDict, PlistValue } from '../plist/index.ts';
import type { LockdownConfig } from './config.ts';
import { stringAt } from './dictionary.ts';
import type { PhoneValues } from './values.ts';

export interface ValueSource {
  readonly values: PhoneValues;
  readonly lockdown: LockdownConfig;
  /** The computer's clock, in ms since 1970. */
  readonly now: () => number;
}

/** The fields of the answer besides `Request`. `byName`: what is told only to who asks for it by name. */
export function answerGetValue(
  source: ValueSource,
  request: PlistDict,
  trusted: boolean,
  byName: ReadonlyMap<string, PlistValue>,
): PlistDict {
  const domain = stringAt(request, 'Domain');
  const key = stringAt(request, 'Key');
  const echo: PlistDict = { ...(domain === null ? {} : { Domain: domain }), ...(key === null ? {} : { Key: key }) };
  const error = source.lockdown.valueErrors[`${domain ?? ''}/${key ?? ''}`];
  if (error !== undefined) return { ...echo, Error: error };
  const all = visible(source, domain, true);
  const seen = trusted ? all : visible(source, domain, false);
  if (key === null) return seen === null ? { ...echo, Error: withheld(all) } : { ...echo, Value: seen };
  const value = seen?.[key] ?? (domain === null ? byName.get(key) : undefined);
  if (value !== undefined) return { ...echo, Value: value };
  if (!trusted && all?.[key] !== undefined && source.lockdown.withheldValue === 'empty-text')
    return { ...echo, Value: '' };
  return { ...echo, Error: withheld(trusted ? undefined : all?.[key]) };
}

/** What is there but not for strangers is prohibited; what is not there is missing. */
function withheld(hidden: PlistValue | null | undefined): string {
  return hidden === undefined || hidden === null ? 'MissingValue' : 'GetProhibited';
}

function visible(source: ValueSource, domain: string | null, trusted: boolean): PlistDict | null {
  if (domain !== null) {
    const table = trusted ? source.values.domains : source.values.openDomains;
    return Object.hasOwn(table, domain) ? (table[domain] ?? null) : null;
  }
  if (!trusted) return ownCopy(source.values.untrusted);
  return ownCopy({
    ...source.values.untrusted,
    ...source.values.session,
    TimeIntervalSince1970: phoneClock(source),
  });
}

/** Seconds since 1970 with a fraction, so that it is a real on the wire, as phones send it. */
function phoneClock(source: ValueSource): number {
  return Math.floor((source.now() + source.lockdown.clockOffsetMs) / 1000) + 0.25;
}

/** In the order of their names, as phones send them. */
function ownCopy(values: PlistDict): PlistDict {
  const copy = Object.create(null) as Record<string, PlistValue>;
  for (const key of Object.keys(values).sort()) copy[key] = values[key] ?? '';
  return copy;
}
