import type { ExperimentInfo } from '@windrow/core';
import type { MlflowExperiment } from '../connection/replies.js';
import { TAGS } from '../text/tag-names.js';

/** MLflow keeps the name of a deleted experiment taken, so a deleted one goes by another. */
const NAME_CHARACTERS = 400;

export function deletedName(name: string, id: string): string {
  return `${[...name].slice(0, NAME_CHARACTERS).join('')} (deleted ${id})`;
}

/** The name it has, or had before it was deleted here. */
export function nameOf(experiment: MlflowExperiment): string {
  const { name, experiment_id: id, tags } = experiment;
  const before = tags.get(TAGS.experimentName);
  return before !== undefined && name === deletedName(before, id) ? before : name;
}

/** `undefined` for what was purged, and for the experiments in which the artifact store keeps things. */
export function experimentInfo(experiment: MlflowExperiment): ExperimentInfo | undefined {
  const { tags } = experiment;
  if (tags.has(TAGS.purged) || tags.has(TAGS.storeId)) return undefined;
  const deleted = isDeleted(experiment);
  return Object.freeze({
    id: experiment.experiment_id,
    name: deleted ? nameOf(experiment) : experiment.name,
    deleted,
    createdAt: experiment.creation_time,
  });
}

export function isDeleted({ lifecycle_stage }: MlflowExperiment): boolean {
  return lifecycle_stage === 'deleted';
}
