import { DuplicateTaskError, TaskNotFoundError, TaskRunningError } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { all, poolOf, ridge, ridges } from './pool-of.js';

/** Six tasks: done, part_done, failed, running, cancelled, waiting. */
async function oneOfEach() {
  const pool = poolOf();
  const { manager } = pool;
  const { ids } = await manager.createTasks(ridges(6));
  await manager.withTask({}, () => 'result');
  await manager.withTask({ commitAs: 'part_done' }, () => 'step');
  await (await manager.fetchTask())?.fail('x', { final: true });
  const running = await manager.fetchTask({ renew: false });
  await manager.cancel(ids[4] as string);
  const [done, partDone, failed, held, cancelled, waiting] = ids as [string, string, string, string, string, string];
  return { ...pool, ids, running, done, partDone, failed, held, cancelled, waiting };
}

describe('parity: reset_waiting(query) → resetWaiting', () => {
  it('sets what is running back to waiting, and nothing else', async () => {
    const { manager, running, held } = await oneOfEach();
    const report = await manager.resetWaiting();
    expect(report.counts).toMatchObject({ changed: 1, 'not-applicable': 0 });
    expect(report.items).toEqual([{ id: held, outcome: 'changed' }]);
    expect(await manager.stat()).toEqual({ waiting: 2, running: 0, part_done: 1, done: 1, failed: 1, cancelled: 1 });
    await expect(running?.commit('late')).rejects.toThrow('is no longer held');
  });

  it('a status in the filter wins over running', async () => {
    const { manager, done } = await oneOfEach();
    const { counts } = await manager.resetWaiting({ status: 'done' });
    expect(counts.changed).toBe(1);
    expect(await manager.get(done)).toMatchObject({ status: 'waiting', attempts: 0 });
    expect('result' in (await manager.get(done))).toBe(false);
    expect((await manager.resetWaiting({ $or: [{ status: { $in: ['failed'] } }, { id: 'x' }] })).counts.changed).toBe(
      1,
    );
    expect((await manager.stat()).running).toBe(1);
  });

  it('rule 7: keeps fence, history and place in the order', async () => {
    const { manager, held, running } = await oneOfEach();
    await manager.resetWaiting(held);
    const task = await manager.get(held);
    expect(task.fence).toBeGreaterThan(running?.fence as number);
    expect(task.history?.totals).toEqual({ reset: 1 });
    expect((await manager.fetchTask())?.id).toBe(held);
  });
});

describe('parity: reset_status(query, status) → resetStatus', () => {
  it('rule 7: to waiting from what has ended, dropping results; to part_done only where a step was finished', async () => {
    const { manager, ids, partDone } = await oneOfEach();
    const toStep = await manager.resetStatus(ids, 'part_done');
    expect(toStep.counts).toMatchObject({ 'not-applicable': 5, running: 1 });
    const toStart = await manager.resetStatus({}, 'waiting');
    expect(toStart.counts).toMatchObject({ changed: 4, running: 1, 'not-applicable': 1 });
    expect('stepResult' in (await manager.get(partDone))).toBe(false);
  });

  it('takes running tasks only by force, and no status but the two', async () => {
    const { manager, held } = await oneOfEach();
    expect((await manager.resetStatus(held, 'waiting')).counts.running).toBe(1);
    expect((await manager.resetStatus(held, 'waiting', { force: true })).counts.changed).toBe(1);
    await expect(manager.resetStatus({}, 'done' as never)).rejects.toThrow(
      'status: must be one of waiting, part_done, not "done".',
    );
  });

  it('two at once reset once', async () => {
    const { manager, other, done } = await oneOfEach();
    const reports = await Promise.all([manager.resetStatus(done, 'waiting'), other().resetStatus(done, 'waiting')]);
    expect(reports.map(({ counts }) => counts.changed).sort()).toEqual([0, 1]);
  });
});

