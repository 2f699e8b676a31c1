import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryTaskStore } from '@windrow/store-memory';
import fc from 'fast-check';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { copyPool, createWindrow } from 'windrow';
import { pastArbitrary, SlowClock } from './random-past.js';
import { wholeView } from './whole-view.js';

const folder = mkdtempSync(join(tmpdir(), 'copied-pools-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const mongoUrl = inject('mongoUrl') ?? '';
const redisUrl = inject('redisUrl') ?? '';
const RUNS = Number(process.env['WINDROW_TESTKIT_RUNS'] ?? 1) * 12;

describe.each([
  ['memory', 'here', 'memory:'],
  ['SQLite', 'here', `sqlite:${join(folder, 'store')}`],
  ['MongoDB', mongoUrl, mongoUrl === '' ? '' : new URL(`/copied_${randomUUID().replaceAll('-', '')}`, mongoUrl).href],
  ['Redis', redisUrl, redisUrl],
])('any pool of a memory store, copied to %s and back (rule 20)', (_, needed, url) => {
  it.skipIf(needed === '')('is the same in all but its submission numbers', { timeout: 300_000 }, async () => {
    await using there = await createWindrow({ store: url });
    await fc.assert(
      fc.asyncProperty(pastArbitrary, async (past) => {
        const [pool, clock] = [`copied-${randomUUID()}`, new SlowClock()];
        const from = new MemoryTaskStore({ clock });
        for (const step of past) await step(from, pool, clock);
        if ((await from.pools()).length === 0) return;
        const counts = await from.count(pool);

        // What runs is taken from its holders by the first copy, whatever the store.
        const [start, back] = [new MemoryTaskStore({ clock }), new MemoryTaskStore({ clock })];
        await copyPool(from, start, pool, { force: true, batchSize: 7 });
        const resting = await wholeView(start, pool);
        expect(await start.count(pool)).toMatchObject({ running: 0, done: counts.done, failed: counts.failed });
        const ended = (await wholeView(from, pool)).filter((task) => !('leaseUntil' in task));
        for (const task of ended) expect(resting).toContainEqual(task);

        await copyPool(start, there.tasks, pool, { batchSize: 7 });
        expect(clock.withoutPastDelays(await wholeView(there.tasks, pool))).toEqual(clock.withoutPastDelays(resting));
        expect(await there.tasks.count(pool)).toEqual(await start.count(pool));
        await copyPool(there.tasks, back, pool, { batchSize: 5 });
        expect(clock.withoutPastDelays(await wholeView(back, pool))).toEqual(clock.withoutPastDelays(resting));
        await there.tasks.remove(pool, {}, { limit: 1_000, force: true });
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
