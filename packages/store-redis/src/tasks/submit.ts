import { isEnded, type NewTask, type SubmitOutcome, type TaskStatus } from '@windrow/core';
import type { RedisArgument } from '../connection/redis-connection.js';
import { SCRIPTS } from './scripts.js';
import { type Item, MOST_PER_SCRIPT, type TaskSession } from './task-session.js';
import { packSettings } from './task-settings.js';

/** How often tasks are submitted again whose twin was removed between two steps. */
const ROUNDS = 5;

/** Rule 1: one outcome per input, in input order; a batch repeated after a lost reply tells the truth. */
export async function submitTasks(
  session: TaskSession,
  pool: string,
  tasks: readonly NewTask[],
  onDuplicate: 'reuse' | 'rerun',
): Promise<readonly SubmitOutcome[]> {
  const outcomes: (SubmitOutcome | undefined)[] = tasks.map(() => undefined);
  let open = tasks.map((_, i) => i);
  for (let round = 0; open.length > 0 && round < ROUNDS; round++) {
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
  return outcomes.map((outcome, i) => outcome ?? { id: (tasks[i] as NewTask).id, created: false, status: 'waiting' });
}

/** Per task '' when it was stored, else the id that has its key. */
async function insert(session: TaskSession, pool: string, tasks: readonly NewTask[]): Promise<readonly string[]> {
  const keys = session.keys(pool);
  const answers: string[] = [];
  for (let from = 0; from < tasks.length; from += MOST_PER_SCRIPT) {
    const part = tasks.slice(from, from + MOST_PER_SCRIPT);
    const numbers = new Map<string, number>();
    const args: RedisArgument[] = [];
    for (const task of part) {
      let number = numbers.get(task.route);
      if (number === undefined) {
        number = numbers.size + 1;
        numbers.set(task.route, number);
      }
      args.push(task.id, task.key, number, task.route, task.priority, roundedUp(task.delayMs));
      args.push(roundedUp(task.availableAt), tagText(task), task.maxAttempts, packSettings(task));
      args.push(task.codeVersion ?? '', task.definition);
    }
    const ready = [...numbers.keys()].map((route) => keys.ready('waiting', route));
    const answer = await session.connection.run(
      'submit',
      SCRIPTS.submit,
      [keys.pool, keys.counts, keys.delayed, keys.keys, keys.order, ...ready, ...part.map(({ id }) => keys.task(id))],
      [keys.channel, numbers.size, part.length, ...args],
    );
    answers.push(...(answer as string[]));
  }
  return answers;
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

function roundedUp(ms: number | undefined): string {
  return ms === undefined ? '' : String(Math.ceil(ms));
}

function tagText({ tags }: NewTask): string {
  const text = JSON.stringify(tags);
  return text === '{}' ? '' : text;
}
