import { type Leak, LeakageError } from '../errors/generate-errors.js';
import { InvalidArgumentError } from '../errors/task-errors.js';
import type { TaskDefinition } from '../task/definition.js';
import { Calendar } from './calendar/calendar.js';
import type { CalendarSource } from './calendar/calendar-source.js';
import { formatStep, type Span, toSpan } from './calendar/span.js';
import { fitsOf } from './rolling/roll-fit.js';
import { requireSegment, segmentsOf } from './segments.js';

/** What {@link assertNoLeakage} needs to know of a task. */
export interface LeakageOptions {
  /** How many steps after its own a label reads: h for a forecast of t+1 … t+h. See {@link RollingGenOptions.labelHorizon}. */
  readonly labelHorizon: number;
  /** The steps that are counted. */
  readonly calendar: CalendarSource;
  /** The segment that is tested on. Default `test`. */
  readonly testKey?: string | undefined;
  /** The segments that are learnt from. Default: all but the test. */
  readonly learnKeys?: readonly string[] | undefined;
}

/**
 * Checks that nothing that is learnt from reaches into the test: for every train and valid sample the last step that its label reads lies
 * before the test's first, and so does the end of a fit that the handler declares.
 *
 * @throws LeakageError which says what reaches where and on which step to end it.
 * @throws CalendarRangeError when a segment starts after the calendar or ends before it.
 */
export function assertNoLeakage(tasks: TaskDefinition | readonly TaskDefinition[], options: LeakageOptions): void {
  const { labelHorizon, testKey = 'test', learnKeys } = options;
  if (!Number.isInteger(labelHorizon) || labelHorizon < 0) {
    throw new InvalidArgumentError(
      'assertNoLeakage.labelHorizon',
      `${String(labelHorizon)} is no whole number from 0 on`,
    );
  }
  const calendar = Calendar.of(options.calendar);
  for (const task of Array.isArray(tasks) ? (tasks as readonly TaskDefinition[]) : [tasks as TaskDefinition]) {
    const segments = segmentsOf(task);
    requireSegment(segments, testKey, 'assertNoLeakage.testKey');
    for (const name of learnKeys ?? []) requireSegment(segments, name, 'assertNoLeakage.learnKeys');
    const spans = new Map(Object.entries(segments).map(([name, segment]) => [name, toSpan(calendar, segment, name)]));
    const learnt =
      learnKeys === undefined
        ? spans
        : new Map([...spans].filter(([name]) => name === testKey || learnKeys.includes(name)));
    const leak = findLeak(calendar, learnt, testKey, labelHorizon) ?? findFitLeak(calendar, task, spans, testKey);
    if (leak !== undefined) throw new LeakageError(leakMessage(leak), leak);
  }
}

/** The first segment but the test whose labels do not end before the test starts. */
export function findLeak(
  calendar: Calendar,
  spans: ReadonlyMap<string, Span>,
  testKey: string,
  labelHorizon: number,
): Leak | undefined {
  const testStart = spans.get(testKey)?.start ?? 0;
  for (const [name, { end }] of spans) {
    if (name === testKey || (end !== undefined && end + labelHorizon < testStart)) continue;
    return leakOf(calendar, name, end, testStart, labelHorizon);
  }
  return undefined;
}

function findFitLeak(
  calendar: Calendar,
  task: TaskDefinition,
  spans: ReadonlyMap<string, Span>,
  testKey: string,
): Leak | undefined {
  const testStart = spans.get(testKey)?.start ?? 0;
  for (const { span, end } of fitsOf(task, calendar)) {
    if (end === undefined || (span.end !== undefined && span.end < testStart)) continue;
    return leakOf(calendar, 'fit', span.end, testStart, 0);
  }
  return undefined;
}

function leakOf(
  calendar: Calendar,
  segment: string,
  end: number | undefined,
  testStart: number,
  labelHorizon: number,
): Leak {
  const lastAllowed = testStart - labelHorizon - 1;
  return {
    segment,
    segmentEnd: end === undefined ? 'open' : calendar.at(end),
    labelEnd: end === undefined ? 'open' : formatStep(calendar, end + labelHorizon),
    testStart: calendar.at(testStart),
    labelHorizon,
    latestEnd: lastAllowed < 0 ? undefined : calendar.at(lastAllowed),
  };
}

/** What a leak is and what to do about it. */
export function leakMessage(leak: Leak): string {
  const { segment, segmentEnd, labelEnd, testStart, labelHorizon, latestEnd } = leak;
  const what = segment === 'fit' ? "the handler's fit" : `segment "${segment}"`;
  const how =
    segmentEnd === 'open'
      ? 'has an open end, so it reaches into'
      : labelHorizon === 0
        ? `ends on ${segmentEnd}, not before`
        : `ends on ${segmentEnd}; its last label reads ${labelHorizon} ${labelHorizon === 1 ? 'step' : 'steps'} on, to ${labelEnd}, not before`;
  const remedy =
    latestEnd === undefined
      ? 'start the test later'
      : `end it on ${latestEnd} or before (RollingGen does with labelHorizon: ${labelHorizon})`;
  return `${what} ${how} the test, which starts on ${testStart}; ${remedy}`;
}
