import { encodeValue, InvalidArgumentError } from '@windrow/core';
import type { HandlerModule } from '../worker/worker-options.js';
import type { Attempt, Executor } from './executor.js';
import type { Child, ChildOptions } from './parent/child.js';
import { startProcess } from './parent/process-child.js';
import { SupervisedChild } from './parent/supervised-child.js';
import { startThread } from './parent/thread-child.js';

const LOAD_MS = 60_000;
const MAX_STARTS = 3;

export interface ChildExecutorOptions {
  readonly isolate: 'thread' | 'process';
  readonly train: HandlerModule;
  readonly args: unknown;
  readonly abortGraceMs: number;
  readonly memoryLimitBytes: number | undefined;
  readonly maxTasksPerChild: number | undefined;
}

/** Runs each attempt in a child of its own while it lasts; children are kept for the next one, and as many as run at once. */
export class ChildExecutor implements Executor {
  readonly #options: ChildExecutorOptions;
  readonly #idle: SupervisedChild[] = [];
  readonly #all = new Set<SupervisedChild>();

  constructor(options: ChildExecutorOptions) {
    this.#options = options;
  }

  async prepare(): Promise<void> {
    const { args, memoryLimitBytes } = this.#options;
    try {
      encodeValue(args);
    } catch (cause) {
      throw new InvalidArgumentError('args', `cannot be given to a child: ${(cause as Error).message}`);
    }
    const child = await this.#start();
    const { memoryBytes = 0 } = child;
    if (memoryLimitBytes !== undefined && memoryBytes > memoryLimitBytes) {
      await this.close();
      throw new InvalidArgumentError(
        'memoryLimitBytes',
        `a child that has only loaded the train function uses ${memoryBytes} bytes already, the limit is ${memoryLimitBytes}. Raise it.`,
      );
    }
    this.#idle.push(child);
  }

  async run(attempt: Attempt): Promise<unknown> {
    const child = this.#takeIdle() ?? (await this.#startSurely());
    try {
      return await child.run(attempt);
    } finally {
      if (this.#isWorn(child)) this.#end(child);
      else this.#idle.push(child);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((child) => child.close()));
  }

  #takeIdle(): SupervisedChild | undefined {
    for (let child = this.#idle.pop(); child !== undefined; child = this.#idle.pop()) {
      if (!child.dead) return child;
      this.#all.delete(child);
    }
    return undefined;
  }

  /** A child may be killed while it loads, and the next one be fine; a module that refuses to load stays as it is. */
  async #startSurely(): Promise<SupervisedChild> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#start();
      } catch (error) {
        if (tries === MAX_STARTS || !(error as { childDied?: boolean }).childDied) throw error;
      }
    }
  }

  async #start(): Promise<SupervisedChild> {
    const { isolate, train, args, abortGraceMs, memoryLimitBytes } = this.#options;
    const options: ChildOptions = { module: train.module, memoryLimitBytes };
    const started: Child = isolate === 'thread' ? startThread(options) : startProcess(options);
    const child = new SupervisedChild(started, { abortGraceMs, memoryLimitBytes, loadMs: LOAD_MS });
    this.#all.add(child);
    try {
      await child.load(train, args);
    } catch (error) {
      this.#end(child);
      throw error;
    }
    return child;
  }

  /** What has run its tasks, or has used three quarters of its memory, makes room for a fresh one before the next task pays for it. */
  #isWorn(child: SupervisedChild): boolean {
    const { maxTasksPerChild = Number.POSITIVE_INFINITY, memoryLimitBytes = Number.POSITIVE_INFINITY } = this.#options;
    return child.dead || child.runs >= maxTasksPerChild || (child.memoryBytes ?? 0) > memoryLimitBytes * 0.75;
  }

  #end(child: SupervisedChild): void {
    void child.close().then(() => this.#all.delete(child));
  }
}
