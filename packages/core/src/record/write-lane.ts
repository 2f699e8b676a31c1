import { WindrowError } from '@windrow/frame';
import { retrying } from '../manage/retrying.js';

/** One write to a store: safe to repeat, and named in words for whoever has to know that it is missing. */
export interface RecorderWrite {
  readonly labels: readonly string[];
  run(): Promise<unknown>;
}

/**
 * Writes of one recorder, one after the other in the order in which they were asked for. A write that the store could not take stays
 * at the head and is tried again before anything later, so that a late repetition never overwrites what came after it.
 */
export class WriteLane {
  readonly #retries: number;
  readonly #waiting: Entry[] = [];
  readonly #refused: string[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(retries: number) {
    this.#retries = retries;
  }

  /** Writes that were asked for and are not in the store. */
  get missing(): readonly string[] {
    return [...this.#refused, ...this.#waiting.flatMap(({ write }) => write.labels)];
  }

  /**
   * Resolves when the store has this write and all before it. When it rejects for want of the store, the write stays and is tried
   * again by the next call; when the store refuses it (a conflict, an older fence), it is dropped.
   */
  async write(write: RecorderWrite): Promise<void> {
    const entry: Entry = { write, state: 'waited-for', refusal: undefined };
    this.#waiting.push(entry);
    await this.#inTurn(entry);
  }

  /** Tries what waits once more. @throws what kept it from being written */
  async flush(): Promise<void> {
    await this.#inTurn(undefined);
  }

  async #inTurn(own: Entry | undefined): Promise<void> {
    const turn = this.#turn.then(() => this.#drain(own));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Writes up to `own`, or all that waits; an earlier turn may have come so far already. */
  async #drain(own: Entry | undefined): Promise<void> {
    for (let head = this.#waiting[0]; head !== undefined && own?.state !== 'ended'; head = this.#waiting[0]) {
      try {
        const { write } = head;
        await retrying(this.#retries, () => write.run());
      } catch (error) {
        if (!isRefusal(error)) {
          if (own !== undefined) own.state = 'given-up';
          throw error;
        }
        // Who was told that it would be tried again has gone on, and learns it at the end.
        if (head.state === 'given-up') this.#refused.push(...head.write.labels);
        head.refusal = error;
      }
      head.state = 'ended';
      this.#waiting.shift();
    }
    if (own?.refusal !== undefined) throw own.refusal;
  }
}

interface Entry {
  readonly write: RecorderWrite;
  /** Whether its caller still waits, or was told that it would be tried again. */
  state: 'waited-for' | 'given-up' | 'ended';
  refusal: unknown;
}

/** Whether the store answered and said no. Anything else may have kept the write from arriving. */
export function isRefusal(error: unknown): boolean {
  return WindrowError.is(error) && !error.retryable;
}
