import { cachePaths, PINS } from './cache.js';
import type { Step } from './step.js';
import { makeVenv } from './venv.js';

/**
 * SecantusDB, a small MongoDB-wire server that calls itself a replica set: it keeps change streams and asks for passwords and
 * TLS, which FerretDB with DocumentDB here does not. Too slow for more than a few hundred documents.
 */
export function secantusdbStep(): Step {
  return {
    name: `secantusdb ${PINS.secantusdb}`,
    directory: cachePaths().secantusdb,
    about: 'installing it into a Python virtual environment (under a minute, 150 MB)',
    build: async (directory, context) => {
      await makeVenv(directory, `secantusdb==${PINS.secantusdb}`, context);
    },
  };
}
