/**
 * The newest iOS that each model can run, as of the table's day. A phone on an older line that is still its newest is up to date.
 * Lines: https://support.apple.com/en-us/100100 (security releases list which models each of them is for).
 */
import type { Release } from './latest.ts';

interface Line extends Release {
  /** ProductTypes, as the beginning of `iPhone12,1`: the part before the comma, or whole where a family is split. */
  readonly models: readonly string[];
}

const LINES: readonly Line[] = [
  {
    version: '27.0.1',
    released: '2026-09-28',
    models: ['iPhone12', 'iPhone13', 'iPhone14', 'iPhone15', 'iPhone16', 'iPhone17', 'iPhone18', 'iPhone19'],
  },
  { version: '18.7.8', released: '2026-08-17', models: ['iPhone11'] },
  { version: '18.7.10', released: '2026-08-17', models: ['iPad7,11', 'iPad7,12'] },
  { version: '17.7.11', released: '2026-08-17', models: ['iPad7,1', 'iPad7,2', 'iPad7,3', 'iPad7,4', 'iPad7,5', 'iPad7,6'] },
  {
    version: '16.7.16',
    released: '2026-08-17',
    models: ['iPhone10', 'iPad6,3', 'iPad6,4', 'iPad6,7', 'iPad6,8', 'iPad6,11', 'iPad6,12'],
  },
  {
    version: '15.8.8',
    released: '2026-08-17',
    models: ['iPhone8', 'iPhone9', 'iPad5', 'iPod9'],
  },
  {
    version: '12.5.8',
    released: '2026-08-17',
    models: ['iPhone6', 'iPhone7', 'iPad4', 'iPod7'],
  },
];

/** Whether a version is the newest for a model: null where the model is not in the table. */
export function newestIosFor(productType: string): Release | null {
  const family = productType.split(',')[0] ?? '';
  const line =
    LINES.find((each) => each.models.includes(productType)) ?? LINES.find((each) => each.models.includes(family));
  return line === undefined ? null : { version: line.version, released: line.released };
}
