import type { ArtifactStore as ArtifactStorePort } from '../store/artifact-store.js';
import type { Clock as ClockPort } from '../store/clock.js';
import type { ExperimentStore as ExperimentStorePort } from '../store/experiment-store.js';
import type { TaskStore as TaskStorePort } from '../store/task-store.js';
import type { Trainer as TrainerPort } from '../train/trainer.js';
import type { ComponentRegistry } from './component-registry.js';
import { type Token, token } from './token.js';

/**
 * Where pools and their tasks lie; what a store of your own implements. The rules are in docs/store-contract.md.
 *
 * @interface
 */
export type TaskStore = TaskStorePort;
/** The token of the store of tasks in a container. */
export const TaskStore: Token<TaskStorePort> = token('core/TaskStore');

/**
 * Where experiments, recorders and their metrics lie. The rules are in docs/experiment-contract.md.
 *
 * @interface
 */
export type ExperimentStore = ExperimentStorePort;
/** The token of the store of experiments in a container. */
export const ExperimentStore: Token<ExperimentStorePort> = token('core/ExperimentStore');

/**
 * Where bytes lie: models, forecasts, large results. The rules are in docs/experiment-contract.md.
 *
 * @interface
 */
export type ArtifactStore = ArtifactStorePort;
/** The token of the store of artifacts in a container. */
export const ArtifactStore: Token<ArtifactStorePort> = token('core/ArtifactStore');

/**
 * Trains a list of definitions and answers one recorder reference each, in their order, that any machine can open.
 * (Reference: `qlib.model.trainer.Trainer`.)
 *
 * @interface
 */
export type Trainer = TrainerPort;
/** The token of the trainer in a container. */
export const Trainer: Token<TrainerPort> = token('core/Trainer');

/**
 * Tells the time.
 *
 * @interface
 */
export type Clock = ClockPort;
/** The token of the clock in a container. */
export const Clock: Token<ClockPort> = token('core/Clock');

/** Filled by the plugins' components; bound by `createContainer` itself. */
export const Components: Token<ComponentRegistry> = token('core/Components');

/** Which plugin provides a token when nobody bound it; read by the message of {@link MissingBindingError}. */
export const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ['core/TaskStore', "sqliteStore() from '@windrow/store-sqlite' or memoryStore() from '@windrow/store-memory'"],
  ['core/ExperimentStore', "sqliteStore() from '@windrow/store-sqlite' or memoryStore() from '@windrow/store-memory'"],
  ['core/ArtifactStore', "sqliteStore() from '@windrow/store-sqlite' or memoryStore() from '@windrow/store-memory'"],
  ['core/Trainer', "trainers() from '@windrow/trainer'"],
]);
