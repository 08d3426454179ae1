import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, lines } from '../../src/host/decode.ts';
import { cp932 } from '../support/fake-exec.ts';

const JAPANESE = 'サービス名: Apple Mobile Device Service\r\n        状態 : 4  RUNNING\r\n  表示 ソ十能\r\n';

describe('decode', () => {
  it.each([
    ['UTF-8', Buffer.from(JAPANESE, 'utf8')],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${JAPANESE}`, 'utf8')],
    ['UTF-16', Buffer.from(JAPANESE, 'utf16le')],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${JAPANESE}`, 'utf16le')],
    ['UTF-16 with its bytes swapped', Buffer.from(`\ufeff${JAPANESE}`, 'utf16le').swap16()],
    // In ソ, 十 and 能 the second byte is the one of a backslash.
    ['code page 932', cp932(JAPANESE)],
  ])('reads %s', (_, bytes) => {
    expect(decode(bytes)).toBe(JAPANESE);
  });

  it('keeps the ASCII part of anything else', () => {
    expect(decode(Buffer.from([0x41, 0xff, 0x42, 0x80]))).toMatch(/^A.B.$/);
  });

  it('reads any text that was written in UTF-8, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\0') && !text.startsWith('\ufeff'));
        expect(decode(Buffer.from(text, 'utf8'))).toBe(Buffer.from(text, 'utf8').toString('utf8'));
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof decode(bytes) === 'string'),
      { numRuns: 300 },
    );
  });

  it('splits lines however they end', () => {
    expect(lines('a  \r\nb\r\r\nc\nd')).toEqual(['a', 'b', 'c', 'd']);
  });
});
