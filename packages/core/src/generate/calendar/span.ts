import { formatInstantShort, type InstantLike } from '@windrow/frame';
import { EmptySegmentError } from '../../errors/generate-errors.js';
import { InvalidArgumentError } from '../../errors/task-errors.js';
import { showValue } from '../show-value.js';

/** Two inclusive ends as ISO 8601 text; `null` is an open end. */
export type Segment = readonly [start: string | null, end: string | null];

/** Segments by name: `{ train, valid, test }`. */
export interface Segments {
  readonly [name: string]: Segment;
}

/** What a segment may be given as. */
export type SegmentLike = readonly [start: InstantLike | null, end: InstantLike | null];

/** Segments by name, as they may be given. */
export interface SegmentsLike {
  readonly [name: string]: SegmentLike;
}

/** `start`: the first step on or after a time. `end`: the last step on or before it. */
export type Side = 'start' | 'end';

/** How a segment moves: both ends (`sliding`), or only its end (`expanding`). */
export type RollType = 'expanding' | 'sliding';

/** A segment as indices of a calendar, both inclusive; `undefined` is an open end. */
export interface Span {
  readonly start: number | undefined;
  readonly end: number | undefined;
}

/** What is needed of a calendar to put a segment on it. */
export interface Axis {
  readonly size: number;
  indexOf(point: InstantLike, side: Side, what?: string): number;
  at(index: number): string;
}

/** Whether `value` has the shape of one segment, two ends in an array. */
export function isSegmentLike(value: unknown): value is SegmentLike {
  return Array.isArray(value) && value.length === 2;
}

/**
 * The segment's steps: its start aligned as `start`, its end as `end`, open ends kept.
 *
 * @throws CalendarRangeError when it starts after the calendar or ends before it.
 * @throws EmptySegmentError when no step lies between its ends: inside a holiday, or given backwards.
 */
export function toSpan(axis: Axis, segment: SegmentLike, name?: string): Span {
  if (!isSegmentLike(segment)) {
    throw new InvalidArgumentError(
      'segment',
      `${showValue(segment)} is no segment; write [start, end], null for an open end`,
    );
  }
  const label = name === undefined ? 'the segment' : `segment "${name}"`;
  const [from, to] = segment;
  const start = from === null ? undefined : axis.indexOf(from, 'start', `${label} starts`);
  const end = to === null ? undefined : axis.indexOf(to, 'end', `${label} ends`);
  if (start !== undefined && end !== undefined && start > end) {
    throw new EmptySegmentError(name, showPoint(from), showPoint(to), 'no step of the calendar lies between its ends');
  }
  return { start, end };
}

/** The span as text again, frozen. */
export function toSegment(axis: Axis, span: Span): Segment {
  return Object.freeze([
    span.start === undefined ? null : axis.at(span.start),
    span.end === undefined ? null : axis.at(span.end),
  ] as const);
}

/** The span brought back to end at `cut` at the latest; an open end becomes the cut. */
export function cutSpan(axis: Axis, span: Span, cut: number, name?: string): Span {
  const end = Math.min(span.end ?? cut, cut);
  if (cut < 0 || end < (span.start ?? 0)) {
    throw new EmptySegmentError(
      name,
      span.start === undefined ? 'open' : axis.at(span.start),
      span.end === undefined ? 'open' : axis.at(span.end),
      cut < 0
        ? `it would have to end ${-cut} ${cut === -1 ? 'step' : 'steps'} before the calendar begins`
        : `it would have to end on ${axis.at(cut)}, so all of it is cut away`,
    );
  }
  return { start: span.start, end };
}

/** The span moved by whole steps; it may lie outside the calendar afterwards. */
export function shiftSpan(span: Span, steps: number, type: RollType): Span {
  return {
    start: span.start === undefined || type === 'expanding' ? span.start : span.start + steps,
    end: span.end === undefined ? undefined : span.end + steps,
  };
}

/** The time at an index, which may be beyond the end: `2020-12-31+13` is 13 steps after the calendar's last. */
export function formatStep(axis: Axis, index: number): string {
  const beyond = index - (axis.size - 1);
  return beyond > 0 ? `${axis.at(axis.size - 1)}+${beyond}` : axis.at(index);
}

/** A point as a message shows it: text as it was given. */
export function showPoint(point: InstantLike | null): string {
  if (point === null) return 'open';
  return typeof point === 'string' ? point : formatInstantShort(Number(point));
}
