import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadyIndex } from './ready-index.js';
import { makeRecord, type TaskRecord } from './task-record.js';

const backoff = { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 };

function record(seq: number, priority: number, route: string): TaskRecord {
  const given = { id: `t${seq}`, key: `k${seq}`, definition: '{}', priority, tags: {}, route };
  return makeRecord({ ...given, maxAttempts: 3, backoff, schemaVersion: 1 }, seq, 0, backoff);
}

const byOrder = (a: TaskRecord, b: TaskRecord): number => b.priority - a.priority || a.seq - b.seq;

describe('ReadyIndex (rules 3 and 9)', () => {
  it('takes by priority, then by submission, among the routes that were asked for', () => {
    const routes = ['', 'gpu', 'big'];
    const task = fc.record({
      priority: fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom(-32_767, 32_767)),
      route: fc.constantFrom(...routes),
    });
    const asked = fc.record({ routes: fc.subarray(routes, { minLength: 1 }), limit: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(fc.array(task, { maxLength: 120 }), fc.array(asked, { maxLength: 12 }), (given, claims) => {
        const index = new ReadyIndex();
        let left = given.map(({ priority, route }, at) => record(at + 1, priority, route));
        for (const each of left) index.add(each);
        for (const claim of claims) {
          const expected = left
            .filter(({ route }) => claim.routes.includes(route))
            .sort(byOrder)
            .slice(0, claim.limit);
          expect([...index.scan(claim.routes)].slice(0, claim.limit)).toEqual(expected);
          expect(index.take(claim.routes, claim.limit)).toEqual(expected);
          left = left.filter((each) => !expected.includes(each));
        }
      }),
    );
  });

  it('gives a task that comes back its old place', () => {
    const index = new ReadyIndex();
    const tasks = [1, 2, 3, 4].map((seq) => record(seq, 0, ''));
    for (const task of tasks) index.add(task);
    index.take([''], 2);
    index.add(tasks[1] as TaskRecord);
    expect(index.take(['', ''], 3).map(({ seq }) => seq)).toEqual([2, 3, 4]);
  });
});
