import type { Experiments, RecorderRef } from '@windrow/core';

/** The tag that says how far a trainer has come with a recorder. (Reference: `Trainer.STATUS_KEY`.) */
export const TRAIN_STATUS = 'train_status';
export const BEGUN = 'begin_task_train';
export const ENDED = 'end_task_train';

export async function markTrainStatus(experiments: Experiments, ref: RecorderRef, status: string): Promise<void> {
  const recorder = await experiments.open(ref);
  if (recorder.opened.tags[TRAIN_STATUS] !== status) await recorder.setTags({ [TRAIN_STATUS]: status });
}

export async function markAllEnded(
  experiments: Experiments,
  recorders: readonly RecorderRef[],
): Promise<readonly RecorderRef[]> {
  for (const ref of recorders) await markTrainStatus(experiments, ref, ENDED);
  return recorders;
}
