import type { InstantLike } from '@windrow/frame';
import { toInstantMs } from '@windrow/frame';
import { InvalidTemplateError, LeakageError } from '../../errors/generate-errors.js';
import type { TaskDefinition } from '../../task/definition.js';
import { setIn } from '../definition-path.js';
import { freezeDefinition, markFrozen } from '../freeze-definition.js';
import { findLeak, leakMessage } from '../leakage.js';
import { segmentsKeys, segmentsPath } from '../segments.js';
import { changeDraft } from '../task-draft.js';
import type { TaskGen } from '../task-gen.js';
import { drawWindows, type ExplainOptions } from './explain.js';
import { extendHandler } from './modify-task.js';
import { cutNoteOf, withCutNote } from './nominal-end.js';
import { type Fit, fitsOf, rollFits } from './roll-fit.js';
import { type Grid, gridOf, type RollingWindow, spansOf, windowAt } from './roll-windows.js';
import { type ResolvedRollingGenOptions, type RollingGenOptions, resolveRollingGenOptions } from './rolling-options.js';

/**
 * Makes one task per window of time from a template that has segments: tests that follow each other every `step` steps of a calendar, each
 * with a train (and valid, …) segment before it that moves along.
 *
 * The first test starts where the template's does. Windows follow until one would start after the asked end: the end of the template's test,
 * or the last known time when that is open or later. A window that starts by then has its full length; only the calendar's end cuts it (and
 * the asked end, with `clip: 'askedEnd'`). Both ends of a segment are inclusive. (Reference: `qlib.workflow.task.gen.RollingGen`.)
 *
 * @example
 * const rolling = new RollingGen({ calendar, step: 250, type: 'sliding', labelHorizon: 5 });
 * const tasks = rolling.generate(template);
 * const news = rolling.rollForward(tasks.at(-1), '2021-06-30');
 */
export class RollingGen implements TaskGen {
  /** What it was made with, defaults filled in. */
  readonly options: ResolvedRollingGenOptions;

  /**
   * @throws InvalidArgumentError for an unknown option or type, a step that is not above zero, and the like.
   * @throws CalendarRangeError for an empty calendar.
   * @throws LeakageError for a `truncate` of `labelHorizon` or less without `allowTouch`.
   */
  constructor(options: RollingGenOptions) {
    this.options = Object.freeze(resolveRollingGenOptions(options));
  }

  /**
   * All tasks of a template, by time.
   *
   * @throws InvalidTemplateError when it has no segments, or its test has an open start.
   * @throws InvalidArgumentError when a segment named by `testKey` or `trainKey` is missing.
   * @throws CalendarRangeError when a segment starts after the calendar or ends before it.
   * @throws EmptySegmentError when a segment has no step, or loses all to `truncate`.
   */
  generate(template: TaskDefinition): readonly TaskDefinition[] {
    return Object.freeze([...this.iterate(template)]);
  }

  /** As {@link generate}, one by one. */
  *iterate(template: TaskDefinition): Generator<TaskDefinition, void, undefined> {
    const from = freezeDefinition(template);
    const fits = this.fits(from);
    const grid = gridOf(from, this.options);
    let firstCut: number | undefined;
    for (const window of this.following(grid, 0, grid.askedEnd)) {
      if (window.cut) firstCut ??= window.index;
      yield this.task(from, fits, grid, window, window.index - (firstCut ?? window.index));
    }
  }

  /**
   * The windows of a template without making tasks of them.
   *
   * @throws as {@link generate} does.
   */
  windows(template: TaskDefinition): readonly RollingWindow[] {
    const grid = gridOf(freezeDefinition(template), this.options);
    return [...this.following(grid, 0, grid.askedEnd)];
  }

