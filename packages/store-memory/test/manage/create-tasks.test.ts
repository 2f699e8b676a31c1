import {
  CodeVersionError,
  codeVersion,
  DuplicateTaskError,
  InvalidArgumentError,
  InvalidDefinitionError,
  PayloadTooLargeError,
  StoreUnavailableError,
  type TaskDefinition,
  TaskManager,
} from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { all, poolOf, ridge, ridges } from './pool-of.js';

describe('parity: create_task → createTasks', () => {
  it('rule 1: stores each definition once and answers in input order with the stored ids', async () => {
    const { manager } = poolOf();
    const first = await manager.createTasks([ridge(1), ridge(2), { model: { kwargs: { alpha: 1 }, class: 'Ridge' } }]);
    expect(first.tasks.map(({ created }) => created)).toEqual([true, true, false]);
    expect(first.ids[2]).toBe(first.ids[0]);
    expect([first.created, first.reused, first.reran]).toEqual([2, 1, 0]);
    const second = await manager.createTasks([ridge(2), ridge(3)]);
    expect(second.ids[0]).toBe(first.ids[1]);
    expect(await manager.stat()).toEqual({ waiting: 3, running: 0, part_done: 0, done: 0, failed: 0, cancelled: 0 });
  });

  it('rule 1: two managers that submit the same thousand at once leave a thousand', async () => {
    const { manager, other } = poolOf();
    const [a, b] = await Promise.all([manager.createTasks(ridges(1_000)), other().createTasks(ridges(1_000))]);
    expect(a.ids).toEqual(b.ids);
    expect(a.created + b.created).toBe(1_000);
    expect((await manager.stat()).waiting).toBe(1_000);
  });

  it('takes one definition, a list, a generator and an async generator', async () => {
    const { manager } = poolOf();
    const slowly = async function* (): AsyncGenerator<TaskDefinition> {
      yield ridge(3);
      yield ridge(4);
    };
    expect((await manager.createTasks(ridge(1))).created).toBe(1);
    expect((await manager.createTasks(new Set([ridge(2)]))).created).toBe(1);
    expect((await manager.createTasks(slowly())).created).toBe(2);
    await expect(manager.createTasks('task' as unknown as TaskDefinition)).rejects.toThrow(
      'definitions: must be a task, a list or an iterable of tasks, not "task".',
    );
  });

  it('rule 1: submits any iterable batch by batch, reading no further than it must', async () => {
    const { manager, store } = poolOf();
    let read = 0;
    const readAtSubmit: number[] = [];
    const submit = store.submit.bind(store);
    store.submit = async (...call) => {
      readAtSubmit.push(read);
      return submit(...call);
    };
    const endless = function* (): Generator<TaskDefinition> {
      for (;;) yield ridge(read++);
    };
    const seen = [];
    for await (const task of manager.submit(endless())) {
      seen.push(task);
      if (seen.length === 2_500) break;
    }
    expect(readAtSubmit).toEqual([1_000, 2_000, 3_000]);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(2_500);
  });

  it('cuts batches of large definitions by their size', async () => {
    const { manager, store } = poolOf();
    const sizes: number[] = [];
    const submit = store.submit.bind(store);
    store.submit = async (pool, tasks, onDuplicate) => {
      sizes.push(tasks.length);
      return submit(pool, tasks, onDuplicate);
    };
    await manager.createTasks(Array.from({ length: 10 }, (_, i) => ({ i, text: 'x'.repeat(1_000_000) })));
    expect(sizes).toEqual([4, 4, 2]);
  });

  it('rule 1: a scope makes equal definitions different tasks', async () => {
    const { manager } = poolOf();
    const plain = await manager.createTasks(ridge(1));
    const scoped = await manager.createTasks(ridge(1), { scope: 'experiment-1' });
    expect(scoped.created).toBe(1);
    expect(scoped.ids).not.toEqual(plain.ids);
    expect((await manager.createTasks(ridge(1), { scope: 'experiment-1' })).ids).toEqual(scoped.ids);
  });

  it('gives every option to every task', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridges(2), {
      priority: 7,
      tags: { model: 'ridge', window: 3 },
      requires: ['gpu'],
      maxAttempts: 5,
      backoff: { initialMs: 10, factor: 3, maxMs: 100, jitter: 0 },
      timeLimitMs: 9_000,
      availableAt: '2020-06-01',
    });
    for (const id of ids) {
      expect(await manager.get(id)).toMatchObject({
        priority: 7,
        tags: { model: 'ridge', window: 3 },
        route: 'gpu',
        maxAttempts: 5,
        backoff: { initialMs: 10, factor: 3, maxMs: 100, jitter: 0 },
        timeLimitMs: 9_000,
        availableAt: Date.UTC(2020, 5, 1),
        codeVersion: 'v1',
      });
    }
  });

  it('rule 7: takes attempts, backoff and time limit from the pool where the task does not say', async () => {
    const { manager } = poolOf();
    const backoff = { initialMs: 1, factor: 1, maxMs: 1, jitter: 0 };
    await manager.configure({ maxAttempts: 9, backoff, timeLimitMs: 77 });
    const [id] = (await manager.createTasks(ridge(1))).ids as [string];
    expect(await manager.get(id)).toMatchObject({ maxAttempts: 9, backoff, timeLimitMs: 77 });
  });

  it('parity: insert_task and insert_task_def take one task', async () => {
    const { manager } = poolOf();
    const one = await manager.insertTask({ definition: ridge(1), priority: 3, tags: { a: 1 } });
    const two = await manager.insertTaskDef(ridge(2), { priority: 4 });
    expect([one.created, two.created]).toEqual([true, true]);
    expect(await manager.get(one.id)).toMatchObject({ priority: 3, tags: { a: 1 }, definition: ridge(1) });
    expect(await manager.get(two.id)).toMatchObject({ priority: 4, definition: ridge(2) });
  });

  it('tells nothing and repeats the same ids when the reply to a batch was lost', async () => {
    const { manager, store } = poolOf();
    const submit = store.submit.bind(store);
    let lost = 2;
    store.submit = async (...call) => {
      const outcomes = await submit(...call);
      if (lost-- > 0) throw new StoreUnavailableError('memory', 'submit', 'the reply was lost');
      return outcomes;
    };
    const { created, ids } = await manager.createTasks(ridges(3));
    expect(created).toBe(3);
    expect(new Set(ids).size).toBe(3);
    expect((await manager.stat()).waiting).toBe(3);
  });
});

