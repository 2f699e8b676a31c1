import { setImmediate as nextTurn } from 'node:timers/promises';
import { matches, type RecorderInfo, type RecorderPage, type RecorderQuery, recorderFields } from '@windrow/core';
import type { Connection } from '../driver/connection.js';
import { parseCursor } from '../parse-cursor.js';
import { requireExperiment } from './experiment-rows.js';
import { RECORDER_COLUMNS, type RecorderRow, recorderInfo } from './recorder-rows.js';

/** Recorders looked at between two turns of the event loop. */
const WINDOW = 200;

const OF_EXPERIMENT = `SELECT ${RECORDER_COLUMNS} FROM recorders JOIN experiments ON experiments.seq = recorders.experiment
  WHERE recorders.experiment = ? AND recorders.deleted = ? AND recorders.seq > ? ORDER BY recorders.seq LIMIT ?`;
const OF_LIVING = `SELECT ${RECORDER_COLUMNS} FROM recorders CROSS JOIN experiments ON experiments.seq = recorders.experiment
  WHERE experiments.deleted = 0 AND recorders.deleted = ? AND recorders.seq > ? ORDER BY recorders.seq LIMIT ?`;

/** A page by creation number. @throws ExperimentNotFoundError */
export async function listRecorders(connection: Connection, query: RecorderQuery): Promise<RecorderPage> {
  const { experimentId, filter, limit } = query;
  const deleted = query.deleted === true ? 1 : 0;
  const experiment = experimentId === undefined ? undefined : requireExperiment(connection, experimentId).seq;
  const window = filter === undefined ? Math.min(WINDOW, limit + 1) : WINDOW;
  const recorders: RecorderInfo[] = [];
  for (let after = parseCursor(query.cursor); ; ) {
    const rows =
      experiment === undefined
        ? connection.prepare<RecorderRow>(OF_LIVING).all(deleted, after, window)
        : connection.prepare<RecorderRow>(OF_EXPERIMENT).all(experiment, deleted, after, window);
    for (const row of rows) {
      const info = recorderInfo(connection, row);
      if (filter !== undefined && !matches(filter, recorderFields(info))) continue;
      if (recorders.length === limit) return { recorders, cursor: String(recorders.at(-1)?.seq) };
      recorders.push(info);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < window) return { recorders };
    after = last.seq;
    await nextTurn();
  }
}
