import type { ArtifactStoreRule } from './bench.js';
import { ownersAndNames } from './rule-1-owners-and-names.js';
import { putIsAllOrNothing } from './rule-2-put-is-all-or-nothing.js';
import { streams } from './rule-3-streams.js';
import { whatGcNeeds } from './rule-4-what-gc-needs.js';

/** Every rule of the ArtifactStore contract, in its order. */
export const ARTIFACT_STORE_RULES: readonly ArtifactStoreRule[] = [
  ownersAndNames,
  putIsAllOrNothing,
  streams,
  whatGcNeeds,
];
