import type { RecorderInfo, RecorderQuery, RecorderStatus } from '../store/experiment-store.js';
import type { Filter, FilterNode } from '../task/filter.js';
import { parseFilter } from '../task/filter-parse.js';
import { RECORDER_VOCABULARY } from '../task/filter-vocabulary.js';
import type { RecordContext } from './record-context.js';

const PAGE = 500;

/** Which recorders a listing holds. */
export interface RecorderListOptions {
  /** Only these; default: every status. */
  readonly status?: RecorderStatus | readonly RecorderStatus[];
  /** The deleted ones instead of the living; default false. */
  readonly deleted?: boolean;
  /** At most so many; default: all. */
  readonly limit?: number;
}

/** Recorders by creation number, page by page, with no cap. @throws InvalidFilterError before the store is asked */
export function listRecorders(
  context: RecordContext,
  experimentId: string | undefined,
  filter: Filter | undefined,
  options: RecorderListOptions,
): AsyncGenerator<RecorderInfo, void> {
  const query = {
    ...(experimentId === undefined ? {} : { experimentId }),
    ...(options.deleted === undefined ? {} : { deleted: options.deleted }),
    ...filterOf(filter, options.status),
  };
  return pages(context, query, options.limit ?? Number.POSITIVE_INFINITY);
}

async function* pages(
  context: RecordContext,
  query: Omit<RecorderQuery, 'limit' | 'cursor'>,
  limit: number,
): AsyncGenerator<RecorderInfo, void> {
  let left = limit;
  let cursor: string | undefined;
  while (left > 0) {
    const page = { ...query, limit: Math.min(PAGE, left), ...(cursor === undefined ? {} : { cursor }) };
    const answer = await context.call(() => context.store.listRecorders(page));
    yield* answer.recorders;
    left -= answer.recorders.length;
    cursor = answer.cursor;
    if (cursor === undefined) return;
  }
}

function filterOf(filter: Filter | undefined, status: RecorderListOptions['status']): { readonly filter?: FilterNode } {
  if (filter === undefined && status === undefined) return {};
  const statuses = status === undefined ? {} : { status: { $in: Array.isArray(status) ? status : [status] } };
  return { filter: parseFilter({ $and: [filter ?? {}, statuses as Filter] }, RECORDER_VOCABULARY) };
}
