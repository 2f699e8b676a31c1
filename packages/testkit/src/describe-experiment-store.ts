import { describe } from 'vitest';
import { namesAreUnique } from './experiment-store/rule-1-names-are-unique.js';
import { paramsAreWrittenOnce } from './experiment-store/rule-2-params-are-written-once.js';
import { metricPoints } from './experiment-store/rule-3-metric-points.js';
import { statuses } from './experiment-store/rule-4-statuses.js';
import { taskIsTheTruth } from './experiment-store/rule-5-the-task-is-the-truth.js';
import { listing } from './experiment-store/rule-6-listing.js';
import { nothingMissing } from './experiment-store/rule-7-nothing-missing.js';
import type { ExperimentStoreFactory } from './harness/experiment-store-harness.js';

const RULES = [namesAreUnique, paramsAreWrittenOnce, metricPoints, statuses, taskIsTheTruth, listing, nothingMissing];

/**
 * The ExperimentStore contract as tests: call it at the top level of a test file. One `describe` per rule; the suite reads the
 * store's `capabilities`, and there is no option that leaves a rule out.
 */
export function describeExperimentStore(name: string, factory: ExperimentStoreFactory): void {
  describe(`${name}: ExperimentStore`, () => {
    for (const rule of RULES) rule(factory);
  });
}
