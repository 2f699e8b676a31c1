import { z } from 'zod';
import type { TaskAnswer } from '../../src/cli/answers/pool-answers.js';
import { anyJson, anyObject, attemptError, count, milliseconds, moment, name, statuses, tags, text } from './parts.js';

const attempt = z.object({
  workerId: name,
  fence: count,
  startedAt: moment,
  endedAt: moment,
  outcome: z.enum(['done', 'part_done', 'error', 'released', 'expired', 'cancelled', 'reset']),
  error: attemptError.exactOptional(),
});

export const task: z.ZodType<TaskAnswer> = z.object({
  id: name,
  key: name.describe('Unique in the pool.'),
  status: z.enum(statuses),
  priority: z.int().describe('Higher first.'),
  seq: count.describe('Submission number: grows in the pool, with gaps.'),
  route: text.describe('What a worker must offer; empty for anybody.'),
  tags,
  attempts: count.describe('Used in the current step.'),
  maxAttempts: count,
  backoff: z.object({ initialMs: z.number(), factor: z.number(), maxMs: z.number(), jitter: z.number() }),
  timeLimitMs: milliseconds.exactOptional(),
  fence: count,
  origin: z.enum(['waiting', 'part_done']).exactOptional(),
  workerId: name.exactOptional(),
  leaseUntil: moment.exactOptional(),
  cancelRequested: z.boolean(),
  createdAt: moment,
  availableAt: moment.exactOptional(),
  startedAt: moment.exactOptional(),
  endedAt: moment.exactOptional(),
  codeVersion: text.exactOptional(),
  schemaVersion: count,
  error: attemptError.describe('Of the last failed attempt, while the task is not done.').exactOptional(),
  definition: anyObject.exactOptional(),
  history: z
    .object({
      attempts: z.array(attempt).describe('The last 100.'),
      totals: z.record(text, count).describe('All attempts, by how they ended.'),
    })
    .exactOptional(),
  progress: anyJson.exactOptional(),
}) as z.ZodType<TaskAnswer>;
