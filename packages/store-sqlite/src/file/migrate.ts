import { randomUUID } from 'node:crypto';
import { StoreVersionError } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { APPLICATION_ID, MIGRATIONS, type Migration, PROTOCOL } from './migrations.js';

/**
 * Brings the schema up to date. Everything happens in one write transaction, so the first process does it and the others find it
 * done; each step runs once, in order, and never back.
 *
 * @throws StoreVersionError when the file may not be written by this code; it stays as it is
 */
export async function migrate(
  connection: Connection,
  now: number,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  await connection.write('migration', () => {
    const applied = lastApplied(connection);
    assertProtocol(connection, applied > 0 ? storedProtocol(connection) : undefined);
    const steps = migrations.filter(({ number }) => number > applied);
    for (const { number, name, sql, protocolMin } of steps) {
      connection.exec(sql);
      if (number === 1) create(connection, now);
      connection.prepare('INSERT INTO migrations (number, name, applied_at) VALUES (?, ?, ?)').run(number, name, now);
      connection
        .prepare('UPDATE store SET protocol_min = max(protocol_min, ?), protocol_current = max(protocol_current, ?)')
        .run(protocolMin, PROTOCOL);
    }
    if (steps.length > 0) connection.exec(`PRAGMA user_version = ${storedProtocol(connection).min}`);
  });
}

export interface ProtocolRange {
  readonly min: number;
  readonly current: number;
}

export function storedProtocol(connection: Connection): ProtocolRange {
  const row = connection
    .prepare<{ min: number; current: number }>('SELECT protocol_min AS min, protocol_current AS current FROM store')
    .get();
  return row ?? { min: PROTOCOL, current: PROTOCOL };
}

/** @throws StoreVersionError */
export function assertProtocol(connection: Connection, found: ProtocolRange | undefined): void {
  if (found === undefined || (found.min <= PROTOCOL && PROTOCOL <= found.current)) return;
  throw new StoreVersionError(connection.store, found, PROTOCOL);
}

function lastApplied(connection: Connection): number {
  const made = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").get() !== undefined;
  if (!made) return 0;
  return connection.prepare<{ last: number }>('SELECT max(number) AS last FROM migrations').get()?.last ?? 0;
}

function create(connection: Connection, now: number): void {
  connection.exec(
    `PRAGMA application_id = ${APPLICATION_ID};
     CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL);`,
  );
  connection
    .prepare('INSERT INTO store (one, store_id, protocol_min, protocol_current, created_at) VALUES (1, ?, ?, ?, ?)')
    .run(randomUUID(), PROTOCOL, PROTOCOL, now);
  connection.prepare("INSERT INTO pools (pool, name, clock) VALUES (0, '', ?)").run(now);
}
