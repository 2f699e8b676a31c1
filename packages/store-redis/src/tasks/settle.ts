import type { Claim, Settlement, SettleOutcome, TaskStatus } from '@windrow/core';
import type { RedisArgument } from '../connection/redis-connection.js';
import { byPool } from './by-pool.js';
import type { EndAnswer } from './exchange.js';
import { lost } from './lost.js';
import { SCRIPTS } from './scripts.js';
import { packResult } from './stored-result.js';
import { MOST_PER_SCRIPT, type TaskSession } from './task-session.js';

interface End {
  readonly claim: Claim;
  readonly end: Settlement;
}
type Done = End & { readonly end: Extract<Settlement, { kind: 'done' }> };
type Answers = readonly EndAnswer[];

/** Ends attempts, each fenced on its own, idempotent. */
export async function settleTasks(session: TaskSession, items: readonly End[]): Promise<readonly SettleOutcome[]> {
  const outcomes: SettleOutcome[] = [];
  await byPool(items, MOST_PER_SCRIPT, async (pool, part) => {
    const ends = part.map(({ item }) => item);
    const answers = await (ends.every(isDone) ? finish(session, pool, ends) : settle(session, pool, ends));
    answers.forEach((answer, i) => {
      outcomes[(part[i] as (typeof part)[number]).at] = outcomeOf(answer);
    });
  });
  return outcomes;
}

function isDone(item: End): item is Done {
  return item.end.kind === 'done';
}

/** A task that is done goes back to no route, so that fewer keys do. */
async function finish(session: TaskSession, pool: string, ends: readonly Done[]): Promise<Answers> {
  return session.exchange.end(
    session.keys(pool),
    ends.map(({ claim, end }) => ({ claim, result: end.result })),
  );
}

async function settle(session: TaskSession, pool: string, ends: readonly End[]): Promise<Answers> {
  const items = ends.map(({ claim, end }) =>
    end.kind === 'done' ? ({ id: claim.taskId, route: 'none' } as const) : { id: claim.taskId },
  );
  const words = () => ends.flatMap(({ claim, end }) => wordsOf(claim, end));
  return (await session.runOnTasks('settle', SCRIPTS.settle, pool, items, words)) as Answers;
}

function outcomeOf(answer: EndAnswer): SettleOutcome {
  if (answer === 1) return { kind: 'settled', status: 'done', repeated: false };
  const [kind, status = '', second = '', third = ''] = answer;
  return kind === 'settled'
    ? { kind, status: status as TaskStatus, repeated: second === '1' }
    : lost(status as TaskStatus, second, third);
}

function wordsOf({ fence }: Claim, end: Settlement): readonly RedisArgument[] {
  switch (end.kind) {
    case 'done':
    case 'part_done':
      return [fence, end.kind, packResult(end.result), '', ''];
    case 'error':
      return [fence, end.kind, JSON.stringify(end.error), end.final ? '1' : '', Math.ceil(end.delayMs)];
    case 'release':
      return [fence, end.kind, '', '', Math.ceil(end.delayMs)];
  }
}
