import {
  type ComponentKind,
  type ComponentRegistry,
  type JsonValue,
  type TaskDefinition,
  WindrowError,
} from '@windrow/core';
import { fillPlaceholders } from '@windrow/trainer';
import { adviseOnClass } from '@windrow/workflow';
import type { WorkflowPlan } from './plan-workflow.js';

type Path = readonly (string | number)[];

/**
 * Makes what the tasks name once, so that a wrong name or argument is told before anything is stored: each different model, reweighter
 * and record, and the first task's dataset.
 *
 * @throws WorkflowFileError that points at the component; whatever else a component throws while it is made
 */
export async function checkTasks(plan: WorkflowPlan, registry: ComponentRegistry): Promise<void> {
  const make = maker(plan, registry);
  const first = plan.tasks[0] as TaskDefinition;
  const dataset = await make('dataset', first['dataset'], ['task', 'dataset'], first);
  const checked = new Set<string>();
  for (const definition of plan.models) {
    const { model, reweighter, record } = definition;
    const text = JSON.stringify([model, reweighter, record]);
    if (checked.has(text)) continue;
    checked.add(text);
    const objects = { MODEL: await make('model', model, ['task', 'model'], definition), DATASET: dataset };
    if (reweighter !== undefined) await make('reweighter', reweighter, ['task', 'reweighter'], definition);
    for (const [place, spec] of listOf(record).entries()) {
      const path: Path = Array.isArray(record) ? ['task', 'record', place] : ['task', 'record'];
      await make('record', spec, path, definition, objects);
    }
  }
}

function maker(plan: WorkflowPlan, registry: ComponentRegistry) {
  return async (
    kind: ComponentKind,
    spec: JsonValue | undefined,
    path: Path,
    definition: TaskDefinition,
    objects: Readonly<Record<string, unknown>> = {},
  ): Promise<unknown> => {
    try {
      const filled = kind === 'record' ? fillPlaceholders(spec as JsonValue, objects, definition) : spec;
      return await registry.create(kind, filled);
    } catch (cause) {
      if (!WindrowError.is(cause)) throw cause;
      const name = (spec as { readonly class?: unknown }).class;
      const advice = cause.code === 'UNKNOWN_COMPONENT' && typeof name === 'string' ? adviseOnClass(name) : undefined;
      const message = advice === undefined ? cause.message : `There is no ${kind} named "${String(name)}": ${advice}.`;
      throw plan.workflow.error(cause.code === 'UNKNOWN_COMPONENT' ? [...path, 'class'] : path, message, { cause });
    }
  };
}

function listOf(record: JsonValue | undefined): readonly JsonValue[] {
  if (record === undefined) return [];
  return Array.isArray(record) ? (record as readonly JsonValue[]) : [record];
}
