import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGate } from '../../src/phone/gate.ts';
import { failureFrom } from './support/context.ts';

const WHAT = { layer: 'lockdown', during: 'test' } as const;
const NEVER = new AbortController().signal;
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the gate', () => {
  it('lets no more in than there are places, in the order in which they came, and all of them in the end', async () => {
    const visits = fc.array(
      fc.record({ places: fc.integer({ min: 1, max: 3 }), ticks: fc.nat(3), fails: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(visits, async (list) => {
        const gate = createGate(3);
        let inside = 0;
        const entered: number[] = [];
        const ends = await Promise.allSettled(
          list.map(({ places, ticks, fails }, index) =>
            gate(places, NEVER, WHAT, async () => {
              entered.push(index);
              inside += places;
              expect(inside).toBeLessThanOrEqual(3);
              for (let i = 0; i < ticks; i++) await tick();
              inside -= places;
              if (fails) throw new Error('on its own account');
              return index;
            }),
          ),
        );
        expect(entered).toEqual(list.map((_visit, index) => index));
        expect(ends.map((end) => end.status)).toEqual(list.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')));
        expect(inside).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it('who is called off leaves the queue, and those behind go on', async () => {
    const gate = createGate(1);
    let finish = (): void => undefined;
    const first = gate(1, NEVER, WHAT, () => new Promise<void>((resolve) => (finish = resolve)));
    const controller = new AbortController();
    const second = failureFrom(gate(1, controller.signal, WHAT, async () => undefined));
    const third = gate(1, NEVER, WHAT, async () => 'third');
    controller.abort();
    expect(await second).toMatchObject({ kind: 'aborted', during: 'test' });
    finish();
    await first;
    expect(await third).toBe('third');
    expect(await failureFrom(gate(1, controller.signal, WHAT, async () => undefined))).toMatchObject({
      kind: 'aborted',
    });
    expect(await gate(1, NEVER, WHAT, async () => 'free again')).toBe('free again');
  });
});
