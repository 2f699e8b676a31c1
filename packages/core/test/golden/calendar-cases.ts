import { Calendar } from '../../src/generate/calendar/calendar.js';
import type { RollType, SegmentLike, SegmentsLike, Side } from '../../src/generate/calendar/span.js';
import { type Answer, answerOf, type GoldenCalendar, type GoldenCase, readGolden } from './golden-file.js';

export interface CalendarInput {
  readonly calendar: string;
  readonly op: string;
  readonly future?: boolean;
  readonly endTime?: string;
  readonly setEndTime?: string | null;
  readonly point?: string | null;
  readonly tpType?: Side;
  readonly segment?: SegmentLike & SegmentsLike;
  readonly a?: string;
  readonly b?: string;
  readonly index?: number | null;
  readonly testStart?: string;
  readonly days?: number;
  readonly step?: number;
  readonly rtype?: RollType;
}

const file = readGolden<CalendarInput>('time-adjuster.json');

export const calendarCases: readonly GoldenCase<CalendarInput>[] = file.cases;

/** What this repository answers to a case of `TimeAdjuster`. */
export function answerCalendarCase(input: CalendarInput): Answer {
  return answerOf(() => call(input));
}

function calendarOf({ calendar, future, endTime, setEndTime }: CalendarInput): Calendar {
  const { days, future: all = days } = file.calendars[calendar] as GoldenCalendar;
  const made = Calendar.fromDates(future === false ? days : all, { name: calendar, known: days.at(-1) });
  const cut = endTime === undefined ? made : made.until(endTime);
  return setEndTime === undefined ? cut : cut.until(setEndTime);
}

function call(input: CalendarInput): unknown {
  const calendar = calendarOf(input);
  const { op, point = null, tpType, segment, a, b, index = null, testStart, days, step, rtype } = input;
  switch (op) {
    case 'align_idx':
      return calendar.indexOf(point, tpType);
    case 'align_time':
      return calendar.align(point, tpType);
    case 'align_seg':
      return calendar.alignSegment(segment as SegmentLike);
    case 'cal_interval':
      return calendar.interval(a as string, b as string);
    case 'max':
      return calendar.last();
    case 'get':
      return calendar.at(index);
    case 'truncate':
      return calendar.truncate(segment as SegmentLike, testStart as string, days as number);
    case 'shift':
      return calendar.shift(segment as SegmentLike, step as number, rtype);
    default:
      throw new TypeError(`no such operation: ${op}`);
  }
}