describe('rule 1: duplicates', () => {
  it('reuses by default, and says when what it reused had failed', async () => {
    const { manager, warnings } = poolOf();
    const { ids } = await manager.createTasks(ridge(1));
    await (await manager.fetchTask())?.fail(new Error('no'), { final: true });
    const again = await manager.createTasks([ridge(1), ridge(2)]);
    expect(again.reusedFailed).toEqual(ids);
    expect(again.tasks[0]).toMatchObject({ created: false, status: 'failed' });
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      [
        'REUSED_FAILED',
        `1 of 2 tasks are in pool "${manager.pool}" already and have failed (first: ${ids[0]}). They will not run by themselves: retry them, or submit with onDuplicate: 'rerun'.`,
      ],
    ]);
  });

  it('rerun sets what has ended to run again, and says so', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridge(1));
    await manager.withTask({}, () => 'result');
    const again = await manager.createTasks([ridge(1), ridge(2)], { onDuplicate: 'rerun' });
    expect(again).toMatchObject({ created: 1, reran: 1, reused: 0 });
    expect(again.tasks[0]).toMatchObject({ id: ids[0], created: false, reran: true, status: 'waiting' });
  });

  it('error throws after everything was submitted, and carries every outcome', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridge(1));
    const fault = await manager.createTasks([ridge(1), ridge(2)], { onDuplicate: 'error' }).catch((error) => error);
    expect(fault).toBeInstanceOf(DuplicateTaskError);
    expect(fault.outcomes.map(({ created }: { created: boolean }) => created)).toEqual([false, true]);
    expect(fault.outcomes[0].id).toBe(ids[0]);
    expect(fault.message).toContain(`1 of 2 tasks are in pool "${manager.pool}" already`);
    expect((await manager.stat()).waiting).toBe(2);
  });
});

