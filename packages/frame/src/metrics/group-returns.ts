import { EmptyFrameError } from '../errors/frame-shape-errors.js';
import { FrameOptionError } from '../errors/frame-value-errors.js';
import type { Frame } from '../frame/frame.js';
import { dailyFrame, forEachDay, type Pairs, presentPairs } from './day-pairs.js';
import type { MetricColumns } from './metric-columns.js';
import { meanOf, momentsOf } from './moments.js';

/** How rows are put into groups. */
export interface GroupReturnsOptions extends MetricColumns {
  /** How many groups. Default 5. */
  readonly groups?: number | undefined;
}

/** What each quantile of the predictions returned. */
export interface GroupReturns {
  /** One row per day: the mean label of `group_1` (lowest predictions) to `group_n` (highest), and `long_short`, last less first. */
  readonly daily: Frame;
  /** The means of those columns over the days that have them, by the names of the columns. */
  readonly means: ReadonlyMap<string, number>;
}

/**
 * The mean label of each quantile group of the predictions, day by day. A day's rows are ordered by prediction, equal ones as they stand
 * in the sorted frame; the k-th of n (from 0) belongs to group `floor(k · groups / n) + 1`, so sizes differ by one at most. Rows in which
 * either value is NaN are left out; a day with fewer rows than groups has NaN.
 *
 * In pandas: `labels.groupby((predictions.rank(method='first') - 1) * groups // n).mean()`.
 *
 * @throws EmptyFrameError (`FRAME_EMPTY`), UnknownColumnError (`COLUMN_UNKNOWN`), FrameOptionError (`FRAME_OPTION_INVALID`) when `groups`
 * is no whole number from 2 on.
 */
export function groupReturns(frame: Frame, options: GroupReturnsOptions = {}): GroupReturns {
  const groups = options.groups ?? 5;
  if (!Number.isInteger(groups) || groups < 2) throw new FrameOptionError('groups', groups, 'a whole number from 2 on');
  if (frame.length === 0) throw new EmptyFrameError('groupReturns');
  const sorted = frame.sort();
  const predictions = sorted.column(options.prediction ?? 'score');
  const labels = sorted.column(options.label ?? 'label');
  const days: Float64Array[] = [];
  forEachDay(sorted, (start, end) => days.push(meansOfGroups(presentPairs(predictions, labels, start, end), groups)));
  const columns = Array.from({ length: groups }, (_, group) => {
    return [`group_${group + 1}`, Float64Array.from(days, (means) => means[group] as number)] as const;
  });
  const longShort = Float64Array.from(days, (means) => (means[groups - 1] as number) - (means[0] as number));
  const daily = dailyFrame(sorted, [...columns, ['long_short', longShort]]);
  return { daily, means: new Map(Array.from(daily.columns, ([name, values]) => [name, momentsOf(values).mean])) };
}

function meansOfGroups({ predictions, labels }: Pairs, groups: number): Float64Array {
  const count = labels.length;
  if (count < groups) return new Float64Array(groups).fill(Number.NaN);
  const order = Array.from(predictions.keys()).sort((a, b) =>
    compare(predictions[a] as number, predictions[b] as number),
  );
  return Float64Array.from({ length: groups }, (_, group) => {
    // The first k with floor(k · groups / n) = group.
    const start = Math.ceil((group * count) / groups);
    const end = Math.ceil(((group + 1) * count) / groups);
    return meanOf(Float64Array.from(order.slice(start, end), (row) => labels[row] as number));
  });
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
