import { InvalidArgumentError } from '@windrow/core';
import type { HandlerModule, Isolation } from '../worker/worker-options.js';

/** Where a trainer trains. */
export interface IsolationOptions {
  /**
   * Default `inline`. In a `thread` or a `process` memory is given back and limits are enforced; the train functions must then be named
   * by module and export. What they record goes to this process, which alone opens stores. (Reference: `call_in_subproc`,
   * `force_release`.)
   */
  readonly isolate?: Isolation;
  /**
   * Where a child finds the components that definitions name: the export is a `ComponentRegistry`, or a function that makes one. Needed
   * by the default train functions in a child; never taken from a definition.
   */
  readonly components?: HandlerModule;
  /** What a child may use, bytes. */
  readonly memoryLimitBytes?: number;
  /** Limit of one attempt, ms, where the task has none of its own; a child that does not notice it is killed. */
  readonly timeLimitMs?: number;
  /** A child is replaced after so many tasks; default: never. */
  readonly maxTasksPerChild?: number;
}

/** @throws InvalidArgumentError where a child could not know what to run */
export function checkIsolation(
  { isolate = 'inline', components }: IsolationOptions,
  functions: Readonly<Record<string, unknown>>,
): void {
  if (isolate === 'inline') return;
  for (const [name, given] of Object.entries(functions)) {
    if (typeof given === 'function') {
      throw new InvalidArgumentError(
        name,
        `a function cannot move to a ${isolate}. Give { module, export }: the module's file URL and the name of its export.`,
      );
    }
    if (given === undefined && components === undefined) {
      throw new InvalidArgumentError(
        'components',
        `is missing: in a ${isolate} the default ${name} has to load the models and datasets that definitions name. Give { module, export } of a ComponentRegistry, or of a function that makes one.`,
      );
    }
  }
}
