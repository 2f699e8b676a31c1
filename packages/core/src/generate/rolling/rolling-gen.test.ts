import { describe, expect, test } from 'vitest';
import { messageOf, notFrozen, planted, rollingTemplate } from '../../../test/generate/rolling-template.js';
import type { TaskDefinition } from '../../task/definition.js';
import { Calendar } from '../calendar/calendar.js';
import { getIn } from '../definition-path.js';
import { GridGen } from '../grid-gen.js';
import { segmentsOf } from '../segments.js';
import { extendHandler } from './modify-task.js';
import { RollingGen } from './rolling-gen.js';
import type { RollingGenOptions } from './rolling-options.js';

const calendar = Calendar.businessDays('2018-01-01', '2020-12-31', { name: 'days' });
const template = rollingTemplate(
  { train: ['2018-01-01', '2018-12-31'], valid: ['2019-01-01', '2019-12-31'], test: ['2020-01-01', '2020-06-30'] },
  { start_time: '2018-01-01', end_time: '2020-03-01', fit_start_time: '2018-01-01', fit_end_time: '2018-12-31' },
);

const rolling = (options: Partial<RollingGenOptions> = {}): RollingGen =>
  new RollingGen({ calendar, step: 40, ...options });
const segments = (tasks: readonly TaskDefinition[], name: string) => tasks.map((task) => segmentsOf(task)[name]);
const handler = (task: TaskDefinition | undefined, key: string) =>
  getIn(task ?? null, `dataset.kwargs.handler.kwargs.${key}`);

describe('parity row "RollingGen": windows', () => {
  test('step 40, expanding: train keeps its start, all else slides', () => {
    const tasks = rolling().generate(template);
    expect(segments(tasks, 'test')).toEqual([
      ['2020-01-01', '2020-02-25'],
      ['2020-02-26', '2020-04-21'],
      ['2020-04-22', '2020-06-16'],
      ['2020-06-17', '2020-08-11'],
    ]);
    expect(new Set(segments(tasks, 'train').map((train) => train?.[0]))).toEqual(new Set(['2018-01-01']));
    expect(segments(tasks, 'valid')[1]).toEqual(calendar.shift(['2019-01-01', '2019-12-31'], 40));
    expect(notFrozen(tasks)).toBeUndefined();
  });

  test('sliding: train moves as a whole', () => {
    const tasks = rolling({ type: 'sliding' }).generate(template);
    expect(segments(tasks, 'train')[2]).toEqual(calendar.shift(['2018-01-01', '2018-12-31'], 80));
  });

  test('a test may be longer or shorter than the step', () => {
    expect(segments(rolling({ testLength: 60 }).generate(template), 'test').slice(0, 2)).toEqual([
      ['2020-01-01', '2020-03-24'],
      ['2020-02-26', '2020-05-19'],
    ]);
    expect(segments(rolling({ testLength: 1 }).generate(template), 'test').slice(0, 2)).toEqual([
      ['2020-01-01', '2020-01-01'],
      ['2020-02-26', '2020-02-26'],
    ]);
  });

  test('the calendar alone cuts a test, unless clip is askedEnd', () => {
    const long = { step: 200 };
    expect(segments(rolling(long).generate(template), 'test')).toEqual([['2020-01-01', '2020-10-06']]);
    expect(segments(rolling({ ...long, clip: 'askedEnd' }).generate(template), 'test')).toEqual([
      ['2020-01-01', '2020-06-30'],
    ]);
    expect(segments(rolling({ step: 300 }).generate(template), 'test')).toEqual([['2020-01-01', '2020-12-31']]);
  });

  test('an open or later asked end means what is known; windows reach into the future, none follows there', () => {
    const withFuture = Calendar.of({ name: 'days', times: calendar.times, known: '2020-04-30' });
    const open = planted(template, 'dataset.kwargs.segments.test', ['2020-01-01', null]);
    const later = planted(template, 'dataset.kwargs.segments.test', ['2020-01-01', '2031-01-01']);
    for (const task of [open, later]) {
      expect(segments(rolling({ calendar: withFuture }).generate(task), 'test')).toEqual([
        ['2020-01-01', '2020-02-25'],
        ['2020-02-26', '2020-04-21'],
        ['2020-04-22', '2020-06-16'],
      ]);
      expect(segments(rolling({ calendar: withFuture, clip: 'askedEnd' }).generate(task), 'test')[2]).toEqual([
        '2020-04-22',
        '2020-04-30',
      ]);
    }
  });

  test('ends when a segment that lies after the test would leave the calendar', () => {
    const holdout = rollingTemplate({
      train: ['2018-01-01', '2018-12-31'],
      test: ['2019-01-01', null],
      later: ['2020-06-01', '2020-12-31'],
    });
    const tasks = rolling({ step: 100 }).generate(holdout);
    expect(segments(tasks, 'later')).toEqual([
      ['2020-06-01', '2020-12-31'],
      ['2020-10-19', '2020-12-31'],
    ]);
  });

  test("segment names are free, and a calendar may be the user's own", () => {
    const own = { name: 'own', times: [...calendar.times] };
    const named = rollingTemplate({ fit: ['2018-01-01', '2018-12-31'], out: ['2020-01-01', '2020-02-28'] });
    const tasks = rolling({ calendar: own, trainKey: 'fit', testKey: 'out' }).generate(named);
    expect(segments(tasks, 'out')[1]).toEqual(['2020-02-26', '2020-04-21']);
    expect(segments(tasks, 'fit')[1]?.[0]).toBe('2018-01-01');
  });

  test('windows and iterate tell the same as generate', () => {
    const tasks = rolling().generate(template);
    expect(
      rolling()
        .windows(template)
        .map((window) => window.segments),
    ).toEqual(tasks.map(segmentsOf));
    expect([...rolling().iterate(template)]).toEqual(tasks);
  });
});

