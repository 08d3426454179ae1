/** How talking to a phone fails, as data. Nothing in here ever holds a key, a certificate or a value of the phone. */

/** Who was spoken to when it failed. */
export type Layer = 'mux' | 'lockdown' | 'tls' | 'service';

/** What was being done when it failed. */
export interface What {
  readonly layer: Layer;
  /** `ListDevices`, `StartSession`, `TLS` … */
  readonly during: string;
}

export type FailureKind =
  // Reaching the multiplexer.
  | 'absent'
  | 'refused'
  | 'no-rights'
  | 'unreachable'
  // Any layer.
  | 'no-answer'
  | 'hung-up'
  | 'aborted'
  /** Bytes that are not the protocol: from the multiplexer's address … */
  | 'foreign'
  /** … or from the phone. */
  | 'garbage'
  // What the multiplexer answers.
  | 'too-old'
  | 'device-gone'
  | 'port-refused'
  | 'mux-refused'
  // What the phone answers.
  | 'error'
  | 'restore-mode'
  | 'tls-refused'
  | 'certificate-differs'
  | 'not-encrypted'
  // The pair record on this computer.
  | 'record-missing'
  | 'record-unusable';

export interface PhoneFailure extends What {
  readonly kind: FailureKind;
  /** The other side's own word: a lockdown error string, a system error code, `Result 3`. Printable ASCII, at most 80 characters. */
  readonly error: string | null;
  /** The first bytes of what came instead of an answer. Printable ASCII, at most 200 characters. */
  readonly seen: string | null;
}

/** The only error that this folder throws on purpose; the high-level functions catch it and give out its `failure`. */
export class PhoneError extends Error {
  readonly failure: PhoneFailure;
  constructor(failure: Omit<PhoneFailure, 'error' | 'seen'> & Partial<Pick<PhoneFailure, 'error' | 'seen'>>) {
    const whole: PhoneFailure = {
      layer: failure.layer,
      kind: failure.kind,
      during: failure.during,
      error: failure.error == null ? null : printableText(failure.error, 80),
      seen: failure.seen == null ? null : printableText(failure.seen, 200),
    };
    super([whole.layer, whole.during, whole.kind, whole.error].filter((part) => part !== null).join(' '));
    this.name = 'PhoneError';
    this.failure = whole;
  }
}

/** In: anything that was thrown. Out: its failure; throws it again where it is not a PhoneError (a bug of ours). */
export function failureOf(error: unknown): PhoneFailure {
  if (error instanceof PhoneError) return error.failure;
  throw error;
}

/** True where the error is of one of these kinds. */
export function isFailure(error: unknown, ...kinds: readonly FailureKind[]): error is PhoneError {
  return error instanceof PhoneError && kinds.includes(error.failure.kind);
}

/** The code of a system or TLS error (`ECONNRESET`), never its message: messages quote what they were given. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}

/** Text of foreign origin for a terminal: everything but printable ASCII becomes `?`, and the end is cut off. */
export function printableText(text: string, maxChars: number): string {
  const cut = text.length > maxChars ? `${text.slice(0, maxChars - 1)}~` : text;
  return cut.replace(/[^\x20-\x7e]/g, '?');
}

/** Bytes of foreign origin for a person: as text where they look like text (`HTTP/1.1 400 Bad`), else in hex. Null where none came. */
export function printableBytes(bytes: Uint8Array, maxBytes: number): string | null {
  if (bytes.length === 0) return null;
  const shown = bytes.subarray(0, maxBytes);
  const readable = shown.filter((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x0d || byte === 0x0a).length;
  const text =
    readable / shown.length > 0.8
      ? `"${Buffer.from(shown)
          .toString('latin1')
          .replace(/[\r\n]+/g, ' ')
          .replace(/[^\x20-\x7e]/g, '?')}"`
      : Array.from(shown, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > shown.length ? `${text} ...` : text;
}
