import { concurrentLaw } from '../history/concurrent-law.js';
import { modelLaw } from '../model/model-law.js';
import { processesLaw } from '../processes/processes-law.js';
import type { TaskStoreRule } from './bench.js';
import { submitIsIdempotent } from './rule-01-submit-is-idempotent.js';
import { claimIsAtomic } from './rule-02-a-claim-is-atomic.js';
import { oneOrder } from './rule-03-one-order.js';
import { writesAreFenced } from './rule-04-writes-are-fenced.js';
import { storeClockRules } from './rule-05-the-store-clock.js';
import { leaseRunsOut } from './rule-06-a-lease-that-runs-out.js';
import { attemptsAreCounted } from './rule-07-attempts-are-counted.js';
import { claimIsCheap } from './rule-08-a-claim-is-cheap.js';
import { routing } from './rule-09-routing.js';
import { resultsAreBytes } from './rule-10-results-are-bytes.js';
import { reading } from './rule-11-reading.js';
import { filters } from './rule-12-filters.js';
import { cancel } from './rule-13-cancel.js';
import { eventsAreHints } from './rule-14-events-are-hints.js';
import { removingAndReplacing } from './rule-15-removing-and-replacing.js';
import { poolSettings } from './rule-16-pool-settings.js';
import { connectionLoss } from './rule-17-connection-loss.js';
import { errorsAreNamed } from './rule-18-errors-are-named.js';
import { versions } from './rule-19-versions.js';
import { importedTasks } from './rule-20-imported-tasks.js';

/** Every rule of the TaskStore contract in its order, then the laws that hold over all of them. */
export const TASK_STORE_RULES: readonly TaskStoreRule[] = [
  submitIsIdempotent,
  claimIsAtomic,
  oneOrder,
  writesAreFenced,
  storeClockRules,
  leaseRunsOut,
  attemptsAreCounted,
  claimIsCheap,
  routing,
  resultsAreBytes,
  reading,
  filters,
  cancel,
  eventsAreHints,
  removingAndReplacing,
  poolSettings,
  connectionLoss,
  errorsAreNamed,
  versions,
  importedTasks,
  modelLaw,
  concurrentLaw,
  processesLaw,
];
