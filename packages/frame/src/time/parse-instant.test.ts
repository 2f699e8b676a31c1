import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { formatInstantShort } from './format-instant.js';
import { parseInstant, toInstantMs } from './parse-instant.js';

afterEach(() => vi.unstubAllEnvs());

describe.each([
  ['UTC', 0],
  ['Asia/Shanghai', -480],
  ['America/New_York', 300],
])('on a machine in %s', (zone, offsetMinutes) => {
  test('a text without a zone is UTC, never the time of the machine', () => {
    vi.stubEnv('TZ', zone);
    expect(new Date(2020, 0, 1).getTimezoneOffset()).toBe(offsetMinutes);
    expect(parseInstant('2020-01-02')).toBe(Date.UTC(2020, 0, 2));
    expect(parseInstant('2020-01-02T09:30')).toBe(Date.UTC(2020, 0, 2, 9, 30));
    expect(parseInstant('2020-01-02 09:30:15')).toBe(Date.UTC(2020, 0, 2, 9, 30, 15));
    expect(parseInstant('2020-03-08T02:30:00')).toBe(Date.UTC(2020, 2, 8, 2, 30));
    expect(formatInstantShort(parseInstant('2020-01-02'))).toBe('2020-01-02');
  });

  test('a zone in the text is kept to', () => {
    vi.stubEnv('TZ', zone);
    const instant = Date.UTC(2020, 0, 2, 1, 30);
    for (const text of [
      '2020-01-02T09:30:00+08:00',
      '2020-01-02T09:30+0800',
      '2020-01-02 09:30+08',
      '2020-01-02T01:30:00Z',
      '2020-01-02 01:30:00 UTC',
      '2020-01-01T20:30:00.000-05:00',
    ]) {
      expect(parseInstant(text), text).toBe(instant);
    }
  });
});

test.each([
  ['2020-1-2', /write it like 2020-01-02/],
  ['2020/01/02', /write it like/],
  ['20200102', /write it like/],
  ['', /write it like/],
  ['2020-01-02T', /write it like/],
  ['2020-01-02Z', /write it like/],
  ['2020-02-30', /no such day/],
  ['2019-02-29', /no such day/],
  ['2020-13-01', /no such day/],
  ['2020-00-01', /no such day/],
  ['2020-01-02T24:00', /no such time of day/],
  ['2020-01-02T09:60', /no such time of day/],
  ['2020-01-02T09:30:00+25:00', /no such zone/],
  ['2020-01-02T09:30:00.0001', /finer than a millisecond/],
])('%s is refused', (text, message) => {
  expect(() => parseInstant(text)).toThrowError(
    expect.objectContaining({ code: 'TIME_INVALID', value: text, message: expect.stringMatching(message) }),
  );
});

test('digits below the millisecond are fine when they are zeros', () => {
  expect(parseInstant('2020-01-02T00:00:00.123000000')).toBe(Date.UTC(2020, 0, 2, 0, 0, 0, 123));
  expect(parseInstant('2020-01-02T00:00:00.5')).toBe(Date.UTC(2020, 0, 2, 0, 0, 0, 500));
});

test('early years are the years they say', () => {
  expect(new Date(parseInstant('0099-12-31')).toISOString()).toBe('0099-12-31T00:00:00.000Z');
});

test('numbers and dates are checked, naming where they stand', () => {
  expect(toInstantMs(new Date(5))).toBe(5);
  expect(Object.is(toInstantMs(-0), 0)).toBe(true);
  for (const bad of [Number.NaN, Infinity, 0.5, 9e15, new Date('nonsense')]) {
    expect(() => toInstantMs(bad, 'row 7')).toThrowError(
      expect.objectContaining({ code: 'TIME_INVALID', message: expect.stringMatching(/^row 7: /) }),
    );
  }
  expect(() => toInstantMs({} as never)).toThrowError(expect.objectContaining({ code: 'TIME_INVALID' }));
});

test('law: an instant printed by Date is read back', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (date) => {
      expect(parseInstant(date.toISOString())).toBe(date.getTime());
      expect(parseInstant(formatInstantShort(date.getTime()))).toBe(date.getTime());
    }),
    { numRuns: 200 },
  );
});
