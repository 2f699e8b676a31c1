import {
  type Filter,
  parseFilter,
  RECORDER_STATUSES,
  RECORDER_VOCABULARY,
  type RecorderPage,
  type RecorderStatus,
} from '@windrow/core';
import type { Windrow } from '../../../compose/create-windrow.js';
import { UsageError } from '../../cli-errors.js';
import { parseFilterText } from '../../filter-text.js';
import type { PageOptions } from '../../with-pages.js';

export interface RecorderPageOptions extends PageOptions {
  readonly filter?: string;
  readonly status?: readonly string[];
}

/** One page of an experiment's recorders, oldest first. @throws UsageError, InvalidFilterError */
export async function recorderPage(
  { experimentStore }: Windrow,
  experimentId: string,
  { limit, cursor, filter, status }: RecorderPageOptions,
): Promise<RecorderPage> {
  const clauses: Filter[] = [];
  if (filter !== undefined) clauses.push(parseFilterText(filter));
  if (status !== undefined) clauses.push({ status: { $in: status.map(requireStatus) } });
  return experimentStore.listRecorders({
    experimentId,
    limit,
    ...(cursor === undefined ? {} : { cursor }),
    ...(clauses.length === 0 ? {} : { filter: parseFilter({ $and: clauses }, RECORDER_VOCABULARY) }),
  });
}

function requireStatus(status: string): RecorderStatus {
  const known = RECORDER_STATUSES.find((each) => each === status.toUpperCase());
  if (known === undefined)
    throw new UsageError(`--status must be one of ${RECORDER_STATUSES.join(' ')}, not ${status}`);
  return known;
}
