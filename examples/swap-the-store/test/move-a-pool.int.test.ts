import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { createWindrow, type TaskManager } from 'windrow';

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
    expect(await ended(started('copy-and-die.ts', from, to, pool))).toEqual([null, 'SIGKILL']);
    const there = await viewOf(to, pool);
    expect(there.length).toBeGreaterThan(8);
    expect(there.length).toBeLessThan(TASKS);
    expect(await ended(started('../src/move-a-pool.ts', from, to, pool))).toEqual([0, null]);
    expect(await viewOf(to, pool)).toEqual(await viewOf(from, pool));
    await using target = await createWindrow({ store: to });
    // Work goes on there.
    const next = await target.pool(pool).fetchTask();
    expect(next?.definition).toMatchObject({ n: 20 });
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

/** The first ten are done, with results small and large, the next ten have failed, the rest waits. */
async function fill(store: string, pool: string): Promise<void> {
  await using windrow = await createWindrow({ store });
  const manager = windrow.pool(pool, { codeVersion: 'v1' });
  await manager.createTasks(Array.from({ length: TASKS }, (_, n) => ({ n })));
  for (let n = 0; n < 10; n++) {
    await manager.withTask({}, () => (n % 2 === 0 ? new Uint8Array(300_000).fill(n) : { ic: new Float64Array([n]) }));
  }
  for (let n = 0; n < 10; n++) await (await manager.fetchTask())?.fail(new RangeError(`failed ${n}`), { final: true });
}

function started(program: string, ...args: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const node = ['--import', 'tsx', '--conditions', '@windrow/source', file, ...args];
  return spawn(process.execPath, node, { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function ended(child: ChildProcess): Promise<readonly unknown[]> {
  return once(child, 'exit');
}

/** All that a copy keeps. */
async function viewOf(store: string, pool: string): Promise<readonly unknown[]> {
  await using windrow = await createWindrow({ store });
  const manager: TaskManager = windrow.pool(pool);
  const view: unknown[] = [];
  for await (const task of manager.query({}, { select: ['definition', 'result'] })) {
    const { id, key, status, priority, tags, maxAttempts, codeVersion, definition, result, error } = task;
    view.push({ id, key, status, priority, tags, maxAttempts, codeVersion, definition, result, error });
  }
  return view;
}
