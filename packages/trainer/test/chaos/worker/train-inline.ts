import { setTimeout as sleep } from 'node:timers/promises';
import type { TrainFunction } from '@windrow/core';
import type { ChaosDefinition } from '../definitions.js';
import { blockThread } from './block-thread.js';
import { type CrashingArtifacts, killItself } from './crashing-artifacts.js';
import { PoisonError } from './poison-error.js';
import type { StepLog } from './step-log.js';

/** The train function of tasks that run on the worker's own thread. Its result says under which fence it was made. */
export function trainInline(log: StepLog, uploads: CrashingArtifacts): TrainFunction {
  return async (input, { claim, signal, attempt }) => {
    const { ms, poison, bytes, crashes, blocks } = input as ChaosDefinition;
    const { taskId = '', fence = 0 } = claim ?? {};
    await log.write('started', taskId, fence);
    if (poison === 'kills') await killItself(log, taskId);
    if (blocks === true) blockThread(ms);
    else if (ms > 0) await sleep(ms, undefined, { signal });
    if (poison === 'throws') throw new PoisonError();
    if (crashes === true && attempt === 1) uploads.crashIn(taskId, taskId);
    await log.write('returned', taskId, fence);
    return { fence, ...(bytes === undefined ? {} : { bytes: new Uint8Array(bytes).fill(fence) }) };
  };
}
