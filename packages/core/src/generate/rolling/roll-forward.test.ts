import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryTemplate, days } from '../../../test/generate/arbitrary-rolling.js';
import { messageOf, notFrozen, planted, rollingTemplate } from '../../../test/generate/rolling-template.js';
import type { TaskDefinition } from '../../task/definition.js';
import { Calendar } from '../calendar/calendar.js';
import { getIn } from '../definition-path.js';
import { segmentsOf } from '../segments.js';
import { RollingGen } from './rolling-gen.js';
import type { RollingGenOptions } from './rolling-options.js';

const template = rollingTemplate(
  { train: ['2018-01-01', '2018-12-31'], test: ['2019-01-02', null] },
  { end_time: '2019-01-31', fit_start_time: '2018-01-01', fit_end_time: '2018-12-31' },
);
const testOf = (task: TaskDefinition | undefined) => segmentsOf(task as TaskDefinition)['test'];

/** Calls for each of these ends, each from the newest task so far. */
function rollMonthly(
  first: readonly TaskDefinition[],
  ends: readonly string[],
  generatorUpTo: (end: string) => RollingGen,
): readonly TaskDefinition[] {
  const all = [...first];
  for (const end of ends) {
    const newest = all.reduce((a, b) => ((testOf(b)?.[0] as string) >= (testOf(a)?.[0] as string) ? b : a));
    all.push(...generatorUpTo(end).rollForward(newest, end));
  }
  return all;
}

/** Of tasks whose test starts on the same day the last one issued, by that day. */
function byStart(tasks: readonly TaskDefinition[]): readonly TaskDefinition[] {
  const latest = new Map(tasks.map((task) => [testOf(task)?.[0] as string, task]));
  return [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, task]) => task);
}

const rollings = fc.record({
  step: fc.integer({ min: 3, max: 50 }),
  testLength: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
  type: fc.constantFrom('expanding' as const, 'sliding' as const),
  labelHorizon: fc.integer({ min: 0, max: 5 }),
});

