import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { AdminChange, Claim, Clock, Settlement, StoredResult, TaskStore } from 'windrow';

const SHORT_MS = 30_000;
const LONG_MS = 36_000_000;

/** A clock that begins hours ago, so that a past fits before the clock of any server, and is turned by hand. */
export class SlowClock implements Clock {
  #now = Date.now() - 10_800_000;

  now(): number {
    return this.#now;
  }

  turn(ms: number): void {
    this.#now += ms;
  }

  /** A delay that is over where a task is copied to is gone there. */
  withoutPastDelays(tasks: readonly object[]): readonly object[] {
    return tasks.map((task) => {
      const { availableAt, ...rest } = task as { readonly availableAt?: number };
      return availableAt === undefined || availableAt < Date.now() + SHORT_MS ? rest : task;
    });
  }
}

/** One thing that happens to a pool. */
export type Step = (store: TaskStore, pool: string, clock: SlowClock) => Promise<unknown>;

const small = fc.integer({ min: 0, max: 3 });
const text = fc.constantFrom('a', 'ü "quoted"\n', '💧'.repeat(400), '\u0001');
const result = fc
  .tuple(fc.uint8Array({ maxLength: 2_000 }), fc.constantFrom('windrow/1', 'ü'))
  .map(([bytes, encoding]): StoredResult => ({ kind: 'inline', encoding, bytes }));

const submitted = fc
  .record({
    key: fc.integer({ min: 0, max: 30 }),
    priority: fc.integer({ min: -2, max: 2 }),
    route: fc.constantFrom('', '', 'gpu'),
    maxAttempts: fc.integer({ min: 1, max: 4 }),
    tags: fc.dictionary(
      fc.constantFrom('a', 'b.c', '$d', ' ', 'constructor'),
      fc.oneof(small, text, fc.constant(null)),
    ),
    delayMs: fc.constantFrom(undefined, undefined, SHORT_MS, LONG_MS),
    timeLimitMs: fc.constantFrom(undefined, 1_000),
    codeVersion: fc.constantFrom(undefined, 'v1'),
    words: fc.constantFrom(0, 0, 900),
  })
  .map(({ key, words, delayMs, timeLimitMs, codeVersion, ...task }): Step => {
    return (store, pool) => {
      const made = {
        ...task,
        id: randomUUID(),
        key: `key-${key}`,
        definition: JSON.stringify({ n: key, text: 'wörter '.repeat(words) }),
        backoff: { initialMs: key, factor: 1.5, maxMs: 9_000, jitter: 0.25 },
        schemaVersion: 1,
        ...(delayMs === undefined ? {} : { delayMs }),
        ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
        ...(codeVersion === undefined ? {} : { codeVersion }),
      };
      return store.submit(pool, [made], 'rerun');
    };
  });

const ending: fc.Arbitrary<Settlement> = fc.oneof(
  fc.option(result, { nil: undefined }).map((value) => ({ kind: 'done' as const, ...(value && { result: value }) })),
  fc
    .option(result, { nil: undefined })
    .map((value) => ({ kind: 'part_done' as const, ...(value && { result: value }) })),
  fc.record({
    kind: fc.constant('error' as const),
    error: fc.record({ name: text, message: text, code: text, stack: text }, { requiredKeys: ['name', 'message'] }),
    final: fc.boolean(),
    delayMs: fc.constantFrom(0, SHORT_MS),
  }),
  fc.constantFrom(0, LONG_MS).map((delayMs) => ({ kind: 'release' as const, delayMs })),
);

/** Claims a few tasks and ends most of their attempts, at once or when their lease has run out. */
const worked = fc
  .record({
    from: fc.constantFrom('waiting' as const, 'waiting' as const, 'part_done' as const),
    ends: fc.array(fc.option(ending, { nil: undefined, freq: 4 }), { minLength: 1, maxLength: 4 }),
    leaseMs: fc.constantFrom(SHORT_MS, LONG_MS),
    progress: fc.constantFrom(undefined, { share: 0.5, 'a.b': ['ü'] }),
    asked: fc.boolean(),
  })
  .map(({ from, ends, leaseMs, progress, asked }): Step => {
    return async (store, pool, clock) => {
      const workerId = `worker-${randomUUID()}`;
      const want = { requestId: randomUUID(), limit: ends.length, from, routes: ['', 'gpu'], workerId, leaseMs };
      const { tasks } = await store.claim(pool, want);
      clock.turn(7);
      const items: { claim: Claim; end: Settlement }[] = [];
      for (const [i, { claim }] of tasks.entries()) {
        if (progress !== undefined) await store.renew([{ claim, progress }], leaseMs);
        if (asked && i === 0) await store.change(pool, { ids: [claim.taskId] }, { kind: 'cancel' }, { limit: 1 });
        const end = ends[i];
        if (end !== undefined) items.push({ claim, end });
      }
      await store.settle(items);
    };
  });

const change: fc.Arbitrary<AdminChange> = fc.oneof(
  small.map((priority) => ({ kind: 'prioritize' as const, priority })),
  fc.constant({ kind: 'cancel' as const }),
  fc.record({
    kind: fc.constant('reset' as const),
    to: fc.constantFrom('waiting' as const, 'part_done' as const),
    force: fc.boolean(),
  }),
  fc.constantFrom(0, SHORT_MS, LONG_MS).map((delayMs) => ({ kind: 'delay' as const, delayMs })),
  small.map((a) => ({ kind: 'tag' as const, set: { a, new: true }, unset: ['b.c'] })),
  small.map((n) => ({ kind: 'replace' as const, definition: `{"replaced":${n}}`, key: `other-${n}`, force: true })),
);
const changed = fc.tuple(change, small).map(([what, nth]): Step => {
  return async (store, pool) => {
    const { tasks } = await store.list(pool, { fields: [], limit: 50 });
    const ids = tasks.filter((_, i) => i % 4 === nth).map(({ id }) => id);
    for (const id of ids.slice(0, 3)) await store.change(pool, { ids: [id] }, what, { limit: 1 });
  };
});
const passed = fc.constantFrom(1, SHORT_MS + 1).map((ms): Step => {
  return async (store, pool, clock) => {
    clock.turn(ms);
    await store.reap(pool, 100);
  };
});

/** What may have happened to a pool; at most two hours of it. */
export const pastArbitrary: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { arbitrary: submitted, weight: 4 },
    { arbitrary: worked, weight: 5 },
    { arbitrary: changed, weight: 2 },
    { arbitrary: passed, weight: 1 },
  ),
  { minLength: 5, maxLength: 60, size: 'max' },
);
