import { WindrowError } from '@windrow/core';
import { readWorkflow, type Workflow } from '@windrow/workflow';
import type { Windrow } from '../../../compose/create-windrow.js';
import { checkTasks } from '../../../run/check-tasks.js';
import { planSteps } from '../../../run/ensemble-steps.js';
import { type PlanOptions, planWorkflow } from '../../../run/plan-workflow.js';
import { runWorkflow, type WorkflowResult } from '../../../run/run-workflow.js';
import type { TrainingProgress } from '../../../run/train-plan.js';
import type { FinishedRunAnswer } from '../../answers/run-answers.js';
import { childComponentsModule } from '../../child-components.js';
import { ExitCode, exitCodeOf } from '../../exit-codes.js';
import { interruptible } from '../../interruptible.js';
import { terminalOutput } from '../../output/terminal.js';
import { type GlobalOptions, withWindrow } from '../../with-windrow.js';
import { parseSet } from './parse-set.js';
import { runProgress } from './run-progress.js';
import { planText, reportText } from './run-report.js';

export interface RunCommandOptions extends GlobalOptions {
  readonly set: readonly string[];
  readonly dryRun?: boolean;
  readonly experiment?: string;
  readonly pool?: string;
  readonly concurrency?: number;
  readonly output?: string;
  readonly retryFailed?: boolean;
}

/** Runs a workflow file, or with `--dry-run` tells what it would do. Answers the exit code: 1 when tasks failed, 130 when it was stopped. */
export async function runCommand(file: string, options: RunCommandOptions): Promise<number> {
  const workflow = await readWorkflow(file);
  const { experiment, pool } = options;
  const planning: PlanOptions = {
    set: parseSet(options.set),
    ...(experiment === undefined ? {} : { experiment }),
    ...(pool === undefined ? {} : { pool }),
  };
  if (options.dryRun === true) return dryRun(workflow, planning, options);
  return withWindrow(options, (windrow) => run(windrow, workflow, planning, options));
}

/** In a store of its own in memory, so that nothing is touched. */
async function dryRun(workflow: Workflow, planning: PlanOptions, options: RunCommandOptions): Promise<number> {
  return withWindrow({ ...options, store: 'memory:' }, async ({ components }) => {
    const plan = await planWorkflow(workflow, components, planning);
    await planSteps(plan, components);
    await checkTasks(plan, components);
    const { pool, experiment, tasks } = plan;
    const keys = tasks.map((task) => plan.keyOf(task));
    terminalOutput(options.json === true).result(
      'run-plan',
      { pool, experiment, tasks, keys, keyNames: plan.key.names },
      () => planText(plan),
    );
    return ExitCode.ok;
  });
}

async function run(
  windrow: Windrow,
  workflow: Workflow,
  planning: PlanOptions,
  options: RunCommandOptions,
): Promise<number> {
  const output = terminalOutput(options.json === true);
  const started = performance.now();
  const progress = await runProgress(output.json);
  let last: TrainingProgress | undefined;
  const { concurrency, output: directory } = options;
  const start = (signal: AbortSignal): Promise<WorkflowResult> =>
    runWorkflow(windrow, workflow, {
      ...planning,
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(directory === undefined ? {} : { directory }),
      ...(workflow.spec.trainer?.isolate === undefined ? {} : { components: childComponentsModule(options.config) }),
      retryFailed: options.retryFailed === true,
      signal,
      onProgress: (now) => {
        last = now;
        if (!signal.aborted) progress.update(now);
      },
    });
  try {
    const result = await interruptible('', start, () => {
      progress.stop();
      output.note('Stopping: tasks that run may finish. Once more to leave at once.');
    });
    progress.stop();
    const seconds = (performance.now() - started) / 1_000;
    output.result('run', summaryOf(result, seconds), () => reportText(result, storeText(windrow), seconds));
    return result.failed.length > 0 ? ExitCode.failed : ExitCode.ok;
  } catch (error) {
    if (!WindrowError.is(error, 'INTERRUPTED')) throw error;
    const { ended = 0, total = 0 } = last ?? {};
    output.result(
      'run',
      { stopped: true, tasks: total, ended },
      () => `Stopped: ${ended} of ${total} tasks have ended and are kept. Run the same command again to go on.`,
    );
    return exitCodeOf(error);
  } finally {
    progress.stop();
  }
}

/** Without what a URL may hold besides. */
function storeText({ tasks }: Windrow): string {
  return tasks.capabilities.descriptor ?? 'of the configuration';
}

function summaryOf(
  { plan, refs, failed, reused, otherVersion, scores, metrics, files }: WorkflowResult,
  seconds: number,
): FinishedRunAnswer {
  return {
    experiment: plan.experiment,
    pool: plan.pool,
    tasks: plan.tasks.length,
    reused,
    otherVersion,
    failed: failed.map((task) => ({ ...task, key: plan.keyOf(plan.tasks[task.index] ?? {}) })),
    recorders: refs.map((ref) => ref?.recorderId ?? null),
    scores,
    metrics: [...(metrics ?? [])].map(([key, values]) => ({ key, values })),
    files,
    seconds: Math.round(seconds * 1_000) / 1_000,
  };
}