describe('retry', () => {
  it('runs failed tasks again, each from the step it failed in', async () => {
    const { manager, failed, partDone, done } = await oneOfEach();
    await (await manager.fetchTask({ status: 'part_done' }))?.fail('y', { final: true });
    const report = await manager.retry();
    expect(report.counts).toMatchObject({ changed: 2, 'not-applicable': 0 });
    expect(await manager.get(failed)).toMatchObject({ status: 'waiting', attempts: 0 });
    expect(await manager.get(partDone)).toMatchObject({ status: 'part_done', attempts: 0, stepResult: 'step' });
    expect((await manager.get(done)).status).toBe('done');
  });

  it('takes failed and cancelled ones by id, leaves others alone and says what is not there', async () => {
    const { manager, ids } = await oneOfEach();
    const report = await manager.retry([...ids, 'nobody']);
    expect(report.counts).toMatchObject({ changed: 2, 'not-applicable': 4, 'not-found': 1 });
    expect(await manager.stat()).toMatchObject({ done: 1, part_done: 1, running: 1, waiting: 3 });
  });

  it('stores the version of the code that retries', async () => {
    const { other, failed } = await oneOfEach();
    const v2 = other({ codeVersion: 'v2' });
    await v2.retry(failed);
    expect((await v2.get(failed)).codeVersion).toBe('v2');
  });
});

describe('parity: prioritize(task, priority) → prioritize', () => {
  it('takes an id, a task, a list or a filter', async () => {
    const { manager } = poolOf();
    const { ids, tasks } = await manager.createTasks(ridges(5));
    await manager.prioritize(ids[1] as string, 1);
    await manager.prioritize(tasks[2] as { id: string; key: string }, 2);
    await manager.prioritize([ids[3] as string], 3);
    await manager.prioritize({ 'definition.model.kwargs.alpha': 4 }, 4);
    const order: unknown[] = [];
    for await (const task of manager.tasks()) {
      order.push(task.priority);
      await task.commit();
    }
    expect(order).toEqual([4, 3, 2, 1, 0]);
    await expect(manager.prioritize({}, 1.5)).rejects.toThrow(
      'priority: must be a whole number from -32767 to 32767, not 1.5.',
    );
    await expect(manager.prioritize(5 as never, 1)).rejects.toThrow(
      'tasks: must be an id, a task, a list of them or a filter, not 5.',
    );
    await expect(manager.prioritize([''], 1)).rejects.toThrow('tasks: "" is no id of a task.');
    await expect(manager.prioritize([undefined as never], 1)).rejects.toThrow('tasks: undefined is no id of a task.');
  });
});

describe('rule 13: cancel', () => {
  it('answers which: stopped, asked, ended already, not there', async () => {
    const { manager, ids, waiting, held, partDone } = await oneOfEach();
    const report = await manager.cancel([...ids, 'nobody']);
    expect(report.counts).toMatchObject({ cancelled: 2, requested: 1, 'already-ended': 3, 'not-found': 1 });
    expect(new Map(report.items.map(({ id, outcome }) => [id, outcome]))).toEqual(
      new Map([
        ...ids.map((id) => [id, 'already-ended'] as const),
        [waiting, 'cancelled'],
        [partDone, 'cancelled'],
        [held, 'requested'],
        ['nobody', 'not-found'],
      ]),
    );
  });

  it('goes through pools of any size in batches, and lists the first thousand', async () => {
    const { manager, store } = poolOf();
    const { ids } = await manager.createTasks(ridges(2_500));
    const change = store.change.bind(store);
    const limits: number[] = [];
    store.change = async (pool, selection, what, options) => {
      limits.push('ids' in selection ? selection.ids.length : options.limit);
      return change(pool, selection, what, options);
    };
    const byFilter = await manager.prioritize({}, 1);
    expect(byFilter.counts.changed).toBe(2_500);
    const byId = await manager.cancel(ids);
    expect(byId.counts.cancelled).toBe(2_500);
    expect(byId.items).toHaveLength(1_000);
    expect(Math.max(...limits)).toBe(1_000);
  });
});

