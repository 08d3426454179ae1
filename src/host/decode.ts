/** Bytes of a program's output → text. Windows programs write UTF-8, UTF-16 or the code page of the console. */

/**
 * Decodes output of unknown encoding: a byte order mark decides; else bytes that look like UTF-16; else UTF-8 where it is
 * valid; else code page 932 (Japanese Windows); else Latin 1, in which at least every ASCII part is right.
 *
 * @param bytes Output of a program.
 * @returns Text without a byte order mark. Never throws.
 */
export function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return lenient(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return lenient(swapped(bytes), 'utf-16le');
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return lenient(bytes, 'utf-8');
  if (looksLikeUtf16(bytes)) return lenient(bytes, 'utf-16le');
  return strict(bytes, 'utf-8') ?? strict(bytes, 'shift_jis') ?? Buffer.from(bytes).toString('latin1');
}

/** Lines without their ends and without trailing blanks. */
export function lines(text: string): string[] {
  return text.split(/\r\r\n|\r\n|\n|\r/).map((line) => line.trimEnd());
}

function lenient(bytes: Uint8Array, label: string): string {
  return new TextDecoder(label).decode(bytes);
}

function strict(bytes: Uint8Array, label: string): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    // Not this encoding, or a Node.js built without its table.
    return null;
  }
}

/** Text in a Latin script as UTF-16 has a zero in every second byte; no other encoding here has zeros at all. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, 512) & ~1;
  if (length < 4) return false;
  let high = 0;
  let low = 0;
  for (let i = 0; i < length; i += 2) {
    if (bytes[i + 1] === 0) high++;
    if (bytes[i] === 0) low++;
  }
  return high > length / 8 && low === 0;
}

function swapped(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes.subarray(0, bytes.length & ~1));
  return copy.swap16();
}
