import { type Experiment, type Recorder, RecorderNotFoundError, WindrowError } from '@windrow/core';
import { UsageError } from '../../cli-errors.js';

/** A recorder of the experiment by its id, else by its name when only one has it. @throws RecorderNotFoundError, UsageError */
export async function openRecorder(experiment: Experiment, idOrName: string): Promise<Recorder> {
  try {
    return await experiment.recorder(idOrName);
  } catch (error) {
    if (!WindrowError.is(error, 'RECORDER_NOT_FOUND')) throw error;
  }
  const named: Recorder[] = [];
  for await (const recorder of experiment.recorders({ name: idOrName }, { limit: 11 })) named.push(recorder);
  const [only, another] = named;
  if (only === undefined) throw new RecorderNotFoundError(idOrName);
  if (another === undefined) return only;
  const ids = named.slice(0, 10).map(({ id }) => id);
  throw new UsageError(
    `${named.length > 10 ? 'More than 10' : named.length} recorders of ${experiment.name} are named ${idOrName}. Say which by its id: ${ids.join(' ')}`,
  );
}
