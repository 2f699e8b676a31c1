import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryTemplate, days } from '../../test/generate/arbitrary-rolling.js';
import { messageOf, planted, rollingTemplate } from '../../test/generate/rolling-template.js';
import type { LeakageError } from '../errors/generate-errors.js';
import type { TaskDefinition } from '../task/definition.js';
import { getIn } from './definition-path.js';
import { assertNoLeakage } from './leakage.js';
import { RollingGen } from './rolling/rolling-gen.js';
import { segmentsOf } from './segments.js';

/** The days as plain text, to count by another way than the calendar's. */
const places = new Map(Array.from({ length: days.size }, (_, index) => [days.at(index), index]));
const position = (day: string | null | undefined) => places.get(day as string) ?? Number.NaN;

const options = fc.record({
  step: fc.integer({ min: 5, max: 80 }),
  testLength: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
  type: fc.constantFrom('expanding' as const, 'sliding' as const),
  labelHorizon: fc.integer({ min: 0, max: 30 }),
  clip: fc.constantFrom('calendar' as const, 'askedEnd' as const),
  more: fc.integer({ min: 0, max: 3 }),
});

describe('parity row "assertNoLeakage"', () => {
  test('law: RollingGen never trains on a label that reaches into its test, nor fits on the test', {
    timeout: 30_000,
  }, () => {
    fc.assert(
      fc.property(arbitraryTemplate(34), options, ({ template }, { more, labelHorizon, ...rolling }) => {
        const truncate = more === 0 ? undefined : labelHorizon + more;
        const generator = new RollingGen({ calendar: days, labelHorizon, truncate, ...rolling });
        const tasks = generator.generate(template);
        for (const task of [...tasks, ...generator.rollForward(tasks[0] as TaskDefinition, '2021-01-01')]) {
          const { test: tested, ...learnt } = segmentsOf(task);
          const testStart = position(tested?.[0]);
          const reaching = Object.values(learnt).filter(([, end]) => !(position(end) + labelHorizon < testStart));
          expect(reaching).toEqual([]);
          const fitEnd = getIn(task, 'dataset.kwargs.handler.kwargs.fit_end_time');
          if (fitEnd !== undefined)
            expect(position(fitEnd as string)).toBeLessThanOrEqual(position(learnt['train']?.[1]));
        }
        expect(() => assertNoLeakage(tasks, { labelHorizon, calendar: days })).not.toThrow();
      }),
      { numRuns: 80 },
    );
  });

  test('finds each planted leak, whichever segment it is in, and names it', { timeout: 30_000 }, () => {
    const plants = fc.record({
      window: fc.nat(),
      where: fc.constantFrom('train', 'valid', 'fit'),
      by: fc.integer({ min: 0, max: 40 }),
      open: fc.boolean(),
    });
    fc.assert(
      fc.property(arbitraryTemplate(34), options, plants, ({ template }, { more: _, ...rolling }, plant) => {
        const { labelHorizon } = rolling;
        const tasks = new RollingGen({ calendar: days, ...rolling }).generate(template);
        const clean = tasks[plant.window % tasks.length] as TaskDefinition;
        const path =
          plant.where === 'fit'
            ? 'dataset.kwargs.handler.kwargs.fit_end_time'
            : `dataset.kwargs.segments.${plant.where}.1`;
        fc.pre(getIn(clean, path) !== undefined);
        const earliestLeak = position(segmentsOf(clean)['test']?.[0]) - (plant.where === 'fit' ? 0 : labelHorizon);
        const faulty = planted(
          clean,
          path,
          plant.open ? null : days.at(Math.min(earliestLeak + plant.by, days.size - 1)),
        );

        let found: LeakageError | undefined;
        try {
          assertNoLeakage([clean, faulty], { labelHorizon, calendar: days });
        } catch (error) {
          found = error as LeakageError;
        }
        expect(found?.code).toBe('LEAKAGE');
        expect(found?.leak?.segment).toBe(plant.where);
        const touching = planted(clean, path, days.at(earliestLeak - 1));
        expect(() => assertNoLeakage(touching, { labelHorizon, calendar: days })).not.toThrow();
      }),
      { numRuns: 120 },
    );
  });

  const task = rollingTemplate({
    train: ['2018-01-01', '2018-12-28'],
    valid: ['2018-06-01', '2018-12-28'],
    test: ['2019-01-02', null],
  });

  test('says what reaches where, and on which step to end it', () => {
    expect(() => assertNoLeakage(task, { labelHorizon: 1, calendar: days })).not.toThrow();
    expect(messageOf(() => assertNoLeakage(task, { labelHorizon: 2, calendar: days }))).toBe(
      'LEAKAGE: segment "train" ends on 2018-12-28; its last label reads 2 steps on, to 2019-01-02, not before the test, which starts on 2019-01-02; end it on 2018-12-27 or before (RollingGen does with labelHorizon: 2)',
    );
    const open = planted(task, 'dataset.kwargs.segments.valid.1', null);
    expect(messageOf(() => assertNoLeakage(open, { labelHorizon: 1, calendar: days }))).toContain(
      'segment "valid" has an open end, so it reaches into the test',
    );
    const fit = planted(task, 'dataset.kwargs.handler.kwargs.fit_end_time', '2019-01-02');
    expect(messageOf(() => assertNoLeakage(fit, { labelHorizon: 1, calendar: days }))).toContain(
      "the handler's fit ends on 2019-01-02, not before the test, which starts on 2019-01-02; end it on 2019-01-01 or before".replace(
        '2019-01-01',
        '2018-12-31',
      ),
    );
    const early = planted(task, 'dataset.kwargs.segments', {
      train: ['2018-01-01', '2018-01-02'],
      test: ['2018-01-04', null],
    });
    expect(messageOf(() => assertNoLeakage(early, { labelHorizon: 9, calendar: days }))).toContain(
      'start the test later',
    );
  });

  test('carries the facts', () => {
    const beyond = planted(task, 'dataset.kwargs.segments.train.1', '2020-06-30');
    try {
      assertNoLeakage(beyond, { labelHorizon: 3, calendar: days });
    } catch (error) {
      expect((error as LeakageError).leak).toEqual({
        segment: 'train',
        segmentEnd: '2020-06-30',
        labelEnd: '2020-06-30+3',
        testStart: '2019-01-02',
        labelHorizon: 3,
        latestEnd: '2018-12-26',
      });
    }
    expect.assertions(1);
  });

  test('looks at the segments that are named, else at all but the test', () => {
    const holdout = planted(task, 'dataset.kwargs.segments.later', ['2019-06-01', '2019-12-31']);
    expect(messageOf(() => assertNoLeakage(holdout, { labelHorizon: 1, calendar: days }))).toContain('segment "later"');
    expect(() =>
      assertNoLeakage(holdout, { labelHorizon: 1, calendar: days, learnKeys: ['train', 'valid'] }),
    ).not.toThrow();
  });

  test.each([
    [{ labelHorizon: -1 }, /^INVALID_ARGUMENT: assertNoLeakage\.labelHorizon: -1 is no whole number from 0 on$/],
    [
      { labelHorizon: undefined as never },
      /^INVALID_ARGUMENT: assertNoLeakage\.labelHorizon: undefined is no whole number/,
    ],
    [
      { testKey: 'out' },
      /^INVALID_ARGUMENT: assertNoLeakage\.testKey: the task has no segment "out", only train, valid, test; name one of these$/,
    ],
    [{ learnKeys: ['fit'] }, /^INVALID_ARGUMENT: assertNoLeakage\.learnKeys: the task has no segment "fit"/],
    [
      { calendar: days.until('2018-06-29') },
      /^CALENDAR_RANGE: 2019-01-02 is outside calendar "days" .*: segment "test" starts after its last time/,
    ],
  ])('bad input is refused in words: %#', (given, message) => {
    expect(messageOf(() => assertNoLeakage(task, { labelHorizon: 1, calendar: days, ...given }))).toMatch(message);
  });
});