describe('"Windows, in words": truncate and labelHorizon', () => {
  test('truncate: the other segments end so many steps before the test at the latest', () => {
    for (const truncate of [1, 3, 20]) {
      for (const task of rolling({ truncate }).generate(template)) {
        const { valid, test: tested } = segmentsOf(task);
        expect(calendar.interval(tested?.[0] as string, valid?.[1] as string)).toBe(truncate);
      }
    }
  });

  test('labelHorizon sets truncate to one more than itself', () => {
    expect(rolling({ labelHorizon: 5 }).options.truncate).toBe(6);
    expect(rolling({ labelHorizon: 5 }).generate(template)).toEqual(rolling({ truncate: 6 }).generate(template));
    expect(rolling({ labelHorizon: 0 }).options.truncate).toBe(1);
    expect(rolling({ labelHorizon: 5, truncate: 10 }).options.truncate).toBe(10);
    expect(rolling().options.truncate).toBeUndefined();
  });

  test('a truncate that lets labels touch the test is refused, unless that is allowed', () => {
    expect(messageOf(() => rolling({ labelHorizon: 5, truncate: 5 }))).toBe(
      'LEAKAGE: RollingGen.truncate: 5 is too small for labels that read 5 steps ahead: the last training labels would read the test; leave truncate out or make it 6, or set allowTouch: true if that is meant',
    );
    expect(rolling({ labelHorizon: 5, truncate: 5, allowTouch: true }).options.truncate).toBe(5);
  });

  test('an open end of train becomes the cut', () => {
    const open = planted(template, 'dataset.kwargs.segments.train', [null, null]);
    expect(segments(rolling({ labelHorizon: 2 }).generate(open), 'train')[0]).toEqual([null, '2019-12-27']);
  });
});

describe('parity row "handler_mod": the handler', () => {
  test('loads up to the end of each test, and keeps a later or an open end', () => {
    expect(
      rolling()
        .generate(template)
        .map((task) => handler(task, 'end_time')),
    ).toEqual(['2020-03-01', '2020-04-21', '2020-06-16', '2020-08-11']);
    const open = planted(template, 'dataset.kwargs.handler.kwargs.end_time', null);
    expect(
      new Set(
        rolling()
          .generate(open)
          .map((task) => handler(task, 'end_time')),
      ),
    ).toEqual(new Set([null]));
  });

  test('may be written in camel case', () => {
    const camel = rollingTemplate(segmentsOf(template), {
      startTime: '2018-01-01',
      endTime: '2020-01-31',
      fitStartTime: '2018-01-01',
      fitEndTime: '2018-12-31',
    });
    const [first, second] = rolling({ type: 'sliding' }).generate(camel);
    expect([handler(first, 'endTime'), handler(second, 'endTime')]).toEqual(['2020-02-25', '2020-04-21']);
    expect([handler(second, 'fitStartTime'), handler(second, 'fitEndTime')]).toEqual(
      segmentsOf(second as TaskDefinition)['train'],
    );
    expect(handler(second, 'end_time')).toBeUndefined();
  });

  test('a handler that is a text or absent is left alone, modify: false leaves every handler alone', () => {
    const file = planted(template, 'dataset.kwargs.handler', 'file://handler.json');
    expect(getIn(rolling().generate(file)[1] as TaskDefinition, 'dataset.kwargs.handler')).toBe('file://handler.json');
    expect(handler(rolling({ modify: false }).generate(template)[3], 'end_time')).toBe('2020-03-01');
  });

  test('modify replaces it, sees the window, and may call it', () => {
    const tasks = rolling({
      modify: (draft, window) => {
        draft['window'] = [window.index, window.segments['test']?.[0] ?? null, window.testKey];
        return window.index === 0 ? undefined : extendHandler(draft, window);
      },
    }).generate(template);
    expect(tasks.map((task) => task['window'])[1]).toEqual([1, '2020-02-26', 'test']);
    expect(tasks.map((task) => handler(task, 'end_time')).slice(0, 2)).toEqual(['2020-03-01', '2020-04-21']);
    expect(notFrozen(tasks)).toBeUndefined();
    expect(template['window']).toBeUndefined();
  });

  test('what modify returns is checked', () => {
    expect(messageOf(() => rolling({ modify: () => 7 as never }).generate(template))).toBe(
      'INVALID_ARGUMENT: RollingGen.modify: it returned number; return the changed task, or nothing',
    );
    expect(messageOf(() => rolling({ modify: (async () => undefined) as never }).generate(template))).toBe(
      'INVALID_ARGUMENT: RollingGen.modify: it returned a promise; generators are synchronous',
    );
    expect(
      messageOf(() => rolling({ modify: (draft) => ({ ...draft, at: new Date(0) as never }) }).generate(template)),
    ).toBe('INVALID_DEFINITION: A task definition must be plain JSON, but at is a Date; write it as plain JSON.');
  });
});

