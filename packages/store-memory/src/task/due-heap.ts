import { Heap } from 'heap-js';
import type { TaskRecord } from './task-record.js';

export interface DueEntry {
  readonly at: number;
  readonly task: TaskRecord;
}

/** Which due time of a task a heap keeps. */
export type DueKind = 'lease' | 'delay';

/** Below this size a heap is never swept of stale entries. */
const SWEEP_FROM = 1_024;

/**
 * Tasks by the time at which something falls due: the end of a lease, or of a delay. Lazy: a task has one current entry, which may
 * be earlier than the task's real due time (a renewal only moves the task's own field); it is put right when it comes to the top.
 */
export class DueHeap {
  readonly #kind: DueKind;
  #heap = new Heap<DueEntry>(byTime);
  #live = 0;

  constructor(kind: DueKind) {
    this.#kind = kind;
  }

  /** How many entries it keeps, stale ones too. */
  get size(): number {
    return this.#heap.length;
  }

  /** The task has a due time from now on. O(log n). */
  add(task: TaskRecord): void {
    this.#live += 1;
    this.refresh(task);
  }

  /** The task's due time may have become earlier. */
  refresh(task: TaskRecord): void {
    const at = this.#dueAt(task);
    if (at === undefined) return;
    const entry = this.#entryOf(task);
    if (entry === undefined || entry.at > at) this.#push({ at, task });
  }

  /** The task has no due time any more; its entry goes when it comes to the top. */
  drop(): void {
    this.#live -= 1;
    if (this.#heap.length > SWEEP_FROM && this.#heap.length > 4 * this.#live) this.#sweep();
  }

  /** The earliest due time. */
  next(): number | undefined {
    return this.#settleTop()?.at;
  }

  /** Takes the earliest task out if it is due. The caller must then clear the task's due time and call {@link drop}. */
  takeDue(now: number): TaskRecord | undefined {
    const top = this.#settleTop();
    if (top === undefined || top.at > now) return undefined;
    this.#heap.pop();
    this.#setEntry(top.task, undefined);
    return top.task;
  }

  /** Makes the top entry true: stale ones go, renewed ones move to their real time. */
  #settleTop(): DueEntry | undefined {
    for (;;) {
      const top = this.#heap.peek();
      if (top === undefined) return undefined;
      if (this.#entryOf(top.task) === top) {
        const at = this.#dueAt(top.task);
        if (at === top.at) return top;
        this.#heap.pop();
        this.#setEntry(top.task, undefined);
        if (at !== undefined) this.#push({ at, task: top.task });
      } else {
        this.#heap.pop();
      }
    }
  }

  #push(entry: DueEntry): void {
    this.#setEntry(entry.task, entry);
    this.#heap.push(entry);
  }

  #sweep(): void {
    const kept: DueEntry[] = [];
    for (const entry of this.#heap.heapArray) {
      if (this.#entryOf(entry.task) !== entry) continue;
      if (this.#dueAt(entry.task) === undefined) this.#setEntry(entry.task, undefined);
      else kept.push(entry);
    }
    this.#heap = new Heap<DueEntry>(byTime);
    this.#heap.init(kept);
  }

  #dueAt(task: TaskRecord): number | undefined {
    if (task.removed) return undefined;
    return this.#kind === 'lease' ? task.leaseUntil : task.availableAt;
  }

  #entryOf(task: TaskRecord): DueEntry | undefined {
    return this.#kind === 'lease' ? task.leaseEntry : task.delayEntry;
  }

  #setEntry(task: TaskRecord, entry: DueEntry | undefined): void {
    if (this.#kind === 'lease') task.leaseEntry = entry;
    else task.delayEntry = entry;
  }
}

function byTime(a: DueEntry, b: DueEntry): number {
  return a.at - b.at;
}
