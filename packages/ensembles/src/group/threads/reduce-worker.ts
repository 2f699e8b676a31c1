import { parentPort } from 'node:worker_threads';
import { KeyMap } from '@windrow/core';
import { Frame } from '@windrow/frame';
import { AverageEnsemble } from '../../ensemble/average/average-ensemble.js';
import { RollingEnsemble } from '../../ensemble/rolling/rolling-ensemble.js';
import { type MovableEnsemble, type ReduceBatch, type ReduceReply, takeJob } from './messages.js';

// Runs in a thread of its own: takes jobs of a batch while there are any. Frames come and go on shared memory.
parentPort?.on('message', ({ ensemble, jobs, takers, taker }: ReduceBatch) => {
  const reply = (message: ReduceReply): void => parentPort?.postMessage(message);
  const reducer = make(ensemble);
  for (let job = takeJob(takers, taker); job >= 0; job = takeJob(takers, taker)) {
    try {
      const members = new KeyMap((jobs[job] ?? []).map(([key, data]) => [key, Frame.fromTransfer(data)]));
      const { frame, report } = reducer.reduceWithReport(members);
      reply({ kind: 'done', job, frame: frame.toTransfer().data, report });
    } catch {
      // The caller reduces that group again and so throws the very error that one thread would have thrown.
      reply({ kind: 'failed', job });
    }
  }
  reply({ kind: 'finished' });
});

function make({ name, options }: MovableEnsemble): RollingEnsemble | AverageEnsemble {
  return name === 'RollingEnsemble' ? new RollingEnsemble(options) : new AverageEnsemble(options);
}
