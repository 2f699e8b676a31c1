import { z } from 'zod';
import { InvalidTemplateError } from '../errors/generate-errors.js';
import { InvalidArgumentError } from '../errors/task-errors.js';
import type { JsonValue, TaskDefinition } from '../task/definition.js';
import { Calendar } from './calendar/calendar.js';
import type { CalendarSource } from './calendar/calendar-source.js';
import { parsePath, setIn } from './definition-path.js';
import { freezeDefinition, freezeJson, markFrozen } from './freeze-definition.js';
import { fillHorizon } from './horizon-template.js';
import { parseOptions } from './parse-options.js';
import { requireSegment, segmentsKeys, segmentsOf, segmentsPath, truncateSegments } from './segments.js';
import { changeDraft, type DraftResult, type TaskDraft } from './task-draft.js';
import type { TaskGen } from './task-gen.js';

/** What {@link MultiHorizonGen} does; exactly one of `setHorizon` and `set` is given. */
export interface MultiHorizonGenOptions {
  /** The steps that are counted. */
  readonly calendar: CalendarSource;
  /** How many steps ahead to forecast, one task for each. Default `[5]`. */
  readonly horizons?: readonly number[] | undefined;
  /**
   * Train and valid end `horizon + labelLeak` steps before the test's first. Default 2, which is right for labels such as
   * `Ref($close, -(h + 1)) / Ref($close, -1) - 1`; 1 is right for a forecast of t+1 … t+h.
   */
  readonly labelLeak?: number | undefined;
  /** The segment that is tested on. Default `test`. */
  readonly testKey?: string | undefined;
  /** Puts a horizon into a task: it may change the draft, or return another definition. */
  readonly setHorizon?: ((draft: TaskDraft, horizon: number) => DraftResult) | undefined;
  /**
   * Values by dotted path, in whose texts `{horizon}`, `{horizon+1}` and the like become numbers; a text that is just `{horizon}` becomes the
   * number. What a label says is the dataset's business: nothing is evaluated here.
   */
  readonly set?: { readonly [path: string]: JsonValue } | undefined;
}

const schema = z.strictObject({
  calendar: z.custom<CalendarSource>((value) => typeof value === 'object' && value !== null && 'times' in value, {
    error: 'it must be a Calendar, as made by Calendar.fromDates or Calendar.businessDays',
  }),
  horizons: z.array(z.int().min(0)).min(1).default([5]),
  labelLeak: z.int().min(0).default(2),
  testKey: z.string().min(1).default('test'),
  setHorizon: z
    .custom<NonNullable<MultiHorizonGenOptions['setHorizon']>>((value) => typeof value === 'function', {
      error: 'it must be a function (draft, horizon) => task',
    })
    .optional(),
  set: z.record(z.string(), z.unknown()).optional(),
});

type SetHorizon = (task: TaskDefinition, horizon: number) => TaskDefinition;

/**
 * Makes one task per horizon, its segments aligned, and cut so that no label that looks so far ahead reads the test.
 * (Reference: `qlib.workflow.task.gen.MultiHorizonGenBase`.)
 *
 * @example
 * new MultiHorizonGen({ calendar, horizons: [5, 22], labelLeak: 1, set: { 'dataset.kwargs.horizon': '{horizon}' } });
 */
export class MultiHorizonGen implements TaskGen {
  readonly #calendar: Calendar;
  readonly #horizons: readonly number[];
  readonly #labelLeak: number;
  readonly #testKey: string;
  readonly #setHorizon: SetHorizon;

  /** @throws InvalidArgumentError, InvalidDefinitionError (a value of `set` that is no JSON), CalendarRangeError (an empty calendar) */
  constructor(options: MultiHorizonGenOptions) {
    const { calendar, horizons, labelLeak, testKey, setHorizon, set } = parseOptions(
      'MultiHorizonGen',
      schema,
      options,
    );
    if ((setHorizon === undefined) === (set === undefined)) {
      throw new InvalidArgumentError(
        'MultiHorizonGen.set',
        `${set === undefined ? 'neither set nor setHorizon is given' : 'both set and setHorizon are given'}; give one of them, such as set: { 'dataset.kwargs.horizon': '{horizon}' }`,
      );
    }
    this.#calendar = Calendar.of(calendar);
    this.#calendar.first();
    this.#horizons = horizons;
    this.#labelLeak = labelLeak;
    this.#testKey = testKey;
    this.#setHorizon = set === undefined ? byFunction(setHorizon as NonNullable<typeof setHorizon>) : bySet(set);
    Object.freeze(this);
  }

  /**
   * @throws InvalidTemplateError when the template has no segments, its test has an open start, or a path leads nowhere.
   * @throws CalendarRangeError, EmptySegmentError
   */
  generate(template: TaskDefinition): readonly TaskDefinition[] {
    return Object.freeze([...this.iterate(template)]);
  }

  /** As {@link generate}, one by one. */
  *iterate(template: TaskDefinition): Generator<TaskDefinition, void, undefined> {
    const from = freezeDefinition(template);
    for (const horizon of this.#horizons) {
      const task = this.#setHorizon(from, horizon);
      const segments = segmentsOf(task);
      requireSegment(segments, this.#testKey, 'MultiHorizonGen.testKey');
      if (segments[this.#testKey]?.[0] === null) {
        throw new InvalidTemplateError(
          `${segmentsPath}.${this.#testKey}`,
          'has an open start; give the day on which the test starts',
        );
      }
      const cut = truncateSegments(
        this.#calendar,
        this.#calendar.alignSegment(segments),
        horizon + this.#labelLeak,
        this.#testKey,
      );
      yield markFrozen(setIn(task, segmentsKeys, cut));
    }
  }
}

function byFunction(setHorizon: NonNullable<MultiHorizonGenOptions['setHorizon']>): SetHorizon {
  return (task, horizon) => changeDraft(task, 'MultiHorizonGen.setHorizon', (draft) => setHorizon(draft, horizon));
}

function bySet(set: { readonly [path: string]: unknown }): SetHorizon {
  const values = Object.entries(set).map(([path, value]) => ({
    keys: parsePath(path, `MultiHorizonGen.set["${path}"]`),
    value: freezeJson(value, path),
  }));
  return (task, horizon) =>
    values.reduce(
      (made, { keys, value }) => setIn(made, keys, freezeJson(fillHorizon(value, horizon), keys.join('.'))),
      task,
    );
}
