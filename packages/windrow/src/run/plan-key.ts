import { nearestNames, readPath, type TaskDefinition } from '@windrow/core';
import type { Workflow } from '@windrow/workflow';
import { keyPart, varyingPaths } from './definition-leaves.js';

/** What tells the models of a workflow apart: names, and where in a definition their values stand. */
export interface PlanKey {
  readonly names: readonly string[];
  readonly paths: readonly string[];
  /** The values of a definition, in the order of the names. */
  of(definition: TaskDefinition): readonly (string | number)[];
}

/**
 * The key that the file says, else what the generators vary (those that roll excepted).
 *
 * @param models the definitions before any window was cut
 * @throws WorkflowFileError for a path that leads nowhere in any of them, and for a `by` that names no part of the key
 */
export function planKey(workflow: Workflow, models: readonly TaskDefinition[]): PlanKey {
  const given = workflow.spec.collect?.key;
  const paths =
    given === undefined
      ? varyingPaths(models)
      : Array.isArray(given)
        ? (given as readonly string[])
        : Object.values(given);
  const names = given === undefined || Array.isArray(given) ? shortNames(paths) : Object.keys(given);
  for (const [place, path] of paths.entries()) {
    if (models.some((model) => readPath(model, path.split('.')) !== undefined)) continue;
    const at = Array.isArray(given) ? place : (names[place] as string);
    throw workflow.error(
      ['collect', 'key', at],
      `"${path}" leads nowhere in any task; write a dotted path such as model.kwargs.alpha`,
    );
  }
  checkNames(workflow, names);
  return { names, paths, of: (definition) => paths.map((path) => keyPart(definition, path)) };
}

/** The last part of each path, or all of it where that is not enough. */
function shortNames(paths: readonly string[]): readonly string[] {
  const last = paths.map((path) => path.slice(path.lastIndexOf('.') + 1));
  return last.map((name, place) => (last.indexOf(name) === last.lastIndexOf(name) ? name : (paths[place] as string)));
}

function checkNames(workflow: Workflow, names: readonly string[]): void {
  for (const [step, { average, ensemble }] of (workflow.spec.ensemble ?? []).entries()) {
    const kind = average === undefined ? 'ensemble' : 'average';
    for (const [place, name] of ((average ?? ensemble)?.by ?? []).entries()) {
      if (names.includes(name)) continue;
      const near = nearestNames(name, names);
      const hint =
        near.length > 0
          ? `did you mean "${near[0]}"?`
          : names.length === 0
            ? 'the key has none'
            : `there is ${names.join(', ')}`;
      // One step may stand there without a list.
      throw workflow.error(['ensemble', step, kind, 'by', place], `"${name}" is no part of the key; ${hint}`);
    }
  }
}
