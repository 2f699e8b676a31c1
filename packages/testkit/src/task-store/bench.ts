import { randomUUID } from 'node:crypto';
import type {
  Claim,
  ClaimedTask,
  ClaimRequest,
  ClaimResult,
  NewTask,
  Settlement,
  SettleOutcome,
  StoredResult,
  StoredTask,
  SubmitOutcome,
  TaskField,
  TaskStore,
} from '@windrow/core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { TaskStoreFactory, TaskStoreHarness } from '../harness/task-store-harness.js';

/** A store may make its data on a server, so a rule's set-up gets more time than a test. */
const SET_UP_TIMEOUT_MS = 60_000;

/** One rule as a `describe` over the harness of a factory. */
export type TaskStoreRule = (factory: TaskStoreFactory) => void;

/** Defines a rule: its data are made once, its tests take a pool each. */
export function taskStoreRule(title: string, body: (bench: TaskBench) => void): TaskStoreRule {
  return (factory) =>
    describe(title, () => {
      const bench = new TaskBench(factory);
      beforeAll(() => bench.start(), SET_UP_TIMEOUT_MS);
      afterAll(() => bench.stop(), SET_UP_TIMEOUT_MS);
      body(bench);
    });
}

/** What the tests of a rule work with: the harness, and short ways to say what they do. */
export class TaskBench {
  readonly #factory: TaskStoreFactory;
  readonly #extra: TaskStoreHarness[] = [];
  #harness: TaskStoreHarness | undefined;

  constructor(factory: TaskStoreFactory) {
    this.#factory = factory;
  }

  async start(): Promise<void> {
    this.#harness = await this.#factory();
  }

  async stop(): Promise<void> {
    for (const harness of [...this.#extra.splice(0), this.#harness]) await harness?.dispose();
  }

  /** Data of its own, for a test that does something to the whole store. */
  async fresh(): Promise<TaskStoreHarness> {
    const harness = await this.#factory();
    this.#extra.push(harness);
    return harness;
  }

  get harness(): TaskStoreHarness {
    if (this.#harness === undefined) throw new Error('The factory gave no harness: see the failure of the set-up.');
    return this.#harness;
  }

  get store(): TaskStore {
    return this.harness.store;
  }

  /** Another client of the same data; the store itself where its data have no other client. */
  async open(harness: TaskStoreHarness = this.harness): Promise<TaskStore> {
    return needed(harness, 'open')?.() ?? harness.store;
  }

  /** A lease that a test lets run out: short where the clock is a server's. */
  get leaseMs(): number {
    return this.store.capabilities.clock === 'server' ? 120 : 30_000;
  }

  /** Lets a lease of {@link leaseMs}, or a delay as long, run out. */
  async passLease(): Promise<void> {
    await this.harness.advance(this.leaseMs + 1);
  }

  /** A pool that no other test uses. */
  pool(): string {
    return `pool-${randomUUID()}`;
  }

  async submit(pool: string, tasks: readonly NewTask[]): Promise<readonly SubmitOutcome[]> {
    return this.store.submit(pool, tasks, 'reuse');
  }

  /** Submits `count` plain tasks and gives their ids, in order. */
  async fill(pool: string, count: number, overrides: Partial<NewTask> = {}): Promise<readonly string[]> {
    const tasks = Array.from({ length: count }, () => newTask(overrides));
    await this.submit(pool, tasks);
    return tasks.map(({ id }) => id);
  }

  async claim(
    pool: string,
    overrides: Partial<ClaimRequest> = {},
    store: TaskStore = this.store,
  ): Promise<ClaimResult> {
    return store.claim(pool, claimRequest(overrides));
  }

  /** Claims one task; the test fails when there is none. */
  async claimOne(pool: string, overrides: Partial<ClaimRequest> = {}): Promise<ClaimedTask> {
    const { tasks } = await this.claim(pool, { ...overrides, limit: 1 });
    return present(tasks[0], 'a claim of a pool with work gave no task');
  }

  async settle(claim: Claim, end: Settlement, store: TaskStore = this.store): Promise<SettleOutcome> {
    const [outcome] = await store.settle([{ claim, end }]);
    return present(outcome, 'settle answered with no outcome for its item');
  }

  /** Reads one task; the test fails when it is gone. */
  async read(pool: string, id: string, fields: readonly TaskField[] = []): Promise<StoredTask> {
    const [task] = await this.store.read(pool, [id], fields);
    return present(task, `task ${id} is not there`);
  }

  /** Submits one task, claims it and commits it. */
  async finished(pool: string, overrides: Partial<NewTask> = {}, end: Settlement = done()): Promise<string> {
    const task = newTask(overrides);
    await this.submit(pool, [task]);
    const { claim } = await this.claimOne(pool, { routes: [task.route] });
    expect(claim.taskId).toBe(task.id);
    expect(await this.settle(claim, end)).toMatchObject({ kind: 'settled' });
    return task.id;
  }

  /** Claims again and again, `limit` at a time, until nothing is left; the ids in the order of the claims. */
  async drain(pool: string, overrides: Partial<ClaimRequest> = {}): Promise<readonly string[]> {
    const ids: string[] = [];
    for (;;) {
      const { tasks } = await this.claim(pool, overrides);
      if (tasks.length === 0) return ids;
      ids.push(...tasks.map(({ claim }) => claim.taskId));
    }
  }
}

/** All that a reader may ask for. */
export const EVERY_FIELD: readonly TaskField[] = ['definition', 'result', 'stepResult', 'history', 'progress'];

let counter = 0;

/** A task that is like no other, with `overrides`. */
export function newTask(overrides: Partial<NewTask> = {}): NewTask {
  counter += 1;
  return {
    id: randomUUID(),
    key: `key-${counter}-${randomUUID()}`,
    definition: JSON.stringify({ n: counter }),
    priority: 0,
    tags: {},
    route: '',
    maxAttempts: 3,
    backoff: { initialMs: 0, factor: 1, maxMs: 0, jitter: 0 },
    schemaVersion: 1,
    ...overrides,
  };
}

/** A claim of one waiting task under a lease that does not run out, with `overrides`. */
export function claimRequest(overrides: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    requestId: randomUUID(),
    limit: 1,
    from: 'waiting',
    routes: [''],
    workerId: 'worker-1',
    leaseMs: 3_600_000,
    ...overrides,
  };
}

export function inline(text: string): StoredResult {
  return { kind: 'inline', encoding: 'text', bytes: new TextEncoder().encode(text) };
}

export function done(text: string = 'result'): Settlement {
  return { kind: 'done', result: inline(text) };
}

export function partDone(text: string = 'step'): Settlement {
  return { kind: 'part_done', result: inline(text) };
}

export function failure(delayMs: number = 0, final: boolean = false): Settlement {
  return {
    kind: 'error',
    error: { name: 'Error', message: 'it broke', stack: 'Error: it broke\n at here' },
    final,
    delayMs,
  };
}

export const release: Settlement = { kind: 'release', delayMs: 0 };

/**
 * A part of the harness that every durable store must offer; `undefined` for a store whose data have one client only.
 *
 * @throws TypeError when a durable store's harness lacks it
 */
export function needed<K extends 'open' | 'writeProtocol' | 'writeUnknownField' | 'readUnknownField' | 'child'>(
  harness: TaskStoreHarness,
  part: K,
): TaskStoreHarness[K] {
  if (harness[part] === undefined && harness.store.capabilities.durable) {
    throw new TypeError(`The store says that it is durable, so its harness must offer \`${part}\`.`);
  }
  return harness[part];
}

export function present<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new Error(otherwise);
  return value;
}