  /**
   * The tasks that follow `task`, the newest so far: every segment moved on by `step` as long as the test starts on or before `until`. `until`
   * decides which windows exist, never where one ends, so calls for each month of a year give together what one call for the year does.
   *
   * A task whose test was cut knows its nominal end. When the calendar has grown to hold it, the window comes first in the answer again, whole
   * (with `reissue: 'grown'`: as soon as the calendar holds more of it). So do the windows cut before it where tests overlap. A window
   * that only the asked end had cut comes again when `until` goes beyond its end. (Reference: `gen_following_tasks`.)
   *
   * @throws InvalidTemplateError when the task's test is open, and whatever {@link generate} throws.
   * @throws LeakageError when `labelHorizon` is given and the task's labels reach into its test; see `allowTouch`.
   */
  rollForward(task: TaskDefinition, until: InstantLike): readonly TaskDefinition[] {
    const { calendar, testKey, labelHorizon, allowTouch } = this.options;
    const untilMs = toInstantMs(until, 'RollingGen.rollForward until');
    const from = freezeDefinition(task);
    const spans = spansOf(from, this.options);
    const test = spans.get(testKey);
    if (test?.start === undefined || test.end === undefined) {
      throw new InvalidTemplateError(
        `${segmentsPath}.${testKey}`,
        'has an open end, so the length of the tests to come is unknown; give its end, or use generate',
      );
    }
    if (labelHorizon !== undefined && !allowTouch) {
      const leak = findLeak(calendar, spans, testKey, labelHorizon);
      if (leak !== undefined) throw new LeakageError(leakMessage(leak), leak);
    }
    const note = cutNoteOf(from, calendar);
    const nominalEnd = note?.nominalEnd ?? test.end;
    const grid: Grid = {
      spans,
      testStart: test.start,
      testLength: nominalEnd - test.start + 1,
      lastEnd: calendar.size - 1,
    };

    const earlier = note === undefined ? [] : this.cutWindows(grid, note.cutBefore);
    const asked = note?.byCalendar === true || untilMs > calendar.timeAt(test.end);
    const again = asked ? earlier.filter((window) => this.isToBeReissued(window, test.end as number)) : [];
    const lastStart = untilMs < calendar.timeAt(0) ? -1 : calendar.indexOf(untilMs, 'end');
    const windows = [...again, ...this.following(grid, 1, lastStart)];

    const fits = this.fits(from);
    const firstCut = [...earlier, ...windows].find((window) => window.cut)?.index ?? 0;
    return Object.freeze(windows.map((window) => this.task(from, fits, grid, window, window.index - firstCut)));
  }

  /** The windows of a template as a picture in text. See {@link ExplainOptions} for its width and length. */
  explain(template: TaskDefinition, options: ExplainOptions = {}): string {
    const grid = gridOf(freezeDefinition(template), this.options);
    return drawWindows([...this.following(grid, 0, grid.askedEnd)], grid.askedEnd, this.options, options);
  }

  private fits(from: TaskDefinition): readonly Fit[] {
    return this.options.rollFit ? fitsOf(from, this.options.calendar) : [];
  }

  /** The windows from `index` on whose test starts at `lastStart` or before; the template's own whatever it starts at. */
  private *following(grid: Grid, index: number, lastStart: number): Generator<RollingWindow, void, undefined> {
    for (let next = index; ; next++) {
      if (next > 0 && grid.testStart + next * this.options.step > lastStart) return;
      const window = windowAt(grid, next, this.options);
      if (window === undefined) return;
      yield window;
    }
  }

  /** The window of a task that was cut, after the `cutBefore` windows that were cut before it. */
  private cutWindows(grid: Grid, cutBefore: number): readonly RollingWindow[] {
    const indices = Array.from({ length: cutBefore + 1 }, (_, back) => back - cutBefore);
    return indices.flatMap((index) => windowAt(grid, index, this.options) ?? []);
  }

  /** Whether a window that was cut at `wasCutAt` is whole now, or longer where that is enough. */
  private isToBeReissued(window: RollingWindow, wasCutAt: number): boolean {
    const { calendar, testKey, reissue } = this.options;
    const end = window.segments[testKey]?.[1];
    if (typeof end !== 'string' || calendar.indexOf(end, 'end') <= wasCutAt) return false;
    return reissue === 'grown' || !window.cut;
  }

  private task(
    from: TaskDefinition,
    fits: readonly Fit[],
    grid: Grid,
    window: RollingWindow,
    cutBefore: number,
  ): TaskDefinition {
    const { calendar, testKey, trainKey, step, type, modify } = this.options;
    const { segments, index } = window;
    let task = setIn(from, segmentsKeys, segments);
    task = withCutNote(task, window.cut ? { nominalEnd: window.nominalEnd, cutBefore } : undefined);
    if (fits.length > 0) {
      const steps = index * step;
      const trainEnd = grid.spans.get(trainKey)?.end;
      const train = {
        start: undefined,
        end: trainEnd === undefined ? undefined : Math.min(trainEnd + steps, calendar.size - 1),
      };
      task = rollFits(task, fits, { calendar, steps, type, train });
    }
    if (modify === false) return markFrozen(task);
    const context = { from, index, segments, calendar, testKey, trainKey };
    if (modify === undefined) return markFrozen(extendHandler(task, context));
    return changeDraft(task, 'RollingGen.modify', (draft) => modify(draft, context));
  }
}
