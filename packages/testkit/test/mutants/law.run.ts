import { LAW_MUTANTS } from './law-mutants.js';
import { runMutants } from './run-mutants.js';

runMutants(LAW_MUTANTS);
