import { parseFilter, TASK_VOCABULARY } from '@windrow/core';
import { expect, it } from 'vitest';
import { newTask, type TaskStoreRule, taskStoreRule } from './bench.js';

export const routing: TaskStoreRule = taskStoreRule('rule 9: routing', (bench) => {
  it('hands out only the routes that a worker serves', async () => {
    const pool = bench.pool();
    const [gpu, both, any] = [newTask({ route: 'gpu' }), newTask({ route: 'gpu,ram=64g' }), newTask()];
    await bench.submit(pool, [gpu, both, any]);
    expect(await bench.drain(pool, { routes: ['ram=64g'] })).toEqual([]);
    expect(await bench.drain(pool, { routes: [''] })).toEqual([any.id]);
    expect(await bench.drain(pool, { routes: ['', 'gpu'] })).toEqual([gpu.id]);
    expect(await bench.drain(pool, { routes: ['', 'gpu', 'ram=64g', 'gpu,ram=64g'] })).toEqual([both.id]);
  });

  it.each([1, 3])('takes the best over all its routes (%i at once)', async (limit) => {
    const pool = bench.pool();
    const tasks = Array.from({ length: 24 }, (_, i) =>
      newTask({ route: ['', 'a', 'b', 'c'][(i * 3) % 4] ?? '', priority: (i * 5) % 3 }),
    );
    await bench.submit(pool, tasks);
    const served = tasks.filter(({ route }) => route !== 'c');
    const expected = served.toSorted((a, b) => b.priority - a.priority).map(({ id }) => id);
    expect(await bench.drain(pool, { routes: ['b', '', 'a'], limit })).toEqual(expected);
  });

  it('serves 32 routes', async () => {
    const pool = bench.pool();
    const routes = Array.from({ length: 32 }, (_, i) => `r${i}`);
    const tasks = routes.toReversed().map((route) => newTask({ route }));
    await bench.submit(pool, tasks);
    expect(await bench.drain(pool, { routes, limit: 5 })).toEqual(tasks.map(({ id }) => id));
  });

  it('leaves a task that nobody can run waiting, at no cost', async () => {
    const pool = bench.pool();
    const [id] = await bench.fill(pool, 1, { route: 'quantum' });
    for (let i = 0; i < 3; i++) expect((await bench.claim(pool, { routes: ['', 'gpu'] })).tasks).toEqual([]);
    expect(await bench.read(pool, id ?? '')).toMatchObject({ status: 'waiting', attempts: 0, fence: 0 });
  });

  it('keeps the route when a task comes back and for its second step', async () => {
    const pool = bench.pool();
    await bench.fill(pool, 1, { route: 'gpu' });
    const { claim } = await bench.claimOne(pool, { routes: ['gpu'] });
    await bench.settle(claim, { kind: 'part_done' });
    expect((await bench.claim(pool, { from: 'part_done' })).tasks).toEqual([]);
    const step = await bench.claimOne(pool, { from: 'part_done', routes: ['', 'gpu'] });
    expect(step.claim.taskId).toBe(claim.taskId);
  });

  it('claims by a filter, in the same order, within its routes', async () => {
    const pool = bench.pool();
    const tasks = Array.from({ length: 40 }, (_, i) =>
      newTask({
        priority: i % 2,
        route: i % 5 === 0 ? 'gpu' : '',
        tags: { third: i % 3 === 0 },
        definition: JSON.stringify({ model: { class: i % 4 === 0 ? 'Ridge' : 'Lasso' } }),
      }),
    );
    await bench.submit(pool, tasks);
    const filter = parseFilter({ 'tags.third': true, 'definition.model.class': 'Lasso' }, TASK_VOCABULARY);
    const expected = tasks
      .filter((_, i) => i % 5 !== 0 && i % 3 === 0 && i % 4 !== 0)
      .toSorted((a, b) => b.priority - a.priority);
    expect(await bench.drain(pool, { filter, limit: 2 })).toEqual(expected.map(({ id }) => id));
    expect((await bench.store.count(pool)).waiting).toBe(40 - expected.length);
  });

  it('says whether a filtered scan saw every eligible task', async () => {
    const pool = bench.pool();
    const near = parseFilter({ 'tags.wanted': 'near' }, TASK_VOCABULARY);
    const far = parseFilter({ 'tags.wanted': 'far' }, TASK_VOCABULARY);
    const nobody = parseFilter({ 'tags.wanted': 'nobody' }, TASK_VOCABULARY);
    await bench.fill(pool, 40);
    const [nearId] = await bench.fill(pool, 1, { tags: { wanted: 'near' } });
    expect(await bench.claim(pool, { filter: nobody })).toMatchObject({ tasks: [], exhausted: true });
    await bench.fill(pool, 1_200);
    const [farId] = await bench.fill(pool, 1, { tags: { wanted: 'far' } });
    expect((await bench.claim(pool, { filter: near })).tasks.map(({ claim }) => claim.taskId)).toEqual([nearId]);
    const { tasks, exhausted } = await bench.claim(pool, { filter: far });
    if (exhausted) expect(tasks.map(({ claim }) => claim.taskId)).toEqual([farId]);
    expect((await bench.claim(pool)).exhausted).toBe(true);
  }, 30_000);
});
