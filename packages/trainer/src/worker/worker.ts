import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ClaimOptions, TaskManager, type TaskStore, type TrainerWorker, WindrowError } from '@windrow/core';
import type { Executor } from '../isolate/executor.js';
import { makeExecutor } from '../isolate/make-executor.js';
import { LeaseKeeper } from '../lease/lease-keeper.js';
import { type Lease, leaseOf } from '../lease/lease-of.js';
import { makeLeaseThread } from '../lease/make-lease-thread.js';
import { tellOnceBlocked } from '../lease/tell-once-blocked.js';
import { Attempts } from './attempts.js';
import { PresenceKeeper } from './presence-keeper.js';
import { presenceOf } from './presence-of.js';
import { ReapTimer } from './reap-timer.js';
import { onTermination } from './termination.js';
import { WakeableSleep } from './wakeable-sleep.js';
import { watchOrTell } from './watch-or-tell.js';
import type { WorkerSummary } from './worker-event.js';
import { type ResolvedWorkerOptions, resolveWorkerOptions, type WorkerOptions } from './worker-options.js';

const LEAST_POLL_MS = 50;

/**
 * Claims tasks of one pool and runs them, until it is stopped: stays while the pool is empty, wakes on a submit, keeps the leases of what
 * it holds, reaps what others lost, and tells that it is alive. It may be killed at any moment: its tasks are claimed again when their
 * leases have run out.
 *
 * @example
 * const worker = new Worker(store, { pool: 'rolling', train: async (definition) => fit(definition) });
 * await worker.run();
 */
export class Worker implements TrainerWorker {
  readonly workerId: string;
  readonly #store: TaskStore;
  readonly #options: ResolvedWorkerOptions;
  readonly #manager: TaskManager;
  readonly #executor: Executor;
  readonly #sleep = new WakeableSleep();
  readonly #attempts: Attempts;
  #leases: LeaseKeeper | undefined;
  #presenceKeeper: PresenceKeeper | undefined;
  #stopping = false;
  #broken: unknown;
  #lastClaimAt: number | undefined;
  #runs: Promise<WorkerSummary> | undefined;
  #drained: Promise<void> | undefined;
  #prepared: Promise<void> | undefined;