describe('rollFit: declared fit windows move with train', () => {
  test('sliding: both ends; expanding: the end alone', () => {
    for (const type of ['sliding', 'expanding'] as const) {
      for (const task of rolling({ type }).generate(template)) {
        expect([handler(task, 'fit_start_time'), handler(task, 'fit_end_time')]).toEqual(segmentsOf(task)['train']);
      }
    }
  });

  test('a fit never ends after train, cut or not; an open one ends with it', () => {
    const [cut] = rolling({ truncate: 300 }).generate(
      planted(template, 'dataset.kwargs.segments.valid', ['2018-03-01', '2018-06-01']),
    );
    expect(handler(cut, 'fit_end_time')).toBe(segmentsOf(cut as TaskDefinition)['train']?.[1]);
    const open = planted(template, 'dataset.kwargs.handler.kwargs.fit_end_time', null);
    expect(
      rolling()
        .generate(open)
        .map((task) => handler(task, 'fit_end_time')),
    ).toEqual(segments(rolling().generate(open), 'train').map((train) => train?.[1]));
    const shorter = planted(template, 'dataset.kwargs.handler.kwargs.fit_end_time', '2018-06-29');
    expect(handler(rolling().generate(shorter)[1], 'fit_end_time')).toBe(
      calendar.shift(['2018-06-29', '2018-06-29'], 40)[0],
    );
  });

  test('nothing is declared that was not, and rollFit: false leaves the fit as the reference does', () => {
    const none = rollingTemplate(segmentsOf(template), { end_time: '2020-03-01' });
    expect(handler(rolling().generate(none)[1], 'fit_end_time')).toBeUndefined();
    expect(
      new Set(
        rolling({ rollFit: false })
          .generate(template)
          .map((task) => handler(task, 'fit_end_time')),
      ),
    ).toEqual(new Set(['2018-12-31']));
  });

  test('a fit of which nothing would be left, or that is no time, is refused in words', () => {
    const late = planted(template, 'dataset.kwargs.handler.kwargs.fit_start_time', '2019-02-01');
    expect(messageOf(() => rolling().generate(late))).toBe(
      'EMPTY_SEGMENT: segment "fit" 2019-02-01 … 2018-12-31 is empty: a fit may not end after the train segment, and this one starts there; move its ends apart',
    );
    const number = planted(template, 'dataset.kwargs.handler.kwargs.fit_start_time', 20180101);
    expect(messageOf(() => rolling().generate(number))).toBe(
      `INVALID_TEMPLATE: the task's dataset.kwargs.handler.kwargs.fit_start_time is 20180101; write a text such as "2020-01-02", or null`,
    );
    const handlerEnd = planted(template, 'dataset.kwargs.handler.kwargs.end_time', '2020-1-2');
    expect(messageOf(() => rolling().generate(handlerEnd))).toMatch(
      /^TIME_INVALID: .*dataset\.kwargs\.handler\.kwargs\.end_time/,
    );
  });
});

