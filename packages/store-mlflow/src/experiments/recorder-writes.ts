import {
  ExperimentNotFoundError,
  type FencedWrite,
  type NewRecorder,
  RecorderFencedError,
  type RecorderInfo,
  RecorderNotFoundError,
  type RecorderStatus,
  RecorderStatusError,
} from '@windrow/core';
import { type MlflowRun, runInfoReply, runReply } from '../connection/replies.js';
import type { Pair, Runs } from '../connection/runs.js';
import { toChunks } from '../text/chunks.js';
import { TAGS } from '../text/tag-names.js';
import { isDeleted } from './experiment-info.js';
import type { ExperimentNames } from './experiment-names.js';
import { tagWrites } from './recorder-tags.js';
import { isEnded, recorderInfo, startedAtOf, statusOf, taskOf } from './run-info.js';

const MAX_RUN_NAME_CHARACTERS = 250;

/**
 * Idempotent by id. MLflow makes up the ids of its runs, so two creations at the same instant make two runs: the later one in their
 * order is deleted again.
 *
 * @throws ExperimentNotFoundError
 */
export async function createRecorder(
  runs: Runs,
  names: ExperimentNames,
  experimentId: string,
  given: NewRecorder,
): Promise<RecorderInfo> {
  const experiment = await names.require(experimentId);
  let run = await runs.find(given.id, [experimentId]);
  if (run === undefined) {
    if (isDeleted(experiment)) throw new ExperimentNotFoundError(experimentId);
    const body = {
      experiment_id: experimentId,
      start_time: runs.connection.clock.next(),
      run_name: [...given.name].slice(0, MAX_RUN_NAME_CHARACTERS).join('') || 'recorder',
      tags: newTags(given).map(([key, value]) => ({ key, value })),
    };
    const made = (await runs.connection.post('runs/create', runReply, body, { repeatable: false })).run;
    run = (await withoutTwin(runs, experimentId, given.id, made)) ?? made;
  }
  runs.remember(given.id, run.info.run_id);
  // Also after a creation that broke off between its two writes.
  if (given.status !== statusOf(run) && startedAtOf(run) === undefined && run.info.status === 'RUNNING') {
    run = await updateStatus(runs, run, { status: given.status });
  } else if (given.status !== 'SCHEDULED' && given.status !== 'RUNNING' && run.info.status === 'RUNNING') {
    run = await updateStatus(runs, run, { status: given.status, end_time: runs.connection.clock.now() });
  }
  return recorderInfo(run, experiment);
}

function newTags(given: NewRecorder): readonly Pair[] {
  const { id, name, status, tags, environment, task } = given;
  const nameFits = name !== '' && [...name].length <= MAX_RUN_NAME_CHARACTERS;
  return [
    [TAGS.recorder, id],
    ...(nameFits ? [] : [[TAGS.name, name] as const]),
    ...(status === 'SCHEDULED' ? [[TAGS.startedAt, 'not yet'] as const] : []),
    ...(task === undefined ? [] : [[TAGS.task, JSON.stringify(task)] as const]),
    ...(typeof environment['commit'] === 'string'
      ? [['mlflow.source.git.commit', environment['commit']] as const]
      : []),
    ['mlflow.source.name', 'windrow'],
    ['mlflow.source.type', 'LOCAL'],
    ...toChunks(TAGS.environment, JSON.stringify(environment)),
    ...tagWrites(tags, new Map()).set,
  ];
}

/** The run that stands for the recorder when there are two, after the other was deleted; `undefined` when `made` is the only one. */
async function withoutTwin(
  runs: Runs,
  experimentId: string,
  id: string,
  made: MlflowRun,
): Promise<MlflowRun | undefined> {
  const filter = `tags.\`${TAGS.recorder}\` = '${id}'`;
  for await (const run of runs.search([experimentId], { filter, view: 'ACTIVE_ONLY' })) {
    if (run.info.run_id !== made.info.run_id) await runs.delete(made.info.run_id);
    return run;
  }
  return undefined;
}

/** @throws RecorderNotFoundError */
export async function requireRun(runs: Runs, id: string): Promise<MlflowRun> {
  const run = await runs.find(id);
  if (run === undefined || run.data.tags.has(TAGS.purged)) throw new RecorderNotFoundError(id);
  return run;
}

/**
 * The run to write to, after a look at the fence, and what has to be written besides: a higher fence.
 *
 * @throws RecorderNotFoundError, RecorderFencedError
 */
export async function openForWrite(
  runs: Runs,
  id: string,
  { fence }: FencedWrite,
): Promise<{ readonly run: MlflowRun; readonly raise: readonly Pair[] }> {
  const run = await requireRun(runs, id);
  const task = taskOf(run);
  if (fence === undefined || task === undefined || fence === task.fence) return { run, raise: [] };
  if (fence < task.fence) throw new RecorderFencedError(id, fence, task.fence);
  return { run, raise: [[TAGS.task, JSON.stringify({ ...task, fence })]] };
}

/** What belongs to the new status is written before it. @throws RecorderStatusError */
export async function setStatus(
  runs: Runs,
  id: string,
  change: {
    readonly from: readonly RecorderStatus[];
    readonly to: RecorderStatus;
    readonly unflushed?: readonly string[];
  } & FencedWrite,
): Promise<MlflowRun> {
  const { run, raise } = await openForWrite(runs, id, change);
  const found = statusOf(run);
  if (!change.from.includes(found)) throw new RecorderStatusError(id, found, change.to);
  const now = runs.connection.clock.now();
  const { unflushed } = change;
  const tags: Pair[] = [...raise];
  if (change.to === 'RUNNING' && startedAtOf(run) === undefined) tags.push([TAGS.startedAt, String(now)]);
  if (unflushed !== undefined && (unflushed.length > 0 || run.data.tags.has(TAGS.unflushed))) {
    tags.push(...toChunks(TAGS.unflushed, JSON.stringify(unflushed)));
  }
  const update = { status: change.to, ...(isEnded(change.to) ? { end_time: now } : {}) };
  let written = run;
  await runs.whileActive(run, async () => {
    await runs.write(run.info.run_id, [], tags);
    written = await updateStatus(runs, run, update);
  });
  return { ...written, data: { ...run.data, tags: new Map([...run.data.tags, ...tags]) } };
}

async function updateStatus(
  runs: Runs,
  run: MlflowRun,
  update: { readonly status: RecorderStatus; readonly end_time?: number },
): Promise<MlflowRun> {
  const body = { run_id: run.info.run_id, ...update };
  const { run_info } = await runs.connection.post('runs/update', runInfoReply, body);
  return { ...run, info: { ...run_info, lifecycle_stage: run.info.lifecycle_stage } };
}
