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
import type { GlobalOptions } from '../../with-windrow.js';

export interface PageOptions extends GlobalOptions {
  readonly limit: number;
  readonly cursor?: string;
}

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

/** What tells a person that there is more. */
export function moreLine(cursor: string | undefined): readonly string[] {
  return cursor === undefined ? [] : ['', `There are more: --cursor ${cursor}`];
}

function requireStatus(status: string): RecorderStatus {
  const known = RECORDER_STATUSES.find((each) => each === status.toUpperCase());
  if (known === undefined)
    throw new UsageError(`--status must be one of ${RECORDER_STATUSES.join(' ')}, not ${status}`);
  return known;
}
