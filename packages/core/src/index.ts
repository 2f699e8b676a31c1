export { WindrowError, type WindrowErrorOptions } from '@windrow/frame';
export type * from './collect/collector.js';
export type * from './collect/ensemble.js';
export type * from './collect/group.js';
export * from './collect/key.js';
export { isMap, KeyMap } from './collect/key-map.js';
export * from './container/component-registry.js';
export { type Container, createContainer } from './container/create-container.js';
export { parseKwargs } from './container/parse-kwargs.js';
export * from './container/plugin.js';
export { type Token, token } from './container/token.js';
export { ArtifactStore, Clock, Components, ExperimentStore, TaskStore, Trainer } from './container/tokens.js';
export * from './errors/artifact-errors.js';
export * from './errors/collect-errors.js';
export * from './errors/container-errors.js';
export * from './errors/experiment-errors.js';
export * from './errors/manager-errors.js';
export * from './errors/pool-archive-error.js';
export * from './errors/record-errors.js';
export * from './errors/store-errors.js';
export * from './errors/task-errors.js';
export * from './generate/index.js';
export { type ExportPoolOptions, exportPool } from './manage/archive/export-pool.js';
export { type ImportPoolOptions, type ImportPoolReport, importPool } from './manage/archive/import-pool.js';
export type { PoolManifest } from './manage/archive/pool-archive-format.js';
export { toAttemptError } from './manage/attempt-error.js';
export type { ChangeReport } from './manage/change-tasks.js';
export type { ClaimBatch, ClaimOptions } from './manage/claim-tasks.js';
export { codeVersion } from './manage/code-version.js';
export { collectGarbage, type Garbage, type GarbageOptions, type GarbageReport } from './manage/collect-garbage.js';
export { type CopyPoolOptions, copyPool } from './manage/copy/copy-pool.js';
export type { CopyPoolReport } from './manage/copy/copy-tasks.js';
export type { ClaimLike, CommitOptions, ReturnOptions } from './manage/end-claim.js';
export { HeldTask } from './manage/held-task.js';
export type { TaskManagerOptions } from './manage/manager-options.js';
export type { PoolSettingsChange } from './manage/pool-settings.js';
export type { ReapSummary } from './manage/reap-pool.js';
export type { RemoveOptions, RemoveReport } from './manage/remove-tasks.js';
export type { ReplaceOptions } from './manage/replace-task.js';
export type { RetryPolicy } from './manage/retry-policy.js';
export type { TaskLike, TaskSelector } from './manage/select-tasks.js';
export type { FailOptions } from './manage/settle-claim.js';
export type {
  CreateTasksOptions,
  CreateTasksResult,
  SubmitOptions,
  SubmittedTask,
  TaskInput,
  TaskOptions,
} from './manage/task-input.js';
export { TaskManager } from './manage/task-manager.js';
export type { OneOrMany } from './manage/task-source.js';
export type { PageOptions, QueryOptions, TaskView, TaskViewPage } from './manage/task-view.js';
export type { WaitOptions, WaitOutcome, WaitProgress } from './manage/wait-options.js';
export { watchPool } from './manage/wakeups.js';
export type { ManagerWarning } from './manage/warning.js';
export type { WithTaskOptions, WithTaskResult } from './manage/with-task.js';
export type { ExportOptions } from './record/archive/export-experiment.js';
export type { ArchiveSource, ImportOptions } from './record/archive/import-experiment.js';
export type { BeginOptions, EndOptions, ResumeOptions } from './record/begin-recorder.js';
export { Experiment } from './record/experiment.js';
export { Experiments } from './record/experiments.js';
export type { RecorderListOptions } from './record/list-recorders.js';
export { mergeParams } from './record/merge-params.js';
export type { ExperimentsOptions } from './record/record-context.js';
export { Recorder } from './record/recorder.js';
export { recorderFields } from './record/recorder-fields.js';
export type { ExperimentRef } from './record/resolve-experiment.js';
export { SeriesThinner, thinSeries } from './record/thin-series.js';
export type * from './store/admin-change.js';
export { assertArtifactName, ownerKey, ownerLabel } from './store/artifact-name.js';
export * from './store/artifact-store.js';
export type * from './store/attempt-transitions.js';
export { checkImportedTasks, checkImportedTimes, lastTimeOf } from './store/check-imported-tasks.js';
export { systemClock } from './store/clock.js';
export { decodeValue, type EncodedValue, encodeValue } from './store/codec.js';
export * from './store/experiment-store.js';
export { IMPORT_AHEAD_MS, type ImportedTask, type ImportOutcome } from './store/imported-task.js';
export type { PoolSettings, PoolSettingsValues, PoolSummary, Retention } from './store/pool.js';
export type { StoreFinding } from './store/store-finding.js';
export type * from './store/stored-task.js';
export type { TaskEvent, Unsubscribe } from './store/task-events.js';
export type * from './store/task-store.js';
export type { WorkerPresence } from './store/worker-presence.js';
export * from './task/attempt.js';
export type { Backoff } from './task/backoff.js';
export { canonicalText } from './task/canonical.js';
export type { Claim } from './task/claim.js';
export type { JsonObject, JsonValue, TaskDefinition } from './task/definition.js';
export {
  type Filter,
  type FilterNode,
  type FilterOperators,
  type FilterScalar,
  TASK_FILTER_FIELDS,
} from './task/filter.js';
export { matches, readPath } from './task/filter-evaluate.js';
export { parseFilter } from './task/filter-parse.js';
export {
  type FilterFieldType,
  type FilterVocabulary,
  RECORDER_VOCABULARY,
  TASK_VOCABULARY,
} from './task/filter-vocabulary.js';
export { MAX_ROUTES, routesServed } from './task/route.js';
export {
  type EndedStatus,
  isEnded,
  type Origin,
  type StatusCounts,
  TASK_STATUSES,
  type TaskStatus,
} from './task/status.js';
export { nearestNames } from './text/nearest-names.js';
export type * from './train/data-handler.js';
export type * from './train/dataset.js';
export type * from './train/model.js';
export type * from './train/record-step.js';
export type * from './train/train-function.js';
export type { TrainerWorker, TrainOptions, TrainProgress, WorkerRunOptions } from './train/trainer.js';
