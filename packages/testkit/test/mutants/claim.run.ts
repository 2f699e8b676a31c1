import { CLAIM_MUTANTS } from './claim-mutants.js';
import { runMutants } from './run-mutants.js';

runMutants(CLAIM_MUTANTS);
