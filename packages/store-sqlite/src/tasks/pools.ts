import {
  type PoolSettings,
  type PoolSettingsValues,
  type PoolSummary,
  SettingsConflictError,
  type StatusCounts,
} from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import type { PoolTransaction } from './store-transaction.js';

interface PoolRow extends StatusCounts {
  readonly name: string;
  readonly paused: number;
}

const POOLS = `SELECT name, paused, waiting, running, part_done, done, failed, cancelled
  FROM pools LEFT JOIN pool_settings USING (pool)
  WHERE pool > 0 AND (waiting + running + part_done + done + failed + cancelled > 0 OR version IS NOT NULL) ORDER BY name`;
const SETTINGS = `SELECT version, settings FROM pool_settings JOIN pools USING (pool) WHERE name = ?`;
const CONFIGURE = 'INSERT OR REPLACE INTO pool_settings (pool, version, settings) VALUES (?, ?, ?)';
const PAUSE = 'UPDATE pools SET paused = ? WHERE pool = ?';

const COUNT_WAKE = 'UPDATE pools SET wakes = wakes + 1 WHERE pool = ?';

const NO_SETTINGS: PoolSettings = Object.freeze({ version: 0, values: Object.freeze({ paused: false }) });

export function listPools(connection: Connection): readonly PoolSummary[] {
  return connection
    .prepare<PoolRow>(POOLS)
    .all()
    .map(({ name, paused, ...counts }) => ({ pool: name, counts: { ...counts }, paused: paused !== 0 }));
}

export function readSettings(connection: Connection, pool: string): PoolSettings {
  const row = connection.prepare<{ version: number; settings: string }>(SETTINGS).get(pool);
  if (row === undefined) return NO_SETTINGS;
  return { version: row.version, values: JSON.parse(row.settings) as PoolSettingsValues };
}

/** @throws SettingsConflictError */
export function configurePool(
  transaction: PoolTransaction,
  values: PoolSettingsValues,
  expectedVersion: number,
): PoolSettings {
  const { connection, pool, name } = transaction;
  const { version } = readSettings(connection, name);
  if (version !== expectedVersion) throw new SettingsConflictError(name, expectedVersion, version);
  connection.prepare(CONFIGURE).run(pool, version + 1, JSON.stringify(values));
  connection.prepare(PAUSE).run(values.paused ? 1 : 0, pool);
  if (transaction.paused && !values.paused) {
    connection.prepare(COUNT_WAKE).run(pool);
    transaction.wake();
  }
  transaction.tell('pool-configured', []);
  return readSettings(connection, name);
}
