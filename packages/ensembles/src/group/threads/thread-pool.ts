import { Worker } from 'node:worker_threads';
import type { ReduceBatch, ReduceReply } from './messages.js';

/** How long a thread without work stays, so that the next reduce finds it started. */
const idleMs = 5_000;

const idle = new Set<ReduceThread>();

/** Threads to use: idle ones first, then new ones. A new one takes a while to start and takes work as soon as it can. */
export function borrowThreads(count: number): readonly ReduceThread[] {
  const borrowed = [...idle].slice(0, count);
  for (const thread of borrowed) idle.delete(thread);
  while (borrowed.length < count) borrowed.push(new ReduceThread());
  return borrowed;
}

/** A thread that reduces batches. It keeps the process alive only between {@link start} and {@link letGo}. */
export class ReduceThread {
  readonly #worker: Worker;
  #onReply: ((reply: ReduceReply | undefined) => void) | undefined;
  #retiring: NodeJS.Timeout | undefined;
  #working = false;
  #held = false;
  #dead = false;

  constructor() {
    this.#worker = startWorker();
    this.#worker.unref();
    this.#worker.on('message', (reply: ReduceReply) => {
      if (reply.kind === 'finished') this.#working = false;
      this.#onReply?.(reply);
      this.#rest();
    });
    // A thread that cannot start or runs out of memory has its work done by the caller; there is nothing else to tell.
    this.#worker.on('error', () => this.#end());
    this.#worker.on('exit', () => this.#end());
  }

  /** Sends a batch; `onReply` gets its replies, and `undefined` when the thread is no more. */
  start(batch: ReduceBatch, onReply: (reply: ReduceReply | undefined) => void): void {
    clearTimeout(this.#retiring);
    if (this.#dead) {
      onReply(undefined);
      return;
    }
    this.#held = true;
    this.#working = true;
    this.#onReply = onReply;
    this.#worker.ref();
    this.#worker.postMessage(batch);
  }

  /** The caller waits no longer. */
  letGo(): void {
    this.#held = false;
    this.#onReply = undefined;
    this.#worker.unref();
    this.#rest();
  }

  #rest(): void {
    if (this.#held || this.#working || this.#dead) return;
    idle.add(this);
    clearTimeout(this.#retiring);
    this.#retiring = setTimeout(() => {
      idle.delete(this);
      void this.#worker.terminate();
    }, idleMs).unref();
  }

  #end(): void {
    this.#dead = true;
    idle.delete(this);
    clearTimeout(this.#retiring);
    this.#onReply?.(undefined);
  }
}

function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./reduce-worker.js', import.meta.url));
  // From TypeScript sources (tests, examples) a thread has to install the loader itself, before it can load its own module.
  const source = new URL('./reduce-worker.ts', import.meta.url).href;
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(source)}); });`;
  return new Worker(code, { eval: true, execArgv: ['--conditions', '@windrow/source'] });
}
