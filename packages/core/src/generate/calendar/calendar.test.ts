import { Frame, parseInstant } from '@windrow/frame';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { messageOf } from '../../../test/generate/rolling-template.js';
import { Calendar } from './calendar.js';
import type { CalendarSource } from './calendar-source.js';

const week = Calendar.fromDates(['2020-01-02', '2020-01-03', '2020-01-06', '2020-01-07'], { name: 'week' });

describe('calendars are made', () => {
  test('from dates, date-times, epoch milliseconds and Dates alike', () => {
    const ms = Date.UTC(2020, 0, 3);
    const mixed = Calendar.fromDates(['2020-01-02', ms, new Date(Date.UTC(2020, 0, 6)), '2020-01-07T00:00:00Z']);
    expect([...mixed.times]).toEqual([...week.times]);
    expect(mixed.last()).toBe('2020-01-07');
  });

  test('of business days, without holidays, and with other days off', () => {
    const days = Calendar.businessDays('2020-12-21', '2021-01-04', { holidays: ['2020-12-25', '2021-01-01'] });
    expect(textsOf(days)).toEqual([
      '2020-12-21',
      '2020-12-22',
      '2020-12-23',
      '2020-12-24',
      '2020-12-28',
      '2020-12-29',
      '2020-12-30',
      '2020-12-31',
      '2021-01-04',
    ]);
    const sundayToThursday = Calendar.businessDays('2020-01-02', '2020-01-06', { weekend: [5, 6] });
    expect(textsOf(sundayToThursday)).toEqual(['2020-01-02', '2020-01-05', '2020-01-06']);
  });

  test('of days, hours and minutes round the clock, both ends included', () => {
    expect(textsOf(Calendar.daily('2020-02-28', '2020-03-01'))).toEqual(['2020-02-28', '2020-02-29', '2020-03-01']);
    const hours = Calendar.hourly('2020-01-01', '2020-01-02');
    expect(hours.size).toBe(25);
    expect(hours.at(1)).toBe('2020-01-01T01:00:00Z');
    expect(hours.last()).toBe('2020-01-02T00:00:00Z');
    const quarters = Calendar.minutes('2020-01-01T09:00:00+08:00', '2020-01-01T10:00:00+08:00', { everyMinutes: 15 });
    expect(textsOf(quarters)).toEqual(['01:00', '01:15', '01:30', '01:45', '02:00'].map((t) => `2020-01-01T${t}:00Z`));
    expect(Calendar.minutes('2020-01-01', '2020-01-02').size).toBe(1441);
  });

  test('from a frame, or anything with ascending times', () => {
    const frame = Frame.fromRows(
      ['2020-01-03', '2020-01-02', '2020-01-03'].map((datetime, row) => ({
        datetime,
        instrument: `i${row}`,
        score: row,
      })),
    );
    const calendar = Calendar.fromFrame(frame, { known: '2020-01-02' });
    expect(textsOf(calendar)).toEqual(['2020-01-02', '2020-01-03']);
    expect(calendar.known).toBe('2020-01-02');
    expect(textsOf(Calendar.fromFrame({ times: [...week.times] }))).toEqual(textsOf(week));
  });

  test("from a user's own object, structurally, and a copy of what it holds", () => {
    const times = [...week.times];
    const own: CalendarSource = { name: 'own', times, known: '2020-01-05' };
    const calendar = Calendar.of(own);
    times[0] = 0;
    expect(calendar.first()).toBe('2020-01-02');
    expect(calendar.known).toBe('2020-01-03');
    expect(Calendar.of(calendar)).toBe(calendar);
    expectTypeOf<Calendar>().toExtend<CalendarSource>();
  });

  test('with milliseconds where there are any', () => {
    expect(Calendar.fromDates(['2020-01-01T00:00:00.250Z']).first()).toBe('2020-01-01T00:00:00.250Z');
  });

  test.each([
    [
      () => Calendar.fromDates(['2020-01-03', '2020-01-02'], { name: 'x' }),
      'INVALID_CALENDAR: calendar "x": time 1 (2020-01-02) comes after 2020-01-03; sort the times and leave each in once',
    ],
    [
      () => Calendar.fromDates(['2020-01-03', '2020-01-03'], { name: 'x' }),
      'INVALID_CALENDAR: calendar "x": time 1 (2020-01-03) is there twice; sort the times and leave each in once',
    ],
    [
      () => Calendar.fromDates('2020-01-03' as never),
      'INVALID_CALENDAR: calendar "dates": its dates are no list; give an array of dates such as ["2020-01-02", "2020-01-03"]',
    ],
    [
      () => Calendar.of({ name: 'x', times: ['2020-01-02'] as never }),
      'INVALID_CALENDAR: calendar "x": time 0 is 2020-01-02, which is no instant in epoch milliseconds; use Calendar.fromDates for texts',
    ],
    [
      () => Calendar.of({ name: 'x', times: [0, Number.NaN] }),
      'INVALID_CALENDAR: calendar "x": time 1 is NaN, which is no instant in epoch milliseconds; use Calendar.fromDates for texts',
    ],
    [
      () => Calendar.of({ name: 'x', times: undefined as never }),
      'INVALID_CALENDAR: calendar "x": its times are no list; give epoch milliseconds, or use Calendar.fromDates for texts',
    ],
    [
      () => Calendar.daily('2020-02-01', '2020-01-01'),
      'INVALID_ARGUMENT: Calendar.daily: from 2020-02-01 is after to 2020-01-01',
    ],
    [
      () => Calendar.minutes('1000-01-01', '2020-01-01'),
      'INVALID_ARGUMENT: Calendar.minutes: 536467681 times are more than 100000000; check the years, or take longer steps',
    ],
    [
      () => Calendar.minutes('2020-01-01', '2020-01-02', { everyMinutes: 0.5 }),
      'INVALID_ARGUMENT: Calendar everyMinutes: 0.5 is no whole number of minutes above zero',
    ],
    [
      () => Calendar.businessDays('2020-01-01', '2020-01-31', { holidays: ['2020-01-01T09:00'] }),
      'INVALID_ARGUMENT: Calendar.businessDays holidays: 2020-01-01T09:00:00Z is a time of day; give dates',
    ],
    [
      () => Calendar.fromDates(['2020-01-02'], { name: 'x', known: '2019-12-31' }),
      'CALENDAR_RANGE: 2019-12-31 is outside calendar "x" (2020-01-02 … 2020-01-02): it is known up to before its first time; choose a time between these ends, or a longer calendar',
    ],
  ])('and what cannot be one is refused in words: %#', (call, message) => {
    expect(messageOf(call)).toBe(message);
  });
});

