import { TaskNotFoundError } from '../errors/task-errors.js';
import type { StoredTask, TaskField } from '../store/stored-task.js';
import type { TaskDefinition } from '../task/definition.js';
import type { Filter } from '../task/filter.js';
import { parseFilter } from '../task/filter-parse.js';
import { TASK_VOCABULARY } from '../task/filter-vocabulary.js';
import { loadResult } from './large-values.js';
import type { ManagerContext } from './manager-context.js';
import { requireInteger, requireOneOf } from './require-argument.js';

const PAGE = 500;
/** Results are decoded page by page, so fewer at a time. */
const PAGE_WITH_RESULTS = 50;

export const TASK_FIELDS: readonly TaskField[] = ['definition', 'result', 'stepResult', 'history', 'progress'];

/** A task as read, with its definition and results decoded where they were asked for and are there. */
export interface TaskView extends Omit<StoredTask, 'definition' | 'result' | 'stepResult'> {
  readonly definition?: TaskDefinition;
  /** Only on `done`. */
  readonly result?: unknown;
  readonly stepResult?: unknown;
}

/** What a query reads of each task, and in which order. */
export interface QueryOptions {
  /** What to read beyond the plain fields; default nothing. What is not named is not loaded. */
  readonly select?: readonly TaskField[];
  /** The first so many by another order, at most 1,000. Default: all, in submission order. */
  readonly order?: {
    readonly by: 'priority' | 'createdAt' | 'startedAt' | 'endedAt' | 'seq';
    readonly descending?: boolean;
    readonly top: number;
  };
}

/** Which page of tasks is read, and what of each. */
export interface PageOptions {
  /** What to read beyond the plain fields; default nothing. */
  readonly select?: readonly TaskField[];
  /** At most so many tasks, 1 to 100,000; default 100. They are in memory together. */
  readonly limit?: number;
  /** What the page before said; absent for the first one. */
  readonly cursor?: string;
}

/** A page of tasks, in submission order. */
export interface TaskViewPage {
  readonly tasks: readonly TaskView[];
  /** Goes on after this page, whatever is submitted or removed meanwhile; absent at the end. */
  readonly cursor?: string;
}

/** Tasks one by one, read in pages; a listing holds every task there was at its beginning and was not removed since. */
export async function* queryTasks(
  context: ManagerContext,
  filter: Filter,
  options: QueryOptions,
): AsyncGenerator<TaskView, void, undefined> {
  const fields = requireFields(options.select ?? []);
  const node = parseFilter(filter, TASK_VOCABULARY);
  const { order } = options;
  if (order !== undefined) {
    const by = requireOneOf('order.by', order.by, ['priority', 'createdAt', 'startedAt', 'endedAt', 'seq']);
    const top = requireInteger('order.top', order.top, 1, 1_000);
    const query = { filter: node, fields, order: { by, descending: order.descending ?? false }, top };
    const page = await context.call(() => context.store.list(context.pool, query));
    for (const task of page.tasks) yield toView(context, task);
    return;
  }
  const limit = pageSize(fields);
  let cursor: string | undefined;
  do {
    const query = { filter: node, fields, limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await context.call(() => context.store.list(context.pool, query));
    for (const task of page.tasks) yield toView(context, task);
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** One page of what {@link queryTasks} reads in submission order. @throws InvalidArgumentError for a cursor that is none of the store's */
export async function pageOfTasks(
  context: ManagerContext,
  filter: Filter,
  options: PageOptions,
): Promise<TaskViewPage> {
  const fields = requireFields(options.select ?? []);
  const asked = requireInteger('limit', options.limit ?? 100, 1, 100_000);
  const node = parseFilter(filter, TASK_VOCABULARY);
  const tasks: TaskView[] = [];
  let { cursor } = options;
  do {
    const limit = Math.min(pageSize(fields), asked - tasks.length);
    const query = { filter: node, fields, limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await context.call(() => context.store.list(context.pool, query));
    for (const task of page.tasks) tasks.push(await toView(context, task));
    cursor = page.cursor;
  } while (cursor !== undefined && tasks.length < asked);
  return { tasks, ...(cursor === undefined ? {} : { cursor }) };
}

function pageSize(fields: readonly TaskField[]): number {
  return fields.includes('result') || fields.includes('stepResult') ? PAGE_WITH_RESULTS : PAGE;
}

/** @throws TaskNotFoundError */
export async function getTask(context: ManagerContext, id: string, select: readonly TaskField[]): Promise<TaskView> {
  const fields = requireFields(select);
  const [task] = await context.call(() => context.store.read(context.pool, [id], fields));
  if (task === undefined) throw new TaskNotFoundError(context.pool, id);
  return toView(context, task);
}

async function toView(context: ManagerContext, task: StoredTask): Promise<TaskView> {
  const { definition, result, stepResult, ...plain } = task;
  return {
    ...plain,
    ...(definition === undefined ? {} : { definition: JSON.parse(definition) as TaskDefinition }),
    ...(result === undefined ? {} : { result: await loadResult(context, task.id, result) }),
    ...(stepResult === undefined ? {} : { stepResult: await loadResult(context, task.id, stepResult) }),
  };
}

function requireFields(select: readonly TaskField[]): readonly TaskField[] {
  return select.map((field, i) => requireOneOf(`select[${i}]`, field, TASK_FIELDS));
}
