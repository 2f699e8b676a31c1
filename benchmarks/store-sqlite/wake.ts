import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { SqliteTaskStore } from '@windrow/store-sqlite';
import { inDirectory, type Line, median } from './measure.js';
import { sampleTask } from './tasks.js';

const POOL = 'pool';

/** From the call of `submit` to the moment a waiting listener is told, in this process and in another one. */
export async function measureWake(count: number): Promise<readonly Line[]> {
  return inDirectory(async (directory) => {
    const store = await SqliteTaskStore.open({ directory });
    await store.submit(POOL, [sampleTask(0)], 'reuse');
    const here = await measureHere(store, count);
    const there = await measureThere(store, directory, count);
    await store.close();
    return [
      {
        what: 'wake-up in the same process, from the end of the submit',
        measured: `${median(here).toFixed(3)} ms`,
        promised: '< 1 ms',
        holds: median(here) < 1,
      },
      {
        what: 'wake-up in another process, from the start of the submit',
        measured: `${median(there).toFixed(2)} ms (99 %: ${(there.at(-3) ?? Number.NaN).toFixed(2)} ms)`,
        promised: '< 50 ms',
        holds: median(there) < 50,
      },
    ];
  });
}

async function measureHere(store: SqliteTaskStore, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  let told = (): void => {};
  const stop = await store.subscribe(POOL, () => told());
  for (let i = 0; i < count; i += 1) {
    let at = Number.NaN;
    const heard = new Promise<void>((resolve) => {
      told = () => {
        at = performance.now();
        resolve();
      };
    });
    await store.submit(POOL, [sampleTask(1_000 + i)], 'reuse');
    const end = performance.now();
    await heard;
    times.push(Math.max(0, at - end));
    // Lets the echo of the wake file pass.
    await sleep(10);
  }
  await stop();
  return times.sort((a, b) => a - b);
}

async function measureThere(store: SqliteTaskStore, directory: string, count: number): Promise<readonly number[]> {
  const child = fork(new URL('./wake-child.ts', import.meta.url), [directory, POOL], { execArgv: process.execArgv });
  await once(child, 'message');
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const heard = once(child, 'message') as Promise<[number]>;
    // The clock that processes share.
    const start = performance.timeOrigin + performance.now();
    await store.submit(POOL, [sampleTask(100_000 + i)], 'reuse');
    const [at] = await heard;
    times.push(at - start);
    await sleep(15);
  }
  child.disconnect();
  await once(child, 'exit');
  return times.sort((a, b) => a - b);
}
