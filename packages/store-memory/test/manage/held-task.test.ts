import {
  ClaimLostError,
  HeldTask,
  InvalidArgumentError,
  PayloadTooLargeError,
  StoreUnavailableError,
  type TaskAbortedError,
} from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { all, poolOf, ridge, ridges } from './pool-of.js';

async function fetched(pool: ReturnType<typeof poolOf>): Promise<HeldTask> {
  const task = await pool.manager.fetchTask({ renew: false });
  if (task === undefined) throw new Error('the pool is empty');
  return task;
}

describe('parity: fetch_task(query, status) → fetchTask', () => {
  it('rule 3: takes the highest priority, then submission order, and undefined when there is none', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridges(2));
    await manager.insertTaskDef(ridge(9), { priority: 5 });
    const alphas: unknown[] = [];
    for (let task = await manager.fetchTask(); task !== undefined; task = await manager.fetchTask()) {
      alphas.push(task.definition);
    }
    expect(alphas).toEqual([ridge(9), ridge(0), ridge(1)]);
  });

  it('carries what a handler needs', async () => {
    const pool = poolOf({ workerId: 'w1' });
    const submitted = await pool.manager.insertTask({
      definition: ridge(1),
      tags: { a: 1 },
      priority: 2,
      maxAttempts: 4,
      timeLimitMs: 50,
    });
    const task = await fetched(pool);
    expect(task).toBeInstanceOf(HeldTask);
    expect(task).toMatchObject({
      id: submitted.id,
      key: submitted.key,
      pool: pool.manager.pool,
      origin: 'waiting',
      attempt: 1,
      maxAttempts: 4,
      priority: 2,
      tags: { a: 1 },
      timeLimitMs: 50,
      codeVersion: 'v1',
      ended: false,
    });
    expect(task.claim).toMatchObject({ taskId: submitted.id, fence: task.fence, workerId: 'w1' });
    expect(JSON.parse(JSON.stringify(task.claim))).toEqual(task.claim);
    expect(await task.stepResult()).toBeUndefined();
  });

  it('rule 12: takes only what matches the filter', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridges(5));
    const task = await manager.fetchTask({ filter: { 'definition.model.kwargs.alpha': { $gte: 3 } } });
    expect(task?.definition).toEqual(ridge(3));
  });

  it('rule 9: offers what the manager offers', async () => {
    const { manager, other } = poolOf();
    await manager.insertTaskDef(ridge(1), { requires: ['gpu'] });
    expect(await manager.fetchTask()).toBeUndefined();
    expect((await other({ offers: ['gpu', 'big'] }).fetchTask())?.definition).toEqual(ridge(1));
  });

  it('rule 9: says when a filter made it stop before it had seen everything', async () => {
    const { store, manager, warnings } = poolOf();
    await manager.createTasks(ridges(2));
    store.claim = async () => ({ tasks: [], exhausted: false });
    expect(await manager.fetchTask({ filter: { 'tags.x': 1 } })).toBeUndefined();
    expect(warnings).toEqual([
      {
        code: 'SCAN_STOPPED_EARLY',
        pool: manager.pool,
        message: `A claim with a filter in pool "${manager.pool}" found nothing among the tasks it looked at, and stopped before it had seen all. Give such tasks a higher priority, or route them with requires.`,
      },
    ]);
  });

  it('rule 2: claims many at once, and repeats a lost reply under the same request', async () => {
    const { manager, store } = poolOf();
    await manager.createTasks(ridges(10));
    const claim = store.claim.bind(store);
    const requests: string[] = [];
    store.claim = async (pool, request) => {
      requests.push(request.requestId);
      const result = await claim(pool, request);
      if (requests.length === 1) throw new StoreUnavailableError('memory', 'claim', 'the reply was lost');
      return result;
    };
    const { tasks, exhausted } = await manager.claim(4);
    expect(tasks.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
    expect(exhausted).toBe(true);
    expect(requests).toEqual([requests[0], requests[0]]);
    expect(await manager.stat()).toMatchObject({ running: 4, waiting: 6 });
    await expect(manager.claim(0)).rejects.toThrow('limit: must be a whole number from 1 to 1000, not 0.');
    await expect(manager.claim(1, { status: 'done' as never })).rejects.toThrow(
      'status: must be one of waiting, part_done, not "done".',
    );
  });

  it('rule 16: takes the lease from the pool where nobody says otherwise', async () => {
    const { manager, other, store } = poolOf();
    await manager.configure({ leaseMs: 5_000 });
    await manager.createTasks(ridges(3));
    const now = await store.now();
    expect((await other().fetchTask())?.claim.leaseUntil).toBe(now + 5_000);
    expect((await other({ leaseMs: 7_000 }).fetchTask())?.claim.leaseUntil).toBe(now + 7_000);
    expect((await other({ leaseMs: 7_000 }).fetchTask({ leaseMs: 900 }))?.claim.leaseUntil).toBe(now + 900);
  });
});

