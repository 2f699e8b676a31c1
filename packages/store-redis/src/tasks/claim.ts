import type { ClaimedTask, ClaimRequest, ClaimResult } from '@windrow/core';
import { type Candidate, scanClaimable } from './claim-scan.js';
import { namesOf, storedTask, tagsOf, valuesOf } from './stored-task.js';
import type { TaskSession } from './task-session.js';
import { unpackSettings } from './task-settings.js';

/** How often a claim by filter looks again when others took all that it had found. */
const PATIENCE = 4;
const LARGE = ['definition', 'stepResult'] as const;

/** Rules 2, 3, 8, 9: takes up to `limit` tasks in claim order; the same request again takes nothing more. */
export async function claimTasks(session: TaskSession, pool: string, request: ClaimRequest): Promise<ClaimResult> {
  const routes = [...new Set(request.routes)];
  if (request.filter === undefined) return take(session, pool, request, routes);
  for (let tries = 0; ; tries++) {
    const scan = await scanClaimable(session, pool, { ...request, routes });
    const result = await take(session, pool, request, routes, scan.candidates);
    const late = scan.candidates.length > 0 && result.tasks.length === 0;
    if (!late || tries >= PATIENCE) return { ...result, exhausted: scan.exhausted };
  }
}

type Row = readonly [
  id: string,
  fence: number,
  key: string,
  attempt: number,
  maxAttempts: number,
  settings: string,
  priority: number,
  tags: string,
  route: string,
  codeVersion: string | null,
  definition: string | null,
];

async function take(
  session: TaskSession,
  pool: string,
  request: ClaimRequest,
  routes: readonly string[],
  candidates?: readonly Candidate[],
): Promise<ClaimResult> {
  const what = { request, routes, ...(candidates !== undefined && { candidates }) };
  const answer = await session.exchange.take(session.keys(pool), what);
  if (answer[0] === 'before') {
    return { tasks: await takenBefore(session, pool, String(answer[1])), exhausted: true };
  }
  const [, leaseUntil, due, rows] = answer as ['taken', string, number | '', readonly Row[]];
  const tasks = rows.map((row) => claimedTask(pool, request, Number(leaseUntil), row));
  for (const row of rows) session.routes.set(pool, row[0], row[8]);
  const whole = await withLarge(session, pool, tasks, rows);
  return { tasks: whole, exhausted: true, ...(due !== '' && { nextDueInMs: due }) };
}

/** Reads what the claim could not give: large definitions, and what the step before left. */
async function withLarge(
  session: TaskSession,
  pool: string,
  tasks: readonly ClaimedTask[],
  rows: readonly Row[],
): Promise<readonly ClaimedTask[]> {
  const lacking = tasks.filter(({ claim: { origin } }, i) => origin === 'part_done' || rows[i]?.[10] === null);
  if (lacking.length === 0) return tasks;
  const ids = lacking.map(({ claim }) => claim.taskId);
  const names = namesOf(LARGE);
  const read = await session.readFields('claim', pool, ids, names);
  const found = new Map(ids.map((id, i) => [id, storedTask(id, valuesOf(names, read[i] ?? []), LARGE)]));
  return tasks.map((task) => {
    const { definition = task.definition, stepResult } = found.get(task.claim.taskId) ?? {};
    const step = task.claim.origin === 'part_done' && stepResult !== undefined;
    return { ...task, definition, ...(step && { stepResult }) };
  });
}

/** What a request took before, as far as it is still held. */
async function takenBefore(session: TaskSession, pool: string, remembered: string): Promise<readonly ClaimedTask[]> {
  const pairs = JSON.parse(remembered) as readonly string[];
  const ids = pairs.filter((_, i) => i % 2 === 0);
  const names = namesOf(LARGE);
  const rows = await session.readFields('claim', pool, ids, names);
  return rows.flatMap((row, i) => {
    const task = storedTask(ids[i] as string, valuesOf(names, row), LARGE);
    if (task === undefined || task.status !== 'running' || String(task.fence) !== pairs[2 * i + 1]) return [];
    const { origin = 'waiting', leaseUntil = 0, workerId = '', stepResult, timeLimitMs, codeVersion } = task;
    return {
      claim: { pool, taskId: task.id, fence: task.fence, origin, leaseUntil, workerId },
      key: task.key,
      definition: task.definition ?? '',
      attempt: task.attempts,
      maxAttempts: task.maxAttempts,
      backoff: task.backoff,
      priority: task.priority,
      tags: task.tags,
      ...(origin === 'part_done' && stepResult !== undefined && { stepResult }),
      ...(timeLimitMs !== undefined && { timeLimitMs }),
      ...(codeVersion !== undefined && { codeVersion }),
    };
  });
}

function claimedTask(pool: string, { from, workerId }: ClaimRequest, leaseUntil: number, row: Row): ClaimedTask {
  const [taskId, fence, key, attempt, maxAttempts, settings, priority, tags, , codeVersion, definition] = row;
  const { backoff, timeLimitMs } = unpackSettings(settings);
  return {
    claim: { pool, taskId, fence, origin: from, leaseUntil, workerId },
    key,
    definition: definition ?? '',
    attempt,
    maxAttempts,
    backoff,
    priority,
    tags: tagsOf(tags === '' ? undefined : tags),
    ...(timeLimitMs !== undefined && { timeLimitMs }),
    ...(codeVersion !== null && { codeVersion }),
  };
}
