import type { InstantLike } from '@windrow/frame';
import { formatInstantShort, parseInstant, toInstantMs } from '@windrow/frame';
import { EmptySegmentError, InvalidTemplateError } from '../errors/generate-errors.js';
import { InvalidArgumentError } from '../errors/task-errors.js';
import type { JsonValue, TaskDefinition } from '../task/definition.js';
import type { Calendar } from './calendar/calendar.js';
import { cutSpan, type Segment, type Segments, type SegmentsLike, toSegment, toSpan } from './calendar/span.js';
import { getIn } from './definition-path.js';
import { showValue } from './show-value.js';

/** Where a task keeps its segments. */
export const segmentsPath = 'dataset.kwargs.segments';

/** The same, split. */
export const segmentsKeys: readonly string[] = segmentsPath.split('.');

/**
 * The segments of a task, `dataset.kwargs.segments`, each checked and left as it was written.
 *
 * @throws InvalidTemplateError when the task has none, or when one is no pair of ISO 8601 texts or nulls.
 * @throws EmptySegmentError when one ends before it starts.
 */
export function segmentsOf(task: TaskDefinition): Segments {
  const value = getIn(task, segmentsPath);
  if (value === undefined) {
    throw new InvalidTemplateError(
      segmentsPath,
      'is missing; write dataset: { kwargs: { segments: { train: [start, end], test: [start, end] } } }',
    );
  }
  return parseSegments(value);
}

/** Segments from JSON: `{ train: ['2008-01-01', '2014-12-31'], test: ['2017-01-01', null] }`. See {@link segmentsOf} for what is refused. */
export function parseSegments(value: JsonValue | SegmentsLike): Segments {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidTemplateError(
      segmentsPath,
      'is no map of segments; write { train: [start, end], test: [start, end] }',
    );
  }
  const entries = Object.entries(value as { readonly [name: string]: unknown });
  if (entries.length === 0)
    throw new InvalidTemplateError(segmentsPath, 'has no segment; give at least train and test');
  return Object.freeze(Object.fromEntries(entries.map(([name, segment]) => [name, parseSegment(name, segment)])));
}

/** @throws InvalidArgumentError when there is no segment of this name; `argument` is the option that named it. */
export function requireSegment(segments: Segments, name: string, argument: string): void {
  if (Object.hasOwn(segments, name)) return;
  const there = Object.keys(segments).join(', ');
  throw new InvalidArgumentError(argument, `the task has no segment "${name}", only ${there}; name one of these`);
}

function parseSegment(name: string, value: unknown): Segment {
  const path = `${segmentsPath}.${name}`;
  if (!Array.isArray(value) || value.length !== 2) {
    throw new InvalidTemplateError(path, `is ${showValue(value)}; write [start, end], with null for an open end`);
  }
  const [start, end] = value.map((bound, index): number | null => {
    if (bound === null) return null;
    const path_ = `${path}.${index}`;
    if (typeof bound !== 'string')
      throw new InvalidTemplateError(path_, `is ${showValue(bound)}; write a text such as "2020-01-02", or null`);
    return parseInstant(bound, path_);
  });
  if (typeof start === 'number' && typeof end === 'number' && start > end) {
    throw new EmptySegmentError(name, String(value[0]), String(value[1]), 'it ends before it starts');
  }
  return Object.freeze([value[0], value[1]] as Segment);
}

/**
 * New segments of which all but the test end at the latest `days` steps before the test starts: before the earlier of the test's given
 * bounds. The test itself stays as it is, and so does a segment that ends early enough, aligned. (Reference: `trunc_segments`, which
 * changes its argument.)
 *
 * @throws InvalidArgumentError when there is no test of this key, or it is open at both ends.
 * @throws EmptySegmentError when nothing is left of a segment.
 */
export function truncateSegments(calendar: Calendar, segments: SegmentsLike, days: number, testKey = 'test'): Segments {
  if (!Number.isInteger(days) || days < 0) {
    throw new InvalidArgumentError('truncateSegments days', `${String(days)} is no whole number from 0 on`);
  }
  const test = Object.hasOwn(segments, testKey) ? segments[testKey] : undefined;
  if (test === undefined) {
    throw new InvalidArgumentError(
      'truncateSegments testKey',
      `there is no segment "${testKey}", only ${Object.keys(segments).join(', ')}`,
    );
  }
  const bounds = test
    .filter((bound): bound is InstantLike => bound !== null)
    .map((bound) => toInstantMs(bound, testKey));
  if (bounds.length === 0) {
    throw new InvalidArgumentError(
      'truncateSegments segments',
      `"${testKey}" is open at both ends, so nothing can end before it`,
    );
  }
  const cut = calendar.indexOf(Math.min(...bounds), 'start', `segment "${testKey}" starts`) - days;
  return Object.freeze(
    Object.fromEntries(
      Object.entries(segments).map(([name, segment]) => [
        name,
        name === testKey
          ? Object.freeze([textOf(segment[0]), textOf(segment[1])] as const)
          : toSegment(calendar, cutSpan(calendar, toSpan(calendar, segment, name), cut, name)),
      ]),
    ),
  );
}

function textOf(bound: InstantLike | null): string | null {
  return bound === null || typeof bound === 'string' ? bound : formatInstantShort(toInstantMs(bound));
}
