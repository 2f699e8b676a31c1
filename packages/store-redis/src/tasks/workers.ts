import type { WorkerPresence } from '@windrow/core';
import { SCRIPTS } from './scripts.js';
import type { TaskSession } from './task-session.js';

/** The two keys of the workers of all pools. */
function keysOf(session: TaskSession): readonly [string, string] {
  const base = `{${session.connection.prefix}::workers}`;
  return [`${base}:presence`, `${base}:until`];
}

export async function announceWorker(session: TaskSession, worker: WorkerPresence, ttlMs: number): Promise<void> {
  const { seenAt: _, ...presence } = worker;
  await session.connection.run('announce', SCRIPTS.announce, keysOf(session), [
    worker.workerId,
    JSON.stringify(presence),
    Math.ceil(ttlMs),
  ]);
}

export async function retractWorker(session: TaskSession, workerId: string): Promise<void> {
  const [presence, until] = keysOf(session);
  await session.connection.command('retract', 'ZREM', until, workerId);
  await session.connection.command('retract', 'HDEL', presence, workerId);
}

/** Who said lately that they work on a pool. */
export async function workersOf(session: TaskSession, pool: string): Promise<readonly WorkerPresence[]> {
  const answers = (await session.connection.run('workers', SCRIPTS.workers, keysOf(session), [])) as readonly (
    | string
    | null
  )[];
  return answers.flatMap((answer) => {
    if (answer === null) return [];
    const space = answer.indexOf(' ');
    const presence = JSON.parse(answer.slice(space + 1)) as WorkerPresence;
    return presence.pool === pool ? { ...presence, seenAt: Number(answer.slice(0, space)) } : [];
  });
}
