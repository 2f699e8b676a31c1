import type { ExperimentInfo, JsonObject, RecorderInfo, RecorderStatus, RecorderTask, Tags } from '@windrow/core';
import type { Hash } from './hashes.js';
import { unpackPoints } from './points.js';

/** `undefined` for an empty hash. */
export function experimentInfo(hash: Hash): ExperimentInfo | undefined {
  const id = hash.get('id')?.toString();
  if (id === undefined) return undefined;
  return Object.freeze({
    id,
    name: hash.get('name')?.toString() ?? '',
    deleted: hash.has('deleted'),
    createdAt: Number(hash.get('createdAt')),
  });
}

/** `metrics` holds the last point of each. `undefined` for an empty hash. */
export function recorderInfo(hash: Hash, metrics: Hash): RecorderInfo | undefined {
  const text = (name: string): string | undefined => hash.get(name)?.toString();
  const json = <T>(name: string, otherwise: T): T => {
    const value = text(name);
    return value === undefined ? otherwise : (JSON.parse(value) as T);
  };
  const id = text('id');
  if (id === undefined) return undefined;
  const task = json<RecorderTask | undefined>('task', undefined);
  const [startedAt, endedAt] = [text('startedAt'), text('endedAt')];
  return Object.freeze({
    id,
    name: text('name') ?? '',
    status: text('status') as RecorderStatus,
    tags: json<Tags>('tags', {}),
    environment: json<JsonObject>('environment', {}),
    ...(task !== undefined && { task: { ...task, fence: Number(text('fence')) } }),
    experimentId: text('experimentId') ?? '',
    seq: Number(text('seq')),
    deleted: hash.has('deleted'),
    createdAt: Number(text('createdAt')),
    ...(startedAt !== undefined && { startedAt: Number(startedAt) }),
    ...(endedAt !== undefined && { endedAt: Number(endedAt) }),
    params: json<JsonObject>('params', {}),
    metrics: Object.fromEntries(
      [...metrics].map(([key, last]) => [key, unpackPoints(key, last)[0]?.value ?? Number.NaN]),
    ),
    unflushed: json<readonly string[]>('unflushed', []),
  });
}
