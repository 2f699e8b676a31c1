import { parseInstant } from '@windrow/frame';
import type { TaskDefinition } from '../../task/definition.js';
import type { Calendar } from '../calendar/calendar.js';
import type { Segments } from '../calendar/span.js';
import { getIn, setIn } from '../definition-path.js';
import type { DraftResult, TaskDraft } from '../task-draft.js';

/** The window that a task is made for. */
export interface WindowContext {
  /** The task that was given to the generator. */
  readonly from: TaskDefinition;
  /** How many steps of the generator after that task; 0 is its own window. */
  readonly index: number;
  readonly segments: Segments;
  readonly calendar: Calendar;
  readonly testKey: string;
  readonly trainKey: string;
}

/**
 * Changes a task after its segments were set. It gets a copy that it may write to, and returns nothing, or another definition. It must be
 * pure: the same task and window give the same answer.
 */
export type ModifyTask = (draft: TaskDraft, window: WindowContext) => DraftResult;

const endPaths = ['end_time', 'endTime'].map((key) => ['dataset', 'kwargs', 'handler', 'kwargs', key]);

/**
 * The default of `modify`: a handler that loads data up to a time before the test's end loads up to the test's end instead. It looks at
 * `dataset.kwargs.handler.kwargs.end_time` (or `endTime`); a handler that is a text, is absent, or has an open end is left as it is. Call it
 * from a `modify` of your own to have both. (Reference: `handler_mod`, which compares days of the calendar rather than dates and leaves a
 * handler that ends on the day off before.)
 */
export function extendHandler(
  task: TaskDefinition,
  window: Pick<WindowContext, 'segments' | 'testKey'>,
): TaskDefinition {
  const testEnd = window.segments[window.testKey]?.[1];
  if (typeof testEnd !== 'string') return task;
  let result = task;
  for (const path of endPaths) {
    const end = getIn(task, path);
    if (typeof end === 'string' && parseInstant(end, path.join('.')) < parseInstant(testEnd)) {
      result = setIn(result, path, testEnd);
    }
  }
  return result;
}
