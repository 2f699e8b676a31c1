import { parseFilter, type StoredTask, TASK_VOCABULARY, type TaskStore, type WorkerPresence } from '@windrow/core';
import type { Finding } from '../../answers/run-answers.js';
import { durationText } from '../../output/human-text.js';
import { problem } from './finding.js';

const READY = parseFilter({ status: { $in: ['waiting', 'part_done'] } }, TASK_VOCABULARY);
/** By priority: those that would be taken first. */
const LOOKED_AT = 1_000;
/** Delayed tasks take their place when somebody reaps, which workers do every five seconds. */
const LATE_MS = 15_000;

type Step = 'waiting' | 'part_done';

/** Whether somebody is alive who would take what waits. */
export async function examineRoutes(
  store: TaskStore,
  pool: string,
  workers: readonly WorkerPresence[],
): Promise<readonly Finding[]> {
  const now = await store.now();
  const order = { by: 'priority', descending: true } as const;
  const { tasks } = await store.list(pool, { filter: READY, fields: [], order, top: LOOKED_AT });
  const ready = tasks.filter(({ availableAt }) => availableAt === undefined || availableAt <= now);
  const groups = new Map<string, StoredTask[]>();
  for (const task of ready) {
    const name = JSON.stringify([task.status, task.route]);
    groups.set(name, [...(groups.get(name) ?? []), task]);
  }
  const findings = [...groups.values()].flatMap((group) => unserved(pool, group, workers));
  const late = ready.filter(({ availableAt }) => availableAt !== undefined && now - availableAt > LATE_MS);
  return [...findings, ...overdue(pool, late, now)];
}

function unserved(pool: string, group: readonly StoredTask[], workers: readonly WorkerPresence[]): readonly Finding[] {
  const { status, route } = group[0] as StoredTask;
  const step = status as Step;
  if (workers.some((worker) => worker.from === step && worker.state !== 'draining' && worker.routes.includes(route))) {
    return [];
  }
  const many = group.length === LOOKED_AT ? `${group.length} tasks or more` : `${group.length} tasks`;
  const second = step === 'part_done' ? ' --second-step' : '';
  const start = `Start a worker: windrow worker ${pool}${second}`;
  const wait = step === 'part_done' ? 'wait for their second step' : 'wait';
  return route === ''
    ? [problem('workers', `${many} ${wait}, and no worker is alive that would take them.`, start)]
    : [
        problem(
          'routes',
          `${many} ${wait} for a worker that offers ${route.split(',').join(' and ')}, and none is alive.`,
          `${start} --offers ${route.split(',').join(' ')}`,
        ),
      ];
}

function overdue(pool: string, late: readonly StoredTask[], now: number): readonly Finding[] {
  if (late.length === 0) return [];
  const longest = Math.max(...late.map(({ availableAt = now }) => now - availableAt));
  return [
    problem(
      'delayed',
      `${late.length} delayed tasks have been due for up to ${durationText(longest)} and have not taken their place.`,
      `Let them: windrow pool reap ${pool}. A worker does so by itself.`,
    ),
  ];
}
