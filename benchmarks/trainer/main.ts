import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { ComponentRegistry, Experiments, TaskManager } from '@windrow/core';
import { TrainerRM, Worker } from '@windrow/trainer';
import { recorded } from './handlers.js';
import { Ear, type Figures, measure } from './measure.js';
import { type BenchStores, openServers, type StoreKind, type Stores } from './open-stores.js';

/* What a task costs beside its train function: see README.md. */
const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '1000' },
    concurrency: { type: 'string', default: '1,8' },
    stores: { type: 'string', default: 'memory,SQLite,MongoDB,Redis' },
  },
});
const tasks = Number(values.tasks);
const module = new URL('./handlers.ts', import.meta.url).href;
const isolations = ['inline', 'thread', 'process'] as const;
type Isolation = (typeof isolations)[number];

function row(what: string, store: string, isolate: string, places: number, { perSecond, medianMs }: Figures): void {
  const load = (loadavg()[0] ?? Number.NaN).toFixed(1);
  console.log(
    `| ${what} | ${store} | ${isolate} | ${places} | ${load} | ${Math.round(perSecond)} | ${medianMs.toFixed(2)} |`,
  );
}

async function withTrainer(stores: Stores, isolate: Isolation, concurrency: number): Promise<Figures> {
  const ear = new Ear();
  const trainer = new TrainerRM({
    store: stores.tasks,
    artifacts: stores.artifacts,
    experiments: new Experiments(stores.experiments, stores.artifacts),
    registry: new ComponentRegistry(),
    experiment: 'bench',
    isolate,
    trainFn: isolate === 'inline' ? recorded : { module, export: 'recorded' },
    worker: { concurrency, onEvent: ear.hear },
  });
  const options = { scope: 'bench', tags: { experiment: 'bench' } };
  return measure(trainer.worker(), ear, new TaskManager(stores.tasks, 'bench'), {
    tasks,
    places: concurrency,
    options,
  });
}

async function withWorker(stores: Stores, isolate: Isolation, concurrency: number): Promise<Figures> {
  const ear = new Ear();
  const train = { module, export: 'empty' };
  const worker = new Worker(stores.tasks, { pool: 'bench', train, isolate, concurrency, onEvent: ear.hear });
  return measure(worker, ear, new TaskManager(stores.tasks, 'bench'), { tasks, places: concurrency, options: {} });
}

async function all(servers: BenchStores): Promise<void> {
  console.log('| what | store | isolate | concurrency | load | tasks/s | median ms a task |');
  console.log('| --- | --- | --- | ---: | ---: | ---: | ---: |');
  for (const store of values.stores.split(',') as readonly StoreKind[]) {
    for (const concurrency of values.concurrency.split(',').map(Number)) {
      for (const [what, run] of [
        ['TrainerRM, recorder', withTrainer],
        ['Worker', withWorker],
      ] as const) {
        for (const isolate of isolations) {
          const figures = await servers.with(store, (stores) => run(stores, isolate, concurrency));
          if (figures !== undefined) row(what, store, isolate, concurrency, figures);
        }
      }
    }
  }
  const [{ model } = { model: 'unknown processor' }] = cpus();
  console.log(
    `\nNode ${process.versions.node}, ${await servers.versions()}, ${availableParallelism()} cores of ${model}.`,
  );
}

const servers = await openServers();
try {
  await all(servers);
} finally {
  await servers.stop();
}
