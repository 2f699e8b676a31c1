import type { WorkerPresence } from '@windrow/core';
import type { Connection } from '../driver/connection.js';

const ANNOUNCE = 'INSERT OR REPLACE INTO workers (worker, pool, expires_at, presence) VALUES (?, ?, ?, ?)';
const RETRACT = 'DELETE FROM workers WHERE worker = ?';
const FORGET = 'DELETE FROM workers WHERE expires_at <= ?';
const OF_POOL = 'SELECT presence FROM workers WHERE pool = ? AND expires_at > ? ORDER BY worker';

/** Keeps what a worker says of itself, and forgets those that have not spoken in time. */
export function announceWorker(connection: Connection, worker: WorkerPresence, ttlMs: number, now: number): void {
  connection.prepare(FORGET).run(now);
  connection
    .prepare(ANNOUNCE)
    .run(worker.workerId, worker.pool, now + ttlMs, JSON.stringify({ ...worker, seenAt: now }));
}

export function retractWorker(connection: Connection, workerId: string): void {
  connection.prepare(RETRACT).run(workerId);
}

export function workersOf(connection: Connection, pool: string, now: number): readonly WorkerPresence[] {
  return connection
    .prepare<{ presence: string }>(OF_POOL)
    .all(pool, now)
    .map(({ presence }) => JSON.parse(presence) as WorkerPresence);
}
