import { parentPort, workerData } from 'node:worker_threads';
import type { TaskStore } from '@windrow/core';
import { LateRenewal } from './late-renewal.js';
import { LeaseBoard } from './lease-board.js';
import type { FromLeaseThread, LeaseThreadData } from './lease-message.js';

/* A thread beside a worker: opens the worker's store a second time, and renews leases while the worker's own thread is blocked. */
const port = parentPort;
if (port === null) throw new Error('This module is the entry of a worker thread.');
const say = (message: FromLeaseThread): void => port.postMessage(message);
const { reopening, leaseMs, renewEveryMs, memory, slotBytes } = workerData as LeaseThreadData;

interface Opener {
  open(options: unknown): Promise<TaskStore>;
}

try {
  const loaded = (await import(reopening.module)) as Readonly<Record<string, Opener>>;
  const opener = loaded[reopening.export];
  if (opener === undefined) throw new Error(`${reopening.module} exports no ${reopening.export}`);
  serve(await opener.open(reopening.options));
  say({ kind: 'ready' });
} catch (error) {
  // Options may hold secrets; an error of a store never does.
  say({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
}

function serve(store: TaskStore): void {
  const board = new LeaseBoard(memory, slotBytes);
  const late = new LateRenewal(store, {
    leaseMs,
    renewEveryMs,
    held: () => board.read(),
    workerRenewedAtMs: () => board.renewedAtMs(),
    nowMs: () => Number(process.hrtime.bigint()) / 1e6,
  });
  let ticking: Promise<void> | undefined;
  const tick = (): void => {
    // The store is away: the worker says so when it can, and the next tick asks again.
    ticking ??= late
      .tick()
      .catch(() => {})
      .finally(() => {
        ticking = undefined;
      });
  };
  tick();
  const timer = setInterval(tick, Math.max(5, Math.floor(renewEveryMs / 8)));
  port?.once('message', () => {
    clearInterval(timer);
    void Promise.resolve(ticking)
      .then(() => store.close())
      .finally(() => process.exit(0));
  });
}
