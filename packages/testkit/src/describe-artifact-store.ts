import { describe } from 'vitest';
import { ownersAndNames } from './artifact-store/rule-1-owners-and-names.js';
import { putIsAllOrNothing } from './artifact-store/rule-2-put-is-all-or-nothing.js';
import { streams } from './artifact-store/rule-3-streams.js';
import { whatGcNeeds } from './artifact-store/rule-4-what-gc-needs.js';
import type { ArtifactStoreFactory } from './harness/artifact-store-harness.js';

const RULES = [ownersAndNames, putIsAllOrNothing, streams, whatGcNeeds];

/**
 * The ArtifactStore contract as tests: call it at the top level of a test file. One `describe` per rule; the suite reads the
 * store's `capabilities`, and there is no option that leaves a rule out.
 */
export function describeArtifactStore(name: string, factory: ArtifactStoreFactory): void {
  describe(`${name}: ArtifactStore`, () => {
    for (const rule of RULES) rule(factory);
  });
}
