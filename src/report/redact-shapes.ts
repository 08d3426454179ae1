/** What identifiers look like, and what is left of them. */
import { graphemes } from './measure.ts';

/** `00008101-…001E` for newer phones (the first part is the chip's type), `0123…cdef` for older ones. */
export function maskUdid(udid: string): string {
  const dashed = /^([0-9a-f]{8})-?[0-9a-f]{12}([0-9a-f]{4})$/i.exec(udid);
  if (dashed) return `${dashed[1]}-…${dashed[2]}`;
  return udid.length > 12 ? `${udid.slice(0, 4)}…${udid.slice(-4)}` : maskSerial(udid);
}

/** `F2…0N`: enough to tell two phones apart, too little to look one up. */
export function maskSerial(serial: string): string {
  return serial.length > 6 ? `${serial.slice(0, 2)}…${serial.slice(-2)}` : '…';
}

/** First character and `…`; what phones are called out of the box is no secret and stays. */
export function maskName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '' || isCommonWord(trimmed)) return trimmed;
  const cells = graphemes(trimmed);
  return cells.length === 1 ? '…' : `${cells[0] ?? ''}…`;
}

/** Names that say nothing about a person; masking them would riddle every sentence (`iPhone` above all). */
const COMMON_WORDS = new Set([
  ...[
    'iphone',
    'my iphone',
    'apple iphone',
    'ipad',
    'my ipad',
    'ipod',
    'ipod touch',
    'phone',
    'apple',
    'apple devices',
  ],
  ...['mac', 'macbook', 'windows', 'linux', 'pc', 'computer', 'itunes', 'icloud', 'finder', 'backup', 'mobile', 'usb'],
  ...['root', 'admin', 'administrator', 'user', 'users', 'home', 'public', 'shared', 'guest', 'default', 'unknown'],
  ...['スマホ', 'スマートフォン', '携帯', '携帯電話', 'パソコン', 'バックアップ', 'アップル', '名称未設定'],
]);

export function isCommonWord(value: string): boolean {
  return COMMON_WORDS.has(value.normalize('NFKC').toLowerCase());
}

export function escapeRegex(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}

const HEX = '[0-9A-Fa-f]';
const SHAPES: readonly { readonly pattern: RegExp; readonly mask: (found: string) => string }[] = [
  // UDIDs: 8-16, the same without its dash as on USB, and the 40 characters of older phones (file names in a backup look alike).
  { pattern: new RegExp(`(?<![0-9A-Za-z])${HEX}{8}-${HEX}{16}(?![0-9A-Za-z])`, 'g'), mask: maskUdid },
  { pattern: new RegExp(`(?<![0-9A-Za-z])0000${HEX}{20}(?![0-9A-Za-z])`, 'g'), mask: maskUdid },
  { pattern: new RegExp(`(?<![0-9A-Za-z])${HEX}{40}(?![0-9A-Za-z])`, 'g'), mask: maskUdid },
  { pattern: /[^\s@<>()「」『』“”"'`、。:;,=/\\]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/g, mask: maskMail },
  // A network card's address.
  { pattern: /(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:])/g, mask: () => '…' },
  // IMEI, MEID, ICCID, ECID: long numbers, the IMEI also in groups.
  { pattern: /(?<![\d.])\d{14,22}(?![\d.])/g, mask: () => '…' },
  { pattern: /(?<!\d)\d{2}[- ]\d{6}[- ]\d{6}[- ]\d{1,2}(?!\d)/g, mask: () => '…' },
  // Phone numbers: international, Japanese, North American.
  { pattern: /\+\d(?:[ .()-]{0,2}\d){7,14}(?!\d)/g, mask: () => '…' },
  { pattern: /(?<![\d-])0\d{1,4}[- (]\d{1,4}[-) ]\d{3,4}(?![\d-])/g, mask: maskTenDigits },
  { pattern: /(?<![\d.-])0[5789]0\d{8}(?![\d.-])/g, mask: () => '…' },
  { pattern: /(?<![\d-])\(?\d{3}\)?[- ]\d{3}-\d{4}(?![\d-])/g, mask: () => '…' },
];

function maskMail(mail: string): string {
  return `${graphemes(mail)[0] ?? ''}…@…`;
}

/** Japanese numbers have ten or eleven digits; a date such as 01-02-2026 has the shape but not the length. */
function maskTenDigits(found: string): string {
  const digits = found.replace(/\D/g, '').length;
  return digits === 10 || digits === 11 ? '…' : found;
}

/** Masks everything that looks like an identifier. */
export function maskShapes(text: string): string {
  let masked = text;
  for (const { pattern, mask } of SHAPES) masked = masked.replace(pattern, mask);
  return masked;
}
