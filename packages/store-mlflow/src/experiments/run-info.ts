import type { JsonObject, RecorderInfo, RecorderStatus, RecorderTask } from '@windrow/core';
import { z } from 'zod';
import type { MlflowExperiment, MlflowRun } from '../connection/replies.js';
import { keyFromText } from '../text/key-text.js';
import { objectSchema, ownJson, parseOwn } from '../text/own-json.js';
import { SOURCE_TAGS, TAGS } from '../text/tag-names.js';
import { metricValue } from './metric-value.js';
import { readParams } from './params.js';
import { readTags } from './recorder-tags.js';

const taskSchema = z.object({ storeId: z.string(), pool: z.string(), taskId: z.string(), fence: z.number() });
const unflushedSchema = z.array(z.string());

/** A run as a recorder: one of Windrow's exactly as it was written, any other by what MLflow's clients mean. */
export function recorderInfo(run: MlflowRun, experiment: MlflowExperiment | undefined): RecorderInfo {
  const { info, data } = run;
  const { tags } = data;
  const status = statusOf(run);
  const startedAt = startedAtOf(run);
  const task = taskOf(run);
  return Object.freeze({
    id: tags.get(TAGS.recorder) ?? info.run_id,
    experimentId: info.experiment_id,
    name: tags.get(TAGS.name) ?? info.run_name,
    status,
    tags: readTags(tags),
    environment: environmentOf(tags),
    ...(task === undefined ? {} : { task }),
    seq: info.start_time,
    deleted: isHiddenRun(run, experiment),
    createdAt: info.start_time,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(isEnded(status) && info.end_time !== undefined ? { endedAt: info.end_time } : {}),
    params: readParams(data.params, tags),
    metrics: Object.fromEntries(data.metrics.map(({ key, value }) => [keyFromText(key), metricValue(value)])),
    unflushed: ownJson(TAGS.unflushed, tags, unflushedSchema) ?? [],
  });
}

export function statusOf({ info }: MlflowRun): RecorderStatus {
  return info.status === 'KILLED' ? 'FAILED' : info.status;
}

export function isEnded(status: RecorderStatus): boolean {
  return status === 'FINISHED' || status === 'FAILED';
}

/** MLflow's start time is the creation's and stays; of a recorder that was scheduled, a tag says when it began. */
export function startedAtOf({ info, data }: MlflowRun): number | undefined {
  const told = data.tags.get(TAGS.startedAt);
  if (told === undefined) return info.status === 'SCHEDULED' ? undefined : info.start_time;
  return /^\d{1,15}$/.test(told) ? Number(told) : undefined;
}

export function taskOf({ data }: MlflowRun): RecorderTask | undefined {
  const text = data.tags.get(TAGS.task);
  return text === undefined ? undefined : parseOwn(TAGS.task, text, taskSchema);
}

/** With its experiment MLflow deletes all its runs; here those are deleted that were deleted one by one. */
export function isHiddenRun({ info, data }: MlflowRun, experiment: MlflowExperiment | undefined): boolean {
  if (info.lifecycle_stage === 'active') return false;
  return data.tags.has(TAGS.deleted) || experiment?.lifecycle_stage !== 'deleted';
}

function environmentOf(tags: ReadonlyMap<string, string>): JsonObject {
  const own = ownJson(TAGS.environment, tags, objectSchema);
  if (own !== undefined) return own;
  return Object.fromEntries(
    [...SOURCE_TAGS].flatMap(([tag, name]) => (tags.has(tag) ? [[name, tags.get(tag) ?? '']] : [])),
  );
}
