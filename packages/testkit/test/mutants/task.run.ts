import { runMutants } from './run-mutants.js';
import { TASK_MUTANTS } from './task-mutants.js';

runMutants(TASK_MUTANTS);
