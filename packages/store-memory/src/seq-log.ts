/** What a {@link SeqLog} holds: numbered by the store, marked when it is removed. */
export interface Numbered {
  readonly seq: number;
  readonly removed: boolean;
}

/** Below this size the log is never compacted. */
const COMPACT_FROM = 64;

/** Everything of one kind by the number that the store gave it. Appending is O(1), finding a place O(log n). */
export class SeqLog<T extends Numbered> {
  #records: T[] = [];
  #removed = 0;

  /** `record` has a higher number than all before it. */
  push(record: T): void {
    this.#records.push(record);
  }

  /** A record was marked as removed; its place is freed later, with others. */
  noteRemoved(): void {
    this.#removed += 1;
    if (this.#removed > COMPACT_FROM && this.#removed * 2 > this.#records.length) {
      this.#records = this.#records.filter((record) => !record.removed);
      this.#removed = 0;
    }
  }

  /** Living records whose number is above `seq`, ascending. Nothing may be removed while it runs. */
  *after(seq: number): Generator<T, void> {
    const records = this.#records;
    for (let at = this.#firstAbove(seq); at < records.length; at += 1) {
      const record = records[at] as T;
      if (!record.removed) yield record;
    }
  }

  #firstAbove(seq: number): number {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#records[middle] as T).seq > seq) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
