import type { KeyMap, RecorderRef } from '@windrow/core';
import type { FailedTask } from '@windrow/trainer';
import type { Workflow } from '@windrow/workflow';
import type { Windrow } from '../compose/create-windrow.js';
import { checkTasks } from './check-tasks.js';
import { type CollectedObjects, collectObjects } from './collect-objects.js';
import { ensembleObjects, type ScoreRow } from './ensemble-objects.js';
import { planSteps } from './ensemble-steps.js';
import { type PlanOptions, planWorkflow, type WorkflowPlan } from './plan-workflow.js';
import { DEFAULT_METRICS } from './score-forecast.js';
import { type TrainPlanOptions, trainPlan } from './train-plan.js';
import { writeOutputs } from './write-outputs.js';

/** How a workflow runs, beside what its file says. */
export interface RunWorkflowOptions extends PlanOptions, TrainPlanOptions {
  /** Where files go, instead of what the file says. */
  readonly directory?: string;
  /** Told once, before anything is stored. */
  readonly onPlan?: (plan: WorkflowPlan) => void;
}

/** What a run of a workflow came to. */
export interface WorkflowResult {
  readonly plan: WorkflowPlan;
  /** In the order of the tasks; undefined where one failed. */
  readonly refs: readonly (RecorderRef | undefined)[];
  /** Tasks without a result. With one of them nothing was collected: a forecast with holes is none. */
  readonly failed: readonly FailedTask[];
  readonly reused: number;
  readonly otherVersion: number;
  /** By artifact, then by what is left of the key after the last step. */
  readonly artifacts: ReadonlyMap<string, KeyMap<unknown>>;
  /** The forecasts after each step, scored on what came true. */
  readonly scores: readonly ScoreRow[];
  /** What the records logged, by the task's key. */
  readonly metrics: CollectedObjects['metrics'] | undefined;
  /** Files that were written. */
  readonly files: readonly string[];
}

/**
 * Runs a workflow file end to end: generates, trains through the pool, collects, ensembles, scores and writes. Run again it trains only
 * what is missing. (Reference: `qrun`.)
 *
 * @throws WorkflowFileError before anything is stored; the signal's reason when it is aborted; what a store, a group or an ensemble throws
 *
 * @example
 * await using windrow = await createWindrow({ plugins: [myPlugin()] });
 * const { artifacts, scores } = await runWorkflow(windrow, await readWorkflow('workflow.yaml'));
 */
export async function runWorkflow(
  windrow: Windrow,
  workflow: Workflow,
  options: RunWorkflowOptions = {},
): Promise<WorkflowResult> {
  const plan = await planWorkflow(workflow, windrow.components, options);
  const steps = await planSteps(plan, windrow.components);
  await checkTasks(plan, windrow.components);
  options.onPlan?.(plan);
  const { refs, failed, reused, otherVersion } = await trainPlan(windrow, plan, options);
  options.signal?.throwIfAborted();
  const ended = { plan, refs, failed, reused, otherVersion };
  if (failed.length > 0) return { ...ended, artifacts: new Map(), scores: [], metrics: undefined, files: [] };
  const collected = await collectObjects(plan, refs as readonly RecorderRef[], windrow.experiments);
  const names = plan.rolls ? [...plan.key.names, 'window'] : plan.key.names;
  const output = plan.workflow.spec.output ?? {};
  const made = await ensembleObjects(collected, steps, names, output.metrics ?? DEFAULT_METRICS);
  const facts = { experiment: plan.experiment, pool: plan.pool, tasks: plan.tasks.length };
  const files = await writeOutputs(output, made, facts, options.directory);
  return { ...ended, ...made, metrics: collected.metrics, files };
}
