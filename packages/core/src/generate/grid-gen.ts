import { z } from 'zod';
import { InvalidArgumentError } from '../errors/task-errors.js';
import type { JsonValue, TaskDefinition } from '../task/definition.js';
import { parsePath, setIn } from './definition-path.js';
import { freezeDefinition, freezeJson, markFrozen } from './freeze-definition.js';
import { parseOptions } from './parse-options.js';
import type { TaskGen } from './task-gen.js';

/** The values to try at each dotted path. */
export interface GridAxes {
  readonly [path: string]: readonly JsonValue[];
}

/** How {@link GridGen} treats paths. */
export interface GridGenOptions {
  /** Makes the objects that lead to a path where they are missing, rather than taking the path for a typing mistake. Default false. */
  readonly create?: boolean | undefined;
}

const optionsSchema = z.strictObject({ create: z.boolean().default(false) });

/**
 * Makes one task for each combination of values: `{ 'model.kwargs.loss': ['mse', 'mae'], 'model.kwargs.depth': [4, 8] }` makes four, the last
 * path varying fastest. A path that is not there yet may be new in its last key (and in a `kwargs` that a component lacks); a missing
 * parent is `InvalidTemplateError`, unless `create`. Values are put in as they are; a list or object is one value.
 *
 * @example
 * generateTasks(template, new GridGen({ 'model.kwargs.loss': ['mse', 'mae'] }));
 */
export class GridGen implements TaskGen {
  readonly #axes: readonly { readonly keys: readonly string[]; readonly values: readonly JsonValue[] }[];
  readonly #create: boolean;

  /**
   * @throws InvalidArgumentError when an axis has no value, or its path is empty or goes through a prototype.
   * @throws InvalidDefinitionError when a value is no JSON.
   */
  constructor(axes: GridAxes, options: GridGenOptions = {}) {
    if (typeof axes !== 'object' || axes === null || Array.isArray(axes)) {
      throw new InvalidArgumentError(
        'GridGen',
        `it needs a map from paths to lists of values, such as { 'model.kwargs.loss': ['mse', 'mae'] }`,
      );
    }
    this.#create = parseOptions('GridGen', optionsSchema, options).create;
    this.#axes = Object.entries(axes).map(([path, values]) => {
      const argument = `GridGen["${path}"]`;
      if (!Array.isArray(values) || values.length === 0) {
        throw new InvalidArgumentError(
          argument,
          'it needs a list with at least one value; without any there would be no task at all',
        );
      }
      return { keys: parsePath(path, argument), values: freezeJson(values, path) as readonly JsonValue[] };
    });
    Object.freeze(this);
  }

  /** @throws InvalidTemplateError when the template lacks a parent of a path. */
  generate(template: TaskDefinition): readonly TaskDefinition[] {
    return Object.freeze([...this.iterate(template)]);
  }

  /** As {@link generate}, one by one. */
  iterate(template: TaskDefinition): Iterable<TaskDefinition> {
    return this.#along(freezeDefinition(template), 0);
  }

  *#along(task: TaskDefinition, depth: number): Generator<TaskDefinition, void, undefined> {
    const axis = this.#axes[depth];
    if (axis === undefined) {
      yield markFrozen(task);
      return;
    }
    for (const value of axis.values) yield* this.#along(setIn(task, axis.keys, value, this.#create), depth + 1);
  }
}
