import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { createWindrow } from 'windrow';
import { wholeView } from './whole-view.js';

const folder = mkdtempSync(join(tmpdir(), 'move-a-pool-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const TASKS = 60;

const mongoUrl = inject('mongoUrl') ?? '';
const redisUrl = inject('redisUrl') ?? '';

describe.each([
  ['SQLite to MongoDB', mongoUrl, (): [string, string] => [directory(), mongoDatabase()]],
  ['MongoDB to Redis', redisUrl === '' ? '' : mongoUrl, (): [string, string] => [mongoDatabase(), redisUrl]],
  ['Redis to SQLite', redisUrl, (): [string, string] => [redisUrl, directory()]],
])('a pool moves from %s', (_, needed, places) => {
  it.skipIf(needed === '')('though the copying is killed in the middle', { timeout: 180_000 }, async () => {
    const [from, to] = places();
    const pool = `moved-${randomUUID()}`;
    await fill(from, pool);
    // In the middle of the second batch, then of the last, then while the tasks become claimable.
    const kills = [
      ['importTasks', '2', 8, TASKS - 1],
      ['importTasks', '6', 40, TASKS],
      ['change', '1', TASKS, TASKS],
    ] as const;
    for (const [method, nth, least, most] of kills) {
      expect(await ended(started('copy-and-die.ts', from, to, pool, method, nth))).toEqual([null, 'SIGKILL']);
      const there = (await viewOf(to, pool)).length;
      expect([there >= least, there <= most]).toEqual([true, true]);
    }
    expect(await ended(started('../src/move-a-pool.ts', from, to, pool))).toEqual([0, null]);
    expect(await viewOf(to, pool)).toEqual(await viewOf(from, pool));
    await using target = await createWindrow({ store: to });
    // Work goes on there.
    const next = await target.pool(pool).fetchTask();
    expect(next?.definition).toMatchObject({ n: 20 });
    expect([next?.claim.fence, next?.attempt]).toEqual([2, 1]);
    await next?.release();
  });
});

function directory(): string {
  return `sqlite:${join(folder, randomUUID())}`;
}

function mongoDatabase(): string {
  const url = new URL(mongoUrl);
  url.pathname = `/move_${randomUUID().replaceAll('-', '')}`;
  return url.href;
}

/** The first ten are done, with results small and large, the next ten have failed, the rest waits; one of it was given back once. */
async function fill(store: string, pool: string): Promise<void> {
  await using windrow = await createWindrow({ store });
  const manager = windrow.pool(pool, { codeVersion: 'v1' });
  await manager.createTasks(Array.from({ length: TASKS }, (_, n) => ({ n })));
  for (let n = 0; n < 10; n++) {
    await manager.withTask({}, () => (n % 2 === 0 ? new Uint8Array(300_000).fill(n) : { ic: new Float64Array([n]) }));
  }
  for (let n = 0; n < 10; n++) await (await manager.fetchTask())?.fail(new RangeError(`failed ${n}`), { final: true });
  await (await manager.fetchTask())?.release();
}

function started(program: string, ...args: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const node = ['--import', 'tsx', '--conditions', '@windrow/source', file, ...args];
  return spawn(process.execPath, node, { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function ended(child: ChildProcess): Promise<readonly unknown[]> {
  return once(child, 'exit');
}

async function viewOf(store: string, pool: string): Promise<readonly object[]> {
  await using windrow = await createWindrow({ store });
  return await wholeView(windrow.tasks, pool);
}
