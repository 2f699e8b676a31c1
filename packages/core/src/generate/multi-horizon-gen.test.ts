import { describe, expect, test } from 'vitest';
import { messageOf, notFrozen, rollingTemplate } from '../../test/generate/rolling-template.js';
import type { JsonObject } from '../task/definition.js';
import { Calendar } from './calendar/calendar.js';
import { getIn } from './definition-path.js';
import { fillHorizon } from './horizon-template.js';
import { assertNoLeakage } from './leakage.js';
import { MultiHorizonGen } from './multi-horizon-gen.js';
import { segmentsOf } from './segments.js';

const calendar = Calendar.businessDays('2018-01-01', '2020-12-31', { name: 'days' });
const template = rollingTemplate({
  train: ['2018-01-01', '2018-12-31'],
  valid: ['2019-01-01', '2019-12-31'],
  test: ['2020-01-01', null],
});
const set = {
  'dataset.kwargs.label': 'Ref($close, -{horizon+1})/Ref($close, -1) - 1',
  'model.kwargs.horizon': '{horizon}',
};

describe('parity row "MultiHorizonGenBase": MultiHorizonGen', () => {
  test('sets each horizon and ends all but the test horizon + labelLeak steps before it', () => {
    const tasks = new MultiHorizonGen({ calendar, horizons: [1, 5], set }).generate(template);
    expect(tasks.map((task) => getIn(task, 'dataset.kwargs.label'))).toEqual([
      'Ref($close, -2)/Ref($close, -1) - 1',
      'Ref($close, -6)/Ref($close, -1) - 1',
    ]);
    expect(tasks.map((task) => getIn(task, 'model.kwargs.horizon'))).toEqual([1, 5]);
    expect(tasks.map((task) => calendar.interval('2020-01-01', segmentsOf(task)['valid']?.[1] as string))).toEqual([
      3, 7,
    ]);
    expect(tasks.map((task) => segmentsOf(task)['train'])).toEqual([
      ['2018-01-01', '2018-12-31'],
      ['2018-01-01', '2018-12-31'],
    ]);
    expect(notFrozen(tasks)).toBeUndefined();
  });

  test('a leak of 2 is right for labels that read day h + 1, a leak of 1 for forecasts of t+1 … t+h', () => {
    for (const horizon of [1, 5, 22]) {
      const [reference] = new MultiHorizonGen({ calendar, horizons: [horizon], set }).generate(template);
      const [forecast] = new MultiHorizonGen({ calendar, horizons: [horizon], labelLeak: 1, set }).generate(template);
      assertNoLeakage(reference as JsonObject, { calendar, labelHorizon: horizon + 1 });
      assertNoLeakage(forecast as JsonObject, { calendar, labelHorizon: horizon });
      expect(() => assertNoLeakage(reference as JsonObject, { calendar, labelHorizon: horizon + 2 })).toThrow();
      expect(() => assertNoLeakage(forecast as JsonObject, { calendar, labelHorizon: horizon + 1 })).toThrow();
    }
  });

  test('a function may change its copy or return another definition; the template stays', () => {
    const before = JSON.stringify(template);
    const changed = new MultiHorizonGen({
      calendar,
      horizons: [3],
      setHorizon: (draft, horizon) => {
        draft['note'] = `horizon ${horizon}`;
      },
    }).generate(template);
    const returned = new MultiHorizonGen({
      calendar,
      horizons: [3],
      setHorizon: (draft, horizon) => ({ ...draft, note: `horizon ${horizon}` }),
    }).generate(template);
    expect(changed).toEqual(returned);
    expect(changed[0]?.['note']).toBe('horizon 3');
    expect(JSON.stringify(template)).toBe(before);
  });

  test('defaults: horizon 5, leak 2', () => {
    const tasks = new MultiHorizonGen({ calendar, set }).generate(template);
    expect(tasks.map((task) => getIn(task, 'model.kwargs.horizon'))).toEqual([5]);
    expect(calendar.interval('2020-01-01', segmentsOf(tasks[0] as JsonObject)['valid']?.[1] as string)).toBe(7);
  });

  test('a text that is just a reference becomes the number, also deep inside', () => {
    const value = {
      days: '{horizon+1}',
      texts: ['t-{horizon-1}..{horizon+10}', '{horizon}'],
      other: ['{hr}', 3, null],
    };
    expect(fillHorizon(value, 5)).toEqual({ days: 6, texts: ['t-4..15', 5], other: ['{hr}', 3, null] });
  });

  test.each([
    [
      { calendar },
      "INVALID_ARGUMENT: MultiHorizonGen.set: neither set nor setHorizon is given; give one of them, such as set: { 'dataset.kwargs.horizon': '{horizon}' }",
    ],
    [
      { calendar, set, setHorizon: () => undefined },
      "INVALID_ARGUMENT: MultiHorizonGen.set: both set and setHorizon are given; give one of them, such as set: { 'dataset.kwargs.horizon': '{horizon}' }",
    ],
    [{ calendar, set, horizons: [] }, /^INVALID_ARGUMENT: MultiHorizonGen\.horizons: it is \[\]: Too small/],
    [
      { calendar, set, horizons: [5, '22' as never] },
      /^INVALID_ARGUMENT: MultiHorizonGen\.horizons\.1: it is "22": Invalid input: expected number/,
    ],
    [{ calendar, set, labelLeak: -1 }, /^INVALID_ARGUMENT: MultiHorizonGen\.labelLeak: it is -1: Too small/],
    [{ set } as never, /^INVALID_ARGUMENT: MultiHorizonGen\.calendar: it is missing: it must be a Calendar/],
    [{ calendar: calendar.until('1999-01-01'), set }, /^CALENDAR_RANGE: calendar "days" is empty/],
    [
      { calendar, set: { 'model.__proto__.x': 1 } },
      /^INVALID_ARGUMENT: MultiHorizonGen\.set\["model\.__proto__\.x"\]: .* goes through "__proto__"/,
    ],
    [
      { calendar, set: { 'model.kwargs.x': undefined as never } },
      /^INVALID_DEFINITION: .* model\.kwargs\.x is undefined/,
    ],
    [
      { calendar, set, horizon: [5] } as never,
      /^INVALID_ARGUMENT: MultiHorizonGen: Unrecognized key: "horizon"; it takes calendar, horizons, labelLeak, testKey, setHorizon, set$/,
    ],
  ])('options that cannot be are refused in words: %#', (options, message) => {
    const said = messageOf(() => new MultiHorizonGen(options));
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  test.each([
    [
      { train: ['2018-01-01', '2018-12-31'], test: [null, '2020-01-01'] },
      "INVALID_TEMPLATE: the task's dataset.kwargs.segments.test has an open start; give the day on which the test starts",
    ],
    [
      { train: ['2018-01-01', '2018-12-31'], out: ['2020-01-01', null] },
      'INVALID_ARGUMENT: MultiHorizonGen.testKey: the task has no segment "test", only train, out; name one of these',
    ],
    [
      { train: ['2019-12-30', '2019-12-31'], test: ['2020-01-01', null] },
      'EMPTY_SEGMENT: segment "train" 2019-12-30 … 2019-12-31 is empty: it would have to end on 2019-12-23, so all of it is cut away; move its ends apart',
    ],
  ] as const)('templates that cannot be are refused in words: %#', (segments, message) => {
    expect(messageOf(() => new MultiHorizonGen({ calendar, set }).generate(rollingTemplate(segments)))).toBe(message);
  });
});
