import type { ExperimentStoreRule } from './bench.js';
import { namesAreUnique } from './rule-1-names-are-unique.js';
import { paramsAreWrittenOnce } from './rule-2-params-are-written-once.js';
import { metricPoints } from './rule-3-metric-points.js';
import { statuses } from './rule-4-statuses.js';
import { taskIsTheTruth } from './rule-5-the-task-is-the-truth.js';
import { listing } from './rule-6-listing.js';
import { nothingMissing } from './rule-7-nothing-missing.js';

/** Every rule of the ExperimentStore contract, in its order. */
export const EXPERIMENT_STORE_RULES: readonly ExperimentStoreRule[] = [
  namesAreUnique,
  paramsAreWrittenOnce,
  metricPoints,
  statuses,
  taskIsTheTruth,
  listing,
  nothingMissing,
];
