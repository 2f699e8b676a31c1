import type { TaskEvent } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { assertProtocol, storedProtocol } from '../file/migrate.js';
import type { StoreClock } from '../store-clock.js';

/**
 * What a transaction reads first: the store's clock, its next number and its versions; the pool's number, whether it is paused, and
 * when its first delay and its first lease end.
 */
type Head = readonly [
  clock: number,
  nextSeq: number,
  protocolMin: number,
  protocolCurrent: number,
  pool: number | null,
  paused: number | null,
  firstDelay: number | null,
  firstLease: number | null,
];

const HEAD = `SELECT whole.clock, whole.next_seq, store.protocol_min, store.protocol_current, pools.pool, pools.paused,
    (SELECT min(available_at) FROM tasks WHERE tasks.pool = pools.pool AND available_at IS NOT NULL),
    (SELECT min(lease_until) FROM tasks WHERE tasks.pool = pools.pool AND lease_until IS NOT NULL)
  FROM store CROSS JOIN pools AS whole LEFT JOIN pools ON pools.name = ?1 AND pools.pool > 0
  WHERE store.one = 1 AND whole.pool = 0`;
const NEW_POOL = 'INSERT INTO pools (name) VALUES (?) RETURNING pool';
/** Row 0 is the whole store: its clock is the high-water mark, and submission numbers come from it. */
const COUNT_INSERTED = `UPDATE pools SET waiting = waiting + ?, next_seq = ?, wakes = wakes + ?, clock = max(clock, ?)
  WHERE pool IN (0, ?)`;
const KEEP_CLOCK = 'UPDATE pools SET clock = max(clock, ?) WHERE pool = 0';

/** One pool inside a write transaction: its number, the time, and whom to tell of what once it is stored. */
export class PoolTransaction {
  #wakes = false;
  readonly events: TaskEvent[] = [];

  constructor(
    readonly connection: Connection,
    readonly pool: number,
    readonly name: string,
    readonly paused: boolean,
    readonly now: number,
    /** The next submission number. */
    readonly nextSeq: number,
    /** When the first delay and the first lease of the pool end, as of the beginning of the transaction. */
    readonly firstDelay: number | null,
    readonly firstLease: number | null,
  ) {}

  /** Counts new tasks, which the counters do not see by themselves. */
  inserted(count: number, claimable: number): void {
    if (claimable > 0) this.wake();
    this.connection.prepare(COUNT_INSERTED).run(count, this.nextSeq + count, claimable, this.now, this.pool);
  }

  /** Work has become claimable, so others are to be woken once this is stored. */
  wake(): void {
    this.#wakes = true;
  }

  get wakes(): boolean {
    return this.#wakes;
  }

  /** Keeps the clock's mark, for writes that change no task's status. */
  keepClock(): void {
    this.connection.prepare(KEEP_CLOCK).run(this.now);
  }

  tell(type: TaskEvent['type'], ids: readonly string[]): void {
    this.events.push({ type, pool: this.name, ids: ids.slice(0, MAX_EVENT_IDS), claimable: this.#wakes });
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

  /** The pools that were used. */
  used(): readonly PoolTransaction[] {
    return [...this.#pools.values()].filter((pool) => pool !== undefined);
  }

  #find(name: string, make: boolean): PoolTransaction | undefined {
    const head = this.connection.prepareTuples<Head>(HEAD).get(name);
    if (head === undefined) throw new TypeError('The store has lost its first row.');
    const [clock, nextSeq, min, current, known, paused, delay, lease] = head;
    assertProtocol(this.connection, { min, current });
    if (known === null && !make) return undefined;
    const pool = known ?? this.connection.prepare<{ pool: number }>(NEW_POOL).get(name)?.pool ?? 0;
    const now = this.clock.now(clock);
    return new PoolTransaction(this.connection, pool, name, paused === 1, now, nextSeq, delay, lease);
  }
}
