import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type ArtifactStore,
  ComponentRegistry,
  type ExperimentStore,
  Experiments,
  TaskManager,
  type TaskStore,
} from '@windrow/core';
import { MemoryArtifactStore, MemoryExperimentStore, MemoryTaskStore } from '@windrow/store-memory';
import { openSqliteStore } from '@windrow/store-sqlite';
import { type Isolation, TrainerRM, Worker } from '@windrow/trainer';

/* What a task costs beside its train function: see README.md. */
const { values } = parseArgs({
  options: { tasks: { type: 'string', default: '1000' }, concurrency: { type: 'string', default: '1,8' } },
});
const tasks = Number(values.tasks);
const definitions = Array.from({ length: tasks }, (_, number) => ({ number }));
const handler = { module: new URL('./handlers.ts', import.meta.url).href, export: 'empty' };

interface Stores {
  readonly tasks: TaskStore;
  readonly experiments: ExperimentStore;
  readonly artifacts: ArtifactStore;
}

async function withStores(kind: 'memory' | 'SQLite', run: (stores: Stores) => Promise<void>): Promise<void> {
  if (kind === 'memory') {
    await run({
      tasks: new MemoryTaskStore(),
      experiments: new MemoryExperimentStore(),
      artifacts: new MemoryArtifactStore(),
    });
    return;
  }
  const directory = await mkdtemp(join(tmpdir(), 'windrow-bench-'));
  const stores = await openSqliteStore({ directory });
  await run(stores);
  await stores.close();
  await rm(directory, { recursive: true });
}

function report(
  what: string,
  store: string,
  isolate: string,
  concurrency: number,
  each: readonly number[],
  totalMs: number,
): void {
  const sorted = each.toSorted((a, b) => a - b);
  const median = (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(2);
  console.log(
    `| ${what} | ${store} | ${isolate} | ${concurrency} | ${Math.round((each.length / totalMs) * 1_000)} | ${median} |`,
  );
}

console.log(
  '| what | store | isolate | concurrency | tasks/s | median ms a task |\n| --- | --- | --- | ---: | ---: | ---: |',
);
for (const store of ['memory', 'SQLite'] as const) {
  for (const concurrency of values.concurrency.split(',').map(Number)) {
    await withStores(store, async (stores) => {
      const experiments = new Experiments(stores.experiments, stores.artifacts);
      const each: number[] = [];
      let from = 0;
      const trainer = new TrainerRM({
        store: stores.tasks,
        artifacts: stores.artifacts,
        experiments,
        registry: new ComponentRegistry(),
        experiment: 'bench',
        trainFn: async (_definition, { task, experiment }) =>
          (await experiments.begin(experiment, task === undefined ? {} : { task })).ref,
        worker: {
          concurrency,
          onEvent: (event) => {
            if (event.type === 'task-started' && from === 0) from = performance.now();
            if (event.type === 'task-ended') each.push(event.elapsedMs);
          },
        },
      });
      await trainer.train(definitions);
      report('TrainerRM, recorder', store, 'inline', concurrency, each, performance.now() - from);
    });
    for (const isolate of ['inline', 'thread', 'process'] as const satisfies readonly Isolation[]) {
      await withStores(store, async (stores) => {
        await new TaskManager(stores.tasks, 'bench').createTasks(definitions);
        const each: number[] = [];
        let from = 0;
        let to = 0;
        await new Worker(stores.tasks, {
          pool: 'bench',
          train: handler,
          isolate,
          concurrency,
          untilEmpty: true,
          onEvent: (event) => {
            if (event.type === 'task-started' && from === 0) from = performance.now();
            if (event.type !== 'task-ended') return;
            each.push(event.elapsedMs);
            to = performance.now();
          },
        }).run();
        // The first ones wait for their children to start.
        report('Worker', store, isolate, concurrency, each.slice(concurrency), to - from);
      });
    }
  }
}
