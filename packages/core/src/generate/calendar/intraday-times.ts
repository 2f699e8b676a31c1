import { type InstantLike, toInstantMs } from '@windrow/frame';
import { InvalidArgumentError } from '../../errors/task-errors.js';
import { dayMs } from './regular-times.js';
import { zonedClock } from './zoned-time.js';

/** A stretch of trading as wall times, `['09:30', '11:30']`. One that ends at or before its start ends on the next day. */
export type Session = readonly [open: string, close: string];

/** What bars within sessions are made from. */
export interface IntradayOptions {
  /** Trading dates in the exchange's zone: dates, or a calendar of dates. */
  readonly days: Iterable<InstantLike> | { readonly times: ArrayLike<number> };
  /** Sessions of each date in order, as wall times of `timeZone`. */
  readonly sessions: readonly Session[];
  /** IANA name, `America/New_York`. Default `UTC`. */
  readonly timeZone?: string | undefined;
  /** Minutes per bar. Default 1. A session that is no whole number of bars is an error. */
  readonly everyMinutes?: number | undefined;
  /** Whether a bar is named after the time it starts (default; 09:30 … 11:29) or ends (09:31 … 11:30). */
  readonly stamp?: 'start' | 'end' | undefined;
}

const minuteMs = 60_000;

/** The instants of all bars, ascending as long as the sessions are. */
export function intradayTimes(options: IntradayOptions): number[] {
  const { sessions, timeZone = 'UTC', everyMinutes = 1, stamp = 'start' } = options;
  const stepMs = barMs(everyMinutes);
  if (stamp !== 'start' && stamp !== 'end') {
    throw new InvalidArgumentError('Calendar.intraday stamp', `"${String(stamp)}" is neither "start" nor "end"`);
  }
  if (sessions.length === 0)
    throw new InvalidArgumentError('Calendar.intraday sessions', 'there is no session; give at least one');
  const clock = zonedClock(timeZone);
  const offsets = sessions.map((session) => wallOffsets(session, stepMs));
  const times: number[] = [];
  for (const day of daysOf(options.days)) {
    for (const [open, close] of offsets) {
      const first = clock.instantOf(day + open);
      const last = clock.instantOf(day + close);
      for (let ms = first; ms < last; ms += stepMs) times.push(stamp === 'start' ? ms : ms + stepMs);
    }
  }
  return times;
}

/** The length of a bar in milliseconds. */
export function barMs(everyMinutes: number): number {
  if (!Number.isInteger(everyMinutes) || everyMinutes < 1) {
    throw new InvalidArgumentError(
      'Calendar everyMinutes',
      `${String(everyMinutes)} is no whole number of minutes above zero`,
    );
  }
  return everyMinutes * minuteMs;
}

function* daysOf(days: IntradayOptions['days']): Generator<number> {
  for (const day of 'times' in days ? Array.from(days.times) : days) {
    const ms = toInstantMs(day, 'Calendar.intraday days');
    if (ms % dayMs !== 0) {
      throw new InvalidArgumentError(
        'Calendar.intraday days',
        `${new Date(ms).toISOString()} is a time of day; give dates`,
      );
    }
    yield ms;
  }
}

function wallOffsets(session: Session, stepMs: number): readonly [number, number] {
  const open = wallOffset(session[0]);
  const closeSameDay = wallOffset(session[1]);
  const close = closeSameDay > open ? closeSameDay : closeSameDay + dayMs;
  if ((close - open) % stepMs !== 0) {
    throw new InvalidArgumentError(
      'Calendar.intraday sessions',
      `${session[0]} … ${session[1]} is no whole number of bars of ${stepMs / minuteMs} minutes`,
    );
  }
  return [open, close];
}

function wallOffset(text: string): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (match === null)
    throw new InvalidArgumentError('Calendar.intraday sessions', `"${text}" is no time of day; write 09:30`);
  return (Number(match[1]) * 60 + Number(match[2])) * minuteMs;
}