describe('parity: remove(query) → remove', () => {
  it('rule 15: counts what it removed, and running ones only by force', async () => {
    const { manager, held, done } = await oneOfEach();
    expect(await manager.remove({}, { dryRun: true })).toEqual({ removed: 5, running: 1, notFound: 0 });
    expect(await manager.remove({}, { dryRun: true, force: true })).toEqual({ removed: 6, running: 0, notFound: 0 });
    expect(await manager.remove([done, held, 'nobody'], { dryRun: true })).toEqual({
      removed: 1,
      running: 1,
      notFound: 1,
    });
    expect(await manager.remove({ status: 'done' })).toEqual({ removed: 1, running: 0, notFound: 0 });
    expect(await manager.remove([held, 'nobody'])).toEqual({ removed: 0, running: 1, notFound: 1 });
    expect(await manager.remove({})).toEqual({ removed: 4, running: 1, notFound: 0 });
    expect(await manager.remove({}, { force: true })).toEqual({ removed: 1, running: 0, notFound: 0 });
    expect(await all(manager.query())).toEqual([]);
  });

  it('never takes nothing for everything', async () => {
    const { manager } = await oneOfEach();
    await expect(manager.remove(undefined as never)).rejects.toThrow(
      'tasks: must be an id, a task, a list of them or a filter',
    );
    await expect(manager.remove({ status: undefined })).rejects.toThrow('Filter at status: is undefined.');
    expect(await manager.remove([])).toEqual({ removed: 0, running: 0, notFound: 0 });
  });

  it('rule 1: what was removed is inserted again by the next submit', async () => {
    const { manager, done } = await oneOfEach();
    await manager.remove(done);
    const again = await manager.createTasks(ridges(6));
    expect(again).toMatchObject({ created: 1, reused: 5 });
    expect(again.ids[0]).not.toBe(done);
  });
});

describe('parity: replace_task(task, new) → replaceTask', () => {
  it('rule 15: gives a new definition under a new key; the task starts over in its place', async () => {
    const { manager, done } = await oneOfEach();
    const before = await manager.get(done);
    const { id, key } = await manager.replaceTask(before, ridge(70));
    expect(id).toBe(done);
    const after = await manager.get(done);
    expect(after).toMatchObject({ status: 'waiting', definition: ridge(70), key, seq: before.seq });
    expect(key).not.toBe(before.key);
    expect((await manager.createTasks(ridge(70))).ids).toEqual([done]);
    expect((await manager.createTasks(ridge(0))).created).toBe(1);
  });

  it('refuses a clash, a running task, an unknown one and a bad definition, each by its own error', async () => {
    const { manager, done, held } = await oneOfEach();
    await expect(manager.replaceTask(done, ridge(1))).rejects.toThrow(DuplicateTaskError);
    await expect(manager.replaceTask(held, ridge(71))).rejects.toThrow(TaskRunningError);
    await expect(manager.replaceTask(held, ridge(71))).rejects.toThrow(
      `Task ${held} of pool "${manager.pool}" is running, so replacing it was refused. Wait for its end, or use force: true; whoever runs it then loses it.`,
    );
    await expect(manager.replaceTask('nobody', ridge(71))).rejects.toThrow(TaskNotFoundError);
    await expect(manager.replaceTask(done, { a: undefined } as never)).rejects.toThrow('next.a is undefined');
    await expect(manager.replaceTask([done] as never, { a: 1 })).resolves.toMatchObject({ id: done });
    await expect(manager.replaceTask({} as never, { a: 1 })).rejects.toThrow('task: must be one id or one task.');
    await manager.replaceTask(held, ridge(72), { force: true });
    expect((await manager.get(held)).definition).toEqual(ridge(72));
  });
});

describe('delay, tags, reap', () => {
  it('rule 7: delays what waits, and makes it claimable at once', async () => {
    const { manager, pass } = poolOf();
    const { ids } = await manager.createTasks(ridge(1));
    await manager.delay(ids, { delayMs: 1_000 });
    expect(await manager.fetchTask()).toBeUndefined();
    pass(1_000);
    expect(await manager.reap()).toEqual({ expired: [], due: 1, retired: 0 });
    await manager.delay(ids, { availableAt: '2099-01-01' });
    expect(await manager.fetchTask()).toBeUndefined();
    await manager.delay(ids, { delayMs: 0 });
    expect((await manager.fetchTask())?.id).toBe(ids[0]);
    await expect(manager.delay(ids, { delayMs: 0.5 })).rejects.toThrow('delayMs: must be a whole number from 0');
  });

  it('sets and takes away tags, by which tasks are found', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridges(3), { tags: { a: 1, b: 2 } });
    await manager.tag({ 'definition.model.kwargs.alpha': 1 }, { best: true }, ['a']);
    const [task, ...rest] = await all(manager.query({ 'tags.best': true }));
    expect(rest).toEqual([]);
    expect(task?.tags).toEqual({ b: 2, best: true });
    await expect(manager.tag({}, { a: [] as never })).rejects.toThrow('set.a: must be a text');
  });

  it('rule 6: reaps every expired lease, however many, and touches no healthy one', async () => {
    const { manager, pass, other } = poolOf({ leaseMs: 1_000 });
    await manager.createTasks(ridges(2_001));
    for (let i = 0; i < 2; i++) await manager.claim(1_000);
    const healthy = await other({ leaseMs: 60_000 }).fetchTask({ renew: false });
    pass(2_000);
    const { expired } = await manager.reap();
    expect(expired).toHaveLength(2_000);
    expect(expired.every(({ status }) => status === 'waiting')).toBe(true);
    expect(await healthy?.commit()).toBe('done');
  });
});

