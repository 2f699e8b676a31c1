import type { InstantLike } from '@windrow/frame';
import { InvalidArgumentError } from '../../errors/task-errors.js';
import { type NamedAxis, outsideCalendar, requireWhole } from './outside-calendar.js';
import {
  cutSpan,
  isSegmentLike,
  type RollType,
  type Segment,
  type SegmentLike,
  type Segments,
  type SegmentsLike,
  shiftSpan,
  toSegment,
  toSpan,
} from './span.js';

/** See `Calendar.alignSegment`. */
export function alignSegments(calendar: NamedAxis, given: SegmentLike | SegmentsLike): Segment | Segments {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return toSegment(calendar, toSpan(calendar, given as SegmentLike));
  }
  const named = Object.entries(given as SegmentsLike);
  return Object.freeze(
    Object.fromEntries(named.map(([name, one]) => [name, toSegment(calendar, toSpan(calendar, one, name))])),
  );
}

/** See `Calendar.truncate`. */
export function truncateSegment(
  calendar: NamedAxis,
  segment: SegmentLike,
  testStart: InstantLike,
  days: number,
): Segment {
  requireWhole('Calendar.truncate days', days);
  if (!isSegmentLike(segment)) toSpan(calendar, segment);
  if ((testStart as unknown) === null) {
    throw new InvalidArgumentError('Calendar.truncate testStart', 'it is open; give the first time of the test');
  }
  const cut = calendar.indexOf(testStart, 'start', 'the test starts') - days;
  return toSegment(calendar, cutSpan(calendar, toSpan(calendar, segment), cut));
}

/** See `Calendar.shift`. */
export function shiftSegment(calendar: NamedAxis, segment: SegmentLike, step: number, type: RollType): Segment {
  requireWhole('Calendar.shift step', step);
  if (type !== 'sliding' && type !== 'expanding') {
    throw new InvalidArgumentError('Calendar.shift type', `"${String(type)}" is neither "sliding" nor "expanding"`);
  }
  const given = toSpan(calendar, segment);
  const span = shiftSpan(given, step, type);
  for (const bound of ['start', 'end'] as const) {
    const index = span[bound];
    if (index === undefined || (index >= 0 && index < calendar.size)) continue;
    throw outsideCalendar(
      calendar,
      `${calendar.at(given[bound] as number)} moved by ${step}`,
      'the segment would leave it',
    );
  }
  if (span.start !== undefined && span.end !== undefined && span.end < span.start) {
    // Aligning it again says in the words of every empty segment what is wrong.
    toSpan(calendar, [calendar.at(span.start), calendar.at(span.end)]);
  }
  return toSegment(calendar, span);
}
