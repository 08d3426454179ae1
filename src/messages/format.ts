/** Numbers and dates as a person reads them, in both languages. Pure; no clock and no locale of the machine. */
import type { Lang } from './define.ts';

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/**
 * Bytes as Apple's and most systems' windows show them: decimal units, three significant digits (`5.24 GB`, `850 MB`).
 * @param bytes a size in bytes; a negative or non-finite number is shown as `?`
 */
export function formatBytes(bytes: number, lang: Lang): string {
  if (!Number.isFinite(bytes) || bytes < 0) return '?';
  let value = bytes;
  let unit = 0;
  // 999.5 would be rounded up to "1000": step to the next unit instead.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  if (unit === 0) return lang === 'ja' ? `${Math.round(value)}バイト` : `${Math.round(value)} bytes`;
  const digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const shown = value.toFixed(digits);
  return `${digits === 0 ? shown : shown.replace(/\.?0+$/, '')} ${UNITS[unit] ?? ''}`;
}

/** Day of a moment in the computer's time zone: `2026-10-04` in English, `2026年10月4日` in Japanese. `?` where it is no date. */
export function formatDate(ms: number, lang: Lang): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '?';
  const year = date.getFullYear();
  const month = date.getMonth() + 1;
  const day = date.getDate();
  if (lang === 'ja') return `${year}年${month}月${day}日`;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The same for an ISO text such as `2026-10-04` or `2026-10-04T11:41:53Z`; the text itself where it is no date. */
export function formatIsoDay(iso: string, lang: Lang): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  // A bare day has no time zone: read it as written, not as midnight UTC.
  if (match) return formatDate(new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3])).getTime(), lang);
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? iso : formatDate(ms, lang);
}

/** A number of days, as a whole number: `1 day`, `12 days`, `12日`. */
export function formatDays(days: number, lang: Lang): string {
  const whole = Math.max(0, Math.floor(days));
  if (lang === 'ja') return `${whole}日`;
  return whole === 1 ? '1 day' : `${whole} days`;
}

/** A span in seconds in the largest sensible unit: `40 seconds`, `3 minutes`, `2 hours`, `5 days`. */
export function formatSeconds(seconds: number, lang: Lang): string {
  const steps: readonly (readonly [number, string, string])[] = [
    [86_400, 'day', '日'],
    [3_600, 'hour', '時間'],
    [60, 'minute', '分'],
    [1, 'second', '秒'],
  ];
  const total = Math.max(0, Math.round(seconds));
  for (const [size, en, ja] of steps) {
    if (total >= size || size === 1) {
      const count = Math.floor(total / size);
      return lang === 'ja' ? `${count}${ja}` : `${count} ${en}${count === 1 ? '' : 's'}`;
    }
  }
  return '?';
}

/** Joins names: `a, b and c` / `a、b、c`. */
export function formatList(items: readonly string[], lang: Lang): string {
  if (lang === 'ja') return items.join('、');
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1] ?? ''}`;
}
