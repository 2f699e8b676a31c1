import { OTHER_MUTANTS } from './other-port-mutants.js';
import { runMutants } from './run-mutants.js';

runMutants(OTHER_MUTANTS);
