/** Error codes and failed programs, said as facts. */
import { type Fact, unknown } from '../facts/fact.ts';
import type { ExecResult } from './exec.ts';

/** Code of a system error (`ENOENT`), or `failed`. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
}

/** True for the codes of missing rights. */
export function isRefusal(code: string): boolean {
  return code === 'EACCES' || code === 'EPERM';
}

/** Why a program gave no usable answer. An empty answer with exit code 0 is no answer either. */
export function toolFailure(tool: string, result: ExecResult): Fact<never> {
  if (result.error === 'timeout' || result.error === 'aborted') return unknown('timeout', tool);
  if (result.error === 'EACCES') return unknown('denied', tool);
  return unknown('missing-tool', `${tool} ${result.error ?? 'said nothing usable'}`);
}
