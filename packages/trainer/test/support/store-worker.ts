import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrainContext } from '@windrow/core';
import { Worker } from '../../src/index.js';
import { openPlace } from '../chaos/store/open-place.js';
import type { WorkerSettings } from './worker-settings.js';

/*
 * A worker process over any store, told by its first argument what to do. What it did is in a log of its own, one line a step,
 * each on the disk before the next step is taken.
 */
const settings = JSON.parse(process.argv[2] as string) as WorkerSettings;
const log = openSync(settings.log, 'a');

function write(...words: readonly (string | number)[]): void {
  writeSync(log, `${words.join(' ')}\n`);
  fsyncSync(log);
}

async function train(input: unknown, { claim, signal }: TrainContext): Promise<unknown> {
  const { ms } = input as { ms: number };
  write('started', claim?.taskId ?? '', claim?.fence ?? 0);
  if (settings.hold === true)
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  await sleep(ms, undefined, { signal });
  return { fence: claim?.fence, pid: process.pid };
}

const store = await openPlace(settings.place);
const worker = new Worker(store.tasks, {
  ...settings.worker,
  pool: settings.pool,
  train: settings.handler ?? train,
  handleSignals: true,
  hooks: {
    committed: async (task) => write('committed', task.id, task.fence),
    ended: async (task, _error, status) => write(status, task.id, task.fence),
  },
  onEvent: ({ type }) => {
    if (type === 'worker-started' || type === 'worker-draining') write(type);
  },
});
const summary = await worker.run();
await store.close();
write('left', JSON.stringify(summary));
closeSync(log);
