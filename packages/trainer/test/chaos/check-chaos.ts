import type { TaskView } from '@windrow/core';

/** A line of a worker's own log: `started|committed|waiting|failed|lost|cancelled TASK FENCE`. */
interface Step {
  readonly what: string;
  readonly taskId: string;
  readonly fence: number;
}

/**
 * What is wrong with these tasks, by what the store kept of them and what each worker wrote down itself; nothing, when every task ended
 * once, no result is an old fence's, and the attempts add up.
 */
export function checkChaos(tasks: readonly TaskView[], logs: readonly (readonly string[])[]): readonly string[] {
  const steps = logs.flatMap((lines) => lines.flatMap(parse));
  const started = group(steps.filter(({ what }) => what === 'started'));
  const committed = group(steps.filter(({ what }) => what === 'committed'));
  return tasks.flatMap((task) => checkTask(task, started.get(task.id) ?? [], committed.get(task.id) ?? []));
}

function checkTask(task: TaskView, started: readonly number[], committed: readonly number[]): readonly string[] {
  const { id, status, definition, result, history } = task;
  const attempts = history?.attempts ?? [];
  const fences = attempts.map(({ fence }) => fence);
  const done = attempts.filter(({ outcome }) => outcome === 'done').map(({ fence }) => fence);
  const poison = definition?.['poison'] === true;
  const wrong: string[] = [];
  const expect = (holds: boolean, what: string): void => {
    if (!holds) wrong.push(`task ${id} (${status}): ${what}`);
  };
  expect(
    status === (poison ? 'failed' : 'done'),
    `did not end as it should: ${JSON.stringify(task.error ?? attempts.at(-1))}`,
  );
  expect(done.length === (poison ? 0 : 1), `was done ${done.length} times`);
  expect(
    poison || (result as { fence?: number } | undefined)?.fence === done[0],
    'its result is not that of the fence that ended it',
  );
  expect(
    committed.length <= 1 && (committed.length === 0 || committed[0] === done[0]),
    `workers saw commits under ${committed.join(', ')}`,
  );
  expect(new Set(started).size === started.length, `two workers started it under one fence: ${started.join(', ')}`);
  expect(
    started.every((fence) => fences.includes(fence)),
    `a start under a fence that the history does not know: ${started.join(', ')}`,
  );
  expect(
    fences.every((fence, i) => i === 0 || fence > (fences[i - 1] as number)),
    `fences do not grow: ${fences.join(', ')}`,
  );
  const total = Object.values(history?.totals ?? {}).reduce((sum, count) => sum + count, 0);
  expect(total === attempts.length, `totals say ${total} attempts, the history has ${attempts.length}`);
  return wrong;
}

function parse(line: string): readonly Step[] {
  const [what = '', taskId, fence] = line.split(' ');
  return taskId === undefined || fence === undefined ? [] : [{ what, taskId, fence: Number(fence) }];
}

function group(steps: readonly Step[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const { taskId, fence } of steps) {
    const fences = found.get(taskId);
    if (fences === undefined) found.set(taskId, [fence]);
    else fences.push(fence);
  }
  return found;
}
