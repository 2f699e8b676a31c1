import { describe, expect, test } from 'vitest';
import { messageOf, notFrozen, rollingTemplate } from '../../test/generate/rolling-template.js';
import { Calendar } from './calendar/calendar.js';
import { parseSegments, segmentsOf, truncateSegments } from './segments.js';

const calendar = Calendar.businessDays('2020-01-01', '2020-12-31', { name: 'days' });

describe("a task's segments", () => {
  test('are read as they were written', () => {
    const segments = segmentsOf(
      rollingTemplate({ train: ['2020-01-01', '2020-03-01'], test: ['2020-04-01T00:00', null] }),
    );
    expect(segments).toEqual({ train: ['2020-01-01', '2020-03-01'], test: ['2020-04-01T00:00', null] });
    expect(notFrozen(segments)).toBeUndefined();
  });

  test.each([
    [
      {},
      "INVALID_TEMPLATE: the task's dataset.kwargs.segments is missing; write dataset: { kwargs: { segments: { train: [start, end], test: [start, end] } } }",
    ],
    [
      { dataset: { kwargs: { segments: [] } } },
      "INVALID_TEMPLATE: the task's dataset.kwargs.segments is no map of segments; write { train: [start, end], test: [start, end] }",
    ],
    [
      { dataset: { kwargs: { segments: {} } } },
      "INVALID_TEMPLATE: the task's dataset.kwargs.segments has no segment; give at least train and test",
    ],
    [
      { dataset: { kwargs: { segments: { train: '2020' } } } },
      `INVALID_TEMPLATE: the task's dataset.kwargs.segments.train is "2020"; write [start, end], with null for an open end`,
    ],
    [
      { dataset: { kwargs: { segments: { train: ['2020-01-01'] } } } },
      `INVALID_TEMPLATE: the task's dataset.kwargs.segments.train is ["2020-01-01"]; write [start, end], with null for an open end`,
    ],
    [
      { dataset: { kwargs: { segments: { train: [20200101, null] } } } },
      `INVALID_TEMPLATE: the task's dataset.kwargs.segments.train.0 is 20200101; write a text such as "2020-01-02", or null`,
    ],
    [
      { dataset: { kwargs: { segments: { train: ['2020-02-01', '2020-01-01'] } } } },
      'EMPTY_SEGMENT: segment "train" 2020-02-01 … 2020-01-01 is empty: it ends before it starts; move its ends apart',
    ],
  ])('that are none are refused in words: %j', (task, message) => {
    expect(messageOf(() => segmentsOf(task))).toBe(message);
  });

  test('with a time that is none say where', () => {
    expect(messageOf(() => parseSegments({ test: ['2020-1-2', null] }))).toMatch(
      /^TIME_INVALID: .*dataset\.kwargs\.segments\.test\.0/,
    );
  });
});

describe('parity row "trunc_segments": truncateSegments', () => {
  const segments = {
    train: ['2020-01-01', '2020-02-29'],
    valid: ['2020-03-01', '2020-03-31'],
    test: ['2020-04-01', null],
  } as const;

  test('gives new segments, all but the test cut, and leaves the given ones alone', () => {
    const before = JSON.stringify(segments);
    const cut = truncateSegments(calendar, segments, 5);
    expect(cut).toEqual({
      train: ['2020-01-01', '2020-02-28'],
      valid: ['2020-03-02', '2020-03-25'],
      test: ['2020-04-01', null],
    });
    expect(JSON.stringify(segments)).toBe(before);
    expect(notFrozen(cut)).toBeUndefined();
  });

  test('handles open bounds: an open start stays, an open end becomes the cut', () => {
    const open = { train: [null, null], test: ['2020-04-01', null] } as const;
    expect(truncateSegments(calendar, open, 1)['train']).toEqual([null, '2020-03-31']);
  });

  test.each([
    [
      () => truncateSegments(calendar, segments, -1),
      'INVALID_ARGUMENT: truncateSegments days: -1 is no whole number from 0 on',
    ],
    [
      () => truncateSegments(calendar, segments, 1, 'out'),
      'INVALID_ARGUMENT: truncateSegments testKey: there is no segment "out", only train, valid, test',
    ],
    [
      () => truncateSegments(calendar, { ...segments, test: [null, null] }, 1),
      'INVALID_ARGUMENT: truncateSegments segments: "test" is open at both ends, so nothing can end before it',
    ],
    [
      () => truncateSegments(calendar, segments, 30),
      'EMPTY_SEGMENT: segment "valid" 2020-03-02 … 2020-03-31 is empty: it would have to end on 2020-02-19, so all of it is cut away; move its ends apart',
    ],
  ])('and refuses in words: %#', (call, message) => {
    expect(messageOf(call)).toBe(message);
  });
});
