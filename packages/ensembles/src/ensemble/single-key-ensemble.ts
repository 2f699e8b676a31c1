import { type Ensemble, isMap, type Key, KeyMap } from '@windrow/core';

/** Options of {@link SingleKeyEnsemble}. */
export interface SingleKeyEnsembleOptions {
  /** Whether inner maps are unwrapped too, from the inside out. Default true. */
  readonly recursion?: boolean;
}

/**
 * Unwraps maps of one key: `{ onlyKey: value }` → `value`. Anything else, other maps included, is returned as it is, with its inner maps
 * unwrapped. (Reference: `qlib.model.ens.ensemble.SingleKeyEnsemble`.)
 */
export class SingleKeyEnsemble implements Ensemble {
  readonly #recursion: boolean;

  constructor(options: SingleKeyEnsembleOptions = {}) {
    this.#recursion = options.recursion ?? true;
  }

  reduce(value: unknown): unknown {
    return unwrap(value, this.#recursion);
  }
}

function unwrap(value: unknown, recursion: boolean): unknown {
  if (!isMap(value)) return value;
  const inner = recursion
    ? new KeyMap(Array.from(value, ([key, held]): [Key, unknown] => [key, unwrap(held, true)]))
    : value;
  return inner.size === 1 ? inner.values().next().value : inner;
}
