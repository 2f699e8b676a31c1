import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskView } from '@windrow/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkChaos } from './chaos/check-chaos.js';
import { runChaos } from './chaos/run-chaos.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'windrow-chaos-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('chaos over SQLite', () => {
  it('ends every task once, whoever is killed or stopped', { timeout: 180_000 }, async () => {
    const seed = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    const report = await runChaos({ directory, tasks: 150, kills: 4, workers: 3, seed, chaosMs: 25_000, taskMs: 60 });
    console.log(`chaos ${JSON.stringify(report)}; the same again with CHAOS_SEED=${seed}`);
    expect(report.violations).toEqual([]);
    expect(report.tasks).toBe(150);
  });
});

describe('the checker of the chaos', () => {
  const attempt = { workerId: 'w', startedAt: 0, endedAt: 1 };
  const task = (more: object): TaskView =>
    ({
      id: 't',
      status: 'done',
      definition: {},
      result: { fence: 2 },
      history: {
        attempts: [
          { ...attempt, fence: 1, outcome: 'expired' },
          { ...attempt, fence: 2, outcome: 'done' },
        ],
        totals: { expired: 1, done: 1 },
      },
      ...more,
    }) as unknown as TaskView;
  const logs = [['started t 1'], ['started t 2', 'committed t 2']];

  it('finds nothing wrong with a task that was taken over after a kill', () => {
    expect(checkChaos([task({})], logs)).toEqual([]);
  });

  it.each([
    ['the result of an old fence', task({ result: { fence: 1 } }), logs, /its result is not that of the fence/],
    ['a commit under an old fence', task({}), [['committed t 1'], ...logs], /workers saw commits under 1, 2/],
    ['two holders of one fence', task({}), [['started t 2'], ...logs], /two workers started it under one fence/],
    ['a start that nobody counted', task({}), [['started t 3'], ...logs], /a fence that the history does not know/],
    ['a task that did not end', task({ status: 'running' }), logs, /did not end as it should/],
    [
      'a lost attempt',
      task({ history: { attempts: [{ ...attempt, fence: 2, outcome: 'done' }], totals: { done: 2 } } }),
      [['started t 2']],
      /totals say 2 attempts, the history has 1/,
    ],
  ])('finds %s', (_, view, lines, wrong) => {
    expect(checkChaos([view], lines).join('\n')).toMatch(wrong);
  });
});
