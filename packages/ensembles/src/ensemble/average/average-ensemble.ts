import {
  DegenerateEnsembleError,
  EmptyEnsembleError,
  type Ensemble,
  EnsembleOptionsError,
  formatKey,
  type ReduceContext,
} from '@windrow/core';
import type { Frame } from '@windrow/frame';
import type { NestedMembers } from '../members.js';
import { averageByDay } from './average-by-day.js';
import type { Averaged } from './average-fill.js';
import { type AverageMembers, prepareMembers } from './average-members.js';
import {
  type AverageEnsembleOptions,
  owner,
  type ResolvedAverageOptions,
  resolveAverageOptions,
} from './average-options.js';
import { type AverageReport, reportAverage } from './average-report.js';
import { keepShapes } from './keep-shapes.js';

/**
 * The mean of several models: per datetime and member z = (x − mean) / std with ddof 1, NaN left out; then per row the mean over the
 * members that have a value. Rows are outer-joined and sorted; a row that is NaN in every member stays, as NaN. The result has one column,
 * `score`, whatever the members' columns are called. Nested maps are flattened, so models of different horizons must be grouped first.
 *
 * Defined where the reference is accidental: a day without a standard deviation (one value, or |std| ≤ 1e-12·|mean|) counts as 0, see
 * `onDegenerate`; infinities, duplicated rows and members of several columns are errors that name the member. The result is on shared
 * memory when all members are. (Reference: `qlib.model.ens.ensemble.AverageEnsemble`.)
 *
 * @example
 * new AverageEnsemble().reduce({ ridge, forest });
 * new AverageEnsemble({ standardize: false, requireAll: true }).reduce(volatilities);
 */
export class AverageEnsemble implements Ensemble<Frame, Frame> {
  readonly options: AverageEnsembleOptions;
  readonly #options: ResolvedAverageOptions;

  /** @throws EnsembleOptionsError (`ENSEMBLE_OPTIONS`) */
  constructor(options: AverageEnsembleOptions = {}) {
    this.options = options;
    this.#options = resolveAverageOptions(options);
  }

  /**
   * @throws EmptyEnsembleError (`ENSEMBLE_EMPTY`) without members, or when none has a row.
   * @throws DegenerateEnsembleError (`ENSEMBLE_DEGENERATE`) when no day of any member has two different values; its message names
   * `standardize: false`.
   * @throws AmbiguousColumnsError (`COLUMNS_AMBIGUOUS`), UnknownColumnError (`COLUMN_UNKNOWN`)
   * @throws DuplicateRowsError (`MEMBER_ROWS_DUPLICATE`), InfiniteValueError (`MEMBER_VALUE_INFINITE`), DegenerateDayError (`DAY_DEGENERATE`)
   * @throws InvalidMemberError (`ENSEMBLE_MEMBER`), DuplicateKeysError (`KEYS_DUPLICATE`), InvalidKeyError (`KEY_INVALID`)
   * @throws EnsembleOptionsError (`ENSEMBLE_OPTIONS`) when weights or `minCoverage` do not fit the members.
   * @throws TooManyRowsError (`TOO_MANY_ROWS`) when the result would have 2³¹ rows or more, before it is allocated.
   */
  reduce(members: NestedMembers<Frame>, context: ReduceContext = {}): Frame {
    const prepared = prepareMembers(members, this.#options);
    this.#check(prepared);
    keepShapes();
    const averaged = averageByDay(prepared, this.#options).averaged;
    refuseDegenerate(prepared, averaged);
    context.onReport?.(reportAverage(prepared, averaged, this.#options));
    return averaged.frame;
  }

  /** {@link reduce} with what it noticed: members, coverage, degenerate days. */
  reduceWithReport(members: NestedMembers<Frame>): { readonly frame: Frame; readonly report: AverageReport } {
    let report: AverageReport | undefined;
    const frame = this.reduce(members, {
      onReport: (told) => {
        report = told as AverageReport;
      },
    });
    return { frame, report: report as AverageReport };
  }

  #check({ list }: AverageMembers): void {
    if (list.every(({ frame }) => frame.length === 0)) throw new EmptyEnsembleError(owner, list.length);
    const { minCoverage } = this.#options;
    if (minCoverage > list.length) {
      throw new EnsembleOptionsError(
        owner,
        'minCoverage',
        `is ${minCoverage}, but there are ${list.length} members, so no row would count`,
      );
    }
  }
}

function refuseDegenerate({ list }: AverageMembers, { soundDays, degenerateDays }: Averaged): void {
  const days = degenerateDays.reduce((most, many) => Math.max(most, many), 0);
  if (soundDays === 0 && days > 0)
    throw new DegenerateEnsembleError(
      list.map(({ key }) => formatKey(key)),
      days,
    );
}
