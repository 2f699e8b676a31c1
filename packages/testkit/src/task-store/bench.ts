import { randomUUID } from 'node:crypto';
import type {
  Claim,
  ClaimedTask,
  ClaimRequest,
  ClaimResult,
  NewTask,
  Settlement,
  SettleOutcome,
  StoredTask,
  SubmitOutcome,
  TaskField,
  TaskStore,
} from '@windrow/core';
import { expect } from 'vitest';
import { Bench, defineRule, type Rule } from '../harness/bench.js';
import type { TaskStoreFactory, TaskStoreHarness } from '../harness/task-store-harness.js';
import { claimRequest, done, newTask, present } from './samples.js';

export {
  claimRequest,
  done,
  EVERY_FIELD,
  failure,
  inline,
  newTask,
  partDone,
  present,
  release,
} from './samples.js';

/** One rule of the TaskStore contract. */
export type TaskStoreRule = Rule<TaskStoreHarness>;

/** Defines a rule: its data are made once, its tests take a pool each. */
export function taskStoreRule(title: string, body: (bench: TaskBench) => void): TaskStoreRule {
  return defineRule(title, (factory: TaskStoreFactory) => new TaskBench(factory), body);
}

/** The harness, and short ways to say what a test does with it. */
export class TaskBench extends Bench<TaskStore, TaskStoreHarness> {
  /** A lease that a test lets run out: short where the clock is a server's. */
  get leaseMs(): number {
    return this.store.capabilities.clock === 'server' ? 120 : 30_000;
  }

  /** Lets a lease of {@link leaseMs}, or a delay as long, run out. */
  async passLease(): Promise<void> {
    await this.harness.advance(this.leaseMs + 1);
  }

  /** A lease or delay that a test first sees pending and then lets pass: longer, since a busy server must not be faster. */
  get pendingMs(): number {
    return this.store.capabilities.clock === 'server' ? 1_000 : 30_000;
  }

  /** Lets {@link pendingMs} pass. */
  async passPending(): Promise<void> {
    await this.harness.advance(this.pendingMs + 1);
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
    const claims = await this.claimAll(pool, () => overrides);
    return claims.map(({ taskId }) => taskId);
  }

  /** Claims until a claim gives nothing. A store that gives the same tasks for ever is stopped. */
  async claimAll(
    pool: string,
    overrides: () => Partial<ClaimRequest>,
    store: TaskStore = this.store,
  ): Promise<readonly Claim[]> {
    const claims: Claim[] = [];
    for (let round = 0; round < MAX_CLAIMS; round++) {
      const { tasks } = await this.claim(pool, overrides(), store);
      if (tasks.length === 0) return claims;
      claims.push(...tasks.map(({ claim }) => claim));
    }
    throw new Error(`After ${MAX_CLAIMS} claims the pool still gave tasks.`);
  }
}

const MAX_CLAIMS = 2_000;
