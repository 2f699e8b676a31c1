import { describe, expect, test } from 'vitest';
import { messageOf } from '../../../test/generate/rolling-template.js';
import { Calendar } from './calendar.js';

const shanghai = [
  ['09:30', '11:30'],
  ['13:00', '15:00'],
] as const;

describe('bars within sessions', () => {
  test('Shanghai: two sessions without daylight saving, 240 minutes a day', () => {
    const bars = Calendar.intraday({
      days: ['2024-01-02', '2024-01-03'],
      sessions: shanghai,
      timeZone: 'Asia/Shanghai',
    });
    expect(bars.size).toBe(480);
    expect(bars.first()).toBe('2024-01-02T01:30:00Z');
    expect(bars.at(119)).toBe('2024-01-02T03:29:00Z');
    expect(bars.at(120)).toBe('2024-01-02T05:00:00Z');
    expect(bars.last()).toBe('2024-01-03T06:59:00Z');
    expect(bars.interval('2024-01-02T13:00:00+08:00', '2024-01-02T09:30:00+08:00')).toBe(120);
  });

  test('bars may be named after their ends', () => {
    const bars = Calendar.intraday({
      days: ['2024-01-02'],
      sessions: shanghai,
      timeZone: 'Asia/Shanghai',
      everyMinutes: 30,
      stamp: 'end',
    });
    expect(bars.size).toBe(8);
    expect(bars.first()).toBe('2024-01-02T02:00:00Z');
    expect(bars.last()).toBe('2024-01-02T07:00:00Z');
  });

  test('New York: the same wall time is another instant after clocks change', () => {
    const days = Calendar.businessDays('2024-03-07', '2024-03-12');
    const bars = Calendar.intraday({
      days,
      sessions: [['09:30', '16:00']],
      timeZone: 'America/New_York',
      everyMinutes: 30,
    });
    expect(bars.size).toBe(4 * 13);
    expect(bars.at(13)).toBe('2024-03-08T14:30:00Z');
    expect(bars.at(26)).toBe('2024-03-11T13:30:00Z');
  });

  test('a session past midnight ends on the next day', () => {
    const bars = Calendar.intraday({
      days: ['2024-01-02', '2024-01-03'],
      sessions: [
        ['09:00', '10:00'],
        ['21:00', '02:00'],
      ],
      timeZone: 'Asia/Shanghai',
      everyMinutes: 60,
    });
    expect(bars.size).toBe(12);
    expect(bars.at(5)).toBe('2024-01-02T17:00:00Z');
    expect(bars.at(6)).toBe('2024-01-03T01:00:00Z');
  });

  test.each([
    [
      { timeZone: 'Asia/Shangai' },
      /^INVALID_ARGUMENT: Calendar.intraday timeZone: "Asia\/Shangai" is no time zone that this machine knows; write one like Asia\/Shanghai/,
    ],
    [{ sessions: [] }, /^INVALID_ARGUMENT: Calendar.intraday sessions: there is no session; give at least one$/],
    [{ sessions: [['9:30', '16:00']] as const }, /"9:30" is no time of day; write 09:30$/],
    [{ everyMinutes: 7 }, /09:30 … 11:30 is no whole number of bars of 7 minutes$/],
    [{ everyMinutes: 0 }, /0 is no whole number of minutes above zero$/],
    [
      { stamp: 'middle' as never },
      /^INVALID_ARGUMENT: Calendar.intraday stamp: "middle" is neither "start" nor "end"$/,
    ],
    [
      { days: ['2024-01-02T09:30'] },
      /^INVALID_ARGUMENT: Calendar.intraday days: 2024-01-02T09:30:00.000Z is a time of day; give dates$/,
    ],
    [{ days: ['2024-1-2'] }, /^TIME_INVALID: /],
    [
      { sessions: [...shanghai, ['10:00', '10:30']] as const },
      /^INVALID_CALENDAR: calendar "intraday": time 240 .* comes after/,
    ],
    [
      { days: ['2024-03-10'], sessions: [['02:30', '04:00']] as const, timeZone: 'America/New_York' },
      /2024-03-10T02:30:00 does not exist in America\/New_York, where clocks change then/,
    ],
    [
      { days: ['2024-11-03'], sessions: [['01:30', '04:00']] as const, timeZone: 'America/New_York' },
      /2024-11-03T01:30:00 happens twice in America\/New_York/,
    ],
  ])('what cannot be is refused in words: %j', (options, message) => {
    expect(messageOf(() => Calendar.intraday({ days: ['2024-01-02'], sessions: shanghai, ...options }))).toMatch(
      message,
    );
  });
});
