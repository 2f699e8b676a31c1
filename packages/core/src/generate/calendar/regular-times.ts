import { formatInstantShort, type InstantLike, toInstantMs } from '@windrow/frame';
import { InvalidArgumentError } from '../../errors/task-errors.js';

export const dayMs = 86_400_000;
const mostTimes = 100_000_000;

/** Every `stepMs` from `from` on, up to and including `to`. */
export function regularTimes(from: InstantLike, to: InstantLike, stepMs: number, what: string): Float64Array {
  const start = toInstantMs(from, `${what} from`);
  const end = toInstantMs(to, `${what} to`);
  if (start > end) {
    throw new InvalidArgumentError(what, `from ${formatInstantShort(start)} is after to ${formatInstantShort(end)}`);
  }
  const count = Math.floor((end - start) / stepMs) + 1;
  if (count > mostTimes) {
    throw new InvalidArgumentError(
      what,
      `${count} times are more than ${mostTimes}; check the years, or take longer steps`,
    );
  }
  return Float64Array.from({ length: count }, (_, index) => start + index * stepMs);
}

/** Midnights (UTC) from `from` to `to`, both included, without the days of the week in `weekend` (Sunday is 0) and without holidays. */
export function businessDayTimes(
  from: InstantLike,
  to: InstantLike,
  weekend: readonly number[],
  holidays: Iterable<InstantLike>,
): Float64Array {
  const start = Math.ceil(toInstantMs(from, 'Calendar.businessDays from') / dayMs) * dayMs;
  const daysOff = new Set<number>();
  for (const holiday of holidays) {
    const ms = toInstantMs(holiday, 'Calendar.businessDays holidays');
    if (ms % dayMs !== 0) {
      throw new InvalidArgumentError(
        'Calendar.businessDays holidays',
        `${formatInstantShort(ms)} is a time of day; give dates`,
      );
    }
    daysOff.add(ms);
  }
  const off = new Set(weekend);
  return regularTimes(start, to, dayMs, 'Calendar.businessDays').filter(
    (ms) => !off.has(new Date(ms).getUTCDay()) && !daysOff.has(ms),
  );
}
