/** Programs of another system: exact command lines with the output that they would give. */
import type { Exec, ExecError, ExecResult } from '../../src/host/exec.ts';

export type FakeAnswer =
  /** Output of a program that ends well. */
  | string
  | Buffer
  | {
      readonly out?: string | Buffer;
      readonly code?: number;
      readonly error?: ExecError;
      /** Never answers: the time limit must end it. */
      readonly hangs?: boolean;
    };

export interface FakeExec {
  readonly exec: Exec;
  /** Command lines in the order in which they were run. */
  readonly ran: string[];
  /** Command lines that the test did not foresee. They got "no such program". */
  readonly unexpected: string[];
}

/** Command lines are written with the program's name alone: `reg query HKLM\\SOFTWARE`. `*` at the end takes any rest. */
export function fakeExec(answers: Readonly<Record<string, FakeAnswer>>): FakeExec {
  const ran: string[] = [];
  const unexpected: string[] = [];
  const exec: Exec = async (file, args) => {
    const name = (file.split(/[\\/]/).at(-1) ?? file).replace(/\.exe$/, '');
    const line = [name, ...args].join(' ');
    ran.push(line);
    const answer = answers[line] ?? starred(answers, line);
    if (answer === undefined) {
      unexpected.push(line);
      return result('', null, 'ENOENT');
    }
    if (typeof answer === 'string' || Buffer.isBuffer(answer)) return result(answer, 0, null);
    if (answer.hangs) return result(answer.out ?? '', null, 'timeout');
    const code = answer.code ?? (answer.error ? null : 0);
    return result(answer.out ?? '', code, answer.error ?? (code === 0 ? null : 'exit'));
  };
  return { exec, ran, unexpected };
}

function starred(answers: Readonly<Record<string, FakeAnswer>>, line: string): FakeAnswer | undefined {
  const pattern = Object.keys(answers).find((key) => key.endsWith('*') && line.startsWith(key.slice(0, -1)));
  return pattern === undefined ? undefined : answers[pattern];
}

function result(out: string | Buffer, code: number | null, error: ExecError | null): ExecResult {
  return { ok: error === null && code === 0, stdout: Buffer.from(out), stderr: Buffer.alloc(0), code, error };
}

let table: Map<string, number> | null = null;

/** Text as Japanese Windows writes it into a pipe. Throws for a character that this code page lacks. */
export function cp932(text: string): Buffer {
  table ??= reverseTable();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0) < 0x80 ? character.charCodeAt(0) : table.get(character);
    if (code === undefined) throw new Error(`not in code page 932: ${character}`);
    if (code > 0xff) bytes.push(code >> 8);
    bytes.push(code & 0xff);
  }
  return Buffer.from(bytes);
}

/** Node.js can only decode this encoding, so every pair of bytes is decoded once. */
function reverseTable(): Map<string, number> {
  const decoder = new TextDecoder('shift_jis', { fatal: true });
  const found = new Map<string, number>();
  const add = (bytes: number[], code: number): void => {
    try {
      const text = decoder.decode(Uint8Array.from(bytes));
      if ([...text].length === 1 && !found.has(text)) found.set(text, code);
    } catch {
      // Not a character.
    }
  };
  for (let half = 0xa1; half <= 0xdf; half++) add([half], half);
  for (let lead = 0x81; lead <= 0xfc; lead++) {
    if (lead >= 0xa0 && lead <= 0xdf) continue;
    for (let trail = 0x40; trail <= 0xfc; trail++) add([lead, trail], (lead << 8) | trail);
  }
  return found;
}

/** Lines as Windows ends them. */
export function crlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}
