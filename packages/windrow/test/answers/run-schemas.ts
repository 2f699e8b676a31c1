import type { TaskDefinition } from '@windrow/core';
import { z } from 'zod';
import type { Answers } from '../../src/cli/answers/answers.js';
import type { ScoreAnswer } from '../../src/cli/answers/run-answers.js';
import { anyObject, attemptError, count, jsonNumber, key, keys, name, text } from './parts.js';

const score: z.ZodType<ScoreAnswer> = z.object({
  step: name.describe('The step that made the forecast: task, rolling, average, or a component’s name.'),
  key: keys.describe('What tells it from the others of its step.'),
  names: z.array(text).describe('What the parts of the key are called.').exactOptional(),
  rows: count.describe('Rows that have a forecast and a label.'),
  metrics: z.record(text, jsonNumber),
});

const failedTask = z.object({
  index: count.describe('Position among the tasks.'),
  taskId: name.exactOptional(),
  status: z.enum(['failed', 'cancelled', 'removed']),
  error: attemptError.exactOptional(),
  key: keys,
});

type OtherKind = 'doctor' | 'run' | 'run-plan' | 'worker' | 'init' | 'error';

export const runSchemas: { readonly [Kind in OtherKind]: z.ZodType<Answers[Kind]> } = {
  run: z.union([
    z.object({
      experiment: name,
      pool: name,
      tasks: count,
      reused: count.describe('Ended before this run began.'),
      otherVersion: count.describe('Of the reused, how many other code had made.'),
      failed: z.array(failedTask).describe('With one of them nothing was collected.'),
      recorders: z.array(z.union([name, z.null()])).describe('Ids in the order of the tasks; null where one failed.'),
      scores: z.array(score),
      metrics: z.array(z.object({ key, values: z.record(text, jsonNumber) })).describe('What the records logged.'),
      files: z.array(name),
      seconds: z.number(),
    }),
    z.object({ stopped: z.literal(true), tasks: count, ended: count }).describe('After Ctrl-C.'),
  ]),
  'run-plan': z.object({
    pool: name,
    experiment: name,
    tasks: z.array(anyObject as unknown as z.ZodType<TaskDefinition>),
    keys: z.array(keys).describe('What tells each task from the others, in their order.'),
    keyNames: z.array(text),
  }),
  worker: z.object({
    pool: name,
    workerId: name,
    summary: z.object({
      started: count,
      done: count,
      partDone: count,
      failed: count,
      retried: count.describe('Failed attempts that are tried again.'),
      released: count,
      cancelled: count,
      lost: count,
    }),
  }),
  doctor: z.object({
    ok: z.boolean().describe('Whether nothing needs doing.'),
    problems: count,
    findings: z.array(
      z.object({
        check: name,
        state: z.enum(['ok', 'notice', 'problem']),
        pool: name.describe('Absent for what is the store’s.').exactOptional(),
        message: text,
        advice: text.describe('What to do about it.').exactOptional(),
      }),
    ),
  }),
  init: z.object({
    directory: name,
    template: z.enum(['rolling', 'task']),
    files: z.array(name).describe('Relative to the directory.'),
  }),
  error: z.object({
    error: z.object({
      name,
      code: name.describe('Stable; absent for errors of the platform.').exactOptional(),
      message: text,
    }),
  }),
};
