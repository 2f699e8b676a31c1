import { z } from 'zod';
import { ATTEMPT_OUTCOMES, type AttemptError, type AttemptHistory, HISTORY_LIMIT } from '../task/attempt.js';
import { isWellFormed } from '../task/well-formed.js';

/** Far above any fence that claims reach, and far enough below where whole numbers end. */
const MAX_FENCE = 2 ** 48;
/** The year 9999. */
const MAX_INSTANT = 253_402_300_799_999;

/** Text that every store keeps as it is. */
function text(most: number, least: number = 0): z.ZodString {
  return z
    .string()
    .min(least)
    .max(most)
    .refine((value) => !value.includes('\0') && isWellFormed(value), 'it is no valid text, or has a NUL character');
}

const count = z.number().int().nonnegative();
const fence = count.max(MAX_FENCE);
const instant = count.max(MAX_INSTANT);
const milliseconds = z.number().finite().nonnegative();

/** An error of an attempt, somewhat longer than `toAttemptError` cuts it. */
export const errorSchema: z.ZodType<AttemptError> = z.strictObject({
  name: z.string().max(400).refine(isWellFormed),
  message: z.string().max(8_000).refine(isWellFormed),
  code: z.string().max(400).refine(isWellFormed).exactOptional(),
  stack: z.string().max(32_000).refine(isWellFormed).exactOptional(),
});

const attemptSchema = z.strictObject({
  workerId: text(1_000),
  fence,
  startedAt: instant,
  endedAt: instant,
  outcome: z.enum(ATTEMPT_OUTCOMES),
  error: errorSchema.exactOptional(),
});

/** The ended attempts of a task, as they are read and as a file has them. */
export const historySchema: z.ZodType<AttemptHistory> = z.strictObject({
  attempts: z.array(attemptSchema).max(HISTORY_LIMIT),
  totals: z.strictObject(Object.fromEntries(ATTEMPT_OUTCOMES.map((outcome) => [outcome, count.exactOptional()]))),
});

const resultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('inline'), encoding: text(200, 1), bytes: z.instanceof(Uint8Array) }),
  z.strictObject({
    kind: z.literal('artifact'),
    encoding: text(200, 1),
    name: text(1_000, 1),
    size: count,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
]);

/** An imported task field by field; what it does not know is left out. What fields say of each other is checked after it. */
export const importedTaskSchema: z.ZodType = z.object({
  id: text(200, 1),
  key: text(200, 1),
  status: z.enum(['waiting', 'part_done', 'done', 'failed', 'cancelled']),
  priority: z.number().int().min(-32_767).max(32_767),
  route: text(2_000),
  tags: z.unknown(),
  attempts: count,
  maxAttempts: z.number().int().min(1).max(100),
  backoff: z.strictObject({
    initialMs: milliseconds,
    factor: z.number().finite().min(1),
    maxMs: milliseconds,
    jitter: z.number().min(0).max(1),
  }),
  timeLimitMs: milliseconds.exactOptional(),
  fence,
  cancelRequested: z.boolean(),
  createdAt: instant,
  availableAt: instant.exactOptional(),
  startedAt: instant.exactOptional(),
  endedAt: instant.exactOptional(),
  codeVersion: text(2_000).exactOptional(),
  schemaVersion: count,
  error: errorSchema.exactOptional(),
  definition: z.string(),
  result: resultSchema.exactOptional(),
  stepResult: resultSchema.exactOptional(),
  history: historySchema,
  progress: z.unknown().optional(),
});
