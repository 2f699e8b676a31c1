import './shifted-clock.js';
import { Worker, type WorkerEvent, type WorkerOptions } from '../../../src/index.js';
import { POOLS } from '../definitions.js';
import { openPlace } from '../store/open-place.js';
import type { ChaosSettings } from './chaos-settings.js';
import { crashingArtifacts } from './crashing-artifacts.js';
import { loggedStore } from './logged-store.js';
import { PendingCalls } from './pending-calls.js';
import { machineClock } from './shifted-clock.js';
import { StepLog } from './step-log.js';
import { trainInline } from './train-inline.js';
import { recordedTrainer } from './train-recorded.js';

/*
 * A worker process of the chaos: works on three pools at once, and writes down each claim, each step and each end in a log of its own.
 * A failure of any of its workers ends it with code 1, as a program does; whoever started it starts it again.
 */
const settings = JSON.parse(process.argv[2] as string) as ChaosSettings;
const { leaseMs, concurrency, isolate } = settings;
// Nobody is left who could end it.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && process.exit(1), 1_000).unref();
const log = await StepLog.open(settings.log);
const opened = await openPlace(settings.place, machineClock);
const pending = new PendingCalls();
pending.tellAfterTermination(30_000);
const uploads = crashingArtifacts(pending.watch('artifacts', opened.artifacts), log);
const stores = {
  ...opened,
  tasks: loggedStore(pending.watch('tasks', opened.tasks), log),
  experiments: pending.watch('experiments', opened.experiments),
  artifacts: uploads.artifacts,
};
/** How far each of them has come in leaving: where one hangs, its log tells which. */
const onEvent =
  (pool: string) =>
  ({ type }: WorkerEvent): void => {
    if (type === 'worker-draining' || type === 'worker-stopped') void log.write(type, pool);
  };
const common: Partial<WorkerOptions> = {
  leaseMs,
  pollMs: 200,
  reapEveryMs: 200,
  handleSignals: true,
  retry: { noRetryOn: ['POISON'] },
  artifacts: stores.artifacts,
};
const inline = new Worker(stores.tasks, {
  ...common,
  pool: POOLS.inline,
  concurrency,
  train: trainInline(log, uploads),
  onEvent: onEvent(POOLS.inline),
});
const workers = [inline, recordedTrainer(stores, { leaseMs, log, uploads, onEvent: onEvent(POOLS.recorded) }).worker()];
if (isolate !== undefined) {
  const { isolated: pool } = POOLS;
  const { memoryLimitBytes } = settings;
  workers.push(
    new Worker(stores.tasks, {
      ...common,
      ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
      pool,
      isolate,
      train: { module: new URL('./train-isolated.js', import.meta.url).href, export: 'train' },
      args: settings.log,
      onEvent: onEvent(pool),
    }),
  );
}
await Promise.all(workers.map((worker) => worker.run()));
await log.write('stopped');
await opened.close();
await log.write('left');
await log.close();
