import { parseInstant } from '@windrow/frame';
import { EmptySegmentError, InvalidTemplateError } from '../../errors/generate-errors.js';
import type { TaskDefinition } from '../../task/definition.js';
import type { Calendar } from '../calendar/calendar.js';
import type { RollType, Span } from '../calendar/span.js';
import { getIn, setIn } from '../definition-path.js';

const handlerKwargs = ['dataset', 'kwargs', 'handler', 'kwargs'] as const;

/** The two spellings of a handler's fit times. */
const spellings = [
  ['fit_start_time', 'fit_end_time'],
  ['fitStartTime', 'fitEndTime'],
] as const;

/** The fit times that a task's handler declares, on a calendar. */
export interface Fit {
  readonly startPath: readonly string[];
  readonly endPath: readonly string[];
  readonly span: Span;
  /** The end as it was written; `undefined` when none is declared, `null` when it is open. */
  readonly end: string | null | undefined;
}

/**
 * Every pair of fit times that the task's handler declares, at `dataset.kwargs.handler.kwargs.fit_start_time` and `fit_end_time`, or
 * `fitStartTime` and `fitEndTime`.
 *
 * @throws InvalidTemplateError, CalendarRangeError
 */
export function fitsOf(task: TaskDefinition, calendar: Calendar): readonly Fit[] {
  return spellings.flatMap(([startKey, endKey]) => {
    const startPath = [...handlerKwargs, startKey];
    const endPath = [...handlerKwargs, endKey];
    const start = timeAt(task, startPath);
    const end = timeAt(task, endPath);
    if (start === undefined && end === undefined) return [];
    const span = {
      start: typeof start === 'string' ? calendar.indexOf(start, 'start', 'the fit starts') : undefined,
      end: typeof end === 'string' ? calendar.indexOf(end, 'end', 'the fit ends') : undefined,
    };
    return [{ startPath, endPath, span, end }];
  });
}

/**
 * The task with its fits moved by `steps` as its train segment was moved to `train`, so that scaling is learnt from what the model may see.
 * A fit that would end after the train segment, or is open, ends with it. Nothing is declared that was not.
 *
 * @throws EmptySegmentError when nothing is left of a fit.
 */
export function rollFits(
  task: TaskDefinition,
  fits: readonly Fit[],
  move: { readonly calendar: Calendar; readonly steps: number; readonly type: RollType; readonly train: Span },
): TaskDefinition {
  const { calendar, steps, type, train } = move;
  let result = task;
  for (const { startPath, endPath, span, end: declaredEnd } of fits) {
    const start = span.start === undefined || type === 'expanding' ? span.start : span.start + steps;
    const latest = train.end ?? calendar.size - 1;
    const end = span.end === undefined ? train.end : Math.min(span.end + steps, latest);
    if (start !== undefined && start > (end ?? latest)) {
      throw new EmptySegmentError(
        'fit',
        calendar.at(start),
        calendar.at(end ?? latest),
        'a fit may not end after the train segment, and this one starts there',
      );
    }
    if (start !== undefined && start !== span.start) result = setIn(result, startPath, calendar.at(start));
    if (declaredEnd === undefined || end === undefined) continue;
    if (declaredEnd === null || steps !== 0 || parseInstant(declaredEnd) > calendar.timeAt(end)) {
      result = setIn(result, endPath, calendar.at(end));
    }
  }
  return result;
}

function timeAt(task: TaskDefinition, path: readonly string[]): string | null | undefined {
  const value = getIn(task, path);
  if (value === undefined || value === null || typeof value === 'string') return value;
  throw new InvalidTemplateError(
    path.join('.'),
    `is ${JSON.stringify(value)}; write a text such as "2020-01-02", or null`,
  );
}
