import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { known } from '../../src/facts/fact.ts';
import { once, oncePerPath } from '../../src/facts/memo.ts';

const never = new AbortController().signal;

describe('a fact', () => {
  it('is asked once, and not before the first question', async () => {
    let asked = 0;
    const fact = once({ limitMs: 1000, signal: never }, async () => known(++asked));
    expect(asked).toBe(0);
    const answers = await Promise.all([fact(), fact()]);
    expect(answers).toEqual([known(1), known(1)]);
    expect(await fact()).toBe(answers[0]);
  });

  it('is asked once for each path', async () => {
    const asked: string[] = [];
    const fact = oncePerPath({ limitMs: 1000, signal: never }, async (path) => known(asked.push(path)));
    await Promise.all([fact('/a'), fact('/b'), fact('/a')]);
    expect(asked).toEqual(['/a', '/b']);
  });

  it('is unknown after its limit, and its probe learns that nobody waits', async () => {
    let stopped = false;
    const fact = once({ limitMs: 50, signal: never }, (signal) => {
      signal.addEventListener('abort', () => {
        stopped = true;
      });
      return new Promise(() => {});
    });
    expect(await fact()).toEqual({ known: false, why: 'timeout', detail: '50 ms' });
    expect(stopped).toBe(true);
  });

  it('is unknown where its probe throws, without the message, which may hold names', async () => {
    const crash = (error: unknown) =>
      once({ limitMs: 1000, signal: never }, async () => {
        throw error;
      })();
    expect(await crash(new TypeError("open '/home/person'"))).toEqual({
      known: false,
      why: 'crash',
      detail: 'TypeError',
    });
    expect(await crash(Object.assign(new Error('secret'), { code: 'EIO' }))).toMatchObject({ detail: 'Error EIO' });
    expect(await crash('text')).toMatchObject({ why: 'crash', detail: 'string' });
    const sync = once({ limitMs: 1000, signal: never }, () => {
      throw new RangeError('x');
    });
    expect(await sync()).toMatchObject({ why: 'crash', detail: 'RangeError' });
  });

  it('ends when the run is called off', async () => {
    const controller = new AbortController();
    const fact = once({ limitMs: 60_000, signal: controller.signal }, () => new Promise(() => {}));
    const answer = fact();
    await sleep(10);
    controller.abort();
    expect(await answer).toMatchObject({ known: false, why: 'timeout' });
    const late = once({ limitMs: 1000, signal: controller.signal }, async () => known(1));
    expect(await late()).toMatchObject({ known: false, why: 'timeout' });
  });
});
