import fc from 'fast-check';
import { Calendar } from '../../src/generate/calendar/calendar.js';
import type { SegmentsLike } from '../../src/generate/calendar/span.js';
import type { TaskDefinition } from '../../src/task/definition.js';
import { rollingTemplate } from './rolling-template.js';

/** Two and a half years of business days with made-up holidays. */
export const days: Calendar = Calendar.businessDays('2018-01-01', '2020-06-30', {
  name: 'days',
  holidays: ['2018-12-25', '2019-01-01', '2019-07-04', '2019-12-25', '2020-01-01'],
});

/** A template on {@link days} as indices of its segments, with a handler. */
export interface ArbitraryTemplate {
  readonly template: TaskDefinition;
  readonly testStart: number;
}

/** Templates whose train and valid lie anywhere before or over the test's start, at least `room` steps of each before it. */
export function arbitraryTemplate(room: number): fc.Arbitrary<ArbitraryTemplate> {
  const { size } = days;
  return fc
    .record({
      testStart: fc.integer({ min: 120, max: size - 60 }),
      trainLength: fc.integer({ min: 1, max: 60 }),
      trainOver: fc.integer({ min: 0, max: 40 }),
      valid: fc.option(fc.record({ length: fc.integer({ min: 1, max: 30 }), over: fc.integer({ min: 0, max: 30 }) }), {
        nil: undefined,
      }),
      openStart: fc.boolean(),
      openEnd: fc.boolean(),
      handler: fc.boolean(),
    })
    .map(({ testStart, trainLength, trainOver, valid, openStart, openEnd, handler }) => {
      const latestStart = testStart - room - 1;
      const trainStart = latestStart - trainLength;
      const segments: SegmentsLike = {
        train: [openStart ? null : days.at(trainStart), openEnd ? null : days.at(latestStart + trainOver)],
        ...(valid && { valid: [days.at(latestStart - valid.length), days.at(latestStart + valid.over)] }),
        test: [days.at(testStart), null],
      };
      const times = {
        fit_start_time: days.at(trainStart),
        fit_end_time: days.at(latestStart + trainOver),
        end_time: days.at(testStart),
      };
      return { template: rollingTemplate(segments, handler ? times : {}), testStart };
    });
}
