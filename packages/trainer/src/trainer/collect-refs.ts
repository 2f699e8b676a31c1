import { type Experiments, isRecorderRef, type RecorderRef, type TaskManager, type TaskView } from '@windrow/core';
import { type FailedTask, TrainingFailedError } from '../errors/trainer-errors.js';
import { endRecorder } from './pool-training.js';

const PAGE = 500;

/**
 * Recorder references in the order of `ids`, of tasks that have come to `status`; recorders that a crash left behind their task are
 * ended here.
 *
 * @throws TrainingFailedError when some have none
 */
export async function collectRefs(
  manager: TaskManager,
  experiments: Experiments,
  ids: readonly string[],
  status: 'done' | 'part_done',
): Promise<readonly RecorderRef[]> {
  const views = await readAll(manager, ids);
  const results = ids.map((id) => refOf(views.get(id), status));
  const failed = ids.flatMap((id, index): readonly FailedTask[] =>
    results[index] === undefined ? [failure(index, id, views.get(id))] : [],
  );
  if (status === 'done') await endLeftBehind(experiments, results);
  if (failed.length > 0) throw new TrainingFailedError(failed, results);
  return results as readonly RecorderRef[];
}

/** What there is of these tasks now: recorders in the order of `ids`, and how many have not come to `status` or another end. */
export async function endedRefs(
  manager: TaskManager,
  ids: readonly string[],
  status: 'done' | 'part_done',
): Promise<{ readonly succeeded: readonly (RecorderRef | undefined)[]; readonly open: number }> {
  const views = await readAll(manager, ids);
  const over = ['done', 'failed', 'cancelled', ...(status === 'part_done' ? ['part_done'] : [])];
  const open = ids.filter((id) => {
    const view = views.get(id);
    return view !== undefined && !over.includes(view.status);
  });
  return { succeeded: ids.map((id) => refOf(views.get(id), status)), open: open.length };
}

async function readAll(manager: TaskManager, ids: readonly string[]): Promise<ReadonlyMap<string, TaskView>> {
  const views = new Map<string, TaskView>();
  for (let from = 0; from < ids.length; from += PAGE) {
    const some = [...new Set(ids.slice(from, from + PAGE))];
    for await (const view of manager.query({ id: { $in: some } }, { select: ['result', 'stepResult'] })) {
      views.set(view.id, view);
    }
  }
  return views;
}

async function endLeftBehind(experiments: Experiments, results: readonly (RecorderRef | undefined)[]): Promise<void> {
  const refs = results.filter((ref) => ref !== undefined);
  for (const ref of new Map(refs.map((each) => [each.recorderId, each])).values()) {
    const recorder = await experiments.open(ref);
    if (recorder.opened.status !== 'FINISHED') await endRecorder(experiments, ref, 'done');
  }
}

function refOf(view: TaskView | undefined, status: 'done' | 'part_done'): RecorderRef | undefined {
  if (view?.status === 'done' && isRecorderRef(view.result)) return view.result;
  const stepped = status === 'part_done' && view?.status !== 'failed' && view?.status !== 'cancelled';
  return stepped && isRecorderRef(view?.stepResult) ? view.stepResult : undefined;
}

function failure(index: number, taskId: string, view: TaskView | undefined): FailedTask {
  const status = view === undefined ? 'removed' : view.status === 'cancelled' ? 'cancelled' : 'failed';
  const { error } = view ?? {};
  return { index, taskId, status, ...(error === undefined ? {} : { error }) };
}
