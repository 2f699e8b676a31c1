import type { ListQuery, TaskPage } from '@windrow/core';
import type { Filter } from 'mongodb';
import { parseCursor } from '../require-number.js';
import { filterQuery } from './filter-query.js';
import { projectionOf, storedTask } from './stored-task.js';
import type { TaskDoc } from './task-doc.js';
import type { TaskSession } from './task-session.js';

type PageQuery = Extract<ListQuery, { readonly limit: number }>;
type TopQuery = Extract<ListQuery, { readonly top: number }>;

/** One page by submission number. */
export async function listPage({ tasks }: TaskSession, pool: string, query: PageQuery): Promise<TaskPage> {
  const after = parseCursor(query.cursor);
  const docs = await tasks
    .find(inPool({ pool, seq: { $gt: after } }, query), { projection: projectionOf(query.fields) })
    .sort({ seq: 1 })
    .limit(query.limit + 1)
    .toArray();
  const page = docs.slice(0, query.limit);
  const last = page.at(-1);
  return {
    tasks: page.map((doc) => storedTask(doc, query.fields)),
    ...(docs.length > page.length && last !== undefined ? { cursor: String(last.seq) } : {}),
  };
}

/** The first tasks in another order, those without the value last. */
export async function listTop({ tasks }: TaskSession, pool: string, query: TopQuery): Promise<TaskPage> {
  const { by, descending } = query.order;
  const projection = projectionOf(query.fields);
  const first = await tasks
    .find(inPool({ pool, [by]: { $exists: true } }, query), { projection })
    .sort({ [by]: descending ? -1 : 1, ...(by === 'seq' ? {} : { seq: 1 }) })
    .limit(query.top)
    .toArray();
  const left = query.top - first.length;
  const without =
    left === 0
      ? []
      : await tasks
          .find(inPool({ pool, [by]: { $exists: false } }, query), { projection })
          .sort({ seq: 1 })
          .limit(left)
          .toArray();
  return { tasks: [...first, ...without].map((doc) => storedTask(doc, query.fields)) };
}

function inPool(base: Filter<TaskDoc>, { filter }: Pick<PageQuery, 'filter'>): Filter<TaskDoc> {
  return filter === undefined ? base : { $and: [base, filterQuery(filter)] };
}
