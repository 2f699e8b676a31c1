import type { AttemptError, ExperimentInfo, JsonObject, JsonValue, Key, StatusCounts, Tags } from '@windrow/core';
import { z } from 'zod';
import type { JsonNumber } from '../../src/cli/answers/json-number.js';

export const text: z.ZodString = z.string();
export const count: z.ZodInt = z.int().min(0);
export const milliseconds: z.ZodInt = z.int();
export const moment: z.ZodType<number> = z.int().describe('Epoch ms.');
/** Texts that are never empty: ids, names. */
export const name: z.ZodString = z.string().min(1);

/** Any JSON; what is in it is the user's. */
export const anyJson: z.ZodType<JsonValue> = z.unknown() as z.ZodType<JsonValue>;
export const anyObject: z.ZodType<JsonObject> = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject>;

export const jsonNumber: z.ZodType<JsonNumber> = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
export const key: z.ZodType<Key> = z.union([z.string(), z.number(), z.array(z.unknown())]) as z.ZodType<Key>;
export const keys: z.ZodType<readonly Key[]> = z.array(key);

export const tags: z.ZodType<Tags> = z.record(z.string(), z.union([z.string(), jsonNumber, z.boolean(), z.null()]));

export const statuses = ['waiting', 'running', 'part_done', 'done', 'failed', 'cancelled'] as const;
export const counts: z.ZodType<StatusCounts> = z
  .object({ waiting: count, running: count, part_done: count, done: count, failed: count, cancelled: count })
  .describe('Tasks by status, zeros too.');

export const attemptError: z.ZodType<AttemptError> = z.object({
  name: text,
  message: text,
  code: text.exactOptional(),
  stack: text.exactOptional(),
});

export const cursor: z.ZodExactOptional<z.ZodString> = name
  .describe('What --cursor takes to go on; absent at the end.')
  .exactOptional();

export const experiment: z.ZodType<ExperimentInfo> = z.object({
  id: name,
  name,
  deleted: z.boolean(),
  createdAt: moment,
});
