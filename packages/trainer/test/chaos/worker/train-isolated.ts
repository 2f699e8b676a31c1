import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import type { TrainContext } from '@windrow/core';
import type { ChaosDefinition } from '../definitions.js';
import { blockThread } from './block-thread.js';
import { PoisonError } from './poison-error.js';
import { openStepLog } from './step-log.js';

const kept: Buffer[] = [];
let log: ReturnType<typeof openStepLog> | undefined;

/** The train function of tasks that run in a child. `args` is where the worker's own log lies; this child has one beside it. */
export async function train(input: unknown, { claim, args }: TrainContext): Promise<unknown> {
  const { ms, poison, blocks, leaks } = input as ChaosDefinition;
  const { taskId = '', fence = 0 } = claim ?? {};
  log ??= openStepLog(`${args as string}.child-${process.pid}-${threadId}`);
  log.write('started', taskId, fence);
  if (poison === 'kills' || poison === 'exits') endChild(poison);
  if (leaks !== undefined) kept.push(Buffer.alloc(leaks, 1));
  if (blocks === true) blockThread(ms);
  else if (ms > 0) await sleep(ms);
  if (poison === 'throws') throw new PoisonError();
  log.write('returned', taskId, fence);
  return leaks === undefined ? { fence } : { fence, pid: process.pid, residentBytes: process.memoryUsage.rss() };
}

/** A thread cannot be killed, and one that kills would take its worker along. */
function endChild(how: 'kills' | 'exits'): void {
  if (how === 'kills' && threadId === 0) process.kill(process.pid, 'SIGKILL');
  process.exit(3);
}
