import type { AttemptOutcome, TaskView } from '@windrow/core';
import { describe, expect, it } from 'vitest';
import { checkTask, type TaskCheck } from './check-task.js';
import { WorkerSteps } from './worker-steps.js';

/** Attempts by their outcomes, of fence 1, 2, …, by worker w1, w2, …; the history tells their totals. */
function task(outcomes: readonly AttemptOutcome[], more: object = {}): TaskView {
  const attempts = outcomes.map((outcome, i) => ({
    workerId: `w${i + 1}`,
    fence: i + 1,
    startedAt: i,
    endedAt: i + 1,
    outcome,
  }));
  const totals: Record<string, number> = {};
  for (const outcome of outcomes) totals[outcome] = (totals[outcome] ?? 0) + 1;
  const status = outcomes.at(-1) === 'done' ? 'done' : 'failed';
  return {
    id: 't',
    status,
    fence: outcomes.length,
    attempts: outcomes.filter((outcome) => outcome !== 'released').length,
    history: { attempts, totals },
    ...more,
  } as unknown as TaskView;
}

const first = ['claimed t 1 w1', 'started t 1'];
const second = ['claimed t 2 w2', 'started t 2', 'returned t 2', 'settled t 2 done done'];

function check(
  view: TaskView,
  logs: Readonly<Record<string, readonly string[]>> = { one: first, two: second },
  more: Partial<TaskCheck> = {},
): readonly string[] {
  const steps = new WorkerSteps(Object.entries(logs).map(([name, lines]) => ({ name, lines }))).of('t');
  return checkTask({ task: view, expected: 'done', resultFence: 2, steps, ...more });
}

const takenOver = task(['expired', 'done']);

describe('the checker of tasks finds nothing wrong with', () => {
  it.each<readonly [string, () => readonly string[]]>([
    ['a task that was taken over after a kill', () => check(takenOver)],
    ['a claim whose answer nobody heard', () => check(takenOver, { two: second })],
    [
      'an end that was told as lost, and was applied',
      () => check(task(['error', 'done']), { one: [...first, 'refused t 1 error'], two: second }),
    ],
    [
      'a task that was given back',
      () => check(task(['released', 'done']), { one: [...first, 'settled t 1 release waiting'], two: second }),
    ],
    [
      'a poison that has failed',
      () =>
        check(
          task(['error']),
          { one: [...first, 'settled t 1 error failed'] },
          { expected: 'failed', resultFence: undefined },
        ),
    ],
    [
      'lines about other tasks, and lines that are none',
      () => check(takenOver, { one: [...first, 'claimed u 1 w9', 'worker-draining chaos', 'left'], two: second }),
    ],
  ])('%s', (_, wrong) => {
    expect(wrong()).toEqual([]);
  });
});

describe('the checker of tasks finds', () => {
  it.each<readonly [string, () => readonly string[], RegExp]>([
    [
      'the result of an old fence',
      () => check(takenOver, undefined, { resultFence: 1 }),
      /made under fence 1, done under 2/,
    ],
    ['a task that did not end', () => check({ ...takenOver, status: 'running' }), /is running, not done/],
    ['a poison that was done', () => check(takenOver, undefined, { expected: 'failed' }), /is done, not failed/],
    [
      'a task that was done twice',
      () => check(task(['done', 'done']), { one: [...first, 'returned t 1'], two: second }),
      /was done 2 times/,
    ],
    [
      'a task that has failed though its last attempt was given back',
      () => check({ ...task(['released']), status: 'failed' }, { one: first }, { expected: 'failed' }),
      /has failed, and its last attempt tells released/,
    ],
    [
      'two who claimed one fence',
      () => check(takenOver, { one: first, two: second, three: ['claimed t 2 w2'] }),
      /fence 2 was claimed by two workers/,
    ],
    [
      'two who started under one fence',
      () => check(takenOver, { one: first, two: second, three: ['started t 2'] }),
      /fence 2 was started by two workers/,
    ],
    [
      'a claim that the history gives to somebody else',
      () => check(takenOver, { one: ['claimed t 1 w7'], two: second }),
      /wrote claimed 1 w7: the attempt is w1's/,
    ],
    [
      'a claim that nobody counted',
      () => check(takenOver, { one: first, two: second, three: ['claimed t 3 w3'] }),
      /claimed 3 w3: a fence that the history does not know/,
    ],
    [
      'a commit that was acknowledged and is not there',
      () =>
        check(
          task(['expired', 'expired', 'done'], {}),
          {
            one: first,
            two: second,
            three: ['claimed t 3 w3', 'started t 3', 'returned t 3'],
          },
          { resultFence: 3 },
        ),
      /settled 2 done done: the attempt ended expired/,
    ],
    [
      'a commit that was refused and is there',
      () =>
        check(takenOver, { one: first, two: ['claimed t 2 w2', 'started t 2', 'returned t 2', 'refused t 2 done'] }),
      /refused 2 done: the attempt was done/,
    ],
    [
      'an end by one who never claimed',
      () => check(task(['error', 'done']), { one: [], two: second }),
      /fence 1 ended error, and nobody claimed it/,
    ],
    [
      'a result that nobody made',
      () => check(takenOver, { one: first, two: ['claimed t 2 w2'] }),
      /fence 2 was done by one who wrote claimed only/,
    ],
    [
      'fences that do not grow',
      () => {
        const { history } = takenOver;
        const attempts = (history?.attempts ?? []).map((attempt) => ({ ...attempt, fence: 2 }));
        return check({ ...takenOver, history: { attempts, totals: history?.totals ?? {} } });
      },
      /fences do not grow: 2, 2/,
    ],
    [
      'a fence beyond the last attempt',
      () => check({ ...takenOver, fence: 5 }),
      /its fence is 5, its last attempt's is 2/,
    ],
    [
      'an attempt that was not counted',
      () => check({ ...takenOver, attempts: 1 }),
      /used 1 attempts, the history has 2/,
    ],
    [
      'a lost attempt',
      () =>
        check({
          ...takenOver,
          history: { attempts: takenOver.history?.attempts ?? [], totals: { expired: 2, done: 1 } },
        }),
      /totals say 2 attempts expired, the history has 1/,
    ],
  ])('%s', (_, wrong, told) => {
    expect(wrong().join('\n')).toMatch(told);
  });
});
