import { TaskManager } from '@windrow/core';
import { expect, it } from 'vitest';
import { done, failure, newTask, type TaskStoreRule, taskStoreRule } from './bench.js';

export const submitIsIdempotent: TaskStoreRule = taskStoreRule('rule 1: submit is idempotent', (bench) => {
  it('answers per input, in input order, with the stored id', async () => {
    const pool = bench.pool();
    const tasks = Array.from({ length: 25 }, () => newTask());
    const outcomes = await bench.submit(pool, tasks);
    expect(outcomes.map(({ id }) => id)).toEqual(tasks.map(({ id }) => id));
    expect(outcomes.every(({ created, status }) => created && status === 'waiting')).toBe(true);
    const again = tasks.toReversed().map(({ key }) => newTask({ key }));
    const repeated = await bench.submit(pool, again);
    expect(repeated.map(({ id }) => id)).toEqual(tasks.map(({ id }) => id).toReversed());
    expect(repeated.some(({ created }) => created)).toBe(false);
    expect((await bench.store.count(pool)).waiting).toBe(25);
  });

  it('says `created` again when a batch is repeated after a lost reply', async () => {
    const pool = bench.pool();
    const tasks = [newTask(), newTask()];
    const first = await bench.submit(pool, tasks);
    expect(await bench.submit(pool, tasks)).toEqual(first);
    expect((await bench.store.count(pool)).waiting).toBe(2);
  });

  it('makes one task of equal keys in one call', async () => {
    const pool = bench.pool();
    const [one, twin, other] = [newTask({ key: 'same' }), newTask({ key: 'same' }), newTask()];
    const outcomes = await bench.submit(pool, [one, twin, other]);
    expect(outcomes.map(({ id }) => id)).toEqual([one.id, one.id, other.id]);
    expect(outcomes.map(({ created }) => created)).toEqual([true, false, true]);
    expect((await bench.store.count(pool)).waiting).toBe(2);
  });

  it('keeps one set of tasks when two clients submit the same 1,000 at once', async () => {
    const pool = bench.pool();
    const other = await bench.open();
    const keys = Array.from({ length: 1_000 }, (_, i) => `shared-${i}`);
    const batches = [bench.store, other].flatMap((store) =>
      [0, 250, 500, 750].map(async (from) =>
        store.submit(
          pool,
          keys.slice(from, from + 250).map((key) => newTask({ key })),
          'reuse',
        ),
      ),
    );
    const [mine, theirs] = chunk((await Promise.all(batches)).flat(), 1_000);
    expect(mine?.map(({ id }) => id)).toEqual(theirs?.map(({ id }) => id));
    expect(mine?.filter((outcome, i) => outcome.created === theirs?.[i]?.created)).toEqual([]);
    expect((await bench.store.count(pool)).waiting).toBe(1_000);
  }, 30_000);

  it('knows equal definitions again, whatever the order of their keys', async () => {
    const manager = new TaskManager(bench.store, bench.pool(), { codeVersion: false });
    const { tasks } = await manager.createTasks([
      { model: { class: 'Ridge', kwargs: { lambda: 1, solver: 'cholesky' } }, horizon: 5 },
      { horizon: 5, model: { kwargs: { solver: 'cholesky', lambda: 1 }, class: 'Ridge' } },
      { horizon: 6, model: { kwargs: { solver: 'cholesky', lambda: 1 }, class: 'Ridge' } },
    ]);
    expect(tasks.map(({ id }) => id === tasks[0]?.id)).toEqual([true, true, false]);
    expect(await manager.stat()).toMatchObject({ waiting: 2 });
  });

  it('keeps equal keys of two pools apart', async () => {
    const task = newTask({ key: 'one-key' });
    const [a, b] = [bench.pool(), bench.pool()];
    await bench.submit(a, [task]);
    const twin = newTask({ key: 'one-key' });
    expect(await bench.submit(b, [twin])).toMatchObject([{ id: twin.id, created: true }]);
  });

  it('tells the status and the code version of what it reuses, and leaves it as it was', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool, { key: 'k', codeVersion: 'abc', priority: 3 });
    const before = await bench.read(pool, id, ['definition', 'result', 'history']);
    const outcomes = await bench.submit(pool, [newTask({ key: 'k', codeVersion: 'def', priority: 9, tags: { x: 1 } })]);
    expect(outcomes).toMatchObject([{ id, created: false, status: 'done', codeVersion: 'abc' }]);
    expect(await bench.read(pool, id, ['definition', 'result', 'history'])).toEqual(before);
  });

  it('says that a reused task had failed', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool, { key: 'k', maxAttempts: 1 }, failure());
    expect(await bench.submit(pool, [newTask({ key: 'k' })])).toMatchObject([{ id, created: false, status: 'failed' }]);
  });

  it('inserts a task again that was removed', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool, { key: 'k' });
    await bench.store.remove(pool, { ids: [id] }, { limit: 10, force: false });
    const task = newTask({ key: 'k' });
    expect(await bench.submit(pool, [task])).toMatchObject([{ id: task.id, created: true, status: 'waiting' }]);
    expect(await bench.read(pool, task.id)).toMatchObject({ status: 'waiting', attempts: 0, fence: 0 });
  });

  it('reruns what has ended, and only that, when asked to', async () => {
    const pool = bench.pool();
    const ended = await bench.finished(pool, { key: 'ended', codeVersion: 'old' });
    const failed = await bench.finished(pool, { key: 'failed', maxAttempts: 1 }, failure());
    const running = newTask({ key: 'running' });
    await bench.submit(pool, [running]);
    const { claim } = await bench.claimOne(pool);
    const waiting = newTask({ key: 'waiting' });
    await bench.submit(pool, [waiting]);
    const outcomes = await bench.store.submit(
      pool,
      ['ended', 'failed', 'running', 'waiting', 'new'].map((key) => newTask({ key, codeVersion: 'new' })),
      'rerun',
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['waiting', 'waiting', 'running', 'waiting', 'waiting']);
    expect(outcomes.map(({ reran }) => reran === true)).toEqual([true, true, false, false, false]);
    expect(outcomes.map(({ created }) => created)).toEqual([false, false, false, false, true]);
    const again = await bench.read(pool, ended, ['result', 'history']);
    expect(again).toMatchObject({ status: 'waiting', attempts: 0, fence: 1 });
    expect(again.result).toBeUndefined();
    expect(again.history?.attempts).toHaveLength(1);
    expect(await bench.read(pool, failed)).toMatchObject({ status: 'waiting', attempts: 0 });
    expect(await bench.settle(claim, done())).toMatchObject({ kind: 'settled', status: 'done' });
  });

  it('reruns a task once for equal keys in one call, and tells the second what it found', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool, { key: 'k', codeVersion: 'old' });
    const twins = ['new', 'newer'].map((codeVersion) => newTask({ key: 'k', codeVersion }));
    expect(await bench.store.submit(pool, twins, 'rerun')).toEqual([
      { id, created: false, status: 'waiting', codeVersion: 'old', reran: true },
      { id, created: false, status: 'waiting', codeVersion: 'new' },
    ]);
    expect(await bench.read(pool, id)).toMatchObject({ status: 'waiting', codeVersion: 'new' });
  });

  it('never answers that a task has ended when two clients rerun it at once', async () => {
    const pool = bench.pool();
    const stores = [bench.store, await bench.open()];
    const keys = Array.from({ length: 8 }, (_, i) => `key-${i}`);
    const equals = () => keys.map((key) => newTask({ key }));
    await bench.submit(pool, equals());
    for (let round = 0; round < 10; round++) {
      const { tasks } = await bench.claim(pool, { limit: 8 });
      await bench.store.settle(tasks.map(({ claim }) => ({ claim, end: done() })));
      const answers = await Promise.all(stores.map(async (store) => store.submit(pool, equals(), 'rerun')));
      expect(answers.flat().map(({ status }) => status)).toEqual(Array(16).fill('waiting'));
      expect(answers.flat().filter(({ reran }) => reran === true)).toHaveLength(8);
    }
  });

  it('takes an empty batch and a batch of 10,000', async () => {
    const pool = bench.pool();
    expect(await bench.submit(pool, [])).toEqual([]);
    const tasks = Array.from({ length: 10_000 }, () => newTask());
    expect(await bench.submit(pool, tasks)).toHaveLength(10_000);
    expect((await bench.store.count(pool)).waiting).toBe(10_000);
  }, 60_000);

  it('keeps every field it was given', async () => {
    const pool = bench.pool();
    const task = newTask({
      definition: '{"a":{"b":[1,"\\u0000x","ü𝄞"]},"z":null}',
      priority: -32_767,
      tags: { 'a.b': 'x', $odd: true, '': 0.5, none: null, text: 'it’s "quoted"' },
      route: 'gpu,memory=64g',
      maxAttempts: 100,
      backoff: { initialMs: 5, factor: 1.5, maxMs: 1e9, jitter: 0.25 },
      timeLimitMs: 123_456,
      codeVersion: 'c0ffee',
      schemaVersion: 7,
    });
    await bench.submit(pool, [task]);
    const { id, key, definition, priority, tags, route, maxAttempts, backoff, timeLimitMs } = task;
    const stored = await bench.read(pool, id, ['definition']);
    expect(stored).toMatchObject({ id, key, definition, priority, route, maxAttempts, backoff, timeLimitMs });
    expect(stored.tags).toEqual(tags);
    expect(stored).toMatchObject({
      codeVersion: 'c0ffee',
      schemaVersion: 7,
      status: 'waiting',
      cancelRequested: false,
    });
    const claimed = await bench.claimOne(pool, { routes: [route] });
    expect(claimed).toMatchObject({
      key,
      definition,
      priority,
      maxAttempts,
      backoff,
      timeLimitMs,
      codeVersion: 'c0ffee',
    });
    expect(claimed.tags).toEqual(tags);
  });
});

function chunk<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
