import type { JsonValue } from '@windrow/core';
import { z } from 'zod';
import type { CalendarSpec, GeneratorSpec, MultiHorizonSpec, RollingSpec } from '../workflow-file.js';
import { exactlyOne, instant, jsonObject, oneOfKeys } from './parts.js';

const steps = z.int('must be a whole number').min(1, 'must be 1 or more');
const count = z.int('must be a whole number').min(0, 'must be 0 or more');

const calendars = ['businessDays', 'daily', 'dates'] as const;
const range = { from: instant.describe('The first day.'), to: instant.describe('The last day.') };

export const calendarSchema: z.ZodType<CalendarSpec> = z
  .union([
    z
      .literal('data', { error: 'must be data, or a map with businessDays, daily or dates' })
      .describe('The times that the dataset of the task has.'),
    z
      .strictObject({
        name: z.string().min(1).optional().describe('Named by messages.'),
        known: instant.optional().describe('The last time of which data exist; later ones are the future.'),
        businessDays: z
          .strictObject({
            ...range,
            holidays: z.array(instant).optional().describe('Days off besides the weekend.'),
            weekend: z
              .array(z.int().min(0).max(6))
              .optional()
              .describe('Days of the week that are off; Sunday is 0. Default [0, 6].'),
          })
          .optional()
          .describe('Monday to Friday, without holidays.'),
        daily: z.strictObject(range).optional().describe('Every day.'),
        dates: z.array(instant).min(1).optional().describe('These times, ascending.'),
      })
      .superRefine(exactlyOne(calendars))
      .meta(oneOfKeys(calendars)),
  ])
  .describe('The steps of time that windows count. Default: data.');

const rolling: z.ZodType<RollingSpec> = z
  .strictObject({
    step: steps.optional().describe('From the start of one test to the start of the next. Default 40.'),
    type: z
      .enum(['expanding', 'sliding'])
      .optional()
      .describe('Whether train keeps its start (expanding, the default) or moves as a whole.'),
    testLength: steps.optional().describe('The length of each test. Default: step.'),
    testKey: z.string().min(1).optional().describe('The segment that is tested on. Default: test.'),
    trainKey: z.string().min(1).optional().describe('The segment that is trained on. Default: train.'),
    truncate: count
      .optional()
      .describe('How many steps before the test the other segments end at the latest. Default: labelHorizon + 1.'),
    labelHorizon: count.optional().describe('How many steps after its own a label reads.'),
    allowTouch: z
      .boolean()
      .optional()
      .describe('Allows a truncate so small that training labels reach into the test. Default false.'),
    clip: z.enum(['calendar', 'askedEnd']).optional().describe('What cuts the last test. Default: calendar.'),
    rollFit: z.boolean().optional().describe('Whether fit times of the handler move along. Default true.'),
  })
  .describe('One task per window of time.');

const multiHorizon: z.ZodType<MultiHorizonSpec> = z
  .strictObject({
    horizons: z.array(count).min(1).optional().describe('How many steps ahead to forecast. Default [5].'),
    labelLeak: count.optional().describe('Train ends horizon + labelLeak steps before the test. Default 2.'),
    testKey: z.string().min(1).optional().describe('The segment that is tested on. Default: test.'),
    set: jsonObject.describe('Values by dotted path; {horizon}, {horizon+1} in their texts become numbers.'),
  })
  .describe('One task per horizon.');

const axis = z
  .array(z.unknown(), { error: 'must be a list of values to try' })
  .min(1, 'needs at least one value') as unknown as z.ZodType<readonly JsonValue[]>;
const generators = ['grid', 'rolling', 'multi-horizon', 'class'] as const;

export const generatorSchema: z.ZodType<GeneratorSpec> = z
  .strictObject({
    grid: z
      .record(z.string(), axis)
      .refine((axes) => Object.keys(axes).length > 0, { error: 'needs a path with values to try' })
      .optional()
      .describe('One task per combination: lists of values by dotted path, the last path fastest.'),
    rolling: rolling.optional(),
    'multi-horizon': multiHorizon.optional(),
    class: z.string().min(1).optional().describe('A generator that a plugin registered.'),
    kwargs: jsonObject.optional().describe('Its arguments.'),
  })
  .superRefine(exactlyOne(generators))
  .superRefine(({ class: name, kwargs }, context) => {
    if (kwargs !== undefined && name === undefined)
      context.addIssue({
        code: 'custom',
        path: ['kwargs'],
        message: 'goes with class; options of a built-in generator stand below its name',
      });
  })
  .meta(oneOfKeys(generators));
