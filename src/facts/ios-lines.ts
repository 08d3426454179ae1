/**
 * The newest iOS that each model can run, as of the day of each row. A phone on an older line that is still its newest is up to date.
 * Apple says which models each release is for: https://support.apple.com/en-us/100100 and its software look-up service.
 */
import type { Release } from './latest.ts';
import { compareVersions } from './versions.ts';

interface Line extends Release {
  /** ISO day on which this was still the newest for these models. */
  readonly asOf: string;
  /** Families (`iPhone12`), or single models (`iPad7,11`) where a family is split. */
  readonly models: readonly string[];
  /** A newer major release exists, and whether these models can run it was not known: what is below is surely outdated. */
  readonly perhapsNewer: boolean;
}

const LINES: readonly Line[] = [
  {
    version: '27.0.1',
    released: '2026-09-28',
    asOf: '2026-10-05',
    perhapsNewer: false,
    models: ['iPhone12', 'iPhone13', 'iPhone14', 'iPhone15', 'iPhone16', 'iPhone17', 'iPhone18', 'iPhone19'],
  },
  {
    version: '26.6.1',
    released: '2026-08-17',
    asOf: '2026-08-22',
    perhapsNewer: true,
    models: ['iPad8', 'iPad11', 'iPad12', 'iPad13', 'iPad14', 'iPad15', 'iPad16', 'iPad17'],
  },
  {
    version: '18.7.10',
    released: '2026-08-17',
    asOf: '2026-08-22',
    perhapsNewer: false,
    models: ['iPhone11', 'iPad7,11', 'iPad7,12'],
  },
  {
    version: '17.7.11',
    released: '2026-08-17',
    asOf: '2026-08-22',
    perhapsNewer: false,
    models: ['iPad7,1', 'iPad7,2', 'iPad7,3', 'iPad7,4', 'iPad7,5', 'iPad7,6'],
  },
  {
    version: '16.7.16',
    released: '2026-08-17',
    asOf: '2026-08-22',
    perhapsNewer: false,
    models: ['iPhone10', 'iPad6'],
  },
  {
    version: '15.8.8',
    released: '2026-08-17',
    asOf: '2026-08-22',
    perhapsNewer: false,
    models: ['iPhone8', 'iPhone9', 'iPad5', 'iPod9'],
  },
  {
    version: '12.5.8',
    released: '2026-08-17',
    asOf: '2026-08-22',
    perhapsNewer: false,
    models: ['iPhone6', 'iPhone7', 'iPad4', 'iPod7'],
  },
];

export type IosJudgement =
  /** Nothing newer was known for this model. */
  | { readonly state: 'newest'; readonly newest: string; readonly asOf: string }
  | { readonly state: 'older'; readonly newest: string; readonly asOf: string }
  /** The model or the version is not in the table, or a newer line may or may not be for it. */
  | { readonly state: 'not-known' };

/** Compares the installed version with what this model can run. In: `iPhone17,4`, `27.0.1`. Pure. */
export function judgeIos(productType: string, installed: string): IosJudgement {
  const family = productType.split(',')[0] ?? '';
  const line =
    LINES.find((each) => each.models.includes(productType)) ?? LINES.find((each) => each.models.includes(family));
  const order = line === undefined ? null : compareVersions(installed, line.version);
  if (line === undefined || order === null) return { state: 'not-known' };
  if (order < 0) return { state: 'older', newest: line.version, asOf: line.asOf };
  return line.perhapsNewer && !isOfNewestMajor(installed)
    ? { state: 'not-known' }
    : { state: 'newest', newest: line.version, asOf: line.asOf };
}

/** On the newest major release the line that may be missing is the one that is installed. */
function isOfNewestMajor(installed: string): boolean {
  const newest = LINES[0]?.version ?? '';
  return (compareVersions(installed, newest) ?? -1) >= 0;
}
