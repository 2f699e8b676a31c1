import { randomUUID } from 'node:crypto';
import { type ExperimentInfo, ExperimentNameTakenError, ExperimentNotFoundError } from '@windrow/core';
import { isTorn } from '../driver/bindable.js';
import type { Connection } from '../driver/connection.js';

/** A row of `experiments`. */
export interface ExperimentRow {
  readonly seq: number;
  readonly id: string;
  readonly name: string;
  readonly deleted: number;
  readonly created_at: number;
}

const COLUMNS = 'seq, id, name, deleted, created_at';
const BY_ID = `SELECT ${COLUMNS} FROM experiments WHERE id = ?`;
const BY_NAME = `SELECT ${COLUMNS} FROM experiments WHERE name = ? AND deleted = 0`;
const PAGE = `SELECT ${COLUMNS} FROM experiments WHERE deleted = ? AND seq > ? ORDER BY seq LIMIT ?`;
const CREATE = 'INSERT INTO experiments (id, name, created_at) VALUES (?, ?, ?)';
const RENAME = 'UPDATE experiments SET name = ? WHERE seq = ?';
const SET_DELETED = 'UPDATE experiments SET deleted = ? WHERE seq = ?';
const REMOVE = 'DELETE FROM experiments WHERE seq = ?';

export function experimentInfo({ id, name, deleted, created_at }: ExperimentRow): ExperimentInfo {
  return { id, name, deleted: deleted !== 0, createdAt: created_at };
}

export function findExperiment(
  connection: Connection,
  ref: { readonly id: string } | { readonly name: string },
): ExperimentRow | undefined {
  if (isTorn('id' in ref ? ref.id : ref.name)) return undefined;
  return 'id' in ref
    ? connection.prepare<ExperimentRow>(BY_ID).get(ref.id)
    : connection.prepare<ExperimentRow>(BY_NAME).get(ref.name);
}

/** @throws ExperimentNotFoundError */
export function requireExperiment(connection: Connection, id: string): ExperimentRow {
  const row = findExperiment(connection, { id });
  if (row === undefined) throw new ExperimentNotFoundError(id);
  return row;
}

export function listExperiments(
  connection: Connection,
  deleted: boolean,
  after: number,
  limit: number,
): readonly ExperimentRow[] {
  return connection.prepare<ExperimentRow>(PAGE).all(deleted ? 1 : 0, after, limit);
}

export function createExperiment(connection: Connection, name: string, now: number): ExperimentRow {
  const id = randomUUID();
  connection.prepare(CREATE).run(id, name, now);
  return requireExperiment(connection, id);
}

/** @throws ExperimentNotFoundError, ExperimentNameTakenError */
export function renameExperiment(connection: Connection, id: string, name: string): ExperimentRow {
  const row = requireExperiment(connection, id);
  if (row.deleted === 0) assertFree(connection, name, row);
  connection.prepare(RENAME).run(name, row.seq);
  return requireExperiment(connection, id);
}

/** Deletes or restores. @throws ExperimentNotFoundError, ExperimentNameTakenError */
export function setExperimentDeleted(connection: Connection, id: string, deleted: boolean): ExperimentRow {
  const row = requireExperiment(connection, id);
  if (!deleted) assertFree(connection, row.name, row);
  connection.prepare(SET_DELETED).run(deleted ? 1 : 0, row.seq);
  return requireExperiment(connection, id);
}

export function removeExperiment(connection: Connection, seq: number): void {
  connection.prepare(REMOVE).run(seq);
}

function assertFree(connection: Connection, name: string, asking: ExperimentRow): void {
  const owner = findExperiment(connection, { name });
  if (owner !== undefined && owner.seq !== asking.seq) throw new ExperimentNameTakenError(name, owner.id);
}
