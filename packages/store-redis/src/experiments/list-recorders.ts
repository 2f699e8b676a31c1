import {
  ExperimentNotFoundError,
  matches,
  type RecorderInfo,
  type RecorderPage,
  type RecorderQuery,
  recorderFields,
} from '@windrow/core';
import type { RedisConnection } from '../connection/redis-connection.js';
import { parseCursor, requireInteger } from '../require-number.js';
import { recorderInfo } from './experiment-info.js';
import type { ExperimentKeys } from './experiment-keys.js';
import { readHashes } from './hashes.js';

const WINDOW = 100;

/** Pages by creation number. @throws InvalidArgumentError, ExperimentNotFoundError */
export async function listRecorders(
  connection: RedisConnection,
  keys: ExperimentKeys,
  query: RecorderQuery,
): Promise<RecorderPage> {
  requireInteger('listRecorders.limit', query.limit, 1, Number.MAX_SAFE_INTEGER);
  let after = parseCursor('listRecorders.cursor', query.cursor);
  const { experimentId, filter, limit, deleted = false } = query;
  if (experimentId !== undefined) {
    const exists = await connection.command('listRecorders', 'EXISTS', keys.experiment(experimentId));
    if (exists !== 1) throw new ExperimentNotFoundError(experimentId);
  }
  const order = experimentId === undefined ? keys.recorders : keys.recordersOf(experimentId);
  const recorders: RecorderInfo[] = [];
  for (;;) {
    const ids = (await connection.command(
      'listRecorders',
      'ZRANGEBYSCORE',
      order,
      `(${after}`,
      '+inf',
      'LIMIT',
      0,
      WINDOW,
    )) as readonly string[];
    const infos = await readRecorders(connection, keys, 'listRecorders', ids);
    const dead = experimentId === undefined ? await deletedOf(connection, keys, infos) : new Set<string>();
    for (const info of infos) {
      if (info === undefined || info.deleted !== deleted || dead.has(info.experimentId)) continue;
      if (filter !== undefined && !matches(filter, recorderFields(info))) continue;
      if (recorders.length === limit) return { recorders, cursor: String((recorders.at(-1) as RecorderInfo).seq) };
      recorders.push(info);
    }
    if (ids.length < WINDOW) return { recorders };
    const last = await connection.command('listRecorders', 'ZSCORE', order, ids.at(-1) as string);
    // Purged in between: its successors are found by the last one that is still there.
    after = last === null ? (infos.findLast((info) => info !== undefined)?.seq ?? after + 1) : Number(last);
  }
}

/** In the order of the ids; `undefined` where there is none. */
export async function readRecorders(
  connection: RedisConnection,
  keys: ExperimentKeys,
  operation: string,
  ids: readonly string[],
): Promise<readonly (RecorderInfo | undefined)[]> {
  const hashes = await readHashes(
    connection,
    operation,
    ids.flatMap((id) => [keys.recorder(id), keys.metrics(id)]),
  );
  return ids.map((_, i) => recorderInfo(hashes[2 * i] ?? new Map(), hashes[2 * i + 1] ?? new Map()));
}

/** The experiments of these recorders that are deleted. */
async function deletedOf(
  connection: RedisConnection,
  keys: ExperimentKeys,
  infos: readonly (RecorderInfo | undefined)[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(infos.flatMap((info) => info?.experimentId ?? []))];
  const hashes = await readHashes(
    connection,
    'listRecorders',
    ids.map((id) => keys.experiment(id)),
  );
  return new Set(ids.filter((_, i) => hashes[i]?.has('deleted') === true));
}
