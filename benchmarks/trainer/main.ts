import { parseArgs } from 'node:util';
import { ComponentRegistry, Experiments, TaskManager } from '@windrow/core';
import { TrainerRM, Worker, type WorkerEvent } from '@windrow/trainer';
import { recorded } from './handlers.js';
import { reachable, withStores } from './open-stores.js';

/* What a task costs beside its train function: see README.md. */
const { values } = parseArgs({
  options: { tasks: { type: 'string', default: '1000' }, concurrency: { type: 'string', default: '1,8' } },
});
const tasks = Number(values.tasks);
const definitions = Array.from({ length: tasks }, (_, number) => ({ number }));
const module = new URL('./handlers.ts', import.meta.url).href;
const isolations = ['inline', 'thread', 'process'] as const;

/** Counts from the first end of each child on, which is when it has started. */
class Ends {
  readonly ms: number[] = [];
  #from = 0;
  #to = 0;

  constructor(readonly children: number) {}

  readonly hear = (event: WorkerEvent): void => {
    if (event.type !== 'task-ended') return;
    this.ms.push(event.elapsedMs);
    this.#to = performance.now();
    if (this.ms.length === this.children) this.#from = this.#to;
  };

  row(what: string, store: string, isolate: string, concurrency: number): string {
    const warm = this.ms.slice(this.children).toSorted((a, b) => a - b);
    const median = (warm[Math.floor(warm.length / 2)] ?? Number.NaN).toFixed(2);
    const rate = Math.round((warm.length / (this.#to - this.#from)) * 1_000);
    return `| ${what} | ${store} | ${isolate} | ${concurrency} | ${rate} | ${median} |`;
  }
}

console.log(
  '| what | store | isolate | concurrency | tasks/s | median ms a task |\n| --- | --- | --- | ---: | ---: | ---: |',
);
for (const store of reachable()) {
  for (const concurrency of values.concurrency.split(',').map(Number)) {
    for (const isolate of isolations) {
      await withStores(store, async (stores) => {
        const ends = new Ends(concurrency);
        await new TrainerRM({
          store: stores.tasks,
          artifacts: stores.artifacts,
          experiments: new Experiments(stores.experiments, stores.artifacts),
          registry: new ComponentRegistry(),
          experiment: 'bench',
          isolate,
          trainFn: isolate === 'inline' ? recorded : { module, export: 'recorded' },
          worker: { concurrency, onEvent: ends.hear },
        }).train(definitions);
        console.log(ends.row('TrainerRM, recorder', store, isolate, concurrency));
      });
    }
    for (const isolate of isolations) {
      await withStores(store, async (stores) => {
        await new TaskManager(stores.tasks, 'bench').createTasks(definitions);
        const ends = new Ends(concurrency);
        const train = { module, export: 'empty' };
        const worker = { pool: 'bench', train, isolate, concurrency, untilEmpty: true, onEvent: ends.hear };
        await new Worker(stores.tasks, worker).run();
        console.log(ends.row('Worker', store, isolate, concurrency));
      });
    }
  }
}
