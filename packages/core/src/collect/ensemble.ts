import type { KeyMap } from './key-map.js';

/** What a run of an ensemble, a group or a collector may be told and may tell. */
export interface ReduceContext {
  /** Told once per reduced collection what the ensemble noticed: gaps, overlaps, degenerate days. */
  onReport?(report: unknown): void;
}

/**
 * Makes one object of many: `{C1: object, C2: object}` → `object`. Pure: the members are not changed, and the answer does not depend on
 * their order in the map. (Reference: `qlib.model.ens.ensemble.Ensemble`.)
 */
export interface Ensemble<In = unknown, Out = unknown> {
  /** @throws EmptyEnsembleError (`ENSEMBLE_EMPTY`) when there is nothing to reduce, where that has no answer. */
  reduce(members: KeyMap<In>, context?: ReduceContext): Out | Promise<Out>;
}

/** An ensemble may be a plain function. */
export type EnsembleLike<In = unknown, Out = unknown> =
  | Ensemble<In, Out>
  | ((members: KeyMap<In>, context?: ReduceContext) => Out | Promise<Out>);
