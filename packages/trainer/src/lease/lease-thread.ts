import type { Worker } from 'node:worker_threads';
import type { HeldTask, StoreReopening } from '@windrow/core';
import { startModuleThread } from '../isolate/parent/module-thread.js';
import { LeaseBoard } from './lease-board.js';
import type { FromLeaseThread, LeaseThreadData } from './lease-message.js';

const CLOSE_MS = 2_000;
const HEAP_MB = 128;
/** With a lease as short as this the thread has no time to load once it is needed: it loads at once, and the worker waits for it. */
const SHORT_LEASE_MS = 10_000;
/** So late, in parts of its rhythm, may the worker be before the thread loads what opens the store. */
const PATIENCE = 1.1;

export interface LeaseThreadOptions {
  readonly reopening: StoreReopening;
  readonly pool: string;
  readonly workerId: string;
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly renewEveryMs: number;
  /** Called once when it cannot keep leases, or not any more. */
  readonly onFailed: (reason: string) => void;
}

/**
 * The place from which leases are renewed while the worker's own thread is blocked. It is a thread of the worker's process, so it is
 * stopped, and killed, with it. It begins with the first task, watches, and opens the store only when the worker is late.
 */
export class LeaseThread {
  readonly #options: LeaseThreadOptions;
  readonly #board: LeaseBoard;
  #thread: Worker | undefined;
  #ended: Promise<void> | undefined;
  #loaded: Promise<void> | undefined;
  #opened = false;
  #failed = false;
  #closing = false;

  constructor(options: LeaseThreadOptions) {
    this.#options = options;
    this.#board = LeaseBoard.make(options.pool, options.workerId, options.concurrency);
  }

  /** Whether blocking is safe. */
  get protects(): boolean {
    return !this.#failed;
  }

  /** Where the lease is too short to start later: resolves when it can renew, or has failed. Elsewhere at once. */
  async ready(): Promise<void> {
    if (this.#options.leaseMs >= SHORT_LEASE_MS) return;
    this.#loaded ??= this.#start(0);
    await this.#loaded;
  }

  hold({ claim }: HeldTask, timeLimitMs: number | undefined): void {
    const { renewEveryMs } = this.#options;
    this.#loaded ??= this.#start(PATIENCE * renewEveryMs);
    const untilMs = timeLimitMs === undefined ? {} : { untilMs: Number(process.hrtime.bigint()) / 1e6 + timeLimitMs };
    this.#board.hold({ claim, ...untilMs });
  }

  forget({ id }: HeldTask): void {
    this.#board.forget(id);
  }

  renewed(): void {
    this.#board.renewed();
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#closing = true;
    if (thread === undefined) return;
    if (!this.#opened) return void (await thread.terminate());
    thread.postMessage('close');
    const timer = setTimeout(() => void thread.terminate(), CLOSE_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  #start(patienceMs: number): Promise<void> {
    const { reopening, leaseMs, renewEveryMs } = this.#options;
    const { memory, slotBytes } = this.#board;
    const workerData: LeaseThreadData = { reopening, leaseMs, renewEveryMs, memory, slotBytes };
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const entry = new URL(`./lease-thread-entry.${extension}`, import.meta.url);
    const thread = startModuleThread(entry, reopening.module, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      before: watch(patienceMs),
    });
    thread.unref();
    this.#thread = thread;
    return new Promise((resolve) => {
      const fail = (reason: string): void => {
        resolve();
        if (this.#failed || this.#closing) return;
        this.#failed = true;
        this.#options.onFailed(reason);
      };
      this.#ended = new Promise((ended) => {
        thread.once('exit', () => {
          fail('its thread ended');
          ended();
        });
      });
      thread.on('error', (error) => fail(error.message));
      thread.on('message', (message: FromLeaseThread) => {
        if (message.kind === 'failed') return fail(message.reason);
        this.#opened = true;
        resolve();
      });
    });
  }
}

/**
 * Waits until something is held and was not renewed for so long: the layout is that of `LeaseBoard`. Loading costs a thread half a
 * second of work; a worker whose functions do not block never pays for it.
 */
function watch(patienceMs: number): string {
  if (patienceMs === 0) return '';
  return `await new Promise((late) => {
    const { memory } = require('node:worker_threads').workerData;
    const held = new Int32Array(memory, 0, 2);
    const renewedAt = new BigInt64Array(memory, 8, 1);
    const timer = setInterval(() => {
      if (Atomics.load(held, 1) === 0) return;
      if (Number(process.hrtime.bigint() - Atomics.load(renewedAt, 0)) / 1e6 < ${patienceMs}) return;
      clearInterval(timer);
      late();
    }, ${Math.ceil(patienceMs / 20)});
  });`;
}
