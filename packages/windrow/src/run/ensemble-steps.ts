import {
  type ComponentRegistry,
  type EnsembleLike,
  type Group as GroupPort,
  type Key,
  WindrowError,
} from '@windrow/core';
import { AverageEnsemble, type AverageEnsembleOptions, Group, RollingGroup } from '@windrow/ensembles';
import type { EnsembleStep } from '@windrow/workflow';
import type { WorkflowPlan } from './plan-workflow.js';

/** One step from collected objects to the result. */
export interface PlannedStep {
  /** `rolling`, `average`, or the name of a component. */
  readonly name: string;
  readonly group: GroupPort<unknown, unknown>;
  /** What the parts of a result's key are called; undefined when only the component knows. */
  readonly names: readonly string[] | undefined;
}

/**
 * The steps that a workflow names: `rolling` by itself where a generator rolls and the file says nothing.
 *
 * @throws WorkflowFileError that points at the step
 */
export async function planSteps(plan: WorkflowPlan, registry: ComponentRegistry): Promise<readonly PlannedStep[]> {
  const { ensemble } = plan.workflow.spec;
  if (ensemble === undefined && !plan.rolls) return [];
  const planned: PlannedStep[] = [];
  let names: readonly string[] | undefined = plan.rolls ? [...plan.key.names, 'window'] : plan.key.names;
  for (const [index, spec] of (ensemble ?? [{ rolling: {} }]).entries()) {
    try {
      const step = await planStep(spec, names, registry);
      planned.push(step);
      names = step.names;
    } catch (cause) {
      if (!WindrowError.is(cause) || cause.code === 'WORKFLOW_FILE') throw cause;
      throw plan.workflow.error(['ensemble', index], cause.message, { cause, at: 'key' });
    }
  }
  return planned;
}

async function planStep(
  spec: EnsembleStep,
  names: readonly string[] | undefined,
  registry: ComponentRegistry,
): Promise<PlannedStep> {
  const { rolling, average, group, ensemble } = spec;
  if (rolling !== undefined)
    return { name: 'rolling', group: new RollingGroup() as unknown as Group, names: names?.slice(0, -1) };
  if (average !== undefined) {
    const { by = [], ...options } = average;
    return grouped(
      'average',
      by,
      names,
      new AverageEnsemble(options as AverageEnsembleOptions) as unknown as EnsembleLike,
    );
  }
  if (group !== undefined)
    return {
      name: group.class,
      group: await registry.create<GroupPort<unknown, unknown>>('group', group),
      names: undefined,
    };
  const { by = [], ...component } = ensemble ?? { class: '' };
  return grouped(component.class, by, names, await registry.create<EnsembleLike>('ensemble', component));
}

function grouped(
  name: string,
  by: readonly string[],
  names: readonly string[] | undefined,
  ensemble: EnsembleLike,
): PlannedStep {
  const positions = by.map((part) => names?.indexOf(part) ?? -1);
  const pick = (key: Key, stays: boolean): Key =>
    (Array.isArray(key) ? (key as readonly Key[]) : [key]).filter((_, place) => positions.includes(place) === stays);
  return {
    name,
    group: new Group({ by: (key) => ({ group: pick(key, true), member: pick(key, false) }), ensemble }),
    names: names?.filter((part) => by.includes(part)),
  };
}
