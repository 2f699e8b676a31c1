import {
  type FencedWrite,
  type JsonObject,
  type NewRecorder,
  RecorderFencedError,
  type RecorderInfo,
  RecorderNotFoundError,
  type RecorderStatus,
  type Tags,
} from '@windrow/core';
import { isTorn } from '../driver/bindable.js';
import type { Connection } from '../driver/connection.js';
import { lastMetrics } from './metrics.js';

/** A row of `recorders`, with the id of its experiment. */
export interface RecorderRow {
  readonly seq: number;
  readonly id: string;
  readonly experiment_id: string;
  readonly name: string;
  readonly status: RecorderStatus;
  readonly deleted: number;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly task_store: string | null;
  readonly task_pool: string | null;
  readonly task_id: string | null;
  readonly fence: number | null;
  readonly tags: string;
  readonly params: string;
  readonly unflushed: string;
  readonly environment: string;
}

/** For a SELECT from `recorders` joined with `experiments`. */
export const RECORDER_COLUMNS = `recorders.seq, recorders.id, experiments.id AS experiment_id, recorders.name,
  recorders.status, recorders.deleted, recorders.created_at, started_at, ended_at, task_store, task_pool, task_id, fence,
  tags, params, unflushed, environment`;

const BY_ID = `SELECT ${RECORDER_COLUMNS} FROM recorders JOIN experiments ON experiments.seq = recorders.experiment
  WHERE recorders.id = ?`;
const CREATE = `INSERT INTO recorders (id, experiment, name, status, created_at, started_at, ended_at, task_store, task_pool,
  task_id, fence, tags, params, unflushed, environment) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', '[]', ?)`;
const SET_STATUS = 'UPDATE recorders SET status = ?, started_at = ?, ended_at = ?, unflushed = ? WHERE seq = ?';
const SET_PARAMS = 'UPDATE recorders SET params = ? WHERE seq = ?';
const SET_TAGS = 'UPDATE recorders SET tags = ? WHERE seq = ?';
const SET_FENCE = 'UPDATE recorders SET fence = ? WHERE seq = ?';
const SET_DELETED = 'UPDATE recorders SET deleted = ? WHERE seq = ?';

export function findRecorder(connection: Connection, id: string): RecorderRow | undefined {
  return isTorn(id) ? undefined : connection.prepare<RecorderRow>(BY_ID).get(id);
}

/** @throws RecorderNotFoundError */
export function requireRecorder(connection: Connection, id: string): RecorderRow {
  const row = findRecorder(connection, id);
  if (row === undefined) throw new RecorderNotFoundError(id);
  return row;
}

/** The recorder, for a write. A higher fence than the stored one is stored. @throws RecorderNotFoundError, RecorderFencedError */
export function recorderForWrite(connection: Connection, id: string, { fence }: FencedWrite): RecorderRow {
  const row = requireRecorder(connection, id);
  if (fence === undefined || row.fence === null || fence === row.fence) return row;
  if (fence < row.fence) throw new RecorderFencedError(id, fence, row.fence);
  connection.prepare(SET_FENCE).run(fence, row.seq);
  return { ...row, fence };
}

export function insertRecorder(connection: Connection, experiment: number, recorder: NewRecorder, now: number): void {
  const { id, name, status, tags, environment, task } = recorder;
  connection
    .prepare(CREATE)
    .run(
      id,
      experiment,
      name,
      status,
      now,
      status === 'RUNNING' ? now : null,
      hasEnded(status) ? now : null,
      task?.storeId ?? null,
      task?.pool ?? null,
      task?.taskId ?? null,
      task?.fence ?? null,
      JSON.stringify(tags),
      JSON.stringify(environment),
    );
}

/** The first start stays; an end is taken back when the recorder goes on. */
export function writeStatus(
  connection: Connection,
  row: RecorderRow,
  to: RecorderStatus,
  unflushed: readonly string[] | undefined,
  now: number,
): void {
  connection
    .prepare(SET_STATUS)
    .run(
      to,
      row.started_at ?? (to === 'RUNNING' ? now : null),
      hasEnded(to) ? now : null,
      unflushed === undefined ? row.unflushed : JSON.stringify(unflushed),
      row.seq,
    );
}

export function writeParams(connection: Connection, row: RecorderRow, params: string): void {
  connection.prepare(SET_PARAMS).run(params, row.seq);
}

export function writeTags(connection: Connection, row: RecorderRow, tags: Tags): void {
  connection.prepare(SET_TAGS).run(JSON.stringify(tags), row.seq);
}

export function setRecorderDeleted(connection: Connection, row: RecorderRow, deleted: boolean): void {
  connection.prepare(SET_DELETED).run(deleted ? 1 : 0, row.seq);
}

export function recorderInfo(connection: Connection, row: RecorderRow): RecorderInfo {
  const { task_store, task_pool, task_id, fence, started_at, ended_at } = row;
  return {
    id: row.id,
    experimentId: row.experiment_id,
    seq: row.seq,
    name: row.name,
    status: row.status,
    deleted: row.deleted !== 0,
    createdAt: row.created_at,
    ...(started_at === null ? {} : { startedAt: started_at }),
    ...(ended_at === null ? {} : { endedAt: ended_at }),
    ...(task_store === null || task_pool === null || task_id === null || fence === null
      ? {}
      : { task: { storeId: task_store, pool: task_pool, taskId: task_id, fence } }),
    tags: JSON.parse(row.tags) as Tags,
    params: JSON.parse(row.params) as JsonObject,
    metrics: lastMetrics(connection, row.seq),
    unflushed: JSON.parse(row.unflushed) as readonly string[],
    environment: JSON.parse(row.environment) as JsonObject,
  };
}

function hasEnded(status: RecorderStatus): boolean {
  return status === 'FINISHED' || status === 'FAILED';
}
