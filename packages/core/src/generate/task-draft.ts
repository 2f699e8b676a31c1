import { InvalidArgumentError } from '../errors/task-errors.js';
import type { JsonValue, TaskDefinition } from '../task/definition.js';
import { freezeDefinition } from './freeze-definition.js';

/** JSON that may be written to. */
export type DraftValue = null | boolean | number | string | DraftValue[] | TaskDraft;

/** A copy of a task that a user's function may change as it likes; it is frozen afterwards. */
export interface TaskDraft {
  [key: string]: DraftValue;
}

/** What a user's function gives back: a new definition, or nothing when it changed the draft. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that only changes its draft returns nothing
export type DraftResult = TaskDefinition | undefined | void;

/** Lets `change` work on a copy of `task` and freezes what comes out. `argument` names the function in an error. */
export function changeDraft(
  task: TaskDefinition,
  argument: string,
  change: (draft: TaskDraft) => DraftResult,
): TaskDefinition {
  const draft = thaw(task) as TaskDraft;
  const result = change(draft) ?? draft;
  if (typeof result !== 'object' || Array.isArray(result)) {
    throw new InvalidArgumentError(argument, `it returned ${typeof result}; return the changed task, or nothing`);
  }
  if (typeof result['then'] === 'function') {
    throw new InvalidArgumentError(argument, 'it returned a promise; generators are synchronous');
  }
  return freezeDefinition(result);
}

function thaw(value: JsonValue): DraftValue {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(thaw);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, thaw(inner)]));
}
