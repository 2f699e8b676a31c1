import type { StoredTask } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { type Ended, type History, resultText, type Taken } from './history.js';
import { historyFaults } from './history-faults.js';

const TASK = 'task-1';

const taken = (fence: number, holder: string = `request-${fence}`, begin: number = fence * 10): Taken => ({
  taskId: TASK,
  fence,
  holder,
  begin,
  end: begin + 2,
});

const ended = (fence: number, overrides: Partial<Ended> = {}): Ended => ({
  taskId: TASK,
  fence,
  kind: 'done',
  outcome: 'settled',
  begin: fence * 10 + 5,
  end: fence * 10 + 6,
  ...overrides,
});

function stored(overrides: Partial<StoredTask> = {}): StoredTask {
  const attempt = { workerId: 'w', fence: 1, startedAt: 1, endedAt: 2, outcome: 'done' } as const;
  return {
    id: TASK,
    key: 'key',
    status: 'done',
    priority: 0,
    seq: 1,
    route: '',
    tags: {},
    attempts: 1,
    maxAttempts: 3,
    backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
    fence: 1,
    cancelRequested: false,
    createdAt: 0,
    schemaVersion: 1,
    result: { kind: 'inline', encoding: 'text', bytes: new TextEncoder().encode(resultText(TASK, 1)) },
    history: { attempts: [attempt], totals: { done: 1 } },
    ...overrides,
  };
}

const history = (overrides: Partial<History> = {}): History => ({
  submitted: new Set([TASK]),
  removed: new Set(),
  changed: new Set(),
  taken: [taken(1)],
  ended: [ended(1)],
  stored: [stored()],
  ...overrides,
});

describe('historyFaults', () => {
  it('finds nothing in a run that kept its promises', () => {
    expect(historyFaults(history())).toEqual([]);
  });

  it.each<readonly [string, Partial<History>, RegExp]>([
    ['two holders of one fence', { taken: [taken(1, 'a'), taken(1, 'b')] }, /fence 1 is held by a and b/],
    ['an acknowledged task that is gone', { stored: [], taken: [], ended: [] }, /never removed, gone/],
    ['a task that is stored twice', { stored: [stored(), stored()] }, /stored twice/],
    ['a result that nobody claims to have written', { stored: [stored({ fence: 2 })] }, /done under fence 2/],
    ['a result that is visible too early', { stored: [stored({ status: 'waiting' })] }, /visible though it is waiting/],
    [
      'an acknowledged result that is gone',
      { stored: [withoutResult(stored({ status: 'waiting' }))] },
      /done was acknowledged under fence 1, but it is waiting/,
    ],
    [
      'an end under an old fence that was let through',
      { taken: [taken(1), taken(2)], ended: [ended(1, { begin: 30, kind: 'error' })] },
      /let through after fence 2/,
    ],
    ['two ends of one attempt', { ended: [ended(1), ended(1, { kind: 'error' })] }, /ended 2 times/],
    ['more attempts than allowed', { stored: [stored({ attempts: 4 })] }, /4 attempts of 3/],
    ['a claim that left no attempt', { taken: [taken(1), taken(2)] }, /fence 2 left no attempt/],
    [
      'an attempt that says something else than its end',
      { ended: [ended(1, { kind: 'part_done' })], changed: new Set([TASK]) },
      /part_done under fence 1 was acknowledged, the attempt says done/,
    ],
    [
      'totals that lost an attempt',
      { stored: [stored({ history: { attempts: stored().history?.attempts ?? [], totals: {} } })] },
      /totals of 0 for 1/,
    ],
  ])('finds %s', (_, overrides, fault) => {
    expect(historyFaults(history(overrides)).join('\n')).toMatch(fault);
  });

  it('takes a removed task, a reset one and a lost reply for what they are', () => {
    expect(historyFaults(history({ stored: [], removed: new Set([TASK]) }))).toEqual([]);
    const waiting = withoutResult(stored({ status: 'waiting' }));
    expect(historyFaults(history({ stored: [waiting], changed: new Set([TASK]) }))).toEqual([]);
    const twice = [ended(1, { outcome: 'unknown' }), ended(1, { outcome: 'repeated', begin: 17 })];
    expect(historyFaults(history({ ended: twice }))).toEqual([]);
  });
});

function withoutResult({ result: _, ...task }: StoredTask): StoredTask {
  return task;
}
