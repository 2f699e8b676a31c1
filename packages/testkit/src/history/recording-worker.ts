import { randomUUID } from 'node:crypto';
import { type Claim, type Origin, type Settlement, type TaskStore, WindrowError } from '@windrow/core';
import { claimRequest, failure, inline, release } from '../task-store/samples.js';
import { type Ended, monotonicMicros, resultText, type Taken } from './history.js';

/** What a worker writes down, and where. */
export interface Witness {
  taken(entry: Taken): void;
  ended(entry: Ended): void;
}

/** A worker that misbehaves in every way a real one can, and writes down what it was told. */
export class RecordingWorker {
  readonly #store: TaskStore;
  readonly #pool: string;
  readonly #witness: Witness;
  readonly #random: () => number;

  /** @param store may lose replies: what is lost is asked for again, as a real client would */
  constructor(store: TaskStore, pool: string, witness: Witness, random: () => number) {
    this.#store = store;
    this.#pool = pool;
    this.#witness = witness;
    this.#random = random;
  }

  /** Claims up to `limit` tasks. */
  async claim(limit: number, leaseMs: number, from: Origin): Promise<readonly Claim[]> {
    const begin = monotonicMicros();
    const request = claimRequest({ requestId: randomUUID(), limit, leaseMs, from });
    const { tasks } = await this.#repeat(() => this.#store.claim(this.#pool, request));
    const end = monotonicMicros();
    for (const { claim } of tasks) {
      this.#witness.taken({ taskId: claim.taskId, fence: claim.fence, holder: request.requestId, begin, end });
    }
    return tasks.map(({ claim }) => claim);
  }

  /** Ends a claim, mostly well. */
  async end(claim: Claim, calm: boolean): Promise<void> {
    const dice = calm ? 0 : this.#random();
    if (dice > 0.95) await this.settle(claim, failure(0, true));
    else if (dice > 0.85) await this.settle(claim, failure());
    else if (dice > 0.75) await this.settle(claim, release);
    else if (dice > 0.6) await this.settle(claim, { kind: 'part_done', result: inline('step') });
    else await this.settle(claim, { kind: 'done', result: inline(resultText(claim.taskId, claim.fence)) });
  }

  /** Ends a claim, asking again for a lost reply. */
  async settle(claim: Claim, end: Settlement): Promise<void> {
    const note = (outcome: Ended['outcome'], begin: number): void =>
      this.#witness.ended({
        taskId: claim.taskId,
        fence: claim.fence,
        kind: end.kind,
        outcome,
        begin,
        end: monotonicMicros(),
      });
    await this.#repeat(async () => {
      const begin = monotonicMicros();
      try {
        const [outcome] = await this.#store.settle([{ claim, end }]);
        note(outcome?.kind !== 'settled' ? 'lost' : outcome.repeated ? 'repeated' : 'settled', begin);
      } catch (error) {
        note('unknown', begin);
        throw error;
      }
    });
  }

  async renew(claim: Claim, leaseMs: number): Promise<void> {
    await this.#repeat(() => this.#store.renew([{ claim, progress: this.#random() }], leaseMs));
  }

  async #repeat<T>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (attempt === 20 || !WindrowError.is(error, 'STORE_UNAVAILABLE')) throw error;
      }
    }
  }
}
