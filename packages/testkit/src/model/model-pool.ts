import {
  type AdminChange,
  type ChangeResult,
  type Claim,
  type ClaimRequest,
  type FilterNode,
  isEnded,
  matches,
  type NewTask,
  readPath,
  type Settlement,
  type SubmitOutcome,
} from '@windrow/core';
import { type DelayAnswer, fade, type ModelTask, restart, returned, settle, submitted } from './model-task.js';

/** Before and after a call, by the store's clock: what the store did, it did in between. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The contract of one pool, as simple as it can be said: a list in submission order, and every operation a loop over it. Times are
 * the store's own, so the same reference serves an injected clock and a server's.
 */
export class ModelPool {
  readonly tasks: ModelTask[] = [];
  paused = false;

  byId(id: string): ModelTask | undefined {
    return this.tasks.find((task) => task.id === id);
  }

  submit(inputs: readonly NewTask[], onDuplicate: 'reuse' | 'rerun', span: Span): readonly SubmitOutcome[] {
    return inputs.map((input) => {
      const known = this.tasks.find(({ key }) => key === input.key);
      if (known === undefined) {
        const task = submitted(input, undefined);
        task.delay = later(input.delayMs, span);
        this.tasks.push(task);
        return { id: task.id, created: true, status: 'waiting' };
      }
      const rerun = onDuplicate === 'rerun' && isEnded(known.status);
      if (rerun) restart(known, 'waiting');
      return { id: known.id, created: known.id === input.id, status: known.status, ...(rerun && { reran: true }) };
    });
  }

  /** What a claim may answer: tasks it must come to, in order, and such as it may find due already. */
  eligible(request: ClaimRequest, { to }: Span): readonly { readonly task: ModelTask; readonly sure: boolean }[] {
    if (this.paused) return [];
    return this.tasks
      .filter(({ status, route }) => status === request.from && request.routes.includes(route))
      .filter(({ availableAt }) => availableAt === undefined || availableAt <= to)
      .filter((task) => request.filter === undefined || this.#matches(task, request.filter))
      .toSorted((a, b) => b.priority - a.priority)
      .map((task) => ({ task, sure: task.availableAt === undefined }));
  }

  claim(claim: Claim): void {
    const task = this.byId(claim.taskId);
    if (task === undefined) return;
    task.status = 'running';
    task.origin = claim.origin;
    task.fence += 1;
    task.attempts += 1;
    task.workerId = claim.workerId;
    task.leaseUntil = claim.leaseUntil;
    task.availableAt = undefined;
  }

  /** Whether the claim is the current one. */
  holds(claim: Claim): boolean {
    const task = this.byId(claim.taskId);
    return task?.status === 'running' && task.fence === claim.fence;
  }

  /** The answers that are right. */
  settle(claim: Claim, end: Settlement, span: Span): readonly ('settled' | 'repeated' | 'lost')[] {
    const task = this.byId(claim.taskId);
    if (task === undefined) return ['lost'];
    if (!this.holds(claim)) {
      const { lastEnd } = task;
      if (lastEnd?.fence !== claim.fence || lastEnd.kind !== end.kind) return ['lost'];
      return lastEnd.fading ? ['repeated', 'lost'] : ['repeated'];
    }
    settle(task, end);
    if ('delayMs' in end && !isEnded(task.status)) task.delay = later(end.delayMs, span);
    return ['settled'];
  }

  /** A lease has run out and was reaped. */
  expire(task: ModelTask): void {
    const status = returned(task);
    fade(task);
    task.history.push({ fence: task.fence, outcome: 'expired' });
    Object.assign(task, { status, origin: undefined, workerId: undefined, leaseUntil: undefined });
  }

  /** The answers that are right; the first one is what the reference then does. */
  change(id: string, change: AdminChange, span: Span): readonly ChangeResult[] {
    const task = this.byId(id);
    if (task === undefined) return ['not-found'];
    const { status } = task;
    switch (change.kind) {
      case 'prioritize':
        task.priority = change.priority;
        return ['changed'];
      case 'tag': {
        const kept = Object.entries(task.tags).filter(([name]) => !change.unset.includes(name));
        task.tags = { ...Object.fromEntries(kept), ...change.set };
        return ['changed'];
      }
      case 'delay':
        if (status !== 'waiting' && status !== 'part_done') return ['not-applicable', 'already-ended', 'running'];
        task.availableAt = undefined;
        task.delay = later(change.delayMs, span);
        return ['changed'];
      case 'cancel':
        if (isEnded(status)) return ['already-ended'];
        if (status === 'running') task.cancelRequested = true;
        else Object.assign(task, { status: 'cancelled', availableAt: undefined });
        return [status === 'running' ? 'requested' : 'cancelled'];
      case 'reset':
        if (status === change.to) return ['not-applicable'];
        if (change.to === 'part_done' && task.stepResult === undefined) return ['not-applicable', 'running'];
        if (status === 'running' && !change.force) return ['running'];
        restart(task, change.to);
        return ['changed'];
      case 'replace': {
        const taken = this.tasks.some((other) => other !== task && other.key === change.key);
        if (taken || (status === 'running' && !change.force)) return taken ? ['duplicate', 'running'] : ['running'];
        restart(task, 'waiting');
        task.key = change.key;
        task.definition = change.definition;
        return ['changed'];
      }
    }
  }

  remove(id: string, force: boolean): 'removed' | 'running' | 'not-found' {
    const at = this.tasks.findIndex((task) => task.id === id);
    const task = this.tasks[at];
    if (task === undefined) return 'not-found';
    if (task.status === 'running' && !force) return 'running';
    this.tasks.splice(at, 1);
    return 'removed';
  }

  select(filter: FilterNode): readonly ModelTask[] {
    return this.tasks.filter((task) => this.#matches(task, filter));
  }

  #matches(task: ModelTask, filter: FilterNode): boolean {
    return matches(filter, (path) => readPath({ ...task, definition: JSON.parse(task.definition) as unknown }, path));
  }
}

function later(delayMs: number | undefined, { from, to }: Span): DelayAnswer | undefined {
  return delayMs === undefined || delayMs === 0 ? undefined : { least: from + delayMs, most: to + delayMs };
}