describe('parity: commit_task_res → commitResult, HeldTask.commit', () => {
  it('rule 10: keeps any value of the codec', async () => {
    const pool = poolOf();
    await pool.manager.createTasks(ridges(2));
    const value = { at: new Date(0), floats: new Float64Array([1, Number.NaN]), big: 5n, none: undefined };
    const first = await fetched(pool);
    expect(await first.commit(value)).toBe('done');
    expect(first.ended).toBe(true);
    expect((await pool.manager.get(first.id)).result).toStrictEqual(value);
    const second = await fetched(pool);
    expect(await pool.manager.commitResult({ ...second.claim }, [-0])).toBe('done');
    expect((await pool.manager.get(second.id)).result).toStrictEqual([-0]);
  });

  it('stores no result for undefined', async () => {
    const pool = poolOf();
    await pool.manager.createTasks(ridge(1));
    const task = await fetched(pool);
    await task.commit();
    expect('result' in (await pool.manager.get(task.id))).toBe(false);
  });

  it('with part_done hands its result to the next step, whose attempts count anew', async () => {
    const pool = poolOf();
    await pool.manager.createTasks(ridge(1));
    const first = await fetched(pool);
    expect(await pool.manager.commitResult(first, { prepared: 1 }, { status: 'part_done' })).toBe('part_done');
    expect(await pool.manager.fetchTask()).toBeUndefined();
    const second = await pool.manager.fetchTask({ status: 'part_done' });
    expect(second).toMatchObject({ origin: 'part_done', attempt: 1 });
    expect(await second?.stepResult()).toEqual({ prepared: 1 });
    expect(await second?.commit('whole')).toBe('done');
    expect(await pool.manager.get(first.id)).toMatchObject({ result: 'whole', stepResult: { prepared: 1 } });
    await expect(first.commit(1, { status: 'waiting' as never })).rejects.toThrow(
      'status: must be one of done, part_done',
    );
  });

  it('rule 4: is refused under an old fence, and says who holds the task now', async () => {
    const pool = poolOf({ workerId: 'slow' });
    const { ids } = await pool.manager.createTasks(ridge(1));
    const slow = await fetched(pool);
    pass(pool);
    await pool.manager.reap();
    const quick = await pool.other({ workerId: 'quick' }).fetchTask({ renew: false });
    const fault = await slow.commit('old').catch((error) => error);
    expect(fault).toBeInstanceOf(ClaimLostError);
    expect(fault.current).toEqual({ status: 'running', fence: quick?.fence, workerId: 'quick' });
    expect(fault.message).toBe(
      `Task ${ids[0]} of pool "${pool.manager.pool}" is no longer held under fence ${slow.fence} (commit was refused, nothing was written): it is running under fence ${quick?.fence}, held by quick. Drop this attempt; whoever holds the task now will end it.`,
    );
    await expect(slow.fail(new Error('x'))).rejects.toThrow('(fail was refused');
    await expect(slow.release()).rejects.toThrow('(release was refused');
    await quick?.commit('new');
    expect((await pool.manager.get(slow.id)).result).toBe('new');
    await pool.manager.remove(slow.id);
    await expect(slow.commit('old')).rejects.toThrow('the task was removed.');
  });

  it('rule 10: refuses a result that is too large before anything is written, and the task stays held', async () => {
    const pool = poolOf({ maxResultBytes: 1_000 });
    await pool.manager.createTasks(ridge(1));
    const task = await fetched(pool);
    const fault = await task.commit(new Uint8Array(2_000)).catch((error) => error);
    expect(fault).toBeInstanceOf(PayloadTooLargeError);
    expect(fault.message).toMatch(
      new RegExp(`^The result of task ${task.id} of pool "${task.pool}" has 20\\d\\d bytes, the limit is 1000\\.`),
    );
    await expect(task.commit({ fn: () => 1 })).rejects.toThrow('Codec: the value at fn is a function.');
    expect(task.ended).toBe(false);
    expect(await task.commit('small')).toBe('done');
  });

  it('rule 10: without an artifact store says what is missing', async () => {
    const pool = poolOf({ maxResultBytes: 2 ** 30 });
    await pool.manager.createTasks(ridge(1));
    const task = await fetched(pool);
    const bytes = pool.store.capabilities.inlineResultBytes + 1;
    await expect(task.commit(new Uint8Array(bytes))).rejects.toThrow(
      '(kept inline, since the manager has no artifact store) has',
    );
  });

  it('refuses what is no claim of its pool', async () => {
    const pool = poolOf();
    await pool.manager.createTasks(ridge(1));
    const task = await fetched(pool);
    await expect(pool.manager.commitResult(undefined as never, 1)).rejects.toThrow(
      'claim: must be a claim or a task that was fetched, not undefined.',
    );
    await expect(pool.manager.commitResult({ ...task.claim, pool: 'other' }, 1)).rejects.toThrow(
      `claim: is of pool "other", this manager is of pool "${pool.manager.pool}".`,
    );
  });
});

