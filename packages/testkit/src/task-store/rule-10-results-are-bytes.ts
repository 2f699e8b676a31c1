import { type StoredResult, TaskManager } from '@windrow/core';
import { expect, it } from 'vitest';
import { done, newTask, type TaskStoreRule, taskStoreRule } from './bench.js';

/** Larger limits are real, but no suite needs to move so much. */
const PROBE_LIMIT_BYTES = 1 << 20;

export const resultsAreBytes: TaskStoreRule = taskStoreRule('rule 10: results are any value of the codec', (bench) => {
  const every = Uint8Array.from({ length: 256 }, (_, i) => i);

  it.each<readonly [string, StoredResult | undefined]>([
    ['every byte', { kind: 'inline', encoding: 'x-test', bytes: every }],
    ['no byte', { kind: 'inline', encoding: '', bytes: new Uint8Array(0) }],
    ['a view into a larger buffer', { kind: 'inline', encoding: 'ü', bytes: every.subarray(7, 19) }],
    ['a pointer', { kind: 'artifact', encoding: 'x', name: 'results/a ü.bin', size: 2 ** 33, sha256: 'ab'.repeat(32) }],
    ['nothing', undefined],
  ])('keeps a result of %s, and a step’s', async (_, result) => {
    const pool = bench.pool();
    const stepId = await bench.finished(pool, {}, { kind: 'part_done', ...(result && { result }) });
    const id = await bench.finished(pool, {}, { kind: 'done', ...(result && { result }) });
    expect(plain((await bench.read(pool, id, ['result'])).result)).toEqual(plain(result));
    expect(plain((await bench.read(pool, stepId, ['stepResult'])).stepResult)).toEqual(plain(result));
    const { stepResult } = await bench.claimOne(pool, { from: 'part_done' });
    expect(plain(stepResult)).toEqual(plain(result));
  });

  it('keeps a result as large as it says it takes inline', async () => {
    const pool = bench.pool();
    const size = Math.min(bench.store.capabilities.inlineResultBytes, PROBE_LIMIT_BYTES);
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31) % 251);
    const id = await bench.finished(pool, {}, { kind: 'done', result: { kind: 'inline', encoding: 'raw', bytes } });
    const { result } = await bench.read(pool, id, ['result']);
    expect(result?.kind === 'inline' && Buffer.from(result.bytes).equals(bytes)).toBe(true);
  });

  it('keeps a definition as large as it says it takes', async () => {
    const pool = bench.pool();
    const size = Math.min(bench.store.capabilities.maxDefinitionBytes, PROBE_LIMIT_BYTES);
    const task = newTask({ definition: `{"text":"${'x'.repeat(size - 11)}"}` });
    expect(task.definition).toHaveLength(size);
    await bench.submit(pool, [task]);
    expect((await bench.claimOne(pool)).definition).toBe(task.definition);
  });

  it('is not changed through the arrays and objects that went in or came out', async () => {
    const pool = bench.pool();
    const bytes = Uint8Array.from([1, 2, 3]);
    const tags = { a: 1 };
    const task = newTask({ tags });
    await bench.submit(pool, [task]);
    tags.a = 2;
    const { claim } = await bench.claimOne(pool);
    await bench.settle(claim, { kind: 'done', result: { kind: 'inline', encoding: 'raw', bytes } });
    bytes[0] = 9;
    const first = await bench.read(pool, task.id, ['result']);
    if (first.result?.kind === 'inline') first.result.bytes[1] = 9;
    const second = await bench.read(pool, task.id, ['result']);
    expect(second.tags).toEqual({ a: 1 });
    expect(plain(second.result)).toEqual({ kind: 'inline', encoding: 'raw', bytes: [1, 2, 3] });
  });

  it('brings every value of the codec back, through whoever encodes it', async () => {
    const manager = new TaskManager(bench.store, bench.pool(), { codeVersion: false });
    const loop: { self?: unknown } = {};
    loop.self = loop;
    const value = {
      date: new Date(0),
      map: new Map<unknown, unknown>([[1n, new Set(['a', undefined])]]),
      floats: Float64Array.of(Number.NaN, -0, Infinity),
      bytes: every,
      numbers: [Number.NaN, -0, -Infinity, 2n ** 70n],
      nothing: [undefined, null],
      loop,
    };
    const { id } = await manager.insertTaskDef({ n: 1 });
    await manager.withTask({}, () => value);
    const { result } = await manager.get(id);
    expect(result).toEqual(value);
    expect(Object.is((result as typeof value).numbers[1], -0)).toBe(true);
  });

  it('shows a result only on what is done', async () => {
    const pool = bench.pool();
    const id = await bench.finished(pool, {}, done());
    expect((await bench.read(pool, id, ['result'])).result).toBeDefined();
    await bench.store.change(pool, { ids: [id] }, { kind: 'reset', to: 'waiting', force: false }, { limit: 1 });
    expect((await bench.read(pool, id, ['result'])).result).toBeUndefined();
    await bench.claimOne(pool);
    expect((await bench.read(pool, id, ['result', 'stepResult'])).result).toBeUndefined();
  });
});

/** Bytes may come back as a Buffer. */
function plain(result: StoredResult | undefined): unknown {
  return result?.kind === 'inline' ? { ...result, bytes: [...result.bytes] } : result;
}
