import { WindrowError } from '@windrow/core';
import { expect, it } from 'vitest';
import { needed } from '../harness/bench.js';
import { claimRequest, done, newTask, present, type TaskStoreRule, taskStoreRule } from './bench.js';

export const versions: TaskStoreRule = taskStoreRule('rule 19: versions', (bench) => {
  it('has one identity for all clients, and a protocol', async () => {
    const identity = await bench.store.identity();
    expect(identity.storeId).not.toBe('');
    expect(identity.protocol.min).toBeLessThanOrEqual(identity.protocol.current);
    expect(await (await bench.open()).identity()).toEqual(identity);
    const elsewhere = await bench.fresh();
    expect((await elsewhere.store.identity()).storeId).not.toBe(identity.storeId);
  });

  it('refuses a client that is too old or too new before any write', async () => {
    const harness = await bench.fresh();
    const writeProtocol = needed(harness, 'writeProtocol');
    if (writeProtocol === undefined) return;
    const pool = bench.pool();
    const { protocol } = await harness.store.identity();
    await harness.store.submit(pool, [newTask()], 'reuse');
    const { current } = protocol;
    for (const alien of [
      { min: current + 1, current: current + 2 },
      { min: 0, current: protocol.min - 1 },
    ]) {
      await writeProtocol.call(harness, alien);
      const attempt = async () => {
        const store = await bench.open(harness);
        await store.submit(pool, [newTask()], 'reuse');
      };
      const error: unknown = await attempt().catch((reason: unknown) => reason);
      expect(WindrowError.is(error, 'STORE_VERSION')).toBe(true);
      expect(error).toMatchObject({ found: alien });
      const read = async () => (await bench.open(harness)).identity();
      await expect(read()).rejects.toSatisfy((reason) => WindrowError.is(reason, 'STORE_VERSION'));
    }
    await writeProtocol.call(harness, protocol);
    expect((await (await bench.open(harness)).count(pool)).waiting).toBe(1);
  });

  it('lets a client work that is within the range of a newer store', async () => {
    const harness = await bench.fresh();
    const writeProtocol = needed(harness, 'writeProtocol');
    if (writeProtocol === undefined) return;
    const pool = bench.pool();
    const { protocol } = await harness.store.identity();
    await writeProtocol.call(harness, { min: protocol.current, current: protocol.current + 1 });
    const store = await bench.open(harness);
    await store.submit(pool, [newTask()], 'reuse');
    const { tasks } = await store.claim(pool, claimRequest());
    const { claim } = present(tasks[0], 'no task was given');
    expect(await store.settle([{ claim, end: done() }])).toMatchObject([{ kind: 'settled' }]);
    expect((await store.identity()).protocol).toEqual({ min: protocol.current, current: protocol.current + 1 });
  });

  it('keeps what a newer client wrote into a task, through everything that an older one does', async () => {
    const { harness } = bench;
    const [write, read] = [needed(harness, 'writeUnknownField'), needed(harness, 'readUnknownField')];
    if (write === undefined || read === undefined) return;
    const pool = bench.pool();
    const [id] = await bench.fill(pool, 1);
    const taskId = present(id, 'no task was submitted');
    const value = 'from a later version: ü "quoted"';
    await write.call(harness, pool, taskId, value);
    const { store } = bench;
    const one = { ids: [taskId] };
    const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['prioritize', () => store.change(pool, one, { kind: 'prioritize', priority: 4 }, { limit: 1 })],
      ['tag', () => store.change(pool, one, { kind: 'tag', set: { a: 1 }, unset: [] }, { limit: 1 })],
      ['fail', async () => bench.settle((await bench.claimOne(pool)).claim, { kind: 'release', delayMs: 0 })],
      ['claim', () => bench.claimOne(pool, { leaseMs: bench.leaseMs })],
      ['pass', () => bench.passLease()],
      ['reap', () => store.reap(pool, 5)],
      ['commit', async () => bench.settle((await bench.claimOne(pool)).claim, done())],
      ['reset', () => store.change(pool, one, { kind: 'reset', to: 'waiting', force: false }, { limit: 1 })],
      [
        'replace',
        () =>
          store.change(
            pool,
            one,
            { kind: 'replace', definition: '{"r":1}', key: `r-${taskId}`, force: false },
            { limit: 1 },
          ),
      ],
      ['cancel', () => store.change(pool, one, { kind: 'cancel' }, { limit: 1 })],
    ];
    for (const [step, run] of steps) {
      await run();
      expect(await read.call(harness, pool, taskId), `after ${step}`).toBe(value);
    }
    expect((await bench.read(pool, taskId)).status).toBe('cancelled');
  });
});
