import { ADMIN_MUTANTS } from './admin-mutants.js';
import { runMutants } from './run-mutants.js';

runMutants(ADMIN_MUTANTS);
