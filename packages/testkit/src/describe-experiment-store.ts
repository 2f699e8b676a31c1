import { describe } from 'vitest';
import { EXPERIMENT_STORE_RULES } from './experiment-store/rules.js';
import type { ExperimentStoreFactory } from './harness/experiment-store-harness.js';

/**
 * The ExperimentStore contract as tests: call it at the top level of a test file. One `describe` per rule; the suite reads the
 * store's `capabilities`, and there is no option that leaves a rule out.
 */
export function describeExperimentStore(name: string, factory: ExperimentStoreFactory): void {
  describe(`${name}: ExperimentStore`, () => {
    for (const rule of EXPERIMENT_STORE_RULES) rule(factory);
  });
}