describe('times are read strictly and as UTC', () => {
  test.each([
    '2020-1-2',
    '2020-02-30',
    '2020-13-01',
    '2020/01/02',
    '02.01.2020',
    '20200102',
    'today',
    '',
    '2020-01-02T25:00',
    '2020-01-02T09:30:00.0001',
  ])('"%s" is refused', (text) => {
    expect(messageOf(() => week.align(text))).toMatch(/^TIME_INVALID: .*/);
    expect(messageOf(() => Calendar.fromDates([text]))).toMatch(/^TIME_INVALID: .*calendar "dates", date 0/);
  });

  test('a date-time without a zone is UTC, an offset keeps its instant', () => {
    const calendar = Calendar.fromDates(['2020-01-02T09:30:00', '2020-01-02T18:00:00+08:00']);
    expect(textsOf(calendar)).toEqual(['2020-01-02T09:30:00Z', '2020-01-02T10:00:00Z']);
    expect(calendar.indexOf('2020-01-02T05:30-04:00')).toBe(0);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5, new Date('nonsense'), undefined, {}, true])(
    '%s is no time',
    (value) => {
      expect(messageOf(() => week.align(value as never))).toMatch(/^TIME_INVALID: /);
    },
  );
});

describe('parity row "TimeAdjuster": every operation is total', () => {
  test('out of range names the time and the ends of the calendar', () => {
    expect(messageOf(() => week.align('2020-01-08'))).toBe(
      'CALENDAR_RANGE: 2020-01-08 is outside calendar "week" (2020-01-02 … 2020-01-07): it is after its last time; choose a time between these ends, or a longer calendar',
    );
    expect(messageOf(() => week.align('2020-01-01', 'end'))).toContain(
      '2020-01-01 is outside calendar "week" (2020-01-02 … 2020-01-07): it is before its first time',
    );
    expect(messageOf(() => week.at(4))).toContain(
      'index 4 is outside calendar "week" (2020-01-02 … 2020-01-07): it has 4 steps, counted from 0',
    );
    expect(messageOf(() => week.at(-1))).toContain('index -1 is outside');
    expect(messageOf(() => week.shift(['2020-01-03', '2020-01-07'], 1))).toContain(
      '2020-01-07 moved by 1 is outside calendar "week"',
    );
    expect(messageOf(() => week.shift(['2020-01-03', '2020-01-07'], -2))).toContain(
      '2020-01-03 moved by -2 is outside calendar "week"',
    );
    expect(messageOf(() => week.alignSegment({ late: ['2021-01-01', null] }))).toContain(
      '2021-01-01 is outside calendar "week" (2020-01-02 … 2020-01-07): segment "late" starts after its last time',
    );
  });

  test('an empty calendar is out of range for everything but open bounds, and says so', () => {
    const empty = week.until('2019-12-31');
    expect(empty.size).toBe(0);
    expect(empty.known).toBeUndefined();
    expect(empty.align(null)).toBeNull();
    expect(empty.alignSegment([null, null])).toEqual([null, null]);
    for (const call of [
      () => empty.first(),
      () => empty.last(),
      () => empty.at(0),
      () => empty.align('2020-01-02'),
      () => empty.indexOf('2020-01-02', 'end'),
      () => empty.interval('2020-01-02', '2020-01-02'),
      () => empty.shift(['2020-01-02', '2020-01-03'], 1),
    ]) {
      expect(messageOf(call)).toMatch(/^CALENDAR_RANGE: calendar "week" is empty, so .* give it at least one time$/);
    }
    expect(Calendar.fromDates([]).size).toBe(0);
  });

  test('arguments that mean nothing are refused', () => {
    expect(messageOf(() => week.align('2020-01-02', 'middle' as never))).toBe(
      'INVALID_ARGUMENT: Calendar side: "middle" is neither "start" nor "end"',
    );
    expect(messageOf(() => week.at(0.5))).toBe('INVALID_ARGUMENT: Calendar.at index: 0.5 is no whole number');
    expect(messageOf(() => week.interval('2020-01-02', null as never))).toBe(
      'INVALID_ARGUMENT: Calendar.interval: an open bound is no number of steps away; give two times',
    );
    expect(messageOf(() => week.truncate(['2020-01-02', null], null as never, 1))).toBe(
      'INVALID_ARGUMENT: Calendar.truncate testStart: it is open; give the first time of the test',
    );
    expect(messageOf(() => week.truncate(['2020-01-02', null], '2020-01-07', 0.5))).toBe(
      'INVALID_ARGUMENT: Calendar.truncate days: 0.5 is no whole number',
    );
    expect(messageOf(() => week.shift(['2020-01-02', null], 1, 'rolling' as never))).toBe(
      'INVALID_ARGUMENT: Calendar.shift type: "rolling" is neither "sliding" nor "expanding"',
    );
    expect(messageOf(() => week.shift(['2020-01-02', null], Number.NaN))).toBe(
      'INVALID_ARGUMENT: Calendar.shift step: NaN is no whole number',
    );
    expect(messageOf(() => week.alignSegment('2020-01-02' as never))).toBe(
      'INVALID_ARGUMENT: segment: "2020-01-02" is no segment; write [start, end], null for an open end',
    );
    expect(messageOf(() => week.alignSegment({ test: ['2020-01-02'] as never }))).toContain(
      '["2020-01-02"] is no segment',
    );
  });

  test('a segment without a step is an error that names it', () => {
    expect(messageOf(() => week.alignSegment({ gap: ['2020-01-04', '2020-01-05'] }))).toBe(
      'EMPTY_SEGMENT: segment "gap" 2020-01-04 … 2020-01-05 is empty: no step of the calendar lies between its ends; move its ends apart',
    );
    expect(messageOf(() => week.truncate(['2020-01-03', '2020-01-06'], '2020-01-06', 3))).toContain(
      'it would have to end 1 step before the calendar begins',
    );
    expect(messageOf(() => week.truncate(['2020-01-03', '2020-01-06'], '2020-01-06', 2))).toContain(
      'it would have to end on 2020-01-02, so all of it is cut away',
    );
    expect(messageOf(() => week.shift(['2020-01-03', '2020-01-06'], -2, 'expanding'))).toMatch(/^EMPTY_SEGMENT/);
  });

  test('until is replaced by a later one, and null is the whole calendar again', () => {
    const cut = week.until('2020-01-04');
    expect(cut.last()).toBe('2020-01-03');
    expect(cut.until('2020-01-06').last()).toBe('2020-01-06');
    expect(cut.until('2020-01-02').until(null)).toBe(week);
    expect(cut.until('2030-01-01').size).toBe(4);
  });

  test('days after known are the future, and until cuts both', () => {
    const calendar = Calendar.fromDates(['2020-01-02', '2020-01-03', '2020-01-06'], { known: '2020-01-05' });
    expect(calendar.known).toBe('2020-01-03');
    expect(calendar.last()).toBe('2020-01-06');
    expect(calendar.until('2020-01-02').known).toBe('2020-01-02');
    expect(calendar.until(null).known).toBe('2020-01-03');
    expect(week.known).toBe('2020-01-07');
  });

  test('answers are frozen and cannot change the calendar', () => {
    const segment = week.alignSegment(['2020-01-01', '2020-01-09']);
    expect(Object.isFrozen(segment)).toBe(true);
    expect(Object.isFrozen(week.alignSegment({ train: ['2020-01-01', '2020-01-09'] }))).toBe(true);
    expect(Object.isFrozen(week)).toBe(true);
  });
});

