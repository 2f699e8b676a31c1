import { type Experiment, ExperimentNotFoundError, nearestNames, WindrowError } from '@windrow/core';
import type { Windrow } from '../../../compose/create-windrow.js';

/** An experiment by its name, else by its id. @throws ExperimentNotFoundError naming the nearest ones */
export async function openExperiment({ experiments }: Windrow, nameOrId: string): Promise<Experiment> {
  for (const ref of [nameOrId, { id: nameOrId }]) {
    try {
      return await experiments.get(ref);
    } catch (error) {
      if (!WindrowError.is(error, 'EXPERIMENT_NOT_FOUND') && !WindrowError.is(error, 'INVALID_ARGUMENT')) throw error;
    }
  }
  const names: string[] = [];
  for await (const { name } of experiments.list()) names.push(name);
  throw new ExperimentNotFoundError(nameOrId, nearestNames(nameOrId, names));
}
