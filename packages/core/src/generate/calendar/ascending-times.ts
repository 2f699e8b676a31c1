import { formatInstantShort, type InstantLike, toInstantMs, WindrowError } from '@windrow/frame';
import { InvalidCalendarError } from '../../errors/calendar-errors.js';

/** Epoch milliseconds, read only: an array or a typed array. */
export interface Times extends Iterable<number> {
  readonly length: number;
  readonly [index: number]: number;
  slice(start: number, end: number): Times;
}

/** Instants in epoch milliseconds, in the order given. */
export function timesOfInstants(instants: Iterable<InstantLike>, name: string): number[] {
  if (typeof instants !== 'object' || instants === null || !(Symbol.iterator in instants)) {
    throw new InvalidCalendarError(
      name,
      'its dates are no list; give an array of dates such as ["2020-01-02", "2020-01-03"]',
    );
  }
  const times: number[] = [];
  for (const instant of instants) times.push(toInstantMs(instant, `calendar "${name}", date ${times.length}`));
  return times;
}

/** A copy of the times, once they are known to be whole milliseconds that ascend. */
export function ascendingTimes(times: Times, name: string): Float64Array {
  if (typeof times !== 'object' || times === null || !Number.isInteger(times.length)) {
    throw new InvalidCalendarError(
      name,
      'its times are no list; give epoch milliseconds, or use Calendar.fromDates for texts',
    );
  }
  const copy = Float64Array.from(times);
  for (let index = 0; index < copy.length; index++) {
    const ms = copy[index] as number;
    requireInstant(ms, times[index], index, name);
    const before = index === 0 ? Number.NEGATIVE_INFINITY : (copy[index - 1] as number);
    if (ms <= before) {
      throw new InvalidCalendarError(
        name,
        `time ${index} (${formatInstantShort(ms)}) ${ms === before ? 'is there twice' : `comes after ${formatInstantShort(before)}`}; sort the times and leave each in once`,
      );
    }
  }
  return copy;
}

function requireInstant(ms: number, given: unknown, index: number, name: string): void {
  try {
    toInstantMs(typeof given === 'number' ? ms : (given as number));
    if (typeof given !== 'number') throw new InvalidCalendarError(name, 'not numbers');
  } catch (cause) {
    if (!WindrowError.is(cause)) throw cause;
    throw new InvalidCalendarError(
      name,
      `time ${index} is ${String(given)}, which is no instant in epoch milliseconds; use Calendar.fromDates for texts`,
    );
  }
}
