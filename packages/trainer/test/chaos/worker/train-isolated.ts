import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import type { TrainContext } from '@windrow/core';
import type { ChaosDefinition } from '../definitions.js';
import { PoisonError } from './poison-error.js';
import { openStepLog } from './step-log.js';

let log: ReturnType<typeof openStepLog> | undefined;

/** The train function of tasks that run in a child. `args` is where the worker's own log lies; this child has one beside it. */
export async function train(input: unknown, { claim, args }: TrainContext): Promise<unknown> {
  const { ms, poison, blocks } = input as ChaosDefinition;
  const { taskId = '', fence = 0 } = claim ?? {};
  log ??= openStepLog(`${args as string}.child-${process.pid}-${threadId}`);
  log.write('started', taskId, fence);
  if (poison === 'kills' || poison === 'exits') endChild(poison);
  if (blocks === true) {
    const until = performance.now() + ms;
    while (performance.now() < until);
  } else if (ms > 0) await sleep(ms);
  if (poison === 'throws') throw new PoisonError();
  log.write('returned', taskId, fence);
  return { fence };
}

/** A thread cannot be killed, and one that kills would take its worker along. */
function endChild(how: 'kills' | 'exits'): void {
  if (how === 'kills' && threadId === 0) process.kill(process.pid, 'SIGKILL');
  process.exit(3);
}
