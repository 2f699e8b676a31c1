import type { StatusCounts, TaskStore, WorkerPresence } from '@windrow/core';
import type { Finding } from '../../answers/run-answers.js';
import { examineHolders } from './examine-holders.js';
import { examineRoutes } from './examine-routes.js';
import { notice, ok, problem } from './finding.js';

/** Whether the tasks of a pool can go on. */
export async function examinePool(store: TaskStore, pool: string): Promise<readonly Finding[]> {
  const [counts, workers, settings] = await Promise.all([store.count(pool), store.workers(pool), store.settings(pool)]);
  const findings = [
    ...examinePause(pool, counts, settings.values.paused),
    ...(await examineHolders(store, pool, workers)),
    ...(settings.values.paused ? [] : await examineRoutes(store, pool, workers)),
    ...examineFailures(pool, counts),
    ...examineVersions(workers),
  ];
  return findings.length > 0
    ? findings
    : [
        ok(
          'tasks',
          `${counts.waiting + counts.part_done} wait, ${counts.running} run, ${workers.length} workers are alive.`,
        ),
      ];
}

function examinePause(pool: string, counts: StatusCounts, paused: boolean): readonly Finding[] {
  const waiting = counts.waiting + counts.part_done;
  if (!paused || waiting === 0) return [];
  return [
    problem('paused', `The pool is paused, and ${waiting} tasks wait.`, `Let it go on: windrow pool resume ${pool}`),
  ];
}

function examineFailures(pool: string, { failed }: StatusCounts): readonly Finding[] {
  if (failed === 0) return [];
  const filter = `--filter '{"status":"failed"}'`;
  return [
    notice(
      'failures',
      `${failed} tasks have failed.`,
      `See why: windrow pool query ${pool} ${filter}. Run them again: windrow pool retry ${pool}`,
    ),
  ];
}

function examineVersions(workers: readonly WorkerPresence[]): readonly Finding[] {
  const versions = new Set(workers.map((worker) => worker.versions['windrow']).filter((each) => each !== undefined));
  if (versions.size < 2) return [];
  return [
    notice(
      'versions',
      `Workers run different versions of Windrow: ${[...versions].sort().join(', ')}.`,
      'Bring them to one version, so that every task is trained by the same code.',
    ),
  ];
}
