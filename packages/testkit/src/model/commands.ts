import { randomUUID } from 'node:crypto';
import type { AdminChange, Claim, ClaimRequest, FilterNode, NewTask, Settlement, TaskStore } from '@windrow/core';
import type fc from 'fast-check';
import { expect } from 'vitest';
import { lossy } from '../faults/lossy.js';
import { agree } from './agree.js';
import type { ModelPool, Span } from './model-pool.js';

/** What the commands act on: the store, one pool of it, and what a person at the keyboard would remember. */
export interface Real {
  readonly store: TaskStore;
  readonly pool: string;
  /** Every claim that was ever given, current or not. */
  readonly claims: Claim[];
  /** Every id that was ever stored. */
  readonly ids: string[];
  pass(): Promise<void>;
  settingsVersion: number;
}

export type TaskCommand = fc.AsyncCommand<ModelPool, Real>;

/** A command that then compares everything. */
export function command(label: string, run: (model: ModelPool, real: Real) => Promise<void>): TaskCommand {
  return {
    check: () => true,
    run: async (model, real) => {
      await run(model, real);
      await agree(real.store, real.pool, model);
    },
    toString: () => label,
  };
}

export function submit(tasks: readonly Omit<NewTask, 'id'>[], mode: 'reuse' | 'rerun', lost: boolean): TaskCommand {
  return command(`submit ${tasks.map(({ key }) => key)} ${mode}${lost ? ' (lost)' : ''}`, async (model, real) => {
    const inputs = tasks.map((task) => ({ ...task, id: randomUUID() }));
    const call = (store: TaskStore) => store.submit(real.pool, inputs, mode);
    const from = await real.store.now();
    if (lost) await loseReply(real.store, call);
    const outcomes = await call(real.store);
    const span = { from, to: await real.store.now() };
    if (lost) model.submit(inputs, mode, span);
    const expected = model.submit(inputs, mode, span);
    real.ids.push(...outcomes.map(({ id }) => id).filter((id) => !real.ids.includes(id)));
    expect(outcomes.map(({ id, created, status }) => ({ id, created, status }))).toEqual(
      expected.map(({ id, created, status }) => ({ id, created, status })),
    );
    expect(outcomes.map(({ reran }) => reran === true)).toEqual(expected.map(({ reran }) => reran === true));
  });
}

export function claim(overrides: Omit<ClaimRequest, 'requestId' | 'workerId'>, lost: boolean): TaskCommand {
  const label = `claim ${overrides.limit} ${overrides.from} [${overrides.routes}]${lost ? ' (lost)' : ''}`;
  return command(label, async (model, real) => {
    const request: ClaimRequest = { ...overrides, requestId: randomUUID(), workerId: `w${real.claims.length}` };
    const call = (store: TaskStore) => store.claim(real.pool, request);
    const from = await real.store.now();
    if (lost) await loseReply(real.store, call);
    const { tasks } = await call(real.store);
    const span: Span = { from, to: await real.store.now() };
    const eligible = model.eligible(request, span);
    const given = tasks.map(({ claim: { taskId } }) => taskId);
    const lastAt = eligible.findLastIndex(({ task }) => given.includes(task.id));
    // With room left the claim saw everything; else everything before the last one it took.
    const reached = given.length < request.limit ? eligible : eligible.slice(0, lastAt + 1);
    const expected = reached.filter(({ task, sure }) => sure || given.includes(task.id)).map(({ task }) => task.id);
    expect(given).toEqual(expected);
    for (const { claim: taken, attempt, ...task } of tasks) {
      model.claim(taken);
      const { fence, attempts, definition, stepResult } = model.byId(taken.taskId) ?? {};
      expect([taken.fence, taken.origin, attempt]).toEqual([fence, request.from, attempts]);
      expect([task.definition, task.stepResult === undefined]).toEqual([
        definition,
        stepResult === undefined || request.from === 'waiting',
      ]);
      expect(taken.leaseUntil).toBeGreaterThanOrEqual(span.from + request.leaseMs);
      expect(taken.leaseUntil).toBeLessThanOrEqual(span.to + request.leaseMs);
      real.claims.push(taken);
    }
  });
}

