import type { InstantLike } from '@windrow/frame';
import type { Times } from './ascending-times.js';

/** What a calendar may be called, and up to when it is known. */
export interface CalendarOptions {
  /** Named by errors. Default: how it was made. */
  readonly name?: string | undefined;
  /** The last time of which data exist; later ones are the calendar's future. Default: the last of all. */
  readonly known?: InstantLike | undefined;
}

/** The least that is a calendar: a name and ascending epoch milliseconds. A `Calendar` is one, and so is a user's own. */
export interface CalendarSource {
  readonly name?: string | undefined;
  readonly times: Times;
  readonly known?: InstantLike | undefined;
}
