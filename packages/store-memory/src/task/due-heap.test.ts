import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DueHeap } from './due-heap.js';
import { makeRecord, type TaskRecord } from './task-record.js';

const backoff = { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 };

function record(seq: number): TaskRecord {
  const given = { id: `t${seq}`, key: `k${seq}`, definition: '{}', priority: 0, tags: {}, route: '' };
  return makeRecord({ ...given, maxAttempts: 3, backoff, schemaVersion: 1 }, seq, 0, backoff);
}

describe('DueHeap (rule 8)', () => {
  it('gives the tasks that are due and no other, whatever was renewed, dropped and claimed again', () => {
    const steps = fc.array(
      fc.record({
        task: fc.integer({ min: 0, max: 9 }),
        act: fc.constantFrom('lease', 'end', 'reap' as const),
        ms: fc.integer({ min: 1, max: 50 }),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (run) => {
        const heap = new DueHeap('lease');
        const tasks = Array.from({ length: 10 }, (_, seq) => record(seq));
        const leased = new Map<TaskRecord, number>();
        let now = 0;
        for (const { task: at, act, ms } of run) {
          const task = tasks[at] as TaskRecord;
          if (act === 'lease') {
            const held = leased.has(task);
            task.leaseUntil = now + ms;
            leased.set(task, task.leaseUntil);
            if (held) heap.refresh(task);
            else heap.add(task);
          } else if (act === 'end' && leased.delete(task)) {
            task.leaseUntil = undefined;
            heap.drop();
          } else if (act === 'reap') {
            now += ms;
            const taken: TaskRecord[] = [];
            for (let due = heap.takeDue(now); due !== undefined; due = heap.takeDue(now)) {
              taken.push(due);
              due.leaseUntil = undefined;
              heap.drop();
            }
            const expected = [...leased].filter(([, until]) => until <= now).map(([due]) => due);
            expect(new Set(taken)).toEqual(new Set(expected));
            for (const due of taken) leased.delete(due);
          }
          expect(heap.next()).toBe(leased.size === 0 ? undefined : Math.min(...leased.values()));
        }
      }),
    );
  });

  it('sweeps what has ended, so that it does not grow with all that ever ran', () => {
    const heap = new DueHeap('lease');
    const running = record(0);
    running.leaseUntil = 5_000_000;
    heap.add(running);
    for (let seq = 1; seq <= 10_000; seq += 1) {
      const task = record(seq);
      task.leaseUntil = 1_000_000 + seq;
      heap.add(task);
      task.leaseUntil = undefined;
      heap.drop();
      expect(heap.size).toBeLessThan(1_100);
    }
    expect(heap.next()).toBe(5_000_000);
  });
});
