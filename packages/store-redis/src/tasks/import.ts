import {
  type AttemptRecord,
  IMPORT_AHEAD_MS,
  type ImportedTask,
  type ImportOutcome,
  InvalidArgumentError,
  lastTimeOf,
} from '@windrow/core';
import type { RedisArgument } from '../connection/redis-connection.js';
import { partsOf } from './import-parts.js';
import { Numbers } from './numbers.js';
import { SCRIPTS } from './scripts.js';
import { packResult } from './stored-result.js';
import type { TaskSession } from './task-session.js';
import { packSettings } from './task-settings.js';

type Answer = readonly [kind: 'imported' | 'present' | 'id' | 'key', id: string];

/**
 * Rule 20: takes whole tasks over, each once; what another task stands in the way of is not written. The tasks are checked.
 *
 * @throws InvalidArgumentError for times of the future
 */
export async function importTasks(
  session: TaskSession,
  pool: string,
  tasks: readonly ImportedTask[],
): Promise<readonly ImportOutcome[]> {
  const outcomes: ImportOutcome[] = [];
  for (const part of partsOf(tasks)) {
    const answers = await importPart(session, pool, part);
    outcomes.push(...answers.map(outcomeOf));
  }
  return outcomes;
}

async function importPart(
  session: TaskSession,
  pool: string,
  tasks: readonly ImportedTask[],
): Promise<readonly Answer[]> {
  const keys = session.keys(pool);
  const routes = new Numbers();
  const args = tasks.flatMap((task) => wordsOf(task, routes.of(task.route)));
  const answer = await session.connection.run(
    'importTasks',
    SCRIPTS.import,
    [
      ...[keys.pool, keys.tasks, keys.definitions, keys.results, keys.delayed],
      ...[keys.done, keys.failed, keys.cancelled, keys.keys, keys.order],
      ...[...routes.names].flatMap((route) => [keys.ready('waiting', route), keys.ready('part_done', route)]),
      ...tasks.map(({ id }) => keys.task(id)),
    ],
    [keys.channel, routes.size, tasks.length, IMPORT_AHEAD_MS, ...args],
  );
  const [first, id] = answer as readonly unknown[];
  if (first !== 'late') return answer as readonly Answer[];
  throw new InvalidArgumentError(
    'import.tasks',
    `one has times more than an hour ahead of the store's clock (task ${String(id)}).`,
  );
}

function outcomeOf([kind, id]: Answer): ImportOutcome {
  return kind === 'id' || kind === 'key' ? { kind: 'conflict', by: kind, id } : { kind };
}

/** Nine for each task, as the script says. */
function wordsOf(task: ImportedTask, route: number): readonly RedisArgument[] {
  const { id, fence, definition, result, stepResult, history, progress } = task;
  return [
    id,
    route,
    lastTimeOf(task),
    JSON.stringify(recordOf(task)),
    definition,
    packResult(result),
    packResult(stepResult),
    history.attempts.slice(0, -1).map(lineOf).join(''),
    progress === undefined ? '' : `${fence} ${JSON.stringify(progress)}`,
  ];
}

/** The task as the scripts store it; what is zero, empty or false is left out there. */
function recordOf(task: ImportedTask): object {
  const { history, tags, error } = task;
  const last = history.attempts.at(-1);
  return {
    status: task.status,
    key: task.key,
    created: task.createdAt,
    maxAttempts: task.maxAttempts,
    settings: packSettings(task),
    route: task.route || undefined,
    priority: task.priority || undefined,
    codeVersion: task.codeVersion,
    tags: Object.keys(tags).length === 0 ? undefined : JSON.stringify(tags),
    due: task.availableAt,
    fence: task.fence || undefined,
    attempts: task.attempts || undefined,
    started: task.startedAt,
    ended: task.endedAt,
    cancel: task.cancelRequested || undefined,
    error: error === undefined ? undefined : JSON.stringify(error),
    totals: Object.keys(history.totals).length === 0 ? undefined : history.totals,
    logged: history.attempts.length > 1 || undefined,
    log: last === undefined ? undefined : logOf(last),
  };
}

function logOf({ workerId, fence, startedAt, endedAt, outcome, error }: AttemptRecord): readonly unknown[] {
  const log = [workerId, fence, startedAt, endedAt, outcome];
  return error === undefined ? log : [...log, JSON.stringify(error)];
}

/** As the part `log` of the scripts writes it. */
function lineOf({ workerId, fence, startedAt, endedAt, outcome, error }: AttemptRecord): string {
  return `${JSON.stringify({ workerId, fence, startedAt, endedAt, outcome, error })}\n`;
}
