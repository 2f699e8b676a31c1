import { type InstantLike, toInstantMs } from '@windrow/frame';
import { InvalidArgumentError } from '../../errors/task-errors.js';
import { ascendingTimes, type Times, timesOfInstants } from './ascending-times.js';
import type { CalendarOptions, CalendarSource } from './calendar-source.js';
import { barMs, type IntradayOptions, intradayTimes } from './intraday-times.js';
import { outsideCalendar, requireWhole } from './outside-calendar.js';
import { businessDayTimes, dayMs, regularTimes } from './regular-times.js';
import { alignSegments, shiftSegment, truncateSegment } from './segment-steps.js';
import {
  type RollType,
  type Segment,
  type SegmentLike,
  type Segments,
  type SegmentsLike,
  type Side,
  showPoint,
} from './span.js';
import { TimeAxis } from './time-axis.js';

/**
 * Ascending instants with a name: trading days, hours, the bars of sessions. It counts steps, never days of the year.
 *
 * Immutable and total: what lies outside is a `CalendarRangeError` that names the time and the calendar's ends. Times come in as ISO 8601
 * text (no zone means UTC; a date is its first instant, 00:00 UTC), epoch milliseconds or `Date`, and go out as text: dates when every
 * instant is a midnight of UTC, else with the time, `2020-01-02T01:30:00Z`. `null` is an open bound and stays one.
 * (Reference: `qlib.workflow.task.utils.TimeAdjuster`.)
 *
 * @example
 * const days = Calendar.businessDays('2020-01-01', '2020-12-31', { holidays: ['2020-01-01', '2020-12-25'] });
 * days.align('2020-12-25', 'end'); // '2020-12-24'
 */
export class Calendar implements CalendarSource {
  readonly name: string;
  /** Epoch milliseconds, ascending; not to be written to. */
  readonly times: Times;
  /** How many steps it has. */
  readonly size: number;
  /** The index of the last known time, −1 when none is known. */
  readonly knownIndex: number;
  /** What this calendar was cut from by {@link until}, or itself. */
  readonly #whole: Calendar;
  readonly #axis: TimeAxis;

  private constructor(name: string, axis: TimeAxis, knownIndex: number, whole?: Calendar) {
    this.name = name;
    this.times = axis.times;
    this.size = axis.times.length;
    this.knownIndex = knownIndex;
    this.#whole = whole ?? this;
    this.#axis = axis;
    Object.freeze(this);
  }

  /**
   * A calendar of any source, or `source` itself when it is one.
   *
   * @throws InvalidCalendarError when its times do not ascend.
   * @throws CalendarRangeError when `known` lies before its first time.
   */
  static of(source: CalendarSource): Calendar {
    if (source instanceof Calendar) return source;
    const name = source.name ?? 'calendar';
    return Calendar.make(name, ascendingTimes(source.times, name), source.known);
  }

  private static make(name: string, times: Times, known: InstantLike | undefined): Calendar {
    const axis = new TimeAxis(times);
    const all = new Calendar(name, axis, times.length - 1);
    return known === undefined ? all : new Calendar(name, axis, all.indexOf(known, 'end', 'it is known up to'));
  }

  /**
   * A calendar of these dates or date-times. Days after `known` are the future: windows may reach into it, none starts there by itself.
   *
   * @throws InvalidCalendarError when they do not ascend; `InvalidTimeError` for what is no ISO 8601 text.
   */
  static fromDates(dates: Iterable<InstantLike>, options: CalendarOptions = {}): Calendar {
    const name = options.name ?? 'dates';
    return Calendar.make(name, ascendingTimes(timesOfInstants(dates, name), name), options.known);
  }

  /** The times of a frame, or of anything with ascending `times`. */
  static fromFrame(frame: { readonly times: Times }, options: CalendarOptions = {}): Calendar {
    return Calendar.of({ name: options.name ?? 'frame', times: frame.times, known: options.known });
  }

  /** Mondays to Fridays from `from` to `to`, both included, without `holidays`; `weekend` names other days off (Sunday is 0). */
  static businessDays(
    from: InstantLike,
    to: InstantLike,
    options: CalendarOptions & {
      readonly holidays?: Iterable<InstantLike> | undefined;
      readonly weekend?: readonly number[] | undefined;
    } = {},
  ): Calendar {
    const times = businessDayTimes(from, to, options.weekend ?? [0, 6], options.holidays ?? []);
    return Calendar.make(options.name ?? 'business days', times, options.known);
  }

  /** Every 24 hours from `from` to `to`, both included. */
  static daily(from: InstantLike, to: InstantLike, options: CalendarOptions = {}): Calendar {
    return Calendar.make(options.name ?? 'daily', regularTimes(from, to, dayMs, 'Calendar.daily'), options.known);
  }

  /** Every hour round the clock from `from` to `to`, both included. */
  static hourly(from: InstantLike, to: InstantLike, options: CalendarOptions = {}): Calendar {
    return Calendar.minutes(from, to, { name: 'hourly', ...options, everyMinutes: 60 });
  }

  /** Every minute (or every `everyMinutes`) round the clock from `from` to `to`, both included. */
  static minutes(
    from: InstantLike,
    to: InstantLike,
    options: CalendarOptions & { readonly everyMinutes?: number | undefined } = {},
  ): Calendar {
    const times = regularTimes(from, to, barMs(options.everyMinutes ?? 1), 'Calendar.minutes');
    return Calendar.make(options.name ?? 'minutes', times, options.known);
  }

