import { describe, expect, it } from 'vitest';
import { type ClaimObservation, orderFaults } from './order-faults.js';

const tasks = Array.from({ length: 70 }, (_, i) => ({ id: `t${i}`, priority: i < 5 ? 1 : 0 }));

/** One claim after the other, each of one task. */
function oneByOne(ids: readonly string[]): readonly ClaimObservation[] {
  return ids.map((id, i) => ({ begin: 2 * i, end: 2 * i + 1, limit: 1, ids: [id] }));
}

const inOrder = tasks.map(({ id }) => id);

describe('orderFaults', () => {
  it('finds nothing where the order was kept', () => {
    expect(orderFaults(tasks, oneByOne(inOrder))).toEqual([]);
  });

  it('lets a claim pass over equals within its window, and no further', () => {
    expect(orderFaults(tasks, oneByOne([...inOrder.slice(0, 5), ...inOrder.slice(5).toReversed()]))).toHaveLength(1);
    expect(
      orderFaults(tasks, oneByOne([...inOrder.slice(0, 8), 't60', ...inOrder.slice(8, 60), ...inOrder.slice(61)])),
    ).toEqual([]);
  });

  it('finds a lower priority that was taken while a higher one was free', () => {
    expect(orderFaults(tasks, oneByOne(['t5', ...inOrder.filter((id) => id !== 't5')]))).toEqual([
      't5 (priority 0) was taken while t0 (1) was free',
    ]);
  });

  it('does not judge claims that overlapped', () => {
    const overlapping = oneByOne(['t5', ...inOrder.filter((id) => id !== 't5')]).map((claim) => ({
      ...claim,
      end: 1_000,
    }));
    expect(orderFaults(tasks, overlapping)).toEqual([]);
  });

  it('finds a task that nobody submitted', () => {
    expect(orderFaults(tasks, oneByOne(['stranger']))).toEqual(['stranger was claimed and never submitted']);
  });
});
