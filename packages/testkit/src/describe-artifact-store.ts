import { describe } from 'vitest';
import { ARTIFACT_STORE_RULES } from './artifact-store/rules.js';
import type { ArtifactStoreFactory } from './harness/artifact-store-harness.js';

/**
 * The ArtifactStore contract as tests: call it at the top level of a test file. One `describe` per rule; the suite reads the
 * store's `capabilities`, and there is no option that leaves a rule out.
 */
export function describeArtifactStore(name: string, factory: ArtifactStoreFactory): void {
  describe(`${name}: ArtifactStore`, () => {
    for (const rule of ARTIFACT_STORE_RULES) rule(factory);
  });
}
