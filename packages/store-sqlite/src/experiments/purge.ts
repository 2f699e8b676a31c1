import type { StoreSession } from '../store-session.js';

/** Points deleted in one transaction: longer ones would keep other processes waiting. */
const POINTS_AT_ONCE = 20_000;

const SERIES = 'SELECT series FROM metric_series WHERE recorder = ? LIMIT 1';
const UP_TO = 'SELECT step FROM metric_points WHERE series = ? ORDER BY step LIMIT 1 OFFSET ?';
const DELETE_UP_TO = 'DELETE FROM metric_points WHERE series = ? AND step < ?';
const DELETE_REST = 'DELETE FROM metric_points WHERE series = ?';
const DELETE_SERIES = 'DELETE FROM metric_series WHERE series = ?';
const DELETE_RECORDER = 'DELETE FROM recorders WHERE seq = ?';

/** Removes a recorder that is marked as deleted: its points piece by piece, and itself with the last of them. */
export async function purgeRecorderRow(session: StoreSession, recorder: number): Promise<void> {
  for (let done = false; !done; ) done = await session.write('purge', () => purgePiece(session, recorder));
}

function purgePiece({ connection }: StoreSession, recorder: number): boolean {
  const series = connection.prepare<{ series: number }>(SERIES).get(recorder)?.series;
  if (series === undefined) {
    connection.prepare(DELETE_RECORDER).run(recorder);
    return true;
  }
  const bound = connection.prepare<{ step: number }>(UP_TO).get(series, POINTS_AT_ONCE)?.step;
  if (bound !== undefined) connection.prepare(DELETE_UP_TO).run(series, bound);
  else {
    connection.prepare(DELETE_REST).run(series);
    connection.prepare(DELETE_SERIES).run(series);
  }
  return false;
}
