export { AverageEnsemble } from './ensemble/average/average-ensemble.js';
export type { AverageEnsembleOptions, OnDegenerate } from './ensemble/average/average-options.js';
export type { AverageReport } from './ensemble/average/average-report.js';
export { flattenKeys } from './ensemble/flatten-keys.js';
export type { Members, NestedMembers, NestedMembersMap } from './ensemble/members.js';
export { RollingEnsemble, type RollingEnsembleOptions } from './ensemble/rolling/rolling-ensemble.js';
export type { RollingReport, WindowGap, WindowOverlap } from './ensemble/rolling/rolling-report.js';
export { SingleKeyEnsemble, type SingleKeyEnsembleOptions } from './ensemble/single-key-ensemble.js';
