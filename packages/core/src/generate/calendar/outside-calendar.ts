import { CalendarRangeError } from '../../errors/calendar-errors.js';
import { InvalidArgumentError } from '../../errors/task-errors.js';
import type { Axis } from './span.js';

/** A calendar as its errors show it. */
export interface NamedAxis extends Axis {
  readonly name: string;
}

/** The error that says what lies outside which calendar, with the calendar's ends. */
export function outsideCalendar(calendar: NamedAxis, point: string, reason: string): CalendarRangeError {
  const { name, size } = calendar;
  const ends =
    size === 0 ? { first: undefined, last: undefined } : { first: calendar.at(0), last: calendar.at(size - 1) };
  return new CalendarRangeError({ calendar: name, ...ends }, point, reason);
}

/** @throws InvalidArgumentError for what is no whole number. */
export function requireWhole(argument: string, value: number): void {
  if (!Number.isInteger(value)) throw new InvalidArgumentError(argument, `${String(value)} is no whole number`);
}
