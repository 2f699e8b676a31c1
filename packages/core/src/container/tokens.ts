import type { ArtifactStore as ArtifactStorePort } from '../store/artifact-store.js';
import type { Clock as ClockPort } from '../store/clock.js';
import type { ExperimentStore as ExperimentStorePort } from '../store/experiment-store.js';
import type { TaskStore as TaskStorePort } from '../store/task-store.js';
import type { Trainer as TrainerPort } from '../train/trainer.js';
import type { ComponentRegistry } from './component-registry.js';
import { type Token, token } from './token.js';

export type TaskStore = TaskStorePort;
export const TaskStore: Token<TaskStorePort> = token('core/TaskStore');

export type ExperimentStore = ExperimentStorePort;
export const ExperimentStore: Token<ExperimentStorePort> = token('core/ExperimentStore');

export type ArtifactStore = ArtifactStorePort;
export const ArtifactStore: Token<ArtifactStorePort> = token('core/ArtifactStore');

export type Trainer = TrainerPort;
export const Trainer: Token<TrainerPort> = token('core/Trainer');

export type Clock = ClockPort;
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
