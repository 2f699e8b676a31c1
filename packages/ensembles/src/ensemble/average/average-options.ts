import { EnsembleOptionsError, formatKey, isMap, type Key, KeyMap } from '@windrow/core';

/** What a day means on which a member has one value, or only equal ones, so that it has no standard deviation. */
export type OnDegenerate = 'zero' | 'abstain' | 'nan' | 'error';

/** Options of {@link AverageEnsemble}. */
export interface AverageEnsembleOptions {
  /** Whether each member is standardised per datetime before the mean. Default true; `false` averages the values as they are. */
  readonly standardize?: boolean;
  /**
   * `'zero'` (default): the member's values on such a day count as 0. `'abstain'`: the member does not count on that day; where nobody
   * else counts the answer is 0. `'nan'`: the member has no values on that day, which is what the reference's arithmetic gives.
   * `'error'`: DegenerateDayError.
   */
  readonly onDegenerate?: OnDegenerate;
  /** One finite weight ≥ 0 for each member, by its key; per row Σ wᵢxᵢ / Σ wᵢ over the members with a value. Default: all equal. */
  readonly weights?: ReadonlyMap<Key, number> | Readonly<Record<string, number>>;
  /** How many members must have a value on a row, else it is NaN. Default 1. */
  readonly minCoverage?: number;
  /** The same as `minCoverage` of all members. Default false. */
  readonly requireAll?: boolean;
  /** The column that counts, in members of several columns. */
  readonly column?: string;
  /** Whether each column counts as a member of its own, under the key (member, column). Default false. */
  readonly each?: boolean;
  /** Whether the result has a second column, `coverage`: how many members have a value on the row. Default false. */
  readonly coverage?: boolean;
}

/** {@link AverageEnsembleOptions} checked, with their defaults. */
export interface ResolvedAverageOptions {
  readonly standardize: boolean;
  readonly onDegenerate: OnDegenerate;
  readonly weights: KeyMap<number> | undefined;
  readonly minCoverage: number;
  readonly requireAll: boolean;
  readonly column: string | undefined;
  readonly each: boolean;
  readonly coverage: boolean;
}

export const owner = 'AverageEnsemble';

const choices: readonly string[] = ['zero', 'abstain', 'nan', 'error'] satisfies OnDegenerate[];

/** @throws EnsembleOptionsError (`ENSEMBLE_OPTIONS`) naming the option. */
export function resolveAverageOptions(options: AverageEnsembleOptions): ResolvedAverageOptions {
  const { onDegenerate = 'zero', minCoverage = 1, requireAll = false, column, each = false } = options;
  if (!choices.includes(onDegenerate)) {
    throw new EnsembleOptionsError(
      owner,
      'onDegenerate',
      `is ${JSON.stringify(onDegenerate)}; choose 'zero', 'abstain', 'nan' or 'error'`,
    );
  }
  if (!Number.isInteger(minCoverage) || minCoverage < 1) {
    throw new EnsembleOptionsError(
      owner,
      'minCoverage',
      `must be a whole number of members from 1, got ${minCoverage}`,
    );
  }
  if (column !== undefined && each) {
    throw new EnsembleOptionsError(owner, 'column and each', 'exclude each other: choose one column, or count each');
  }
  return {
    standardize: options.standardize ?? true,
    onDegenerate,
    weights: options.weights === undefined ? undefined : resolveWeights(options.weights),
    minCoverage,
    requireAll,
    column,
    each,
    coverage: options.coverage ?? false,
  };
}

function resolveWeights(weights: NonNullable<AverageEnsembleOptions['weights']>): KeyMap<number> {
  const resolved = isMap(weights)
    ? KeyMap.from(weights as ReadonlyMap<Key, number>)
    : new KeyMap<number>(Object.entries(weights as Record<string, number>));
  let total = 0;
  for (const [key, weight] of resolved) {
    if (typeof weight !== 'number' || !Number.isFinite(weight) || weight < 0) {
      throw new EnsembleOptionsError(
        owner,
        'weights',
        `must be finite and not negative, but ${formatKey(key)} has ${String(weight)}`,
      );
    }
    total += weight;
  }
  if (total === 0) throw new EnsembleOptionsError(owner, 'weights', 'are all 0, so nothing would count');
  return resolved;
}