test('law: start and end of any time are the calendar steps around it', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 0, max: 300_000 }), (steps, at) => {
      const times = steps.map(
        (
          (sum) => (step: number) =>
            (sum += step * 60_000)
        )(0),
      );
      const calendar = Calendar.of({ times });
      const ms = at * 60_000;
      const after = times.filter((time) => time >= ms);
      const before = times.filter((time) => time <= ms);
      if (after.length === 0) expect(() => calendar.align(ms)).toThrow('after its last time');
      else expect(parseInstant(calendar.align(ms))).toBe(after[0]);
      if (before.length === 0) expect(() => calendar.align(ms, 'end')).toThrow('before its first time');
      else expect(parseInstant(calendar.align(ms, 'end'))).toBe(before.at(-1));
      for (let index = 0; index < calendar.size; index++) expect(calendar.indexOf(calendar.at(index))).toBe(index);
    }),
    { numRuns: 60 },
  );
});

test('law: shifting forth and back is the identity wherever it stays inside', () => {
  const days = Calendar.businessDays('2015-01-01', '2020-12-31');
  fc.assert(
    fc.property(fc.nat(days.size - 1), fc.nat(days.size - 1), fc.integer({ min: -300, max: 300 }), (a, b, step) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)];
      fc.pre(start + step >= 0 && end + step < days.size);
      const segment = [days.at(start), days.at(end)] as const;
      const moved = days.shift(segment, step);
      expect(days.shift(moved, -step)).toEqual(segment);
      expect(days.interval(moved[0] as string, segment[0])).toBe(step);
      expect(days.interval(moved[1] as string, moved[0] as string)).toBe(end - start);
    }),
    { numRuns: 100 },
  );
});

function textsOf(calendar: Calendar): readonly string[] {
  return Array.from({ length: calendar.size }, (_, index) => calendar.at(index));
}