describe('rule 16: pool settings', () => {
  it('changes some, keeps the others, and takes one back with undefined', async () => {
    const { manager } = poolOf();
    expect(await manager.settings()).toEqual({ version: 0, values: { paused: false } });
    await manager.configure({ maxAttempts: 5 });
    await manager.configure({ leaseMs: 9_000, paused: true });
    expect(await manager.settings()).toEqual({ version: 2, values: { paused: true, maxAttempts: 5, leaseMs: 9_000 } });
    expect((await manager.configure({ maxAttempts: undefined, paused: false })).values).toEqual({
      paused: false,
      leaseMs: 9_000,
    });
  });

  it('a paused pool hands out nothing', async () => {
    const { manager } = poolOf();
    const { tasks } = await manager.createTasks(ridge(1));
    await manager.configure({ paused: true });
    expect(await manager.fetchTask()).toBeUndefined();
    await manager.configure({ paused: false });
    expect((await manager.fetchTask())?.id).toBe(tasks[0]?.id);
  });

  it('loses no change of two at once, and holds to an expected version', async () => {
    const { manager, other } = poolOf();
    await Promise.all([manager.configure({ maxAttempts: 5 }), other().configure({ leaseMs: 5_000 })]);
    expect((await manager.settings()).values).toEqual({ paused: false, maxAttempts: 5, leaseMs: 5_000 });
    await expect(manager.configure({ paused: true }, 1)).rejects.toThrow(
      `The settings of pool "${manager.pool}" are at version 2, not 1: somebody changed them.`,
    );
  });

  it.each([
    [5, 'settings: must be an object, not 5.'],
    [{ pause: true }, 'settings.pause: is no setting. There are paused, maxAttempts'],
    [{ paused: 1 }, 'settings.paused: must be true or false, not 1.'],
    [{ maxAttempts: 101 }, 'settings.maxAttempts: must be a whole number from 1 to 100, not 101.'],
    [{ backoff: {} }, 'settings.backoff.initialMs: must be a whole number from 0'],
    [{ timeLimitMs: -1 }, 'settings.timeLimitMs: must be a whole number from 1'],
    [{ leaseMs: 99 }, 'settings.leaseMs: must be a whole number from 100'],
    [
      { retention: { olderThanMs: 3_599_999, statuses: ['done'] } },
      'settings.retention.olderThanMs: must be an hour (3600000) at least.',
    ],
    [{ retention: { olderThanMs: 3_600_000, statuses: [] } }, 'settings.retention: must be an object such as'],
    [
      { retention: { olderThanMs: 3_600_000, statuses: ['waiting'] } },
      'settings.retention.statuses[0]: must be one of done, failed, cancelled, not "waiting".',
    ],
  ])('refuses %j', async (change, message) => {
    const { manager } = poolOf();
    await expect(manager.configure(change as never)).rejects.toThrow(message);
    expect((await manager.settings()).version).toBe(0);
  });

  it('retention removes old ended tasks in a reap, nothing else', async () => {
    const { manager, pass } = poolOf();
    await manager.createTasks(ridges(3));
    await manager.withTask({}, () => 1);
    await manager.configure({ retention: { olderThanMs: 3_600_000, statuses: ['done'] } });
    pass(3_600_001);
    await manager.withTask({}, () => 1);
    expect((await manager.reap()).retired).toBe(1);
    expect(await manager.stat()).toMatchObject({ done: 1, waiting: 1 });
  });
});
