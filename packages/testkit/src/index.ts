export { describeTaskStore } from './describe-task-store.js';
export type { ArtifactStoreFactory, ArtifactStoreHarness } from './harness/artifact-store-harness.js';
export type { ChildModule, ChildModuleExports } from './harness/child-module.js';
export { type CuttableProxy, startCuttableProxy } from './harness/cuttable-proxy.js';
export type { ExperimentStoreFactory, ExperimentStoreHarness } from './harness/experiment-store-harness.js';
export { passServerTime } from './harness/server-clock.js';
export type { TaskStoreFactory, TaskStoreHarness } from './harness/task-store-harness.js';
export { TurnedClock } from './harness/turned-clock.js';
