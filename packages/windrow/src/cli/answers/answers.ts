import type { SCHEMA_VERSION } from '../schema-version.js';
import type {
  ExperimentCompareAnswer,
  ExperimentExportAnswer,
  ExperimentGcAnswer,
  ExperimentImportAnswer,
  ExperimentListAnswer,
  ExperimentShowAnswer,
  RecorderShowAnswer,
} from './experiment-answers.js';
import type {
  PoolChangeAnswer,
  PoolExportAnswer,
  PoolImportAnswer,
  PoolListAnswer,
  PoolQueryAnswer,
  PoolReapAnswer,
  PoolRemoveAnswer,
  PoolSettingsAnswer,
  PoolShowAnswer,
  PoolSight,
  PoolStatAnswer,
  PoolWaitAnswer,
} from './pool-answers.js';
import type {
  DoctorAnswer,
  ErrorAnswer,
  FinishedRunAnswer,
  InitAnswer,
  RunPlanAnswer,
  StoppedRunAnswer,
  WorkerAnswer,
} from './run-answers.js';

/**
 * Every `--json` answer by its kind. The published schemas, `windrow/schema/KIND.1.json`, are held to these types, and what the command
 * prints to the schemas.
 */
export interface Answers {
  readonly 'pool-list': PoolListAnswer;
  readonly 'pool-stat': PoolStatAnswer;
  readonly 'pool-query': PoolQueryAnswer;
  readonly 'pool-show': PoolShowAnswer;
  readonly 'pool-wait': PoolWaitAnswer;
  readonly 'pool-watch': PoolSight;
  readonly 'pool-retry': PoolChangeAnswer;
  readonly 'pool-cancel': PoolChangeAnswer;
  readonly 'pool-prioritize': PoolChangeAnswer;
  readonly 'pool-reset': PoolChangeAnswer;
  readonly 'pool-remove': PoolRemoveAnswer;
  readonly 'pool-reap': PoolReapAnswer;
  readonly 'pool-settings': PoolSettingsAnswer;
  readonly 'pool-export': PoolExportAnswer;
  readonly 'pool-import': PoolImportAnswer;
  readonly 'experiment-list': ExperimentListAnswer;
  readonly 'experiment-show': ExperimentShowAnswer;
  readonly 'recorder-show': RecorderShowAnswer;
  readonly 'experiment-compare': ExperimentCompareAnswer;
  readonly 'experiment-export': ExperimentExportAnswer;
  readonly 'experiment-import': ExperimentImportAnswer;
  readonly 'experiment-gc': ExperimentGcAnswer;
  readonly doctor: DoctorAnswer;
  readonly run: FinishedRunAnswer | StoppedRunAnswer;
  readonly 'run-plan': RunPlanAnswer;
  readonly worker: WorkerAnswer;
  readonly init: InitAnswer;
  readonly error: ErrorAnswer;
}

/** What one line of a `--json` answer parses to, such as `Answer<'pool-stat'>`. */
export type Answer<Kind extends keyof Answers> = Answers[Kind] & {
  readonly schema: `windrow/${Kind}/${typeof SCHEMA_VERSION}`;
};