export function settle(which: number, end: Settlement, lost: boolean): TaskCommand {
  return command(`settle #${which} ${end.kind}${lost ? ' (lost)' : ''}`, async (model, real) => {
    const taken = pick(real.claims, which);
    if (taken === undefined) return;
    const call = (store: TaskStore) => store.settle([{ claim: taken, end }]);
    const from = await real.store.now();
    if (lost) await loseReply(real.store, call);
    const [outcome] = await call(real.store);
    const span = { from, to: await real.store.now() };
    const first = lost ? model.settle(taken, end, span) : undefined;
    const expected = model.settle(taken, end, span);
    const found = outcome?.kind === 'settled' ? (outcome.repeated ? 'repeated' : 'settled') : outcome?.kind;
    expect(expected).toContain(found);
    const task = model.byId(taken.taskId);
    if (outcome?.kind === 'settled' && (expected[0] === 'settled' || first?.[0] === 'settled'))
      expect(outcome.status).toBe(task?.status);
    if (outcome?.kind === 'lost') expect(outcome.current?.status).toBe(task?.status);
  });
}

export function renew(which: number, leaseMs: number): TaskCommand {
  return command(`renew #${which}`, async (model, real) => {
    const taken = pick(real.claims, which);
    if (taken === undefined) return;
    const [outcome] = await real.store.renew([{ claim: taken }], leaseMs);
    expect(outcome?.kind).toBe(model.holds(taken) ? 'held' : 'lost');
    const task = model.byId(taken.taskId);
    if (outcome?.kind !== 'held' || task === undefined) return;
    expect(outcome.cancelRequested).toBe(task.cancelRequested);
    task.leaseUntil = outcome.leaseUntil;
  });
}

export const reap: TaskCommand = command('reap', async (model, real) => {
  const from = await real.store.now();
  const { expired, more } = await real.store.reap(real.pool, 1_000);
  const to = await real.store.now();
  const until = (at: number) =>
    model.tasks.filter(({ leaseUntil }) => leaseUntil !== undefined && leaseUntil < at).map(({ id }) => id);
  const ids = expired.map(({ id }) => id);
  expect(until(from).filter((id) => !ids.includes(id))).toEqual([]);
  expect(ids.filter((id) => !until(to + 1).includes(id))).toEqual([]);
  expect([new Set(ids).size, more]).toEqual([ids.length, false]);
  for (const { id, status } of expired) {
    const task = model.byId(id);
    if (task === undefined) continue;
    model.expire(task);
    expect(status).toBe(task.status);
  }
  for (const task of model.tasks) {
    if (task.availableAt !== undefined && task.availableAt < from) task.availableAt = undefined;
  }
});

export const pass: TaskCommand = command('let time pass', async (_, real) => real.pass());

export function pause(paused: boolean): TaskCommand {
  return command(paused ? 'pause' : 'go on', async (model, real) => {
    const { version } = await real.store.configure(real.pool, { paused }, real.settingsVersion);
    real.settingsVersion = version;
    model.paused = paused;
  });
}

export function change(which: number | FilterNode, what: AdminChange): TaskCommand {
  return command(`${JSON.stringify(what)} of ${JSON.stringify(which)}`, async (model, real) => {
    const chosen = typeof which === 'number' ? [pick(real.ids, which) ?? 'none'] : undefined;
    const ids = chosen ?? (typeof which === 'number' ? [] : model.select(which).map(({ id }) => id));
    const selection = typeof which === 'number' ? { ids } : { filter: which };
    const from = await real.store.now();
    const { items } = await real.store.change(real.pool, selection, what, { limit: 1_000 });
    const span = { from, to: await real.store.now() };
    expect(items.map(({ id }) => id)).toEqual(ids);
    for (const { id, outcome } of items) expect(model.change(id, what, span)).toContain(outcome);
  });
}

export function remove(which: number | FilterNode, force: boolean): TaskCommand {
  return command(`remove ${JSON.stringify(which)}${force ? ' by force' : ''}`, async (model, real) => {
    const ids = typeof which === 'number' ? [pick(real.ids, which) ?? 'none'] : model.select(which).map(({ id }) => id);
    const selection = typeof which === 'number' ? { ids } : { filter: which };
    const { items } = await real.store.remove(real.pool, selection, { limit: 1_000, force });
    expect(items).toEqual(ids.map((id) => ({ id, outcome: model.remove(id, force) })));
  });
}

/** The newest ones are the likeliest to be in an interesting state. */
function pick<T>(items: readonly T[], which: number): T | undefined {
  return items.length === 0 ? undefined : items[items.length - 1 - (which % items.length)];
}

/** Applies a call whose reply then gets lost. */
async function loseReply(store: TaskStore, call: (store: TaskStore) => Promise<unknown>): Promise<void> {
  await expect(call(lossy(store, ['submit', 'claim', 'settle']))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
}
