import type { TaskStoreIdentity } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { assertProtocol } from '../file/migrate.js';
import type { PoolPulse } from './subscriptions.js';

const IDENTITY = 'SELECT store_id, protocol_min, protocol_current FROM store';
const POOL = 'SELECT pool FROM pools WHERE name = ? AND pool > 0';
const PULSE = 'SELECT wakes, next_seq AS nextSeq FROM pools WHERE name = ?';

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

/** What tells a listener whether it was its pool that somebody woke. */
export function pulseOf(connection: Connection, pool: string): PoolPulse {
  return connection.prepare<PoolPulse>(PULSE).get(pool) ?? { wakes: 0, nextSeq: 0 };
}
