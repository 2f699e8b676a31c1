import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Experiments, type RecorderInfo, type TaskManager, type TaskView, WindrowError } from '@windrow/core';
import { readLines } from '../support/worker-process.js';
import { checkRecorders } from './check/check-recorders.js';
import { checkTask } from './check/check-task.js';
import type { WorkerLog, WorkerSteps } from './check/worker-steps.js';
import type { ChaosDefinition, PoolKind } from './definitions.js';
import type { OpenedStores } from './store/open-place.js';
import { EXPERIMENT, recordedTask } from './worker/train-recorded.js';

/** What was found when nobody works any more. */
export class Findings {
  readonly violations: string[] = [];
  readonly attempts: Record<string, number> = {};
  readonly errors: Record<string, number> = {};
  readonly statuses: Record<string, number> = {};
  tasks = 0;
}

export function readLogs(directory: string): readonly WorkerLog[] {
  return readdirSync(directory)
    .sort()
    .map((name) => ({ name, lines: readLines(join(directory, name)) }));
}

/** Every recorder of the run's experiment. */
export async function readRecorders(stores: OpenedStores): Promise<readonly RecorderInfo[]> {
  const experiments = new Experiments(stores.experiments, stores.artifacts);
  const recorders: RecorderInfo[] = [];
  for await (const { opened } of experiments.search({}, { experiments: [EXPERIMENT] })) recorders.push(opened);
  return recorders;
}

export interface PoolEvidence {
  readonly pool: PoolKind;
  readonly manager: TaskManager;
  readonly steps: WorkerSteps;
  readonly recorders: readonly RecorderInfo[];
}

/** Looks at each task of a pool; what is wrong is told with all that is known of the task. */
export async function examinePool({ pool, manager, steps, recorders }: PoolEvidence, found: Findings): Promise<void> {
  const fences = new Map(recorders.map(({ id, task }) => [id, task?.fence]));
  const recorded: TaskView[] = [];
  for await (const task of viewsOf(manager, found)) {
    found.tasks++;
    found.statuses[task.status] = (found.statuses[task.status] ?? 0) + 1;
    const { poison } = definitionOf(pool, task);
    const { fence, recorderId } = (task.result ?? {}) as { fence?: number; recorderId?: string };
    const written = steps.of(task.id);
    const wrong = checkTask({
      task,
      expected: poison === undefined ? 'done' : 'failed',
      resultFence: pool === 'recorded' ? fences.get(recorderId ?? '') : fence,
      steps: written,
    });
    if (wrong.length > 0) found.violations.push(tell(task, wrong, written));
    count(task, poison === undefined, found);
    if (pool === 'recorded') recorded.push(task);
  }
  if (pool === 'recorded') found.violations.push(...checkRecorders({ tasks: recorded, recorders }));
}

/** A result that cannot be read is a violation, and the others are looked at all the same. */
async function* viewsOf(manager: TaskManager, found: Findings): AsyncGenerator<TaskView, void> {
  const select = ['definition', 'history'] as const;
  try {
    yield* manager.query({}, { select: [...select, 'result'] });
  } catch (error) {
    if (!WindrowError.is(error, 'ARTIFACT_MISSING') && !WindrowError.is(error, 'ARTIFACT_CORRUPT')) throw error;
    found.violations.push(`a result cannot be read: ${error.message}`);
  }
}

function definitionOf(pool: PoolKind, { definition }: TaskView): ChaosDefinition {
  return pool === 'recorded' ? recordedTask(definition) : (definition as unknown as ChaosDefinition);
}

function count({ history }: TaskView, wasWell: boolean, found: Findings): void {
  for (const { outcome, error } of history?.attempts ?? []) {
    found.attempts[outcome] = (found.attempts[outcome] ?? 0) + 1;
    if (!wasWell || outcome !== 'error') continue;
    const told = `${error?.name}: ${error?.message.slice(0, 200)}`;
    found.errors[told] = (found.errors[told] ?? 0) + 1;
  }
}

function tell({ result: _, ...task }: TaskView, wrong: readonly string[], steps: WorkerStepsOf): string {
  const lines = steps.map(({ log, what, fence, words }) => `  ${log}: ${what} ${fence} ${words.join(' ')}`);
  return [`task ${task.id} ${wrong.join('; ')}`, ...lines, `  stored: ${JSON.stringify(task)}`].join('\n');
}

type WorkerStepsOf = ReturnType<WorkerSteps['of']>;
