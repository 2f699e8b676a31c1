import { setTimeout as sleep } from 'node:timers/promises';
import type { ArtifactOwner, ArtifactStore, ExperimentStore, TaskStore } from '@windrow/core';
import type { ChildModuleExports } from '../harness/child-module.js';
import type { Ended, Taken } from '../history/history.js';
import { RecordingWorker } from '../history/recording-worker.js';
import { seededRandom } from '../property/seeded-random.js';
import { newTask } from '../task-store/samples.js';
import { openChildLog } from './child-log.js';
import type { Job } from './job.js';

/** The program of a child process: opens the store as its author said, does one job, ends. */
const job = JSON.parse(process.argv[2] ?? '') as Job;
const log = openChildLog(job.log);
const stores = (await import(job.module)) as ChildModuleExports;

async function openTaskStore(): Promise<TaskStore> {
  if (stores.openTaskStore === undefined) throw new TypeError(`${job.module} exports no openTaskStore().`);
  return stores.openTaskStore(job.options);
}

async function openExperimentStore(): Promise<ExperimentStore> {
  if (stores.openExperimentStore === undefined) throw new TypeError(`${job.module} exports no openExperimentStore().`);
  return stores.openExperimentStore(job.options);
}

async function openArtifactStore(): Promise<ArtifactStore> {
  if (stores.openArtifactStore === undefined) throw new TypeError(`${job.module} exports no openArtifactStore().`);
  return stores.openArtifactStore(job.options);
}

async function submit(store: TaskStore, { pool, tasks: total, batch }: Job & { kind: 'submit' }): Promise<void> {
  const keys = Array.from({ length: total }, (_, i) => `key-${i}`);
  for (let at = 0; at < keys.length; at += batch) {
    const tasks = keys.slice(at, at + batch).map((key) => newTask({ key, maxAttempts: 100 }));
    const outcomes = await store.submit(pool, tasks, 'reuse');
    log({ kind: 'submitted', ids: outcomes.map(({ id }) => id) });
  }
}

async function work(store: TaskStore, { pool, tasks, leaseMs, seed }: Job & { kind: 'work' }): Promise<void> {
  const random = seededRandom(seed);
  const witness = {
    taken: (entry: Taken) => log({ kind: 'taken', entry }),
    ended: (entry: Ended) => log({ kind: 'ended', entry }),
  };
  const worker = new RecordingWorker(store, pool, witness, random);
  for (;;) {
    const claims = await worker.claim(1 + Math.floor(random() * 8), leaseMs, random() < 0.8 ? 'waiting' : 'part_done');
    for (const claim of claims) await worker.end(claim, random() < 0.9);
    if (random() < 0.1 || claims.length === 0) await store.reap(pool, 100);
    if (claims.length > 0) continue;
    const { done, failed, cancelled } = await store.count(pool);
    if (done + failed + cancelled >= tasks) return;
    await sleep(20 + random() * 50);
  }
}

async function openAndClose(port: 'task' | 'experiment' | 'artifact'): Promise<void> {
  if (port === 'task') {
    const store = await openTaskStore();
    await store.submit('pool', [newTask()], 'reuse');
    await store.subscribe('pool', () => {});
    await store.close();
  } else if (port === 'experiment') {
    const store = await openExperimentStore();
    await store.getOrCreate('open and close');
    await store.close();
  } else {
    const store = await openArtifactStore();
    await store.owners({ limit: 1 });
    await store.close();
  }
}

async function getOrCreate({ name, times }: Job & { kind: 'get-or-create' }): Promise<void> {
  const store = await openExperimentStore();
  const made = await Promise.all(Array.from({ length: times }, () => store.getOrCreate(name)));
  log({ kind: 'experiments', ids: made.map(({ id }) => id) });
  await store.close();
}

async function endlessPut({ owner, name, bytes }: Job & { kind: 'endless-put' }): Promise<void> {
  const store = await openArtifactStore();
  async function* source(): AsyncGenerator<Uint8Array, void, undefined> {
    yield new Uint8Array(bytes).fill(7);
    log({ kind: 'putting' });
    for (;;) await sleep(60_000);
  }
  await store.put(owner as unknown as ArtifactOwner, name, source());
}

switch (job.kind) {
  case 'submit':
  case 'work': {
    const store = await openTaskStore();
    await (job.kind === 'submit' ? submit(store, job) : work(store, job));
    await store.close();
    break;
  }
  case 'open-and-close':
    await openAndClose(job.port);
    break;
  case 'get-or-create':
    await getOrCreate(job);
    break;
  case 'endless-put':
    await endlessPut(job);
}
