import { type Key, KeyMap } from '@windrow/core';

/** An artifact that a recorder does not have. */
export interface MissingArtifact {
  readonly recorderId: string;
  readonly key: Key;
  readonly artifact: string;
  readonly path: string;
}

/** Two recorders whose objects have one key. */
export interface DuplicatedKey {
  readonly artifact: string;
  readonly key: Key;
  /** The recorder whose object was kept, and the one whose object was dropped. */
  readonly kept: string;
  readonly dropped: string;
}

/** What a collector saw besides what it returns. */
export interface CollectReport {
  /** All recorders that were listed. */
  readonly listed: number;
  /** Those whose objects were collected. */
  readonly collected: number;
  /** Left out for their status, and by the filter. */
  readonly otherStatus: number;
  readonly filteredOut: number;
  /** Recorders of attempts that lost: their task's result points at another recorder, or at none. */
  readonly superseded: readonly string[];
  readonly missing: readonly MissingArtifact[];
  readonly duplicated: readonly DuplicatedKey[];
}

/** What was collected, by artifact, and what was not. */
export class Collected<V = KeyMap<unknown>> extends KeyMap<V> {
  constructor(
    entries: Iterable<readonly [Key, V]>,
    readonly report: CollectReport,
  ) {
    super(entries);
  }
}
