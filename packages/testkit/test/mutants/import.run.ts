import { IMPORT_MUTANTS } from './import-mutants.js';
import { runMutants } from './run-mutants.js';

runMutants(IMPORT_MUTANTS);
