import type { TaskDefinition } from '../task/definition.js';

/**
 * Makes many definitions from one template. Generators are pure: they never change the template, and equal templates give
 * equal definitions. (Reference: `qlib.workflow.task.gen.TaskGen`.)
 */
export interface TaskGen {
  /** The definitions made from one template, in a stable order, deeply frozen. */
  generate(template: TaskDefinition): readonly TaskDefinition[];
  /** The same one by one, for generators that make very many. */
  iterate?(template: TaskDefinition): Iterable<TaskDefinition>;
}

/** A generator may be a plain function. */
export type TaskGenLike = TaskGen | ((template: TaskDefinition) => Iterable<TaskDefinition>);
