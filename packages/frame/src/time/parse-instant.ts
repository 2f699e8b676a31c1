import { InvalidTimeError } from '../errors/frame-key-errors.js';

const pattern =
  /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?(?:\s?(Z|z|UTC|[+-]\d\d(?::?\d\d)?))?)?$/;

/** The farthest a `Date` reaches from 1970, in milliseconds. */
const farthestMs = 8.64e15;

/** What an instant may be given as: epoch milliseconds, a `Date`, or an ISO 8601 text. */
export type InstantLike = number | Date | string;

/**
 * The instant that an ISO 8601 text names, in epoch milliseconds.
 *
 * `2020-01-02`, `2020-01-02T09:30`, `2020-01-02 09:30:00.125`, with `Z`, `UTC`, `+08`, `+0800` or `+08:00` after the time. Without a
 * zone it is UTC, never the zone of the machine. `2020-1-2` is refused, so is a day that does not exist.
 *
 * @throws InvalidTimeError (`TIME_INVALID`) when the text is something else, or finer than a millisecond: nothing is rounded.
 */
export function parseInstant(text: string, where?: string): number {
  const match = pattern.exec(text);
  if (match === null) {
    throw new InvalidTimeError(
      text,
      'write it like 2020-01-02 or 2020-01-02T09:30:00+08:00 (no zone means UTC)',
      where,
    );
  }
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  if (/[1-9]/.test(fraction.slice(3))) {
    throw new InvalidTimeError(text, 'it is finer than a millisecond, and nothing is rounded', where);
  }
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    throw new InvalidTimeError(text, 'there is no such time of day', where);
  }
  const midnight = Date.UTC(2000, Number(month) - 1, Number(day));
  const date = new Date(midnight);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1) {
    throw new InvalidTimeError(text, 'there is no such day', where);
  }
  const timeOfDayMs = (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1000;
  return date.getTime() + timeOfDayMs + Number(fraction.slice(0, 3).padEnd(3, '0')) - offsetMs(zone, text, where);
}

function offsetMs(zone: string | undefined, text: string, where: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'z' || zone === 'UTC') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = zone.length > 3 ? Number(zone.slice(-2)) : 0;
  if (hours > 23 || minutes > 59) throw new InvalidTimeError(text, 'there is no such zone', where);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/**
 * Epoch milliseconds of anything that names an instant.
 *
 * @throws InvalidTimeError (`TIME_INVALID`) for NaN and infinities, an invalid `Date`, a fraction of a millisecond, a time beyond
 * what a `Date` holds, and texts that {@link parseInstant} refuses.
 */
export function toInstantMs(value: InstantLike, where?: string): number {
  if (typeof value === 'string') return parseInstant(value, where);
  const ms = typeof value === 'number' ? value : value instanceof Date ? value.getTime() : Number.NaN;
  const reason = whyNotInstantMs(ms);
  if (reason !== undefined) throw new InvalidTimeError(value, reason, where);
  return ms + 0;
}

/** Why a number is no instant in epoch milliseconds; `undefined` when it is one. */
export function whyNotInstantMs(ms: number): string | undefined {
  if (!Number.isFinite(ms)) return 'it is not finite';
  if (!Number.isInteger(ms)) return 'it is finer than a millisecond, and nothing is rounded';
  if (Math.abs(ms) > farthestMs)
    return 'it is beyond the years -271821 to 275760; are these microseconds or nanoseconds?';
  return undefined;
}
