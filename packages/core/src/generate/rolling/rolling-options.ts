import { z } from 'zod';
import { LeakageError } from '../../errors/generate-errors.js';
import { InvalidArgumentError } from '../../errors/task-errors.js';
import { Calendar } from '../calendar/calendar.js';
import type { CalendarSource } from '../calendar/calendar-source.js';
import type { RollType } from '../calendar/span.js';
import { parseOptions } from '../parse-options.js';
import type { ModifyTask } from './modify-task.js';

/** How {@link RollingGen} rolls. Everything but the calendar has a default. Lengths count steps of the calendar. */
export interface RollingGenOptions {
  /** The steps that are counted: a {@link Calendar}, or anything with ascending `times`. */
  readonly calendar: CalendarSource;
  /** From the start of one test to the start of the next. Default 40. */
  readonly step?: number | undefined;
  /** Whether the train segment keeps its start (`expanding`, the default) or moves as a whole (`sliding`). All others always slide. */
  readonly type?: RollType | undefined;
  /** The length of each test. Default `step`; longer tests overlap, shorter ones leave gaps. */
  readonly testLength?: number | undefined;
  /** The segment that is tested on. Default `test`. */
  readonly testKey?: string | undefined;
  /** The segment that is trained on. Default `train`. */
  readonly trainKey?: string | undefined;
  /** How many steps before the test's first the other segments end at the latest. Default `labelHorizon + 1` where that is given, else they are left. */
  readonly truncate?: number | undefined;
  /** How many steps after its own a label reads: 2 for `Ref($close, -2) / Ref($close, -1) - 1`, h for a forecast of t+1 … t+h. */
  readonly labelHorizon?: number | undefined;
  /** Allows a `truncate` so small that training labels reach into the test. Default false. */
  readonly allowTouch?: boolean | undefined;
  /** Whether the calendar alone cuts the last test (default), or also the template's asked end. */
  readonly clip?: 'calendar' | 'askedEnd' | undefined;
  /** Whether declared fit times of the handler move with the train segment, and never end after it. Default true; false is the reference's answer. */
  readonly rollFit?: boolean | undefined;
  /** What else changes in each task. Default {@link extendHandler}; `false` for nothing. */
  readonly modify?: ModifyTask | false | undefined;
  /** When `rollForward` issues a cut window again: once the calendar holds all of it (`whole`, default) or more of it (`grown`). */
  readonly reissue?: 'whole' | 'grown' | undefined;
}

/** The options with their defaults. */
export interface ResolvedRollingGenOptions {
  readonly calendar: Calendar;
  readonly step: number;
  readonly type: RollType;
  readonly testLength: number;
  readonly testKey: string;
  readonly trainKey: string;
  readonly truncate: number | undefined;
  readonly labelHorizon: number | undefined;
  readonly allowTouch: boolean;
  readonly clip: 'calendar' | 'askedEnd';
  readonly rollFit: boolean;
  readonly modify: ModifyTask | false | undefined;
  readonly reissue: 'whole' | 'grown';
}

const steps = z.int().min(1);
const schema = z.strictObject({
  calendar: z.custom<CalendarSource>((value) => typeof value === 'object' && value !== null && 'times' in value, {
    error: 'it must be a Calendar, as made by Calendar.fromDates or Calendar.businessDays',
  }),
  step: steps.default(40),
  type: z.enum(['expanding', 'sliding']).default('expanding'),
  testLength: steps.optional(),
  testKey: z.string().min(1).default('test'),
  trainKey: z.string().min(1).default('train'),
  truncate: z.int().min(0).optional(),
  labelHorizon: z.int().min(0).optional(),
  allowTouch: z.boolean().default(false),
  clip: z.enum(['calendar', 'askedEnd']).default('calendar'),
  rollFit: z.boolean().default(true),
  modify: z
    .union([z.literal(false), z.custom<ModifyTask>((value) => typeof value === 'function')], {
      error: 'it must be a function (draft, window) => task, or false',
    })
    .optional(),
  reissue: z.enum(['whole', 'grown']).default('whole'),
});

/**
 * Checks the options once and fills in the defaults.
 *
 * @throws InvalidArgumentError, CalendarRangeError (an empty calendar), LeakageError
 */
export function resolveRollingGenOptions(options: RollingGenOptions): ResolvedRollingGenOptions {
  const given = parseOptions('RollingGen', schema, options);
  const calendar = Calendar.of(given.calendar);
  calendar.first();
  const { step, testKey, trainKey, labelHorizon, allowTouch } = given;
  if (testKey === trainKey) {
    throw new InvalidArgumentError(
      'RollingGen.trainKey',
      `it is "${trainKey}", like testKey; name two different segments`,
    );
  }
  const needed = labelHorizon === undefined ? undefined : labelHorizon + 1;
  const truncate = given.truncate ?? needed;
  if (needed !== undefined && truncate !== undefined && truncate < needed && !allowTouch) {
    throw new LeakageError(
      `RollingGen.truncate: ${truncate} is too small for labels that read ${labelHorizon} steps ahead: the last training labels would read the test; ` +
        `leave truncate out or make it ${needed}, or set allowTouch: true if that is meant`,
    );
  }
  return {
    ...given,
    calendar,
    testLength: given.testLength ?? step,
    truncate,
    labelHorizon,
    modify: given.modify,
  };
}
