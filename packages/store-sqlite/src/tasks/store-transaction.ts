import type { TaskEvent } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { assertProtocol, storedProtocol } from '../file/migrate.js';
import type { StoreClock } from '../store-clock.js';

interface HeadRow {
  readonly clock: number;
  readonly next_seq: number;
  readonly min: number;
  readonly current: number;
  readonly pool: number | null;
  readonly paused: number | null;
}

const HEAD = `SELECT whole.clock, whole.next_seq, store.protocol_min AS min, store.protocol_current AS current,
    pools.pool, pools.paused
  FROM store CROSS JOIN pools AS whole LEFT JOIN pools ON pools.name = ?1 AND pools.pool > 0
  WHERE store.one = 1 AND whole.pool = 0`;
const NEW_POOL = 'INSERT INTO pools (name) VALUES (?) RETURNING pool';
/** Row 0 is the whole store: its clock is the high-water mark, and submission numbers come from it. */
const FLUSH = `UPDATE pools SET waiting = waiting + ?, running = running + ?, part_done = part_done + ?, done = done + ?,
    failed = failed + ?, cancelled = cancelled + ?, next_seq = ?, wakes = wakes + ?, clock = ? WHERE pool IN (0, ?)`;

/** One pool inside a write transaction: its number, the time, and what has changed so far. */
export class PoolTransaction {
  readonly #deltas = [0, 0, 0, 0, 0, 0];
  #wakes = false;
  #touched = false;
  readonly events: TaskEvent[] = [];

  constructor(
    readonly connection: Connection,
    readonly pool: number,
    readonly name: string,
    readonly paused: boolean,
    readonly now: number,
    /** The next submission number; counted on by the submit. */
    public nextSeq: number,
  ) {}

  /** Keeps the counters: a task of `from` is one of `to` now. `undefined` stands for not being there. */
  moved(from: number | undefined, to: number | undefined): void {
    this.#touched = true;
    if (from !== undefined) this.#deltas[from] = (this.#deltas[from] ?? 0) - 1;
    if (to !== undefined) this.#deltas[to] = (this.#deltas[to] ?? 0) + 1;
  }

  /** Work has become claimable, so others are to be woken once this is stored. */
  wake(): void {
    this.#touched = true;
    this.#wakes = true;
  }

  /** Something was written that neither counts nor wakes: the clock's mark goes with it. */
  touch(): void {
    this.#touched = true;
  }

  get wakes(): boolean {
    return this.#wakes;
  }

  tell(type: TaskEvent['type'], ids: readonly string[]): void {
    this.events.push({ type, pool: this.name, ids: ids.slice(0, MAX_EVENT_IDS), claimable: this.#wakes });
  }

  /** Stores the counters and the clock's mark, where anything was written. */
  flush(): void {
    if (!this.#touched) return;
    const [waiting = 0, running = 0, partDone = 0, done = 0, failed = 0, cancelled = 0] = this.#deltas;
    this.connection
      .prepare(FLUSH)
      .run(waiting, running, partDone, done, failed, cancelled, this.nextSeq, this.#wakes ? 1 : 0, this.now, this.pool);
  }
}

/** Events name at most this many tasks. */
const MAX_EVENT_IDS = 100;

/** The pools of one write transaction. */
export class StoreTransaction {
  readonly #pools = new Map<string, PoolTransaction | undefined>();

  constructor(
    readonly connection: Connection,
    readonly clock: StoreClock,
  ) {}

  /** @throws StoreVersionError when this client may not write here any more */
  pool(name: string): PoolTransaction | undefined {
    if (!this.#pools.has(name)) this.#pools.set(name, this.#find(name, false));
    return this.#pools.get(name);
  }

  /** The pool, made where it is missing. */
  poolOrNew(name: string): PoolTransaction {
    const found = this.#pools.get(name) ?? (this.#find(name, true) as PoolTransaction);
    this.#pools.set(name, found);
    return found;
  }

  /** For writes that touch no pool. @throws StoreVersionError */
  assertProtocol(): void {
    assertProtocol(this.connection, storedProtocol(this.connection));
  }

  /** Stores what all pools have gathered, and gives the pools that were used. */
  flush(): readonly PoolTransaction[] {
    const pools = [...this.#pools.values()].filter((pool) => pool !== undefined);
    for (const pool of pools) pool.flush();
    return pools;
  }

  #find(name: string, make: boolean): PoolTransaction | undefined {
    const head = this.connection.prepare<HeadRow>(HEAD).get(name);
    if (head === undefined) throw new TypeError('The store has lost its first row.');
    assertProtocol(this.connection, head);
    let { pool } = head;
    if (pool === null) {
      if (!make) return undefined;
      pool = this.connection.prepare<{ pool: number }>(NEW_POOL).get(name)?.pool ?? 0;
    }
    return new PoolTransaction(
      this.connection,
      pool,
      name,
      head.paused === 1,
      this.clock.now(head.clock),
      head.next_seq,
    );
  }
}
