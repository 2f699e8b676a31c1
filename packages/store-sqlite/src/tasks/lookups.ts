import type { TaskStoreIdentity } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { assertProtocol } from '../file/migrate.js';

const IDENTITY = 'SELECT store_id, protocol_min, protocol_current FROM store';
const POOL = 'SELECT pool FROM pools WHERE name = ? AND pool > 0';
const WAKES = 'SELECT wakes FROM pools WHERE name = ?';
const CLOCK = 'SELECT clock FROM pools WHERE pool = 0';

/** @throws StoreVersionError */
export function identityOf(connection: Connection): TaskStoreIdentity {
  const row = connection.prepare<{ store_id: string; protocol_min: number; protocol_current: number }>(IDENTITY).get();
  if (row === undefined) throw new TypeError('The store has lost its first row.');
  const protocol = { min: row.protocol_min, current: row.protocol_current };
  assertProtocol(connection, protocol);
  return { storeId: row.store_id, protocol };
}

/** The number of a pool that has ever had anything in it. */
export function poolNumber(connection: Connection, pool: string): number | undefined {
  return connection.prepare<{ pool: number }>(POOL).get(pool)?.pool;
}

/** How often work has become claimable in a pool. */
export function wakesOf(connection: Connection, pool: string): number {
  return connection.prepare<{ wakes: number }>(WAKES).get(pool)?.wakes ?? 0;
}

/** The latest time that any write has seen. */
export function storeClockMark(connection: Connection): number {
  return connection.prepare<{ clock: number }>(CLOCK).get()?.clock ?? 0;
}
