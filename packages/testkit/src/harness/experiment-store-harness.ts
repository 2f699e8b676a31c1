import type { ExperimentStore } from '@windrow/core';
import type { ChildModule } from './child-module.js';

/** What the author of an experiment store hands to the suite. See {@link TaskStoreHarness} for what the members promise. */
export interface ExperimentStoreHarness {
  readonly store: ExperimentStore;
  /** Another independent client of the same data. Needed with `durable`. */
  open?(): Promise<ExperimentStore>;
  /** Lets `ms` pass by the store's clock. */
  advance(ms: number): Promise<void>;
  /** Needed with `durable`: how another process opens the same data. */
  readonly child?: ChildModule;
  dispose(): Promise<void>;
}

/** Makes fresh, empty data each time. */
export type ExperimentStoreFactory = () => Promise<ExperimentStoreHarness>;
