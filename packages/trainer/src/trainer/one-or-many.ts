import { InvalidArgumentError, type TaskDefinition } from '@windrow/core';

/** A single task is accepted where a list is. @throws InvalidArgumentError */
export function taskList(tasks: TaskDefinition | readonly TaskDefinition[]): readonly TaskDefinition[] {
  if (typeof tasks !== 'object' || tasks === null) {
    throw new InvalidArgumentError('tasks', `must be a task definition or a list of them, not ${String(tasks)}.`);
  }
  return Array.isArray(tasks) ? (tasks as readonly TaskDefinition[]) : [tasks as TaskDefinition];
}
