import { EmptySegmentError, InvalidTemplateError } from '../../errors/generate-errors.js';
import type { TaskDefinition } from '../../task/definition.js';
import {
  cutSpan,
  formatStep,
  type Segment,
  type Segments,
  type Span,
  shiftSpan,
  toSegment,
  toSpan,
} from '../calendar/span.js';
import { requireSegment, segmentsOf, segmentsPath } from '../segments.js';
import type { ResolvedRollingGenOptions } from './rolling-options.js';

/** One window of a rolling. */
export interface RollingWindow {
  /** How many steps after the template's own window; 0 is the first. */
  readonly index: number;
  /** Both ends inclusive, on the calendar. */
  readonly segments: Segments;
  /** Where the test ends by its length: its own end, or a later one when it was cut; `2020-12-31+13` is 13 steps after the calendar's last. */
  readonly nominalEnd: string;
  /** Whether the test ends before its nominal end. */
  readonly cut: boolean;
}

/** A template's segments as steps of the calendar; its test has the length of the windows to come. */
export interface Grid {
  readonly spans: ReadonlyMap<string, Span>;
  readonly testStart: number;
  readonly testLength: number;
  /** No test reaches beyond this index; it is not before the first test's start. */
  readonly lastEnd: number;
}

/** The segments of a task that can be rolled, as steps. */
export function spansOf(task: TaskDefinition, options: ResolvedRollingGenOptions): Map<string, Span> {
  const { calendar, testKey, trainKey } = options;
  const segments = segmentsOf(task);
  requireSegment(segments, testKey, 'RollingGen.testKey');
  requireSegment(segments, trainKey, 'RollingGen.trainKey');
  if (segments[testKey]?.[0] === null) {
    throw new InvalidTemplateError(
      `${segmentsPath}.${testKey}`,
      'has an open start; give the day on which the first test starts',
    );
  }
  return new Map(Object.entries(segments).map(([name, segment]) => [name, toSpan(calendar, segment, name)]));
}

/** The grid of a template: its windows start at the test's start, and every `step` from there. */
export function gridOf(task: TaskDefinition, options: ResolvedRollingGenOptions): Grid & { readonly askedEnd: number } {
  const { calendar, testKey, truncate, testLength, clip } = options;
  const spans = spansOf(task, options);
  const test = spans.get(testKey) as Span;
  const testStart = test.start as number;
  const askedEnd = Math.min(test.end ?? calendar.knownIndex, calendar.knownIndex);
  if (truncate !== undefined) {
    for (const [name, span] of spans) {
      if (name !== testKey) spans.set(name, cutSpan(calendar, span, testStart - truncate, name));
    }
  }
  if (clip === 'askedEnd' && askedEnd < testStart) {
    throw new EmptySegmentError(
      testKey,
      calendar.at(testStart),
      calendar.known ?? 'nothing',
      'it starts after the last known time, and clip: "askedEnd" lets no test reach beyond that',
    );
  }
  return { spans, testStart, testLength, askedEnd, lastEnd: clip === 'askedEnd' ? askedEnd : calendar.size - 1 };
}

/**
 * Window `index` of a grid, or `undefined` when its test, or another segment as a whole, would start after the calendar. Segments other than
 * the test that reach over the calendar's end are cut there.
 */
export function windowAt(grid: Grid, index: number, options: ResolvedRollingGenOptions): RollingWindow | undefined {
  const { calendar, step, type, testKey, trainKey } = options;
  const last = calendar.size - 1;
  const steps = index * step;
  const nominalEnd = grid.testStart + steps + grid.testLength - 1;
  const testEnd = Math.min(nominalEnd, grid.lastEnd);
  const segments: { [name: string]: Segment } = {};
  for (const [name, span] of grid.spans) {
    const moved = shiftSpan(span, steps, name === trainKey ? type : 'sliding');
    if (moved.start !== undefined && moved.start > last) return undefined;
    const end = name === testKey ? testEnd : moved.end === undefined ? undefined : Math.min(moved.end, last);
    segments[name] = toSegment(calendar, { start: moved.start, end });
  }
  return {
    index,
    segments: Object.freeze(segments),
    nominalEnd: formatStep(calendar, nominalEnd),
    cut: testEnd < nominalEnd,
  };
}
