import { z } from 'zod';
import { errorSchema, historySchema } from '../../store/import-schema.js';
import type { StoredResult, StoredTask } from '../../store/stored-task.js';
import { canonicalText } from '../../task/canonical.js';
import type { JsonValue } from '../../task/definition.js';
import { backoffSchema, taskStatusSchema } from './pool-archive-format.js';

const instant = z.number().finite();
const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const resultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('inline'), encoding: z.string().min(1), base64: z.base64() }),
  z.strictObject({
    kind: z.literal('artifact'),
    encoding: z.string().min(1),
    name: z.string().min(1),
    size: count,
    sha256,
  }),
]);

/** A line of a `tasks` entry. What a store asks of it besides is checked by `checkImportedTasks`. */
const taskSchema = z.object({
  id: z.string().min(1).max(200),
  key: z.string().min(1).max(200),
  status: taskStatusSchema,
  priority: z.number().int().min(-32_767).max(32_767),
  seq: count,
  route: z.string().max(2_000),
  tags: z.record(z.string().max(200), z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()])),
  attempts: count,
  maxAttempts: z.number().int().min(1).max(100),
  backoff: backoffSchema,
  timeLimitMs: count.exactOptional(),
  fence: count,
  origin: z.enum(['waiting', 'part_done']).exactOptional(),
  cancelRequested: z.boolean(),
  createdAt: instant,
  availableAt: instant.exactOptional(),
  startedAt: instant.exactOptional(),
  endedAt: instant.exactOptional(),
  codeVersion: z.string().exactOptional(),
  schemaVersion: count,
  error: errorSchema.exactOptional(),
  definition: z.string().refine(isCanonical, 'it is no canonical JSON object'),
  result: resultSchema.exactOptional(),
  stepResult: resultSchema.exactOptional(),
  history: historySchema.exactOptional(),
  progress: z.custom<JsonValue>().exactOptional(),
});

/** A task with all it has, as one line of JSON. */
export function archivedLine(task: StoredTask): string {
  const { result, stepResult, ...kept } = task;
  return `${JSON.stringify({
    ...kept,
    ...(result === undefined ? {} : { result: archivedResult(result) }),
    ...(stepResult === undefined ? {} : { stepResult: archivedResult(stepResult) }),
  })}\n`;
}

/** The task of a line, checked. @returns the reason why it is none, as text */
export function readArchivedTask(line: string): StoredTask | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return 'a line is no JSON';
  }
  const parsed = taskSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `a line is no task: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it is not as expected'}`;
  }
  const { result, stepResult, ...task } = parsed.data;
  return {
    ...task,
    ...(result === undefined ? {} : { result: storedResult(result) }),
    ...(stepResult === undefined ? {} : { stepResult: storedResult(stepResult) }),
  };
}

function archivedResult(result: StoredResult): z.infer<typeof resultSchema> {
  if (result.kind === 'artifact') return result;
  const { kind, encoding, bytes } = result;
  return { kind, encoding, base64: Buffer.from(bytes).toString('base64') };
}

function storedResult(result: z.infer<typeof resultSchema>): StoredResult {
  if (result.kind === 'artifact') return result;
  const { kind, encoding, base64 } = result;
  return { kind, encoding, bytes: Buffer.from(base64, 'base64') };
}

function isCanonical(text: string): boolean {
  try {
    return canonicalText(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}
