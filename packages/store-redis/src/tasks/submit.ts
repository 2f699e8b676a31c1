import { isEnded, type NewTask, StoreUnavailableError, type SubmitOutcome, type TaskStatus } from '@windrow/core';
import type { RedisArgument } from '../connection/redis-connection.js';
import { Numbers } from './numbers.js';
import { SCRIPTS } from './scripts.js';
import { type Item, MOST_PER_SCRIPT, type TaskSession } from './task-session.js';
import { packSettings } from './task-settings.js';

/** How often tasks are submitted whose twin was removed, or rerun by others, between two steps. */
const ROUNDS = 5;
/** A larger definition lies in the task's own hash (the scripts' `SMALL`). */
const SMALL_BYTES = 1024;

/**
 * Rule 1: one outcome per input, in input order; a batch repeated after a lost reply tells the truth.
 *
 * @throws StoreUnavailableError also when others remove or rerun the twins of these tasks between each two steps
 */
export async function submitTasks(
  session: TaskSession,
  pool: string,
  tasks: readonly NewTask[],
  onDuplicate: 'reuse' | 'rerun',
): Promise<readonly SubmitOutcome[]> {
  const outcomes: (SubmitOutcome | undefined)[] = tasks.map(() => undefined);
  let open = tasks.map((_, i) => i);
  for (let round = 0; open.length > 0; round++) {
    if (round === ROUNDS) {
      throw new StoreUnavailableError(
        session.connection.label,
        'submit',
        'tasks with these keys come and go all the time',
      );
    }
    const owners = await insert(
      session,
      pool,
      open.map((i) => tasks[i] as NewTask),
    );
    const reused: { readonly i: number; readonly id: string }[] = [];
    open.forEach((i, at) => {
      const id = (tasks[i] as NewTask).id;
      const owner = owners[at] as string;
      if (owner === '') outcomes[i] = { id, created: true, status: 'waiting' };
      else reused.push({ i, id: owner });
    });
    const found = await describe(session, pool, tasks, reused, onDuplicate);
    open = [];
    reused.forEach(({ i }, at) => {
      outcomes[i] = found[at];
      if (found[at] === undefined) open.push(i);
    });
  }
  return outcomes as readonly SubmitOutcome[];
}

/** Per task '' when it was stored, else the id that has its key. */
async function insert(session: TaskSession, pool: string, tasks: readonly NewTask[]): Promise<readonly string[]> {
  const keys = session.keys(pool);
  const answers: string[] = [];
  for (let from = 0; from < tasks.length; from += MOST_PER_SCRIPT) {
    const part = tasks.slice(from, from + MOST_PER_SCRIPT);
    const routes = new Numbers();
    const terms = new Numbers();
    const [shared, args, own]: [RedisArgument[], RedisArgument[], string[]] = [[], [], []];
    for (const task of part) {
      const { id, key, route, priority, maxAttempts, codeVersion = '', definition } = task;
      const told = [routes.of(route), route, priority, maxAttempts, packSettings(task), codeVersion];
      const before = terms.size;
      const number = terms.of(told.join('\n'));
      if (terms.size > before) shared.push(...told);
      const large = Buffer.byteLength(definition) > SMALL_BYTES;
      if (large) own.push(keys.task(id));
      args.push(id, key, number, rareOf(task, large ? own.length : undefined), definition);
    }
    const answer = await session.connection.run(
      'submit',
      SCRIPTS.submit,
      [
        ...[keys.pool, keys.tasks, keys.definitions, keys.delayed, keys.keys, keys.order],
        ...[...routes.names].map((route) => keys.ready('waiting', route)),
        ...own,
      ],
      [keys.channel, routes.size, part.length, terms.size, ...shared, ...args],
    );
    answers.push(...(answer as string[]));
  }
  return answers;
}

/** What few tasks have; '' for nothing. */
function rareOf({ tags, delayMs, availableAt }: NewTask, own: number | undefined): string {
  const text = JSON.stringify({
    tags: Object.keys(tags).length === 0 ? undefined : JSON.stringify(tags),
    delayMs: delayMs === undefined ? undefined : Math.ceil(delayMs),
    availableAt: availableAt === undefined ? undefined : Math.ceil(availableAt),
    own,
  });
  return text === '{}' ? '' : text;
}

/** What is told of tasks that were there before; `undefined` for one that was removed, or rerun by others, since. */
async function describe(
  session: TaskSession,
  pool: string,
  tasks: readonly NewTask[],
  reused: readonly { readonly i: number; readonly id: string }[],
  onDuplicate: 'reuse' | 'rerun',
): Promise<readonly (SubmitOutcome | undefined)[]> {
  if (reused.length === 0) return [];
  const ids = reused.map(({ id }) => id);
  const rows = await session.readFields('submit', pool, ids, ['status', 'codeVersion']);
  const rerun = new Map<string, { readonly codeVersion?: string }>();
  const outcomes: (SubmitOutcome | undefined)[] = [];
  for (const [at, { i, id }] of reused.entries()) {
    const [status, version] = (rows[at] ?? []).map((value) => value?.toString());
    const task = tasks[i] as NewTask;
    if (status === undefined) {
      outcomes.push(undefined);
    } else if (id === task.id) {
      outcomes.push({ id, created: true, status: status as TaskStatus });
    } else {
      const before = version === undefined ? {} : { codeVersion: version };
      const first = onDuplicate === 'rerun' && isEnded(status as TaskStatus) && !rerun.has(id);
      if (first && (await reset(session, pool, { id }, task.codeVersion))) {
        rerun.set(id, task.codeVersion === undefined ? before : { codeVersion: task.codeVersion });
        outcomes.push({ id, created: false, status: 'waiting', ...before, reran: true });
      } else if (first) {
        // Somebody else was quicker: what was read of the task is not true any more.
        outcomes.push(undefined);
      } else {
        const now = rerun.has(id) ? 'waiting' : (status as TaskStatus);
        outcomes.push({ id, created: false, status: now, ...(rerun.get(id) ?? before) });
      }
    }
  }
  return outcomes;
}

async function reset(
  session: TaskSession,
  pool: string,
  item: Item,
  codeVersion: string | undefined,
): Promise<boolean> {
  const [answer] = await session.runOnTasks('submit', SCRIPTS.reset, pool, [item], () => [
    'waiting',
    '',
    '1',
    codeVersion ?? '',
  ]);
  return answer === 'changed';
}