  /** Nothing is touched before {@link run}. @throws InvalidArgumentError naming the option that is wrong */
  constructor(store: TaskStore, options: WorkerOptions) {
    this.#store = store;
    this.#options = resolveWorkerOptions(options);
    const { pool, offers, leaseMs, retry, artifacts } = options;
    this.workerId = options.workerId ?? `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
    this.#manager = new TaskManager(store, pool, {
      ...(offers === undefined ? {} : { offers }),
      workerId: this.workerId,
      ...(leaseMs === undefined ? {} : { leaseMs }),
      ...(retry === undefined ? {} : { retry }),
      ...(artifacts === undefined ? {} : { artifacts }),
    });
    this.#executor = makeExecutor(this.#options);
    this.#attempts = new Attempts(this.#executor, this.#options, {
      // The claim of the next task goes to the store beside the end that makes room for it.
      ending: () => this.#sleep.wake(),
      ended: (announced) => {
        if (this.#attempts.size === 0) this.#presenceKeeper?.changed();
        if (!announced || this.#options.untilEmpty) this.#sleep.wake();
      },
      broken: (error) => {
        this.#broken = error;
        this.#beginDrain();
      },
    });
  }

  /**
   * Loads the train function now, and not only when it runs. Who has prepared a worker runs it, or stops it.
   *
   * @throws HandlerLoadError, InvalidArgumentError
   */
  async prepare(): Promise<void> {
    this.#prepared ??= this.#executor.prepare();
    await this.#prepared;
  }

  /**
   * Works until it is stopped (or, with `untilEmpty`, until nothing waits) and tells how the attempts ended.
   *
   * @throws HandlerLoadError before anything is claimed; later, when a new child cannot load it any more: what was held is given back
   */
  async run(): Promise<WorkerSummary> {
    this.#runs ??= this.#run();
    return this.#runs;
  }

  /** Claims nothing more, lets running tasks finish within the grace, then aborts them and gives them back. */
  async stop(): Promise<void> {
    this.#beginDrain();
    await this.#runs?.catch(() => {});
    await this.#executor.close();
  }

  async #run(): Promise<WorkerSummary> {
    const { signal, handleSignals } = this.#options;
    // From the beginning: several workers of one process are told to stop together, also while one still loads its train function.
    const forgetSignals = handleSignals ? onTermination(() => this.#beginDrain()) : undefined;
    const onAbort = (): void => this.#beginDrain();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) this.#beginDrain();
    try {
      const lease = await leaseOf(this.#manager, this.#options);
      await this.prepare();
      return await this.#work(lease);
    } finally {
      signal?.removeEventListener('abort', onAbort);
      forgetSignals?.();
    }
  }

  async #work({ leaseMs, renewEveryMs }: Lease): Promise<WorkerSummary> {
    const { onEvent, pool } = this.#options;
    const told = (error: unknown): void => onEvent?.({ type: 'store-unavailable', error });
    const leaseThread = makeLeaseThread(this.#store, this.#options, { workerId: this.workerId, leaseMs, renewEveryMs });
    const late = tellOnceBlocked(this.#options, () => leaseThread?.protects === true);
    this.#leases = new LeaseKeeper(this.#store, leaseMs, renewEveryMs, told, late, leaseThread);
    const { reapEveryMs } = this.#options;
    const wake = (): void => this.#sleep.wake();
    const reaper = new ReapTimer(this.#store, pool, reapEveryMs, wake, told, this.#leases);
    const presence = new PresenceKeeper(
      this.#store,
      () =>
        presenceOf(this.#options, {
          workerId: this.workerId,
          held: this.#attempts.held(),
          draining: this.#stopping,
          lastClaimAt: this.#lastClaimAt,
        }),
      told,
    );
    this.#presenceKeeper = presence;
    const unsubscribe = await watchOrTell(this.#store, pool, wake, told);
    onEvent?.({ type: 'worker-started', workerId: this.workerId, pool });
    try {
      reaper.start();
      presence.start();
      await leaseThread?.ready();
      await this.#claimLoop(told).catch((error: unknown) => {
        // What is held may finish first.
        this.#broken ??= error;
        this.#beginDrain();
      });
      await this.#drained;
    } finally {
      await unsubscribe();
      await reaper.stop();
      await presence.stop(this.workerId);
      await this.#leases.close();
      await this.#executor.close();
    }
    const { summary } = this.#attempts;
    onEvent?.({ type: 'worker-stopped', summary });
    if (this.#broken !== undefined) throw this.#broken;
    return summary;
  }

  async #claimLoop(told: (error: unknown) => void): Promise<void> {
    const { pollMs } = this.#options;
    let idleMs = LEAST_POLL_MS;
    while (!this.#stopping) {
      const free = this.#free();
      if (free === 0) {
        if (this.#hasRunAll()) break;
        await this.#sleep.sleep(pollMs);
        continue;
      }
      try {
        // A store in memory answers without a turn of the event loop; timers and signals need one.
        const [{ tasks, nextDueInMs }] = await Promise.all([
          this.#manager.claim(free, this.#claimOptions()),
          nextTurn(),
        ]);
        if (tasks.length > 0) {
          this.#lastClaimAt = Date.now();
          idleMs = LEAST_POLL_MS;
          const left = await this.#attempts.startAll(tasks, this.#leases as LeaseKeeper);
          this.#presenceKeeper?.changed();
          await Promise.all(left.map((task) => task.release().catch(told)));
          continue;
        }
        if (await this.#isOver()) break;
        await this.#sleep.sleep(Math.min(jittered(idleMs), nextDueInMs ?? Number.POSITIVE_INFINITY));
        idleMs = Math.min(pollMs, idleMs * 2);
      } catch (error) {
        if (!WindrowError.is(error, 'STORE_UNAVAILABLE')) throw error;
        told(error);
        await this.#sleep.sleep(jittered(pollMs));
      }
    }
    await this.#attempts.settled();
  }

  #free(): number {
    const { concurrency, maxTasks } = this.#options;
    const left = maxTasks === undefined ? Number.POSITIVE_INFINITY : maxTasks - this.#attempts.started;
    return Math.max(0, Math.min(concurrency - this.#attempts.busy, left));
  }

  #hasRunAll(): boolean {
    const { maxTasks } = this.#options;
    return maxTasks !== undefined && this.#attempts.started >= maxTasks;
  }

  #claimOptions(): ClaimOptions {
    const { filter, before } = this.#options;
    return { status: before, ...(filter === undefined ? {} : { filter }) };
  }

  /** Nothing runs here and nothing waits, now or later. */
  async #isOver(): Promise<boolean> {
    const { untilEmpty, before, filter } = this.#options;
    if (!untilEmpty || this.#attempts.size > 0) return false;
    const counts = await this.#manager.stat(filter ?? {});
    return counts[before] === 0;
  }

  #beginDrain(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#sleep.wake();
    if (this.#runs !== undefined) this.#options.onEvent?.({ type: 'worker-draining', held: this.#attempts.size });
    this.#drained = this.#attempts.drain(this.#options.graceMs);
  }
}

/** Between half of `ms` and all of it, so that idle workers do not ask in step. */
function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
