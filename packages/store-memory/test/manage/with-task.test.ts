import { type HeldTask, type TaskAbortedError, TaskManager } from '@windrow/core';
import { MemoryTaskStore } from '@windrow/store-memory';
import { describe, expect, it } from 'vitest';
import { poolOf, ridge, ridges } from './pool-of.js';

const aborted = (task: HeldTask): Promise<never> =>
  new Promise((_, reject) => {
    const stop = (): void => reject(task.signal.reason as Error);
    if (task.signal.aborted) stop();
    else task.signal.addEventListener('abort', stop);
  });

describe('parity: safe_fetch_task → withTask', () => {
  it('commits what the function returns, or leaves what it ended itself', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridges(3));
    expect(await manager.withTask({}, (task) => ({ seen: task.definition }))).toEqual({
      taskId: ids[0],
      value: { seen: ridge(0) },
    });
    await manager.withTask({ commitAs: 'part_done' }, () => 'half');
    await manager.withTask({}, async (task) => {
      await task.commit('by hand');
      return 'ignored';
    });
    expect((await manager.get(ids[0] as string)).result).toEqual({ seen: ridge(0) });
    expect(await manager.get(ids[1] as string)).toMatchObject({ status: 'part_done', stepResult: 'half' });
    expect((await manager.get(ids[2] as string)).result).toBe('by hand');
    expect(await manager.withTask({}, () => 1)).toBeUndefined();
    await expect(manager.withTask({ commitAs: 'x' as never }, () => 1)).rejects.toThrow(
      'commitAs: must be one of done, part_done, not "x".',
    );
  });

  it('an error ends the attempt: tried again while attempts are left, then failed', async () => {
    const { manager } = poolOf();
    const backoff = { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 };
    const { ids } = await manager.createTasks(ridge(1), { maxAttempts: 2, backoff });
    const boom = (): never => {
      throw new RangeError('boom');
    };
    await expect(manager.withTask({}, boom)).rejects.toThrow('boom');
    expect(await manager.stat()).toMatchObject({ waiting: 1, running: 0 });
    await expect(manager.withTask({}, boom)).rejects.toThrow('boom');
    expect(await manager.get(ids[0] as string)).toMatchObject({ status: 'failed', error: { name: 'RangeError' } });
  });

  it('a result that cannot be encoded ends the attempt with that error', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridge(1), { maxAttempts: 1 });
    await expect(manager.withTask({}, () => ({ fn: () => 1 }))).rejects.toThrow('the value at fn is a function');
    expect(await manager.get(ids[0] as string)).toMatchObject({ status: 'failed', error: { code: 'CODEC' } });
  });

  it('an abort gives the task back, and no attempt is used', async () => {
    const { manager } = poolOf();
    const { ids } = await manager.createTasks(ridge(1));
    const controller = new AbortController();
    const running = manager.withTask({ signal: controller.signal }, (task) => {
      controller.abort(new Error('enough'));
      expect((task.signal.reason as TaskAbortedError).code).toBe('SHUTDOWN');
      expect((task.signal.reason as TaskAbortedError).cause).toEqual(new Error('enough'));
      throw task.signal.reason;
    });
    await expect(running).rejects.toThrow('is given back because this process shuts down');
    expect(await manager.get(ids[0] as string)).toMatchObject({ status: 'waiting', attempts: 0 });
    await expect(manager.withTask({ signal: controller.signal }, () => 1)).rejects.toThrow('enough');
    expect(await manager.stat()).toMatchObject({ waiting: 1 });
  });

  it('handles signals only when asked to, and takes its handlers away', async () => {
    const { manager } = poolOf();
    await manager.createTasks(ridges(2));
    const before = process.listenerCount('SIGTERM');
    await manager.withTask({}, () => {
      expect(process.listenerCount('SIGTERM')).toBe(before);
    });
    const running = manager.withTask({ handleSignals: true }, async (task) => {
      expect(process.listenerCount('SIGTERM')).toBe(before + 1);
      const stopped = aborted(task);
      process.kill(process.pid, 'SIGTERM');
      return stopped;
    });
    const fault = await running.catch((error) => error);
    expect(fault.code).toBe('SHUTDOWN');
    expect(fault.cause.message).toBe('SIGTERM was received.');
    expect(process.listenerCount('SIGTERM')).toBe(before);
    expect(await manager.stat()).toMatchObject({ waiting: 1, done: 1 });
  });

  it('renews the lease while the function works, so that nobody reaps it', async () => {
    const store = new MemoryTaskStore();
    const manager = new TaskManager(store, 'p', { leaseMs: 150, codeVersion: false });
    await manager.createTasks(ridge(1));
    let renewals = 0;
    const renew = store.renew.bind(store);
    const threeRenewals = new Promise<void>((resolve) => {
      store.renew = async (...call) => {
        const outcome = await renew(...call);
        renewals += 1;
        if (renewals === 4) resolve();
        return outcome;
      };
    });
    await manager.withTask({}, async () => {
      await threeRenewals;
      expect((await manager.reap()).expired).toEqual([]);
    });
    expect(await manager.stat()).toMatchObject({ done: 1 });
  });

  it('rule 13: hears a cancel at the next renewal; the task becomes cancelled', async () => {
    const manager = new TaskManager(new MemoryTaskStore(), 'p', { leaseMs: 150, codeVersion: false });
    const { ids } = await manager.createTasks(ridge(1));
    const running = manager.withTask({}, async (task) => {
      const report = await manager.cancel(task);
      expect(report.counts.requested).toBe(1);
      return aborted(task);
    });
    await expect(running).rejects.toThrow('was asked to stop');
    expect((await manager.get(ids[0] as string)).status).toBe('cancelled');
  });

  it('rule 4: tells that the claim was lost, and leaves the task to whoever holds it', async () => {
    const manager = new TaskManager(new MemoryTaskStore(), 'p', { leaseMs: 150, codeVersion: false });
    const { ids } = await manager.createTasks(ridge(1));
    const running = manager.withTask({}, async (task) => {
      await manager.resetWaiting();
      return aborted(task);
    });
    await expect(running).rejects.toThrow('is no longer held here');
    expect(await manager.get(ids[0] as string)).toMatchObject({ status: 'waiting' });
  });
});
