import { CodeVersionError } from '../errors/manager-errors.js';
import { DuplicateTaskError } from '../errors/task-errors.js';
import type { NewTask } from '../store/stored-task.js';
import type { TaskDefinition } from '../task/definition.js';
import { findKnownKeys } from './find-known-keys.js';
import type { ManagerContext } from './manager-context.js';
import { checkDefinition, prepareTask } from './prepare-tasks.js';
import { isOtherVersion, requireSubmitOptions, submitBatch } from './submit-tasks.js';
import type { CreateTasksOptions, CreateTasksResult, SubmitOptions, SubmittedTask, TaskInput } from './task-input.js';
import { resolveTaskOptions, type TaskTemplate } from './task-options.js';
import { inBatches } from './task-source.js';

const BATCH_TASKS = 1_000;
const BATCH_CHARACTERS = 4_000_000;

const LIMITS = {
  items: BATCH_TASKS,
  size: BATCH_CHARACTERS,
  sizeOf: (task: NewTask): number => task.definition.length,
} as const;

/** How items become tasks of the store. `check` throws what `prepare` would for a bad definition, at a fraction of its cost. */
interface Preparation<T> {
  check(item: T, index: number): void;
  prepare(item: T, index: number): NewTask;
}

/** How definitions with shared options become tasks; the options are checked here, once. */
export async function prepareDefinitions(
  context: ManagerContext,
  options: CreateTasksOptions,
): Promise<Preparation<TaskDefinition>> {
  // What is wrong whatever the pool says fails before the pool is asked.
  resolveTaskOptions(options, { paused: false }, undefined);
  requireSubmitOptions(options);
  const { values } = await context.settings();
  const template = resolveTaskOptions(options, values, await context.codeVersion());
  const { maxDefinitionBytes } = context.store.capabilities;
  return {
    check: (definition, i) => checkDefinition(definition, `definitions[${i}]`),
    prepare: (definition, i) =>
      prepareTask(definition, template, options.scope, maxDefinitionBytes, `definitions[${i}]`),
  };
}

/** How tasks with options of their own become tasks of the store. */
export async function prepareInputs(context: ManagerContext): Promise<Preparation<TaskInput>> {
  const { values } = await context.settings();
  const codeVersion = await context.codeVersion();
  const { maxDefinitionBytes } = context.store.capabilities;
  const templateOf = (input: TaskInput): TaskTemplate => resolveTaskOptions(input, values, codeVersion);
  return {
    check: (input, i) => {
      templateOf(input);
      checkDefinition(input.definition, `tasks[${i}].definition`);
    },
    prepare: (input, i) => {
      const place = `tasks[${i}].definition`;
      return prepareTask(input.definition, templateOf(input), input.scope, maxDefinitionBytes, place);
    },
  };
}

/** Submits batch by batch, and yields each batch's outcomes before the next is read. */
export async function* submitAll<T>(
  context: ManagerContext,
  source: Iterable<T> | AsyncIterable<T>,
  preparation: Preparation<T>,
  options: SubmitOptions,
): AsyncGenerator<readonly SubmittedTask[], void, undefined> {
  const resolved = requireSubmitOptions(options);
  if (Array.isArray(source) && source.length > BATCH_TASKS) {
    // A list can be looked through before anything is stored; other sources are checked as they come.
    for (const [i, item] of source.entries()) preparation.check(item, i);
  }
  for await (const batch of inBatches(source, preparation.prepare, LIMITS)) yield submitBatch(context, batch, resolved);
}

/** What would become of each task, found by reading the keys that the pool has. Nothing is stored. */
export async function dryRun<T>(
  context: ManagerContext,
  source: Iterable<T> | AsyncIterable<T>,
  preparation: Preparation<T>,
): Promise<CreateTasksResult> {
  const wanted: { readonly key: string; readonly id: string }[] = [];
  for await (const batch of inBatches(source, preparation.prepare, LIMITS)) {
    for (const { key, id } of batch) wanted.push({ key, id });
  }
  const known = await findKnownKeys(context, new Set(wanted.map(({ key }) => key)));
  const first = new Map<string, string>();
  const tasks = wanted.map(({ key, id }): SubmittedTask => {
    const stored = known.get(key);
    if (stored !== undefined) return { ...stored, key, created: false };
    const before = first.get(key);
    first.set(key, before ?? id);
    return { id: before ?? id, key, created: before === undefined, status: 'waiting' };
  });
  return summarize(tasks, await context.codeVersion());
}

/** Submits everything, tells what was reused, and throws where that was asked for. */
export async function submitAndTell<T>(
  context: ManagerContext,
  source: Iterable<T> | AsyncIterable<T>,
  preparation: Preparation<T>,
  options: SubmitOptions,
): Promise<CreateTasksResult> {
  const tasks: SubmittedTask[] = [];
  for await (const batch of submitAll(context, source, preparation, options)) tasks.push(...batch);
  const codeVersion = await context.codeVersion();
  const result = summarize(tasks, codeVersion);
  const duplicates = tasks.filter(({ created }) => !created).map(({ key }) => key);
  if (options.onDuplicate === 'error' && duplicates.length > 0) {
    throw new DuplicateTaskError(context.pool, duplicates, tasks);
  }
  if (options.onVersionChange === 'error' && codeVersion !== undefined && result.otherVersion.length > 0) {
    throw new CodeVersionError(context.pool, codeVersion, result.otherVersion);
  }
  tell(context, result, codeVersion);
  return result;
}

function summarize(tasks: readonly SubmittedTask[], codeVersion: string | undefined): CreateTasksResult {
  const reused = tasks.filter((task) => !task.created && task.reran !== true);
  const failed = reused.filter(({ status }) => status === 'failed').map(({ id }) => id);
  const other = new Map<string, string>();
  for (const task of reused) if (isOtherVersion(task, codeVersion)) other.set(task.id, task.codeVersion);
  return {
    tasks,
    ids: tasks.map(({ id }) => id),
    created: tasks.filter(({ created }) => created).length,
    reused: reused.length,
    reran: tasks.filter(({ reran }) => reran === true).length,
    reusedFailed: [...new Set(failed)],
    otherVersion: [...other].map(([id, version]) => ({ id, codeVersion: version })),
  };
}

function tell(context: ManagerContext, result: CreateTasksResult, codeVersion: string | undefined): void {
  const { pool } = context;
  const [failed] = result.reusedFailed;
  if (failed !== undefined) {
    context.options.onWarning({
      code: 'REUSED_FAILED',
      pool,
      message: `${result.reusedFailed.length} of ${result.tasks.length} tasks are in pool "${pool}" already and have failed (first: ${failed}). They will not run by themselves: retry them, or submit with onDuplicate: 'rerun'.`,
    });
  }
  const [other] = result.otherVersion;
  if (other !== undefined) {
    context.options.onWarning({
      code: 'OTHER_CODE_VERSION',
      pool,
      message: `${result.otherVersion.length} of ${result.tasks.length} tasks of pool "${pool}" are reused from other code (first: ${other.id} by ${other.codeVersion}, now ${codeVersion}). Submit with onVersionChange: 'rerun' to run them again.`,
    });
  }
}