describe('bad input is refused in words', () => {
  test.each([
    [
      { type: 'rolling' },
      /^INVALID_ARGUMENT: RollingGen\.type: it is "rolling": Invalid option: expected one of "expanding"\|"sliding"$/,
    ],
    [{ step: 0 }, /^INVALID_ARGUMENT: RollingGen\.step: it is 0: Too small: expected number to be >=1$/],
    [{ step: -40 }, /^INVALID_ARGUMENT: RollingGen\.step: it is -40: Too small/],
    [{ step: 2.5 }, /^INVALID_ARGUMENT: RollingGen\.step: it is 2\.5: Invalid input: expected int/],
    [{ step: '40' }, /^INVALID_ARGUMENT: RollingGen\.step: it is "40": Invalid input: expected number/],
    [{ step: Number.NaN }, /^INVALID_ARGUMENT: RollingGen\.step: it is NaN/],
    [{ testLength: 0 }, /^INVALID_ARGUMENT: RollingGen\.testLength: it is 0: Too small/],
    [{ truncate: -1 }, /^INVALID_ARGUMENT: RollingGen\.truncate: it is -1: Too small/],
    [{ labelHorizon: 1.5 }, /^INVALID_ARGUMENT: RollingGen\.labelHorizon: it is 1\.5/],
    [
      { clip: 'never' },
      /^INVALID_ARGUMENT: RollingGen\.clip: it is "never": Invalid option: expected one of "calendar"\|"askedEnd"$/,
    ],
    [
      { modify: 'handler_mod' },
      /^INVALID_ARGUMENT: RollingGen\.modify: it is "handler_mod": it must be a function \(draft, window\) => task, or false$/,
    ],
    [{ allowTouch: 'yes' }, /^INVALID_ARGUMENT: RollingGen\.allowTouch: it is "yes": Invalid input: expected boolean/],
    [
      { calendar: undefined },
      /^INVALID_ARGUMENT: RollingGen\.calendar: it is missing: it must be a Calendar, as made by/,
    ],
    [
      { calendar: ['2020-01-01'] },
      /^INVALID_ARGUMENT: RollingGen\.calendar: it is \["2020-01-01"\]: it must be a Calendar/,
    ],
    [
      { calendar: { times: [] } },
      /^CALENDAR_RANGE: calendar "calendar" is empty, so the first time is not in it: there is none; give it at least one time$/,
    ],
    [
      { testKey: 'train' },
      /^INVALID_ARGUMENT: RollingGen\.trainKey: it is "train", like testKey; name two different segments$/,
    ],
    [
      { trucate: 3 },
      /^INVALID_ARGUMENT: RollingGen: Unrecognized key: "trucate"; it takes calendar, step, type, testLength, /,
    ],
  ])('options %j', (options, message) => {
    expect(messageOf(() => rolling(options as never))).toMatch(message);
  });

  test('no options at all', () => {
    expect(messageOf(() => new RollingGen(undefined as never))).toMatch(/^INVALID_ARGUMENT: RollingGen: it is missing/);
  });

  test.each([
    [
      {},
      /^INVALID_TEMPLATE: the task's dataset\.kwargs\.segments is missing; write dataset: \{ kwargs: \{ segments: \{ train: \[start, end\], test: \[start, end\] \} \} \}$/,
    ],
    [null, /^INVALID_DEFINITION: A task definition must be plain JSON, but the definition is null, not an object\.$/],
    [
      rollingTemplate({ train: ['2018-01-01', '2018-12-31'], out: ['2020-01-01', null] }),
      /^INVALID_ARGUMENT: RollingGen\.testKey: the task has no segment "test", only train, out; name one of these$/,
    ],
    [
      rollingTemplate({ fit: ['2018-01-01', '2018-12-31'], test: ['2020-01-01', null] }),
      /^INVALID_ARGUMENT: RollingGen\.trainKey: the task has no segment "train", only fit, test; name one of these$/,
    ],
    [
      rollingTemplate({ train: ['2018-01-01', '2018-12-31'], test: [null, '2020-01-01'] }),
      /^INVALID_TEMPLATE: the task's dataset\.kwargs\.segments\.test has an open start; give the day on which the first test starts$/,
    ],
    [
      rollingTemplate({ train: ['2018-01-01', '2018-12-31'], test: ['2021-02-01', null] }),
      /^CALENDAR_RANGE: 2021-02-01 is outside calendar "days" \(2018-01-01 … 2020-12-31\): segment "test" starts after its last time; choose a time between these ends, or a longer calendar$/,
    ],
    [
      rollingTemplate({ train: ['2010-01-01', '2011-12-31'], test: ['2020-01-01', null] }),
      /^CALENDAR_RANGE: 2011-12-31 is outside calendar "days" \(2018-01-01 … 2020-12-31\): segment "train" ends before its first time/,
    ],
    [
      rollingTemplate({ train: ['2018-01-01', '2018-12-31'], test: ['2020-01-04', '2020-01-05'] }),
      /^EMPTY_SEGMENT: segment "test" 2020-01-04 … 2020-01-05 is empty/,
    ],
    [
      planted(template, 'dataset.kwargs.segments.test', '2020'),
      /^INVALID_TEMPLATE: the task's dataset\.kwargs\.segments\.test is "2020"; write \[start, end\], with null for an open end$/,
    ],
    [
      planted(template, 'dataset.kwargs.segments.test', ['2020-1-2', null]),
      /^TIME_INVALID: .*dataset\.kwargs\.segments\.test\.0/,
    ],
    [planted(template, 'dataset', 'file.json'), /^INVALID_TEMPLATE: the task's dataset\.kwargs\.segments is missing/],
  ])('templates: %#', (task, message) => {
    expect(messageOf(() => rolling().generate(task as never))).toMatch(message);
    expect(messageOf(() => rolling().explain(task as never))).toMatch(message);
  });

  test('a test in the future with clip askedEnd', () => {
    const withFuture = Calendar.of({ name: 'days', times: calendar.times, known: '2020-03-31' });
    const late = planted(template, 'dataset.kwargs.segments.test', ['2020-06-01', null]);
    expect(messageOf(() => rolling({ calendar: withFuture, clip: 'askedEnd' }).generate(late))).toMatch(
      /^EMPTY_SEGMENT: segment "test" 2020-06-01 … 2020-03-31 is empty: it starts after the last known time/,
    );
    expect(segments(rolling({ calendar: withFuture }).generate(late), 'test')).toEqual([['2020-06-01', '2020-07-24']]);
  });
});

describe('the picture', () => {
  test('explain draws windows to scale, says what is counted and what cut a test', () => {
    const picture = new RollingGen({ calendar, step: 100, type: 'sliding', labelHorizon: 5 }).explain(
      planted(template, 'dataset.kwargs.segments.test', ['2020-01-01', null]),
      { width: 40 },
    );
    expect(picture).toBe(
      [
        '3 windows, sliding, every 100 steps of "days", tests of 100; all else ends 6 before the test; a label reads 5 ahead',
        'asked up to 2020-12-31, calendar 2018-01-01 … 2020-12-31',
        '   2018-01-01                    2020-12-31  test',
        '1  ━━━━━━━━━━━━━░░░░░░░░░░░░░██████········  2020-01-01 … 2020-05-19',
        '2  ·····━━━━━━━━━━━━━░░░░░░░░░░░░░██████···  2020-05-20 … 2020-10-06',
        '3  ··········━━━━━━━━━━━━━░░░░░░░░░░░░░████  2020-10-07 … 2020-12-31 (cut; whole at 2020-12-31+38)',
        '━ train   ░ valid   █ test',
      ].join('\n'),
    );
  });

  test('a long rolling shows its first and last windows', () => {
    const picture = rolling({ step: 5 }).explain(template, { limit: 4, width: 20 });
    const lines = picture.split('\n');
    expect(lines[0]).toBe('26 windows, expanding, every 5 steps of "days", tests of 5; no cut before the test');
    expect(lines.slice(3, 8).map((line) => line.trim().split(' ')[0])).toEqual(['1', '2', '…', '25', '26']);
    expect(lines[5]).toBe('    … 22 more …');
    expect(messageOf(() => rolling().explain(template, { width: 3 }))).toBe(
      'INVALID_ARGUMENT: explain.width: 3 is no whole number from 10 on',
    );
    expect(messageOf(() => rolling().explain(template, { limit: 1 }))).toBe(
      'INVALID_ARGUMENT: explain.limit: 1 is no whole number from 2 on',
    );
  });
});

test('generators are pure: equal templates give equal tasks, and a template that is not frozen stays as it is', () => {
  const copy = JSON.parse(JSON.stringify(template)) as TaskDefinition;
  const before = JSON.stringify(copy);
  const generator = rolling({ labelHorizon: 2 });
  const [once, again] = [generator.generate(copy), generator.generate(copy)];
  expect(again).toEqual(once);
  expect(JSON.stringify(copy)).toBe(before);
  expect(Object.isFrozen(copy)).toBe(false);
  const swept = new GridGen({ 'model.kwargs.loss': ['mae'] }).generate(once[0] as TaskDefinition);
  expect(getIn(once[0] as TaskDefinition, 'model.kwargs.loss')).toBe('mse');
  expect(getIn(swept[0] as TaskDefinition, 'model.kwargs.loss')).toBe('mae');
});
