import {
  type ComponentRegistry,
  encodeKey,
  formatKey,
  GridGen,
  generateTasks,
  type JsonValue,
  type Key,
  segmentsOf,
  type TaskDefinition,
} from '@windrow/core';
import { makeGenerators, type Workflow, type WorkflowGenerator } from '@windrow/workflow';
import { type PlanKey, planKey } from './plan-key.js';

/** What may be said beside the file. */
export interface PlanOptions {
  /** Values by dotted path into the task, put there before anything is generated. */
  readonly set?: Readonly<Record<string, JsonValue>>;
  readonly experiment?: string;
  readonly pool?: string;
}

/** What a workflow will do: made without touching a store. */
export interface WorkflowPlan {
  readonly workflow: Workflow;
  readonly experiment: string;
  readonly pool: string;
  readonly tasks: readonly TaskDefinition[];
  /** The definitions before windows were cut: one for each model. */
  readonly models: readonly TaskDefinition[];
  readonly key: PlanKey;
  /** Whether the last part of a task's key is the first time of its test. */
  readonly rolls: boolean;
  /** The windows of the first model as a picture in text; undefined when nothing rolls. */
  readonly picture: string | undefined;
  /** What a task's objects are collected under. */
  keyOf(definition: TaskDefinition): readonly Key[];
}

/**
 * Generates the tasks of a workflow and says under which keys they are collected.
 *
 * @throws WorkflowFileError that points at what is wrong; InvalidArgumentError and InvalidTemplateError for a wrong `set`
 */
export async function planWorkflow(
  given: Workflow,
  registry: ComponentRegistry,
  options: PlanOptions = {},
): Promise<WorkflowPlan> {
  const workflow = withValues(given, options.set ?? {});
  const { task } = workflow.spec;
  const generators = await makeGenerators(workflow, registry);
  const rolling = generators.find(({ rolling }) => rolling !== undefined)?.rolling;
  const models = generateTasks(
    task,
    generators.filter(({ rolling }) => rolling === undefined),
  );
  const tasks = generateTasks(task, generators);
  if (tasks.length === 0) throw workflow.error(['generate'], 'these generators make no task at all', { at: 'key' });
  const key = planKey(workflow, models);
  const testKey = rolling?.options.testKey;
  const keyOf = (definition: TaskDefinition): readonly Key[] =>
    testKey === undefined
      ? key.of(definition)
      : [...key.of(definition), segmentsOf(definition)[testKey]?.[0] ?? 'none'];
  refuseSharedKeys(workflow, tasks, keyOf);
  return {
    workflow,
    experiment: options.experiment ?? given.experiment,
    pool: options.pool ?? (options.experiment === undefined ? given.pool : (given.spec.pool ?? options.experiment)),
    tasks,
    models,
    key,
    rolls: rolling !== undefined,
    picture: rolling?.explain(firstBeforeRolling(task, generators)),
    keyOf,
  };
}

function withValues(workflow: Workflow, set: NonNullable<PlanOptions['set']>): Workflow {
  const axes = Object.fromEntries(Object.entries(set).map(([path, value]) => [path, [value]]));
  if (Object.keys(axes).length === 0) return workflow;
  return workflow.withTask(new GridGen(axes).generate(workflow.spec.task)[0] as TaskDefinition);
}

function firstBeforeRolling(task: TaskDefinition, generators: readonly WorkflowGenerator[]): TaskDefinition {
  const before = generators.slice(
    0,
    generators.findIndex(({ rolling }) => rolling !== undefined),
  );
  return generateTasks(task, before)[0] as TaskDefinition;
}

/** Two tasks of one key would be found out after all the training, when they are collected. */
function refuseSharedKeys(
  workflow: Workflow,
  tasks: readonly TaskDefinition[],
  keyOf: (definition: TaskDefinition) => readonly Key[],
): void {
  const seen = new Map<string, string>();
  for (const task of tasks) {
    const text = JSON.stringify(task);
    const key = encodeKey(keyOf(task));
    const before = seen.get(key);
    if (before !== undefined && before !== text) {
      const at = workflow.spec.collect?.key === undefined ? ['generate'] : ['collect', 'key'];
      throw workflow.error(
        at,
        `different tasks have the key ${formatKey(keyOf(task))}; name in collect.key what tells them apart, such as model.kwargs.alpha`,
        { at: 'key' },
      );
    }
    seen.set(key, text);
  }
}
