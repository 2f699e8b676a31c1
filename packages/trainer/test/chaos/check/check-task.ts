import type { AttemptRecord, TaskView } from '@windrow/core';
import type { Step } from './worker-steps.js';

export interface TaskCheck {
  readonly task: TaskView;
  /** How it has to end. */
  readonly expected: 'done' | 'failed';
  /** The fence under which its result was made, as the result itself tells. */
  readonly resultFence: number | undefined;
  /** What workers wrote about it. */
  readonly steps: readonly Step[];
}

/**
 * What is wrong with a task that has ended, by what the store kept of it and what each worker wrote down itself: it ended once and as it
 * should, its result is that of the last fence, no fence had two holders, fences grow, and attempts add up.
 */
export function checkTask({ task, expected, resultFence, steps }: TaskCheck): readonly string[] {
  const { history, status, fence } = task;
  const attempts = history?.attempts ?? [];
  const done = attempts.filter(({ outcome }) => outcome === 'done');
  const last = attempts.at(-1);
  const wrong = [...checkAttempts(task, attempts), ...checkSteps(attempts, steps)];
  if (status !== expected) {
    wrong.push(`is ${status}, not ${expected}: ${JSON.stringify(task.error ?? last ?? 'nobody has claimed it')}`);
  }
  if (done.length !== (status === 'done' ? 1 : 0)) wrong.push(`was done ${done.length} times`);
  if (status === 'done' && (done[0]?.fence !== fence || resultFence !== fence)) {
    wrong.push(
      `its result was made under fence ${resultFence}, done under ${done[0]?.fence}, and its fence is ${fence}`,
    );
  }
  if (status === 'failed' && last?.outcome !== 'error' && last?.outcome !== 'expired') {
    wrong.push(`has failed, and its last attempt tells ${last?.outcome}`);
  }
  return wrong;
}

function checkAttempts(task: TaskView, attempts: readonly AttemptRecord[]): readonly string[] {
  const wrong: string[] = [];
  const fences = attempts.map(({ fence }) => fence);
  if (fences.some((fence, i) => fence <= (fences[i - 1] ?? 0))) wrong.push(`fences do not grow: ${fences.join(', ')}`);
  const latest = fences.at(-1) ?? 0;
  if (task.fence !== latest) wrong.push(`its fence is ${task.fence}, its last attempt's is ${latest}`);
  const used = attempts.filter(({ outcome }) => outcome !== 'released').length;
  if (task.attempts !== used) wrong.push(`used ${task.attempts} attempts, the history has ${used}`);
  const counted: Record<string, number> = {};
  for (const { outcome } of attempts) counted[outcome] = (counted[outcome] ?? 0) + 1;
  const totals = task.history?.totals ?? {};
  for (const outcome of new Set([...Object.keys(counted), ...Object.keys(totals)])) {
    const [kept, total] = [counted[outcome] ?? 0, (totals as Record<string, number>)[outcome] ?? 0];
    if (kept !== total) wrong.push(`totals say ${total} attempts ${outcome}, the history has ${kept}`);
  }
  return wrong;
}

/** Each thing a worker wrote has to agree with the attempt of that fence, and each attempt with what its worker wrote. */
function checkSteps(attempts: readonly AttemptRecord[], steps: readonly Step[]): readonly string[] {
  const byFence = new Map(attempts.map((attempt) => [attempt.fence, attempt]));
  const wrong: string[] = [];
  for (const [key, fences] of [
    ['claimed', onlyOnce(steps, 'claimed')],
    ['started', onlyOnce(steps, 'started')],
  ] as const) {
    for (const fence of fences) wrong.push(`fence ${fence} was ${key} by two workers`);
  }
  for (const step of steps) {
    const attempt = byFence.get(step.fence);
    const problem = attempt === undefined ? 'a fence that the history does not know' : checkStep(step, attempt);
    if (problem !== undefined)
      wrong.push(`${step.log} wrote ${step.what} ${step.fence} ${step.words.join(' ')}: ${problem}`);
  }
  for (const { fence, outcome } of attempts) {
    const written = new Set(steps.filter((step) => step.fence === fence).map(({ what }) => what));
    // Nobody who was killed between a claim and its first line could write it, nor end the attempt.
    if (!written.has('claimed') && outcome !== 'expired')
      wrong.push(`fence ${fence} ended ${outcome}, and nobody claimed it`);
    if (outcome === 'done' && !(written.has('started') && written.has('returned'))) {
      wrong.push(`fence ${fence} was done by one who wrote ${[...written].join(', ')} only`);
    }
  }
  return wrong;
}

function checkStep({ what, words: [word] }: Step, attempt: AttemptRecord): string | undefined {
  if (what === 'claimed' && attempt.workerId !== word) return `the attempt is ${attempt.workerId}'s`;
  const outcome = word === 'release' ? 'released' : word;
  if (what === 'settled' && attempt.outcome !== outcome) return `the attempt ended ${attempt.outcome}`;
  // Another end may be told as lost when it was applied and its answer was lost: a later attempt has ended meanwhile.
  if (what === 'refused' && word === 'done' && attempt.outcome === 'done') return 'the attempt was done';
  return undefined;
}

/** Fences of which this was written more than once. */
function onlyOnce(steps: readonly Step[], what: string): readonly number[] {
  const fences = steps.filter((step) => step.what === what).map(({ fence }) => fence);
  return fences.filter((fence, i) => fences.indexOf(fence) !== i);
}
