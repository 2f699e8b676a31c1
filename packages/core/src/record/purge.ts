import { WindrowError } from '@windrow/frame';
import type { ExperimentInfo, RecorderInfo } from '../store/experiment-store.js';
import { listRecorders } from './list-recorders.js';
import type { RecordContext } from './record-context.js';

/** Deletes a recorder for good, with all it keeps. Bytes go first: a purge that broke off can be repeated. */
export async function purgeRecorder(context: RecordContext, recorder: RecorderInfo): Promise<void> {
  const owner = await context.owner(recorder.experimentId, recorder.id);
  await context.call(() => context.artifacts.remove(owner));
  await unlessGone('RECORDER_NOT_FOUND', () => context.call(() => context.store.purgeRecorder(recorder.id)));
}

/** Deletes an experiment for good, with its recorders and all they keep. */
export async function purgeExperiment(context: RecordContext, experiment: ExperimentInfo): Promise<void> {
  // Deleted first, so that nobody begins a recorder in it meanwhile.
  await context.call(() => context.store.delete(experiment.id));
  for (const deleted of [false, true]) {
    for await (const recorder of listRecorders(context, experiment.id, undefined, { deleted })) {
      const owner = await context.owner(experiment.id, recorder.id);
      await context.call(() => context.artifacts.remove(owner));
    }
  }
  await unlessGone('EXPERIMENT_NOT_FOUND', () => context.call(() => context.store.purge(experiment.id)));
}

/** A purge repeated after a lost reply finds nothing left to do. */
async function unlessGone(code: string, purge: () => Promise<void>): Promise<void> {
  try {
    await purge();
  } catch (error) {
    if (!WindrowError.is(error, code)) throw error;
  }
}
