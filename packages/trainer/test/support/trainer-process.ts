import { writeFileSync } from 'node:fs';
import { WindrowError } from '@windrow/core';
import { openSqliteStore } from '@windrow/store-sqlite';
import {
  DelayTrainerRM,
  type TaskTrainOptions,
  TrainerRM,
  type TrainingStoppedError,
  taskTrain,
} from '../../src/index.js';
import { toyTask, toyTraining } from './toy-training.js';

/*
 * A process that trains three values through a pool and hears signals. The second goes on until it is told to stop, and says so in the
 * file of the second argument before; what training ended with goes to standard output.
 */
const [directory = '', begun = '', kind = ''] = process.argv.slice(2);
const stores = await openSqliteStore({ directory });
const toy = toyTraining(stores);

async function hold({ signal }: Pick<TaskTrainOptions, 'signal'>): Promise<void> {
  writeFileSync(begun, 'begun');
  await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
}

const options = {
  ...toy,
  experiment: 'exp',
  worker: { handleSignals: true, graceMs: 50 },
};
let held = 0;
const tasks = [toyTask(1), toyTask(2), toyTask(3)];
const trainer =
  kind === 'TrainerRM'
    ? new TrainerRM({
        ...options,
        trainFn: async (task, more) => {
          if (++held === 2) await hold(more);
          return taskTrain(task, more);
        },
      })
    : new DelayTrainerRM({
        ...options,
        endTrainFn: async (ref, more) => {
          if (++held === 2) await hold(more);
          await more.experiments.open(ref);
          return ref;
        },
      });
try {
  await trainer.run(tasks);
  console.log(JSON.stringify({ ended: true }));
} catch (error) {
  if (!WindrowError.is(error, 'SHUTDOWN')) throw error;
  const { code, pool, taskIds, succeeded, open, message } = error as TrainingStoppedError;
  console.log(JSON.stringify({ code, pool, taskIds, succeeded, open, message }));
}
await stores.close();