  /**
   * The bars within an exchange's sessions.
   *
   * @example
   * Calendar.intraday({ days, sessions: [['09:30', '11:30'], ['13:00', '15:00']], timeZone: 'Asia/Shanghai', everyMinutes: 30 });
   */
  static intraday(options: IntradayOptions & CalendarOptions): Calendar {
    const name = options.name ?? 'intraday';
    return Calendar.make(name, ascendingTimes(intradayTimes(options), name), options.known);
  }

  /** The last known time, `undefined` when none is. */
  get known(): string | undefined {
    return this.knownIndex < 0 ? undefined : this.at(this.knownIndex);
  }

  /**
   * The same calendar up to and including `end`, its future cut likewise; `null` is the whole one again. An earlier `until` is replaced.
   * It may be empty: everything but open bounds is out of its range. (Reference: `set_end_time`.)
   */
  until(end: InstantLike | null): Calendar {
    if (end === null) return this.#whole;
    const whole = this.#whole;
    const size = whole.#axis.position(toInstantMs(end, 'Calendar.until'), 'end') + 1;
    return new Calendar(this.name, whole.#axis.upTo(size), Math.min(whole.knownIndex, size - 1), whole);
  }

  /** The time at `index`, counted from 0; `null` of `null`. (Reference: `get`.) */
  at(index: number): string;
  at(index: number | null): string | null;
  at(index: number | null): string | null {
    if (index === null) return null;
    this.timeAt(index);
    return this.#axis.textAt(index);
  }

  /** The epoch milliseconds at `index`, counted from 0. */
  timeAt(index: number): number {
    requireWhole('Calendar.at index', index);
    const ms = this.times[index];
    if (ms !== undefined) return ms;
    throw outsideCalendar(this, `index ${index}`, `it has ${this.size} steps, counted from 0`);
  }

  /** The first time. */
  first(): string {
    if (this.size === 0) throw outsideCalendar(this, 'the first time', 'there is none');
    return this.at(0);
  }

  /** The last time. (Reference: `max`.) */
  last(): string {
    if (this.size === 0) throw outsideCalendar(this, 'the last time', 'there is none');
    return this.at(this.size - 1);
  }

  /**
   * The index of the first step on or after `point` (`start`, the default) or of the last on or before it (`end`); `null` of `null`. `what`
   * says in an error whose bound it is. (Reference: `align_idx`.)
   */
  indexOf(point: InstantLike, side?: Side, what?: string): number;
  indexOf(point: InstantLike | null, side?: Side, what?: string): number | null;
  indexOf(point: InstantLike | null, side: Side = 'start', what = 'it is'): number | null {
    if (side !== 'start' && side !== 'end') {
      throw new InvalidArgumentError('Calendar side', `"${String(side)}" is neither "start" nor "end"`);
    }
    if (point === null) return null;
    const index = this.#axis.position(toInstantMs(point, what), side);
    if (index >= 0 && index < this.size) return index;
    throw outsideCalendar(
      this,
      showPoint(point),
      `${what} ${side === 'start' ? 'after its last time' : 'before its first time'}`,
    );
  }

  /** As {@link indexOf}, the time itself. (Reference: `align_time`.) */
  align(point: InstantLike, side?: Side): string;
  align(point: InstantLike | null, side?: Side): string | null;
  align(point: InstantLike | null, side: Side = 'start'): string | null {
    return this.at(this.indexOf(point, side));
  }

  /** How many steps `later` is after `earlier`, both aligned as `start`; negative when it is before. (Reference: `cal_interval`.) */
  interval(later: InstantLike, earlier: InstantLike): number {
    for (const point of [later, earlier] as readonly unknown[]) {
      if (point === null || point === undefined) {
        throw new InvalidArgumentError('Calendar.interval', 'an open bound is no number of steps away; give two times');
      }
    }
    return this.indexOf(later) - this.indexOf(earlier);
  }

  /**
   * Start aligned as `start`, end as `end`, open ends kept; of one segment, or of a map of them. (Reference: `align_seg`.)
   *
   * @throws CalendarRangeError, EmptySegmentError
   */
  alignSegment(segment: SegmentLike): Segment;
  alignSegment(segments: SegmentsLike): Segments;
  alignSegment(given: SegmentLike | SegmentsLike): Segment | Segments {
    return alignSegments(this, given);
  }

  /**
   * The segment, aligned, brought back to end at the latest `days` steps before `testStart` (aligned as `start`). An open start stays open,
   * an open end becomes the cut. `days: 0` leaves the test's first step in. (Reference: `truncate`.)
   *
   * @throws EmptySegmentError when nothing is left of it.
   */
  truncate(segment: SegmentLike, testStart: InstantLike, days: number): Segment {
    return truncateSegment(this, segment, testStart, days);
  }

  /**
   * The segment, aligned, moved by `step` steps, backwards when negative: both ends (`sliding`) or only the end (`expanding`).
   * (Reference: `shift`.)
   *
   * @throws CalendarRangeError when it would leave the calendar.
   * @throws EmptySegmentError when the end would pass the start.
   */
  shift(segment: SegmentLike, step: number, type: RollType = 'sliding'): Segment {
    return shiftSegment(this, segment, step, type);
  }
}
