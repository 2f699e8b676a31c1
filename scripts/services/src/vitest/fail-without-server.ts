import { expect, inject } from 'vitest';
import { inCi } from './in-ci.js';
import { isIntegrationTest } from './needs.js';

// Runs before each test file. In CI a missing server is a failure of the files that ask for it, never a skip; the files
// that need none run on.
const reasons = Object.values(inject('missingServers'));
if (inCi() && reasons.length > 0 && isIntegrationTest(expect.getState().testPath ?? '')) {
  throw new Error(`a server that this test needs is missing: ${reasons.join('; ')}`);
}
