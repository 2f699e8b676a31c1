import type { TaskRecord } from './task-record.js';

/** Below this size the log is never compacted. */
const COMPACT_FROM = 64;

/** All tasks of a pool by submission number. Appending is O(1), finding a place O(log n). */
export class SeqLog {
  #records: TaskRecord[] = [];
  #removed = 0;

  push(task: TaskRecord): void {
    this.#records.push(task);
  }

  /** The task was marked as removed; its place is freed later, with others. */
  noteRemoved(): void {
    this.#removed += 1;
    if (this.#removed > COMPACT_FROM && this.#removed * 2 > this.#records.length) {
      this.#records = this.#records.filter((task) => !task.removed);
      this.#removed = 0;
    }
  }

  /** Living tasks whose number is above `seq`, ascending. Tasks must not be removed while it runs. */
  *after(seq: number): Generator<TaskRecord, void> {
    const records = this.#records;
    for (let at = this.#firstAbove(seq); at < records.length; at += 1) {
      const task = records[at] as TaskRecord;
      if (!task.removed) yield task;
    }
  }

  #firstAbove(seq: number): number {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle] as TaskRecord).seq > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
