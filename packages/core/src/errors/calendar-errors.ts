import { WindrowError } from '@windrow/frame';

/** Which calendar refused, and where it begins and ends (`undefined` when it is empty). */
export interface CalendarEnds {
  readonly calendar: string;
  readonly first: string | undefined;
  readonly last: string | undefined;
}

/** `CALENDAR_RANGE`: a time, an index or a shifted segment lies outside the calendar. Nothing is wrapped round and nothing is left open. */
export class CalendarRangeError extends WindrowError {
  readonly code = 'CALENDAR_RANGE';
  readonly calendar: string;
  readonly first: string | undefined;
  readonly last: string | undefined;

  constructor(
    ends: CalendarEnds,
    /** The time or index that was asked for, as text. */
    readonly point: string,
    /** How it lies outside, and of what it is the bound: `segment "test" starts after its end`. */
    readonly reason: string,
  ) {
    super(
      ends.first === undefined
        ? `calendar "${ends.calendar}" is empty, so ${point} is not in it: ${reason}; give it at least one time`
        : `${point} is outside calendar "${ends.calendar}" (${ends.first} … ${ends.last}): ${reason}; choose a time between these ends, or a longer calendar`,
    );
    this.calendar = ends.calendar;
    this.first = ends.first;
    this.last = ends.last;
  }
}

/** `INVALID_CALENDAR`: what was given cannot be a calendar: times out of order, twice, or of the wrong kind. */
export class InvalidCalendarError extends WindrowError {
  readonly code = 'INVALID_CALENDAR';

  constructor(
    readonly calendar: string,
    readonly reason: string,
  ) {
    super(`calendar "${calendar}": ${reason}`);
  }
}