function pass(pool: ReturnType<typeof poolOf>): void {
  pool.pass(61_000);
}

describe('parity: return_task(task, status) → returnTask, HeldTask.release and fail', () => {
  it('rule 7: gives the task back with no attempt used', async () => {
    const pool = poolOf();
    await pool.manager.createTasks(ridge(1));
    for (let i = 0; i < 5; i++) expect(await pool.manager.returnTask(await fetched(pool))).toBe('waiting');
    const task = await fetched(pool);
    expect(task.attempt).toBe(1);
    expect(await pool.manager.returnTask({ ...task.claim }, { delayMs: 1_000 })).toBe('waiting');
    expect(await pool.manager.fetchTask()).toBeUndefined();
    pool.pass(1_000);
    await pool.manager.reap();
    expect((await pool.manager.fetchTask())?.id).toBe(task.id);
  });

  it('rule 7: an error uses the attempt, waits for the backoff, and at last fails the task', async () => {
    const pool = poolOf();
    const backoff = { initialMs: 100, factor: 2, maxMs: 10_000, jitter: 0 };
    await pool.manager.createTasks(ridge(1), { maxAttempts: 3, backoff });
    const first = await fetched(pool);
    expect(await pool.manager.returnTask({ ...first.claim }, { error: new TypeError('one') })).toBe('waiting');
    pool.pass(99);
    await pool.manager.reap();
    expect(await pool.manager.fetchTask()).toBeUndefined();
    pool.pass(1);
    await pool.manager.reap();
    const second = await fetched(pool);
    expect(await second.fail('two', { delayMs: 0 })).toBe('waiting');
    const third = await fetched(pool);
    expect(third.attempt).toBe(3);
    expect(await pool.manager.returnTask(third, { error: new Error('three') })).toBe('failed');
    const task = await pool.manager.get(first.id);
    expect(task.error?.message).toBe('three');
    expect(task.history?.attempts.map(({ outcome, error }) => [outcome, error?.name, error?.message])).toEqual([
      ['error', 'TypeError', 'one'],
      ['error', 'NonError', 'Something that is no error was thrown: two'],
      ['error', 'Error', 'three'],
    ]);
  });

  it('takes failed as a status, and none but the one it came from besides', async () => {
    const pool = poolOf();
    await pool.manager.createTasks(ridges(2));
    expect(await pool.manager.returnTask(await fetched(pool), { status: 'failed' })).toBe('failed');
    const task = await fetched(pool);
    const fault = await pool.manager.returnTask(task, { status: 'part_done' }).catch((error) => error);
    expect(fault).toBeInstanceOf(InvalidArgumentError);
    expect(fault.message).toBe(
      `status: task ${task.id} was claimed from waiting and returns there, not to part_done. To start it over, reset it afterwards.`,
    );
    await expect(task.release({ delayMs: -1 })).rejects.toThrow('delayMs: must be a whole number from 0');
  });

  it('retries only what the policy tries again, by code or name', async () => {
    const coded = (code: string): Error => Object.assign(new Error('x'), { code });
    const cases: [object, unknown, string][] = [
      [{ noRetryOn: ['BAD_DATA'] }, coded('BAD_DATA'), 'failed'],
      [{ noRetryOn: ['BAD_DATA'] }, coded('NET'), 'waiting'],
      [{ retryOn: ['NET'] }, coded('NET'), 'waiting'],
      [{ retryOn: ['NET'] }, coded('BAD_DATA'), 'failed'],
      [{ retryOn: ['NET'], noRetryOn: ['NET'] }, coded('NET'), 'failed'],
      [{ noRetryOn: ['TypeError'] }, new TypeError('x'), 'failed'],
      [{ retryOn: [] }, new Error('x'), 'failed'],
    ];
    for (const [retry, error, status] of cases) {
      const pool = poolOf({ retry });
      await pool.manager.createTasks(ridge(1));
      expect(await (await fetched(pool)).fail(error)).toBe(status);
    }
  });
});