describe('parity row "gen_following_tasks": rollForward', () => {
  const rolling = new RollingGen({ calendar: days, step: 40, type: 'sliding' });
  const [first] = rolling.generate(template) as readonly [TaskDefinition];

  test('gives the windows that start by until, each whole, from the task that was given', () => {
    const tasks = rolling.rollForward(first, '2019-05-01');
    expect(tasks).toEqual(rolling.generate(template).slice(1, 3));
    expect(tasks.map((task) => testOf(task)?.[0])).toEqual(['2019-02-27', '2019-04-24']);
    expect(tasks.map((task) => testOf(task)?.[1])).toEqual(['2019-04-23', '2019-06-18']);
    expect(notFrozen(tasks)).toBeUndefined();
  });

  test('takes until as text, number or Date, on any day', () => {
    const ms = Date.UTC(2019, 4, 1);
    expect(rolling.rollForward(first, ms)).toEqual(rolling.rollForward(first, '2019-05-01'));
    expect(rolling.rollForward(first, new Date(ms))).toEqual(rolling.rollForward(first, '2019-05-01T00:00Z'));
    expect(rolling.rollForward(first, '2030-01-01')).toEqual(rolling.generate(template).slice(1));
    expect(rolling.rollForward(first, '2019-02-26')).toEqual([]);
    expect(rolling.rollForward(first, '1990-01-01')).toEqual([]);
  });

  test('keeps the length of the test of the task that was given', () => {
    const longer = planted(first, 'dataset.kwargs.segments.test', [testOf(first)?.[0] as string, '2019-03-29']);
    const [next] = rolling.rollForward(longer, '2019-03-01');
    expect(days.interval(testOf(next)?.[1] as string, testOf(next)?.[0] as string)).toBe(
      days.interval('2019-03-29', '2019-01-02'),
    );
  });

  test('rolls tasks that went through JSON', () => {
    const stored = JSON.parse(JSON.stringify(first)) as TaskDefinition;
    expect(rolling.rollForward(stored, '2019-12-31')).toEqual(rolling.rollForward(first, '2019-12-31'));
  });

  test('law: once for a year equals twelve times for a month, and generate', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(
        arbitraryTemplate(6),
        rollings,
        fc.array(fc.nat(days.size - 1), { minLength: 1, maxLength: 12 }),
        ({ template: given }, options, indices) => {
          const generator = new RollingGen({ calendar: days, ...options });
          const ends = indices.sort((a, b) => a - b).map((index) => days.at(index));
          const last = ends.at(-1) as string;
          const start = generator.generate(given).slice(0, 1);
          const once = generator.rollForward(start[0] as TaskDefinition, last);
          const monthly = rollMonthly(start, ends, () => generator).slice(1);
          expect(monthly).toEqual(once);
          const all = generator.generate(given).slice(1);
          expect(once).toEqual(all.filter((task) => (testOf(task)?.[0] as string) <= last));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a window cut by the end of the calendar', () => {
  const upTo = (end: string, options: Partial<RollingGenOptions> = {}) =>
    new RollingGen({ calendar: days.until(end), step: 40, type: 'sliding', ...options });

  test('keeps its nominal end', () => {
    const tasks = upTo('2019-05-01').generate(template);
    expect(testOf(tasks.at(-1))).toEqual(['2019-04-24', '2019-05-01']);
    expect(tasks.at(-1)?.['rolling']).toEqual({ nominalEnd: '2019-05-01+34' });
    expect(tasks.slice(0, -1).every((task) => task['rolling'] === undefined)).toBe(true);
    expect(upTo('2019-05-01').windows(template).at(-1)).toMatchObject({ cut: true, nominalEnd: '2019-05-01+34' });
  });

  test('is issued again, whole, once the calendar has grown to hold it', () => {
    const cut = upTo('2019-05-01').generate(template).at(-1) as TaskDefinition;
    expect(upTo('2019-05-01').rollForward(cut, '2019-05-01')).toEqual([]);
    expect(upTo('2019-06-17').rollForward(cut, '2019-06-17')).toEqual([]);
    const [again, next] = upTo('2019-06-20').rollForward(cut, '2019-06-20');
    expect(again).toEqual(new RollingGen({ calendar: days, step: 40, type: 'sliding' }).generate(template)[2]);
    expect(again?.['rolling']).toBeUndefined();
    expect(testOf(next)).toEqual(['2019-06-19', '2019-06-20']);
  });

  test('or, with reissue: grown, as soon as the calendar holds more of it', () => {
    const cut = upTo('2019-05-01').generate(template).at(-1) as TaskDefinition;
    const [again] = upTo('2019-06-17', { reissue: 'grown' }).rollForward(cut, '2019-06-17');
    expect(testOf(again)).toEqual(['2019-04-24', '2019-06-17']);
    expect(again?.['rolling']).toEqual({ nominalEnd: '2019-06-17+1' });
  });

  test('comes with those cut before it where tests overlap', () => {
    const overlapping = { step: 10, testLength: 40 };
    const tasks = upTo('2019-05-01', overlapping).generate(template);
    expect(tasks.slice(-4).map((task) => task['rolling'])).toEqual([
      { nominalEnd: '2019-05-01+4' },
      { nominalEnd: '2019-05-01+14', cutBefore: 1 },
      { nominalEnd: '2019-05-01+24', cutBefore: 2 },
      { nominalEnd: '2019-05-01+34', cutBefore: 3 },
    ]);
    const whole = new RollingGen({ calendar: days, type: 'sliding', ...overlapping }).generate(template);
    const later = new RollingGen({ calendar: days, type: 'sliding', ...overlapping }).rollForward(
      tasks.at(-1) as TaskDefinition,
      '2019-05-02',
    );
    expect(later).toEqual(whole.slice(tasks.length - 4, tasks.length));
  });

  test('a window that only the asked end had cut comes again when until goes beyond its end', () => {
    const asked = planted(template, 'dataset.kwargs.segments.test', ['2019-01-02', '2019-03-15']);
    const clipped = new RollingGen({ calendar: days, step: 40, type: 'sliding', clip: 'askedEnd' });
    const last = clipped.generate(asked).at(-1) as TaskDefinition;
    expect(testOf(last)).toEqual(['2019-02-27', '2019-03-15']);
    expect(last['rolling']).toEqual({ nominalEnd: '2019-04-23' });
    expect(clipped.rollForward(last, '2019-03-15')).toEqual([]);
    expect(clipped.rollForward(last, '2019-03-18').map(testOf)).toEqual([['2019-02-27', '2019-04-23']]);
  });

  test('a note of the user beside it is kept, and a note that is none is refused in words', () => {
    const noted = { ...template, rolling: { note: 'mine' } };
    const cut = upTo('2019-05-01').generate(noted).at(-1) as TaskDefinition;
    expect(cut['rolling']).toEqual({ note: 'mine', nominalEnd: '2019-05-01+34' });
    expect(upTo('2019-06-20').rollForward(cut, '2019-06-18')[0]?.['rolling']).toEqual({ note: 'mine' });
    expect(messageOf(() => upTo('2019-05-01').generate({ ...template, rolling: 'yes' }))).toBe(
      `INVALID_TEMPLATE: the task's rolling is "yes", but windows that are cut are noted there; rename yours`,
    );
    for (const rolling of [{ nominalEnd: 'soon+' }, { nominalEnd: 7 }, { nominalEnd: '2019-05-01+1', cutBefore: -1 }]) {
      expect(messageOf(() => upTo('2019-06-20').rollForward({ ...cut, rolling }, '2019-06-18'))).toMatch(
        /^(INVALID_TEMPLATE: the task's rolling is .*; leave it as RollingGen wrote it|TIME_INVALID)/,
      );
    }
  });

  test('law: calls while the calendar grows give in the end what one call on the whole calendar gives', {
    timeout: 30_000,
  }, () => {
    fc.assert(
      fc.property(
        arbitraryTemplate(6),
        rollings,
        fc.constantFrom('whole' as const, 'grown' as const),
        fc.array(fc.nat(59), { minLength: 1, maxLength: 8 }),
        ({ template: given, testStart }, options, reissue, indices) => {
          const ends = indices.sort((a, b) => a - b).map((index) => days.at(testStart + index));
          const generatorUpTo = (end: string) => new RollingGen({ calendar: days.until(end), reissue, ...options });
          const [begin, ...more] = ends as [string, ...string[]];
          const issued = rollMonthly(generatorUpTo(begin).generate(given), more, generatorUpTo);
          const fromScratch = generatorUpTo(ends.at(-1) as string).generate(given);
          const whole = (tasks: readonly TaskDefinition[]) => tasks.filter((task) => task['rolling'] === undefined);
          expect(whole(byStart(issued))).toEqual(whole(fromScratch));
          expect(byStart(issued).map((task) => testOf(task)?.[0])).toEqual(
            fromScratch.map((task) => testOf(task)?.[0]),
          );
          if (reissue === 'grown') expect(byStart(issued)).toEqual(fromScratch);
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe('bad input is refused in words', () => {
  const rolling = new RollingGen({ calendar: days, step: 40, labelHorizon: 5 });

  test('a test with an open end has no length', () => {
    expect(messageOf(() => rolling.rollForward(template, '2019-12-31'))).toBe(
      "INVALID_TEMPLATE: the task's dataset.kwargs.segments.test has an open end, so the length of the tests to come is unknown; give its end, or use generate",
    );
  });

  test('a task that leaks does not roll on', () => {
    const leaking = planted(template, 'dataset.kwargs.segments.test', ['2019-01-02', '2019-02-01']);
    expect(messageOf(() => rolling.rollForward(leaking, '2019-12-31'))).toBe(
      'LEAKAGE: segment "train" ends on 2018-12-31; its last label reads 5 steps on, to 2019-01-08, not before the test, which starts on 2019-01-02; end it on 2018-12-21 or before (RollingGen does with labelHorizon: 5)',
    );
    expect(
      new RollingGen({ calendar: days, step: 40, labelHorizon: 5, allowTouch: true }).rollForward(leaking, '2019-03-01')
        .length,
    ).toBe(1);
  });

  test.each([undefined, null, 'soon', '2019-1-2', Number.NaN])('until %s is no time', (until) => {
    const task = planted(template, 'dataset.kwargs.segments.test', ['2019-01-02', '2019-02-01']);
    expect(messageOf(() => rolling.rollForward(task, until as never))).toMatch(
      /^TIME_INVALID: .*RollingGen\.rollForward until/,
    );
  });
});

test('handler and fit follow each window as they do in generate', () => {
  const rolling = new RollingGen({ calendar: days, step: 40, type: 'sliding' });
  const [first] = rolling.generate(template);
  const [next] = rolling.rollForward(first as TaskDefinition, '2019-03-01');
  const kwargs = (key: string) => getIn(next as TaskDefinition, `dataset.kwargs.handler.kwargs.${key}`);
  expect([kwargs('fit_start_time'), kwargs('fit_end_time')]).toEqual(segmentsOf(next as TaskDefinition)['train']);
  expect(kwargs('end_time')).toBe(testOf(next)?.[1]);
  expect(Calendar.of(days)).toBe(days);
});
