import { ADMIN_MUTANTS } from './admin-mutants.js';
import { CLAIM_MUTANTS } from './claim-mutants.js';
import { IMPORT_MUTANTS } from './import-mutants.js';
import { LAW_MUTANTS } from './law-mutants.js';
import type { Mutant } from './mutant.js';
import { OTHER_MUTANTS } from './other-port-mutants.js';
import { TASK_MUTANTS } from './task-mutants.js';

export const ALL_MUTANTS: readonly Mutant[] = [
  ...CLAIM_MUTANTS,
  ...TASK_MUTANTS,
  ...ADMIN_MUTANTS,
  ...IMPORT_MUTANTS,
  ...LAW_MUTANTS,
  ...OTHER_MUTANTS,
];
