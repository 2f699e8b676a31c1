import type { RecorderInfo, RecorderRef, TaskView } from '@windrow/core';

export interface RecorderCheck {
  /** Ended tasks of the recorded pool, with their results. */
  readonly tasks: readonly Pick<TaskView, 'id' | 'status' | 'fence' | 'result'>[];
  /** Every recorder of the experiment. */
  readonly recorders: readonly Pick<RecorderInfo, 'id' | 'status' | 'task' | 'unflushed'>[];
}

/**
 * What is wrong with the recorders of tasks that have ended: the one a result points at is FINISHED, whole, and of the fence that was
 * done; no other one is FINISHED.
 */
export function checkRecorders({ tasks, recorders }: RecorderCheck): readonly string[] {
  const byId = new Map(recorders.map((recorder) => [recorder.id, recorder]));
  const counted = new Map<string, string>();
  const wrong: string[] = [];
  for (const { id, status, fence, result } of tasks) {
    if (status !== 'done') continue;
    const { recorderId } = (result ?? {}) as Partial<RecorderRef>;
    const recorder = byId.get(recorderId ?? '');
    const problem =
      recorder === undefined
        ? 'is not there'
        : recorder.status !== 'FINISHED'
          ? `is ${recorder.status}`
          : recorder.task?.taskId !== id || recorder.task.fence !== fence
            ? `belongs to ${JSON.stringify(recorder.task)}, the task's fence is ${fence}`
            : recorder.unflushed.length > 0
              ? `lacks ${recorder.unflushed.join(', ')}`
              : undefined;
    if (problem !== undefined) wrong.push(`task ${id}: its recorder ${recorderId} ${problem}`);
    if (recorderId !== undefined) counted.set(recorderId, id);
  }
  for (const { id, status, task } of recorders) {
    if (status === 'FINISHED' && !counted.has(id)) {
      wrong.push(`recorder ${id} of task ${task?.taskId} fence ${task?.fence} is FINISHED, and no result points at it`);
    }
  }
  return wrong;
}
