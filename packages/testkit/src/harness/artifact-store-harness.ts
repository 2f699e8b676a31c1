import type { ArtifactOwner, ArtifactStore } from '@windrow/core';
import type { ChildModule } from './child-module.js';

/** What the author of an artifact store hands to the suite. See {@link TaskStoreHarness} for what the members promise. */
export interface ArtifactStoreHarness {
  readonly store: ArtifactStore;
  /** Another independent client of the same data. Needed with `durable`. */
  open?(): Promise<ArtifactStore>;
  /** Lets `ms` pass by the store's clock. */
  advance(ms: number): Promise<void>;
  /** Needed with `durable`: changes one stored byte behind the store's back, size unchanged. */
  corrupt?(owner: ArtifactOwner, name: string): Promise<void>;
  /** Needed with `durable`: how another process opens the same data. */
  readonly child?: ChildModule;
  dispose(): Promise<void>;
}

/** Makes fresh, empty data each time. */
export type ArtifactStoreFactory = () => Promise<ArtifactStoreHarness>;
