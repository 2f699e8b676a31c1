import { matches, type RecorderInfo, type RecorderPage, type RecorderQuery, recorderFields } from '@windrow/core';
import { parseCursor } from '../parse-cursor.js';
import { requireInteger } from '../require-integer.js';
import type { ExperimentTable } from './experiment-table.js';

/** Pages by creation number. @throws InvalidArgumentError, ExperimentNotFoundError */
export function listRecorders(table: ExperimentTable, query: RecorderQuery): RecorderPage {
  requireInteger('listRecorders.limit', query.limit, 1, Number.MAX_SAFE_INTEGER);
  const after = parseCursor('listRecorders.cursor', query.cursor);
  const source = query.experimentId === undefined ? table.recorders : table.experiment(query.experimentId).recorders;
  const recorders: RecorderInfo[] = [];
  for (const record of source.after(after)) {
    if (record.deleted !== (query.deleted ?? false)) continue;
    if (query.experimentId === undefined && record.experiment.deleted) continue;
    const info = record.info();
    if (query.filter !== undefined && !matches(query.filter, recorderFields(info))) continue;
    if (recorders.length === query.limit) return { recorders, cursor: String((recorders.at(-1) as RecorderInfo).seq) };
    recorders.push(info);
  }
  return { recorders };
}
