export { Collected, type CollectReport, type DuplicatedKey, type MissingArtifact } from './collect/collect-report.js';
export type {
  CollectableRecorder,
  RecorderListing,
  RecorderSource,
  ResultOf,
} from './collect/collectable-recorder.js';
export type {
  CollectOptions,
  CollectProgress,
  CollectRunOptions,
  RecorderCollectorOptions,
} from './collect/collector-options.js';
export {
  MergeCollector,
  type MergeCollectorOptions,
  type Merged,
  type MergeOptions,
} from './collect/merge-collector.js';
export { processCollect } from './collect/process-collect.js';
export { RecorderCollector } from './collect/recorder-collector.js';
export { type TaskReader, taskResults } from './collect/task-results.js';
export { AverageEnsemble } from './ensemble/average/average-ensemble.js';
export type { AverageEnsembleOptions, OnDegenerate } from './ensemble/average/average-options.js';
export type { AverageReport } from './ensemble/average/average-report.js';
export { flattenKeys } from './ensemble/flatten-keys.js';
export type { Members, NestedMembers, NestedMembersMap } from './ensemble/members.js';
export { RollingEnsemble, type RollingEnsembleOptions } from './ensemble/rolling/rolling-ensemble.js';
export type { RollingReport, WindowGap, WindowOverlap } from './ensemble/rolling/rolling-report.js';
export { SingleKeyEnsemble, type SingleKeyEnsembleOptions } from './ensemble/single-key-ensemble.js';
export { Group, type GroupOptions } from './group/group.js';
export type { GroupBy, GroupPlace } from './group/group-members.js';
export { RollingGroup, type RollingGroupOptions } from './group/rolling-group.js';
export { ensembles } from './plugin/ensembles.js';