describe('rule 1: versions of the code', () => {
  const doneByV1 = async () => {
    const pool = poolOf();
    const { ids } = await pool.manager.createTasks(ridges(2));
    await pool.manager.withTask({}, () => 'old');
    return { ...pool, ids, v2: pool.other({ codeVersion: 'v2' }) };
  };

  it('tells when a result of another version is reused', async () => {
    const { v2, ids, warnings } = await doneByV1();
    const result = await v2.createTasks(ridges(3));
    expect(result.otherVersion).toEqual([{ id: ids[0], codeVersion: 'v1' }]);
    expect(warnings.at(-1)).toMatchObject({
      code: 'OTHER_CODE_VERSION',
      message: `1 of 3 tasks of pool "${v2.pool}" are reused from other code (first: ${ids[0]} by v1, now v2). Submit with onVersionChange: 'rerun' to run them again.`,
    });
  });

  it('says nothing where the version is the same, or unknown', async () => {
    const { manager, other, warnings } = await doneByV1();
    await manager.createTasks(ridges(2));
    await other({ codeVersion: false }).createTasks(ridges(2));
    expect(warnings).toEqual([]);
  });

  it('rerun runs it again, under the new version', async () => {
    const { v2, ids } = await doneByV1();
    const result = await v2.createTasks(ridges(2), { onVersionChange: 'rerun' });
    expect(result).toMatchObject({ created: 0, reran: 1, reused: 1, otherVersion: [] });
    expect(await v2.get(ids[0] as string)).toMatchObject({ status: 'waiting', codeVersion: 'v2' });
  });

  it('error throws after everything was submitted', async () => {
    const { v2, ids } = await doneByV1();
    const fault = await v2.createTasks(ridges(3), { onVersionChange: 'error' }).catch((error) => error);
    expect(fault).toBeInstanceOf(CodeVersionError);
    expect(fault.tasks).toEqual([{ id: ids[0], codeVersion: 'v1' }]);
    expect(fault.message).toContain('were made by other code than v2');
    expect((await v2.stat()).waiting).toBe(2);
  });

  it('is the commit of the working directory when none is given', async () => {
    const { store } = poolOf();
    const manager = new TaskManager(store, 'p');
    const { id } = await manager.insertTaskDef(ridge(1));
    expect((await manager.get(id)).codeVersion).toBe(await codeVersion());
  });
});

describe('parity: create_task(dry_run) → what would be new', () => {
  it('says per definition whether it would be new, and stores nothing', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridges(2));
    await manager.withTask({}, () => 1);
    const result = await manager.createTasks([ridge(0), ridge(7), ridge(7), ridge(1)], { dryRun: true });
    expect(result.tasks.map(({ created, status }) => [created, status])).toEqual([
      [false, 'done'],
      [true, 'waiting'],
      [false, 'waiting'],
      [false, 'waiting'],
    ]);
    expect(result.ids[0]).toBe(ids[0]);
    expect(result.ids[3]).toBe(ids[1]);
    expect([result.created, result.reused]).toEqual([1, 3]);
    expect(await manager.stat()).toMatchObject({ waiting: 1, done: 1 });
  });
});

