import { z } from 'zod';
import type { Answers } from '../../src/cli/answers/answers.js';
import type { PoolChangeAnswer, PoolExportAnswer } from '../../src/cli/answers/pool-answers.js';
import { count, counts, cursor, milliseconds, moment, name, text } from './parts.js';
import { task } from './task-schema.js';

const pool = name;

const change: z.ZodType<PoolChangeAnswer> = z.union([
  z.object({
    pool,
    counts: z
      .object({
        changed: count,
        cancelled: count,
        requested: count.describe('Running ones that were asked to stop.'),
        'already-ended': count,
        running: count.describe('Left alone since they run.'),
        'not-applicable': count,
        duplicate: count,
        'not-found': count,
      })
      .describe('Tasks by outcome, zeros too.'),
  }),
  z.object({ pool, dryRun: z.literal(true), tasks: count.describe('How many it would be.') }),
]);

const carried = { pool, file: name, tasks: count, bytes: count };
const exported: z.ZodType<PoolExportAnswer> = z.object(carried);

type PoolKind = Extract<keyof Answers, `pool-${string}`>;

export const poolSchemas: { readonly [Kind in PoolKind]: z.ZodType<Answers[Kind]> } = {
  'pool-list': z.object({ pools: z.array(z.object({ pool, counts, paused: z.boolean() })) }),
  'pool-stat': z.object({ pool, counts, workers: count.describe('Alive.') }),
  'pool-query': z.object({ pool, tasks: z.array(task), cursor }),
  'pool-show': z.object({ pool, task }),
  'pool-wait': z.object({ pool, counts, removed: count, elapsedMs: z.number() }),
  'pool-watch': z.object({
    at: moment,
    pool,
    paused: z.boolean(),
    counts,
    ratePerSecond: z
      .number()
      .describe('Ended tasks, over the last minute; absent until one has ended.')
      .exactOptional(),
    leftMs: z.number().describe('How long the rest takes at that rate.').exactOptional(),
    workers: z.array(
      z.object({
        workerId: name,
        state: z.enum(['idle', 'busy', 'draining']),
        host: text,
        pid: milliseconds,
        held: z.array(name).describe('Ids of the tasks that it runs.'),
        seenAt: moment.exactOptional(),
      }),
    ),
    failures: z.array(z.object({ id: name, endedAt: moment, message: text })).describe('The last five, latest first.'),
  }),
  'pool-retry': change,
  'pool-cancel': change,
  'pool-prioritize': change,
  'pool-reset': change,
  'pool-remove': z.object({
    pool,
    dryRun: z.boolean(),
    removed: count,
    running: count.describe('Left since they run.'),
    notFound: count,
  }),
  'pool-reap': z.object({
    pool,
    expired: z.array(z.object({ id: name, status: z.enum(['waiting', 'part_done', 'done', 'failed', 'cancelled']) })),
    due: count.describe('Delayed tasks that have taken their place.'),
    retired: count.describe('Ended tasks that the pool’s retention removed.'),
  }),
  'pool-settings': z.object({ pool, paused: z.boolean(), version: count }),
  'pool-export': exported,
  'pool-import': z.object({ ...carried, largeResults: count.describe('Results that are files of their own.') }),
};
