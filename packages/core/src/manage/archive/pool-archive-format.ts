import { z } from 'zod';
import type { PoolSettings } from '../../store/pool.js';
import type { Backoff } from '../../task/backoff.js';
import { TASK_STATUSES, type TaskStatus } from '../../task/status.js';

/**
 * One pool as a tar file, not compressed, so that reading it never unpacks more than was sent:
 *
 * - `windrow-pool.json`: the {@link PoolManifest}, first
 * - `results/SHA256/TASK/NAME`: the bytes of a large result, before the tasks that point at it; `TASK` is its id, percent-encoded
 * - `tasks/000001.jsonl`: some tasks, one a line, by submission; see `archived-task.ts`
 * - `SHA256SUMS`: of the manifest and every `tasks` entry, last, as `sha256sum -c` reads it
 */
export const POOL_FORMAT = 'windrow-pool';
export const POOL_FORMAT_VERSION = 1;
export const POOL_MANIFEST_ENTRY = 'windrow-pool.json';
export const POOL_SUMS_ENTRY = 'SHA256SUMS';

/** What a pool's file says of itself first. */
export interface PoolManifest {
  readonly format: typeof POOL_FORMAT;
  readonly version: typeof POOL_FORMAT_VERSION;
  readonly storeId: string;
  readonly pool: string;
  /** Store's clock, epoch ms. */
  readonly exportedAt: number;
  /** How many tasks there were when the export began. */
  readonly tasks: number;
  readonly settings: PoolSettings;
}

const milliseconds = z.number().int().nonnegative();
export const backoffSchema: z.ZodType<Backoff> = z.strictObject({
  initialMs: milliseconds,
  factor: z.number().finite(),
  maxMs: milliseconds,
  jitter: z.number().finite(),
});

export const poolManifestSchema: z.ZodType<PoolManifest> = z.object({
  format: z.literal(POOL_FORMAT),
  version: z.literal(POOL_FORMAT_VERSION),
  storeId: z.string(),
  pool: z.string(),
  exportedAt: z.number(),
  tasks: z.number().int().nonnegative(),
  settings: z.object({
    version: z.number().int().nonnegative(),
    values: z.strictObject({
      paused: z.boolean(),
      maxAttempts: z.number().int().min(1).max(100).exactOptional(),
      backoff: backoffSchema.exactOptional(),
      timeLimitMs: milliseconds.exactOptional(),
      leaseMs: milliseconds.exactOptional(),
      retention: z
        .strictObject({ olderThanMs: milliseconds, statuses: z.array(z.enum(['done', 'failed', 'cancelled'])) })
        .exactOptional(),
    }),
  }),
});

export const taskStatusSchema: z.ZodType<TaskStatus> = z.enum(TASK_STATUSES);

export type PoolEntry =
  | { readonly kind: 'manifest' | 'sums' }
  | { readonly kind: 'tasks'; readonly number: number }
  | { readonly kind: 'result'; readonly sha256: string; readonly taskId: string; readonly name: string };

/** What an entry's name says it is; `undefined` for a name that is none of the format. */
export function poolEntryOf(entry: string): PoolEntry | undefined {
  if (entry === POOL_MANIFEST_ENTRY) return { kind: 'manifest' };
  if (entry === POOL_SUMS_ENTRY) return { kind: 'sums' };
  const tasks = /^tasks\/(\d{6,9})\.jsonl$/.exec(entry);
  if (tasks !== null) return { kind: 'tasks', number: Number(tasks[1]) };
  const [, sha256, id, name] = /^results\/([0-9a-f]{64})\/([^/]+)\/(.+)$/s.exec(entry) ?? [];
  if (sha256 === undefined || id === undefined || name === undefined) return undefined;
  try {
    return { kind: 'result', sha256, taskId: decodeURIComponent(id), name };
  } catch {
    return undefined;
  }
}

export function tasksEntry(number: number): string {
  return `tasks/${String(number).padStart(6, '0')}.jsonl`;
}

export function resultEntry(sha256: string, taskId: string, name: string): string {
  return `results/${sha256}/${encodeURIComponent(taskId)}/${name}`;
}