describe('rule 18: bad input fails typed, before anything is stored', () => {
  it('a bad definition anywhere in a list of any length', async () => {
    const { manager } = poolOf();
    const bad = [...ridges(3_000), { a: { b: Number.NaN } }];
    const fault = await manager.createTasks(bad).catch((error) => error);
    expect(fault).toBeInstanceOf(InvalidDefinitionError);
    expect(fault.path).toBe('definitions[3000].a.b');
    expect(fault.message).toContain('definitions[3000].a.b is NaN, which JSON cannot hold.');
    expect((await manager.stat()).waiting).toBe(0);
    await expect(manager.insertTasks([{ definition: [] as never }])).rejects.toThrow('tasks[0].definition is a list');
  });

  it('a definition that is too large', async () => {
    const { manager, store } = poolOf();
    const limit = store.capabilities.maxDefinitionBytes;
    await expect(manager.createTasks([{ text: 'ü'.repeat(limit / 2) }])).rejects.toThrow(PayloadTooLargeError);
    await expect(manager.createTasks([{ text: 'ü'.repeat(limit / 2) }])).rejects.toThrow(
      `The definition definitions[0] has ${limit + 11} bytes, the limit is ${limit}.`,
    );
  });

  it.each([
    [{ priority: 40_000 }, 'priority: must be a whole number from -32767 to 32767, not 40000.'],
    [{ priority: 0.5 }, 'priority: must be a whole number'],
    [{ maxAttempts: 0 }, 'maxAttempts: must be a whole number from 1 to 100, not 0.'],
    [{ timeLimitMs: 0 }, 'timeLimitMs: must be a whole number from 1'],
    [{ delayMs: -1 }, 'delayMs: must be a whole number from 0'],
    [{ delayMs: 1, availableAt: 5 }, 'availableAt: cannot be given together with delayMs.'],
    [{ requires: ['a b'] }, 'requires: "a b" is not 1 to 64 letters'],
    [{ scope: 5 }, 'scope: must be a string of valid Unicode.'],
    [
      { tags: { a: {} } },
      'tags.a: must be a text of up to 2000 characters, a finite number, a boolean or null, not a object.',
    ],
    [{ tags: { a: Number.NaN } }, 'tags.a: must be a text'],
    [{ tags: JSON.parse('{"__proto__":1}') }, 'tags.__proto__: is no name of a tag'],
    [{ tags: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [i, i])) }, 'tags: names 65 tags, at most 64'],
    [{ tags: [] }, 'tags: must be an object, not a list.'],
    [
      { backoff: { initialMs: 1, factor: 0.5, maxMs: 1, jitter: 0 } },
      'backoff.factor: must be a number of at least 1, not 0.5.',
    ],
    [
      { backoff: { initialMs: 1, factor: 1, maxMs: 1, jitter: 2 } },
      'backoff.jitter: must be a number from 0 to 1, not 2.',
    ],
    [{ backoff: 5 }, 'backoff: must be an object, not 5.'],
    [{ onDuplicate: 'skip' }, 'onDuplicate: must be one of reuse, rerun, error, not "skip".'],
    [{ onVersionChange: 'no' }, 'onVersionChange: must be one of warn, rerun, error, not "no".'],
  ])('the option %j', async (options, message) => {
    const { manager } = poolOf();
    await expect(manager.createTasks(ridge(1), options as never)).rejects.toThrow(message);
    expect((await manager.stat()).waiting).toBe(0);
  });

  it('options are looked at before the store is', async () => {
    const { manager, store } = poolOf();
    store.settings = async () => {
      throw new Error('the store was asked');
    };
    await expect(manager.createTasks(ridge(1), { priority: 0.5 })).rejects.toThrow('priority: must be a whole number');
    await expect(manager.createTasks(ridge(1), { onDuplicate: 'skip' as never })).rejects.toThrow(
      'onDuplicate: must be one of',
    );
  });

  it.each([
    [{ leaseMs: 5 }, 'leaseMs: must be a whole number from 100'],
    [{ workerId: '' }, 'workerId: must be a text of 1 to 200 characters, not "".'],
    [{ codeVersion: '' }, 'codeVersion: must be a text that is not empty, or false, not "".'],
    [{ offers: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'offers: names 6 abilities, at most 5'],
    [{ routes: [], offers: ['a'] }, 'routes: cannot be given together with offers.'],
    [{ routes: [] }, 'routes: must be a list of 1 to 32 routes.'],
    [{ retries: -1 }, 'retries: must be a whole number from 0 to 1000, not -1.'],
    [{ maxResultBytes: 0 }, 'maxResultBytes: must be a whole number from 1'],
    [{ retry: { retryOn: 'X' } }, 'retry.retryOn: must be a list of error codes, such as ["STORE_UNAVAILABLE"].'],
  ])('the option of a manager %j', (options, message) => {
    const { other } = poolOf();
    expect(() => other(options as never)).toThrow(message);
  });

  it.each(['', '.hidden', 'a/b', 'a b', 'x'.repeat(121), 'ü', 5 as unknown as string])('the pool name %j', (pool) => {
    const { store } = poolOf();
    expect(() => new TaskManager(store, pool)).toThrow(InvalidArgumentError);
    expect(() => new TaskManager(store, pool)).toThrow('is no name of a pool. Use 1 to 120 letters, digits');
  });
});

describe('parity: list() → pools()', () => {
  it('names every pool with its counts', async () => {
    const { manager, store } = poolOf();
    await manager.createTasks(ridges(2));
    await new TaskManager(store, 'second', { codeVersion: false }).createTasks(ridge(1));
    const pools = await manager.pools();
    expect(pools.map(({ pool, counts }) => [pool, counts.waiting]).sort()).toEqual(
      [
        [manager.pool, 2],
        ['second', 1],
      ].sort(),
    );
    expect(await all(manager.query())).toHaveLength(2);
  });
});
