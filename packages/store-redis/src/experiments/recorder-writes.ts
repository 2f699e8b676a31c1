import {
  type FencedWrite,
  type JsonObject,
  mergeParams,
  PayloadTooLargeError,
  RecorderFencedError,
  RecorderNotFoundError,
  StoreUnavailableError,
  type Tags,
} from '@windrow/core';
import type { RedisConnection } from '../connection/redis-connection.js';
import type { ExperimentKeys } from './experiment-keys.js';
import { SCRIPTS } from './scripts.js';

export const MAX_PARAMS_BYTES: number = 16 * 1024 * 1024;
/** How often a write is tried that others come before. */
const ROUNDS = 100;

/** Merges params into those that are stored. @throws ParamConflictError, RecorderNotFoundError, RecorderFencedError */
export async function writeParams(
  connection: RedisConnection,
  keys: ExperimentKeys,
  id: string,
  params: JsonObject,
  options: FencedWrite,
): Promise<void> {
  await rewrite<JsonObject>(connection, keys.recorder(id), id, 'params', options, (stored) => {
    const merged = mergeParams(id, stored, params);
    const bytes = Buffer.byteLength(JSON.stringify(merged));
    if (bytes > MAX_PARAMS_BYTES) {
      throw new PayloadTooLargeError(`The params of recorder ${id}`, bytes, MAX_PARAMS_BYTES);
    }
    return merged;
  });
}

/** Sets and removes tags. @throws RecorderNotFoundError, RecorderFencedError */
export async function writeTags(
  connection: RedisConnection,
  keys: ExperimentKeys,
  id: string,
  change: { readonly set: Tags; readonly unset: readonly string[] },
  options: FencedWrite,
): Promise<void> {
  const gone = new Set(change.unset);
  await rewrite<Tags>(connection, keys.recorder(id), id, 'tags', options, (stored) => ({
    ...Object.fromEntries(Object.entries(stored).filter(([name]) => !gone.has(name))),
    ...change.set,
  }));
}

/** Reads a field, changes it here, and stores it where nobody else has meanwhile; else once more. */
async function rewrite<T extends object>(
  connection: RedisConnection,
  hash: string,
  id: string,
  field: 'params' | 'tags',
  { fence }: FencedWrite,
  change: (stored: T) => T,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const [version, stored, current, task] = (await connection.command(
      field,
      'HMGET',
      hash,
      'version',
      field,
      'fence',
      'task',
    )) as readonly (string | null)[];
    if (!version) throw new RecorderNotFoundError(id);
    if (fence !== undefined && task && fence < Number(current))
      throw new RecorderFencedError(id, fence, Number(current));
    const value = JSON.stringify(change(stored ? (JSON.parse(stored) as T) : ({} as T)));
    const [answer, found] = (await connection.run(
      field,
      SCRIPTS.writeRecorder,
      [hash],
      [fence ?? '', version, field, value],
    )) as readonly string[];
    if (answer === 'written') return;
    if (answer === 'missing') throw new RecorderNotFoundError(id);
    if (answer === 'fenced') throw new RecorderFencedError(id, fence ?? 0, Number(found));
  }
  throw new StoreUnavailableError(connection.label, field, `${ROUNDS} other writes to recorder ${id} came before it`);
}