describe('rule 4: renewal', () => {
  it('holds the task for another lease, leaves progress, and hears a cancel', async () => {
    const pool = poolOf({ leaseMs: 1_000 });
    await pool.manager.createTasks(ridge(1));
    const task = await fetched(pool);
    pool.pass(900);
    expect(await task.renew({ epoch: 3 })).toBe(1_000);
    expect(task.claim.leaseUntil).toBe((await pool.store.now()) + 1_000);
    expect((await pool.manager.get(task.id)).progress).toEqual({ epoch: 3 });
    expect(task.signal.aborted).toBe(false);
    await pool.manager.cancel(task.id);
    await task.renew();
    expect((task.signal.reason as TaskAbortedError).code).toBe('CANCELLED');
    expect((task.signal.reason as TaskAbortedError).message).toBe(
      `Task ${task.id} was asked to stop. Stop working on it.`,
    );
    expect(await task.release()).toBe('cancelled');
  });

  it('says when the claim is lost, and aborts', async () => {
    const pool = poolOf({ leaseMs: 1_000 });
    await pool.manager.createTasks(ridge(1));
    const task = await fetched(pool);
    pool.pass(2_000);
    await pool.manager.reap();
    await expect(task.renew()).rejects.toThrow('(renew was refused, nothing was written)');
    expect((task.signal.reason as TaskAbortedError).code).toBe('LEASE_LOST');
  });

  it('refuses a progress that is no JSON, or too much of it', async () => {
    const pool = poolOf();
    await pool.manager.createTasks(ridge(1));
    const task = await fetched(pool);
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    await expect(task.renew(() => 1)).rejects.toThrow('progress: is no JSON but a function.');
    await expect(task.renew(1n)).rejects.toThrow('progress: is no JSON (');
    await expect(task.renew(cyclic)).rejects.toThrow('progress: is no JSON (');
    await expect(task.renew('x'.repeat(70_000))).rejects.toThrow('progress: has 70002 bytes of JSON, at most 65536');
  });
});

describe('parity: with safe_fetch_task() → await using', () => {
  it('gives back what was not ended when the scope is left, also by an error', async () => {
    const pool = poolOf();
    await pool.manager.createTasks(ridges(2));
    {
      await using first = await fetched(pool);
      await first.commit(1);
      await using second = await fetched(pool);
      expect(second.ended).toBe(false);
    }
    expect(await pool.manager.stat()).toMatchObject({ done: 1, waiting: 1, running: 0 });
    const failing = async (): Promise<void> => {
      await using _task = await fetched(pool);
      throw new Error('thrown');
    };
    await expect(failing()).rejects.toThrow('thrown');
    expect(await pool.manager.stat()).toMatchObject({ waiting: 1, running: 0 });
  });

  it('takes undefined, and is silent about a claim that was lost', async () => {
    const pool = poolOf();
    {
      await using none = await pool.manager.fetchTask();
      expect(none).toBeUndefined();
    }
    await pool.manager.createTasks(ridge(1));
    {
      await using task = await fetched(pool);
      pass(pool);
      await pool.manager.reap();
      expect(task.ended).toBe(false);
    }
    expect(await pool.manager.stat()).toMatchObject({ waiting: 1 });
  });
});

describe('parity: task_fetcher_iter → for await (const task of manager.tasks())', () => {
  it('gives one task after the other until there is none', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridges(4));
    const seen: unknown[] = [];
    for await (const task of manager.tasks({ filter: { 'definition.model.kwargs.alpha': { $ne: 2 } } })) {
      seen.push(task.definition);
      await task.commit(seen.length);
    }
    expect(seen).toEqual([ridge(0), ridge(1), ridge(3)]);
    expect(await manager.stat()).toMatchObject({ done: 3, waiting: 1 });
  });

  it('leaves nothing running after a break or an exception in the body', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridges(3));
    for await (const task of manager.tasks()) {
      expect(task.ended).toBe(false);
      break;
    }
    const throwing = async (): Promise<void> => {
      for await (const _task of manager.tasks()) throw new Error('thrown');
    };
    await expect(throwing()).rejects.toThrow('thrown');
    expect(await manager.stat()).toMatchObject({ waiting: 3, running: 0 });
  });

  it('says so when the body ended nothing, instead of giving the same task for ever', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridge(1));
    await expect(all(manager.tasks())).rejects.toThrow(
      `tasks(): the loop's body neither committed, failed nor released task ${ids[0]} of pool "${manager.pool}"; it was given back.`,
    );
    expect(await manager.stat()).toMatchObject({ waiting: 1 });
  });
});
