import {
  type Calendar,
  type ComponentRegistry,
  GridGen,
  MultiHorizonGen,
  RollingGen,
  type TaskDefinition,
  type TaskGen,
  type TaskGenLike,
  WindrowError,
} from '@windrow/core';
import { makeCalendar } from './make-calendar.js';
import type { Workflow } from './workflow.js';
import type { GeneratorSpec, WorkflowFile } from './workflow-file.js';

/** A generator of a workflow file. */
export interface WorkflowGenerator extends TaskGen {
  /** `grid`, `rolling`, `multi-horizon`, or the name of a component. */
  readonly name: string;
  /** What rolls, where this does. */
  readonly rolling?: RollingGen;
}

/**
 * The generators of a workflow, in their order. What goes wrong in one of them, now or while it generates, is an error that points at it.
 *
 * @throws WorkflowFileError
 */
export async function makeGenerators(
  workflow: Workflow,
  registry: ComponentRegistry,
): Promise<readonly WorkflowGenerator[]> {
  let calendar: Promise<Calendar> | undefined;
  const calendarOnce = (): Promise<Calendar> => {
    calendar ??= makeCalendar(workflow, registry);
    return calendar;
  };
  const made: WorkflowGenerator[] = [];
  for (const [index, spec] of (workflow.spec.generate ?? []).entries()) {
    const name = nameOf(spec);
    try {
      const generator = await makeGenerator(spec, calendarOnce, registry);
      made.push({
        name,
        generate: (template) => generateAt(workflow, index, name, generator, template),
        ...(generator instanceof RollingGen ? { rolling: generator } : {}),
      });
    } catch (cause) {
      throw located(workflow, index, name, cause);
    }
  }
  return made;
}

function nameOf(spec: GeneratorSpec): string {
  return spec.class ?? Object.keys(spec).find((key) => spec[key as keyof GeneratorSpec] !== undefined) ?? '';
}

async function makeGenerator(
  { grid, rolling, 'multi-horizon': multiHorizon, class: name, kwargs = {} }: GeneratorSpec,
  calendar: () => Promise<Calendar>,
  registry: ComponentRegistry,
): Promise<TaskGenLike> {
  if (grid !== undefined) return new GridGen(grid);
  if (rolling !== undefined) return new RollingGen({ ...rolling, calendar: await calendar() });
  if (multiHorizon !== undefined) return new MultiHorizonGen({ ...multiHorizon, calendar: await calendar() });
  return registry.create<TaskGenLike>('generator', { class: name, kwargs });
}

function generateAt(
  workflow: Workflow,
  index: number,
  name: string,
  generator: TaskGenLike,
  template: TaskDefinition,
): readonly TaskDefinition[] {
  try {
    return [...(typeof generator === 'function' ? generator(template) : generator.generate(template))];
  } catch (cause) {
    throw located(workflow, index, name, cause);
  }
}

function located(workflow: Workflow, index: number, name: string, cause: unknown): unknown {
  if (!WindrowError.is(cause) || cause.code === 'WORKFLOW_FILE') return cause;
  return workflow.error(pathOf(workflow.spec, index, name), `${name}: ${cause.message}`, { cause, at: 'key' });
}

function pathOf({ generate = [] }: WorkflowFile, index: number, name: string): readonly (string | number)[] {
  const key = generate[index]?.class === name ? 'class' : name;
  return ['generate', index, key];
}
