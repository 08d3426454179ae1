/** A holder for what must never be printed: private keys and what else a pair record keeps. */
import { inspect } from 'node:util';

const HIDDEN = '[private]';

export class Secret {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** For the one place that needs it. */
  reveal(): Uint8Array {
    return this.#bytes;
  }

  revealText(): string {
    return Buffer.from(this.#bytes).toString('utf8');
  }

  toJSON(): string {
    return HIDDEN;
  }

  toString(): string {
    return HIDDEN;
  }

  [Symbol.toPrimitive](): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
