import type { InstantLike } from '@windrow/frame';
import type { PoolSettings, PoolSummary } from '../store/pool.js';
import type { Tags, TaskField } from '../store/stored-task.js';
import type { TaskStore } from '../store/task-store.js';
import type { TaskDefinition } from '../task/definition.js';
import type { Filter } from '../task/filter.js';
import { parseFilter } from '../task/filter-parse.js';
import { TASK_VOCABULARY } from '../task/filter-vocabulary.js';
import type { Origin, StatusCounts, TaskStatus } from '../task/status.js';
import { type ChangeReport, changeTasks } from './change-tasks.js';
import { type ClaimBatch, type ClaimOptions, claimOne, claimTasks } from './claim-tasks.js';
import { dryRun, prepareDefinitions, prepareInputs, submitAll, submitAndTell } from './create-tasks.js';
import { type ClaimLike, type CommitOptions, commitResult, type ReturnOptions, returnTask } from './end-claim.js';
import type { HeldTask } from './held-task.js';
import { iterateTasks } from './iterate-tasks.js';
import { keepRenewed } from './lease-renewal.js';
import { ManagerContext } from './manager-context.js';
import type { TaskManagerOptions } from './manager-options.js';
import { configurePool, type PoolSettingsChange } from './pool-settings.js';
import { type ReapSummary, reapPool } from './reap-pool.js';
import { type RemoveOptions, type RemoveReport, removeTasks } from './remove-tasks.js';
import { type ReplaceOptions, replaceTask } from './replace-task.js';
import { requireOneOf } from './require-argument.js';
import { resetTasks, retryTasks } from './reset-tasks.js';
import { selectTasks, selectTasksOf, statusIn, type TaskLike, type TaskSelector } from './select-tasks.js';
import type { CreateTasksOptions, CreateTasksResult, SubmitOptions, SubmittedTask, TaskInput } from './task-input.js';
import { requirePriority, requireTags, resolveStart } from './task-options.js';
import { asSource, type OneOrMany } from './task-source.js';
import {
  getTask,
  type PageOptions,
  pageOfTasks,
  type QueryOptions,
  queryTasks,
  TASK_FIELDS,
  type TaskView,
  type TaskViewPage,
} from './task-view.js';
import { waitForTasks } from './wait-for-tasks.js';
import type { WaitOptions, WaitOutcome } from './wait-options.js';
import { type WithTaskOptions, type WithTaskResult, withTask } from './with-task.js';

/**
 * The tasks of one pool, in any store: submit them, claim and end them, ask about them, change them, wait for them. It holds no
 * state of its own that matters; any number of managers, in any number of processes, may work on one pool.
 * (Reference: `qlib.workflow.task.manage.TaskManager`.)
 *
 * @example
 * const manager = new TaskManager(new MemoryTaskStore(), 'rolling');
 * await manager.createTasks(generateTasks(template, [new RollingGen({ step: 40, calendar })]));
 * while (await manager.withTask({}, async (task) => train(task.definition)));
 * await manager.wait({});
 */
export class TaskManager {
  readonly store: TaskStore;
  readonly pool: string;
  readonly #context: ManagerContext;

  /** @throws InvalidArgumentError */
  constructor(store: TaskStore, pool: string, options: TaskManagerOptions = {}) {
    this.#context = ManagerContext.create(store, pool, options);
    this.store = store;
    this.pool = pool;
  }

  /** Submits one task with its own options. (Reference: `insert_task`.) @throws what `createTasks` throws */
  async insertTask(task: TaskInput, options: SubmitOptions = {}): Promise<SubmittedTask> {
    return (await this.insertTasks([task], options)).tasks[0] as SubmittedTask;
  }

  /** Submits one definition. (Reference: `insert_task_def`.) @throws what `createTasks` throws */
  async insertTaskDef(definition: TaskDefinition, options: CreateTasksOptions = {}): Promise<SubmittedTask> {
    return (await this.createTasks([definition], options)).tasks[0] as SubmittedTask;
  }

  /** Submits tasks that have each their own options, as `createTasks` does. */
  async insertTasks(tasks: OneOrMany<TaskInput>, options: SubmitOptions = {}): Promise<CreateTasksResult> {
    const source = asSource('tasks', tasks);
    return submitAndTell(this.#context, source, await prepareInputs(this.#context), options);
  }

  /**
   * Submits definitions: one, a list, or anything that gives them one by one, also slowly. Equal definitions in one scope are one
   * task, whoever submits them and however often. They go in batches of up to 1,000; a list is checked whole before the
   * first. A dry run stores nothing and says which would be new, for which it reads the keys of the whole pool.
   * (Reference: `create_task`.)
   *
   * @returns one entry per definition, in order, with the stored ids, and what was reused
   * @throws InvalidDefinitionError, InvalidArgumentError, PayloadTooLargeError; DuplicateTaskError and CodeVersionError where asked for
   */
  async createTasks(
    definitions: OneOrMany<TaskDefinition>,
    options: CreateTasksOptions = {},
  ): Promise<CreateTasksResult> {
    const source = asSource('definitions', definitions);
    const preparation = await prepareDefinitions(this.#context, options);
    return options.dryRun === true
      ? dryRun(this.#context, source, preparation)
      : submitAndTell(this.#context, source, preparation, options);
  }

  /**
   * `createTasks` for very many: yields what became of each, in order, and keeps no more than a batch. `onDuplicate` and
   * `onVersionChange` cannot be `error` here.
   */
  async *submit(
    definitions: OneOrMany<TaskDefinition>,
    options: Omit<CreateTasksOptions, 'dryRun'> = {},
  ): AsyncGenerator<SubmittedTask, void, undefined> {
    const source = asSource('definitions', definitions);
    requireOneOf('onDuplicate', options.onDuplicate ?? 'reuse', ['reuse', 'rerun']);
    requireOneOf('onVersionChange', options.onVersionChange ?? 'warn', ['warn', 'rerun']);
    const preparation = await prepareDefinitions(this.#context, options);
    for await (const batch of submitAll(this.#context, source, preparation, options)) yield* batch;
  }

  /**
   * Gives a task a new definition, under which it starts over as waiting; id, place in the order and history stay.
   * (Reference: `replace_task`.)
   *
   * @throws TaskNotFoundError, TaskRunningError, DuplicateTaskError when another task has the new definition
   */
  async replaceTask(
    task: string | TaskLike,
    next: TaskDefinition,
    options: ReplaceOptions = {},
  ): Promise<{ readonly id: string; readonly key: string }> {
    return replaceTask(this.#context, task, next, options);
  }

  /**
   * Claims one task: the one with the highest priority, then the first submitted. Its lease is renewed until it is ended, unless
   * `renew` is false. (Reference: `fetch_task`.)
   *
   * @returns `undefined` when there is none now
   */
  async fetchTask(options: ClaimOptions & { readonly renew?: boolean } = {}): Promise<HeldTask | undefined> {
    const task = await claimOne(this.#context, options);
    if (task !== undefined && options.renew !== false) {
      keepRenewed(task, options.leaseMs ?? (await this.#context.leaseMs()));
    }
    return task;
  }

  /** Claims up to `limit` tasks (1 to 1,000) in one call of the store; whoever takes them renews their leases. */
  async claim(limit: number, options: ClaimOptions = {}): Promise<ClaimBatch> {
    return claimTasks(this.#context, limit, options);
  }

  /** Claims one task and ends it by what `run` does; see {@link withTask}. (Reference: `safe_fetch_task`.) */
  async withTask<T>(
    options: WithTaskOptions,
    run: (task: HeldTask) => T | Promise<T>,
  ): Promise<WithTaskResult<T> | undefined> {
    return withTask(this.#context, options, run);
  }

  /** Claims one task after the other; see {@link iterateTasks}. (Reference: `task_fetcher_iter`.) */
  tasks(options: ClaimOptions = {}): AsyncGenerator<HeldTask, void, undefined> {
    return iterateTasks(this.#context, options);
  }

  /** Ends an attempt with its result, as `HeldTask.commit` does. (Reference: `commit_task_res`.) */
  async commitResult(claim: ClaimLike, result: unknown, options: CommitOptions = {}): Promise<TaskStatus> {
    return commitResult(this.#context, claim, result, options);
  }

  /** Gives a task back, or ends its attempt with an error. (Reference: `return_task`.) */
  async returnTask(claim: ClaimLike, options: ReturnOptions = {}): Promise<TaskStatus> {
    return returnTask(this.#context, claim, options);
  }

  /** Tasks that match, in submission order unless asked otherwise; loads only what `select` names. (Reference: `query`.) */
  query(filter: Filter = {}, options: QueryOptions = {}): AsyncGenerator<TaskView, void, undefined> {
    return queryTasks(this.#context, filter, options);
  }

  /**
   * A page of tasks that match, in submission order, and where the next one begins: for a list that a person turns over, or another process.
   * Pages hold every task that there was when the first was read and was not removed since, each once.
   */
  async page(filter: Filter = {}, options: PageOptions = {}): Promise<TaskViewPage> {
    return pageOfTasks(this.#context, filter, options);
  }

  /** One task with everything, or with what `select` names. (Reference: `re_query`.) @throws TaskNotFoundError */
  async get(id: string, options: { readonly select?: readonly TaskField[] } = {}): Promise<TaskView> {
    return getTask(this.#context, id, options.select ?? TASK_FIELDS);
  }

  /** Tasks that have failed, with what they tried to run, every attempt and its error. */
  deadLetters(filter: Filter = {}): AsyncGenerator<TaskView, void, undefined> {
    return queryTasks(this.#context, { $and: [filter, { status: 'failed' }] }, { select: ['definition', 'history'] });
  }

  /** Removes failed tasks that match for good, their histories with them; tasks of any other status are left alone. */
  async purge(filter: Filter = {}, options: Pick<RemoveOptions, 'dryRun'> = {}): Promise<RemoveReport> {
    return this.remove({ $and: [filter, { status: 'failed' }] }, options);
  }

  /** How many tasks there are in each status, zeros too. (Reference: `task_stat`.) */
  async stat(filter: Filter = {}): Promise<StatusCounts> {
    const node = parseFilter(filter, TASK_VOCABULARY);
    return this.#context.call(() => this.store.count(this.pool, node));
  }

  /** Every pool of the store. (Reference: `list`.) */
  async pools(): Promise<readonly PoolSummary[]> {
    return this.#context.call(() => this.store.pools());
  }

  /** Removes tasks; running ones only by force. (Reference: `remove`.) */
  async remove(tasks: TaskSelector, options: RemoveOptions = {}): Promise<RemoveReport> {
    return removeTasks(this.#context, selectTasks(tasks), options);
  }

  /**
   * Sets running tasks back to waiting, whoever runs them: for a pool whose workers are known to be gone. A status in the filter
   * wins over `running`. For expired leases alone there is `reap`. (Reference: `reset_waiting`.)
   */
  async resetWaiting(tasks: TaskSelector = {}): Promise<ChangeReport> {
    return resetTasks(this.#context, selectTasksOf(tasks, statusIn('running')), 'waiting', true);
  }

  /**
   * Sets tasks to run again, from their first step or from their second. Running ones only by force; results go with it.
   * (Reference: `reset_status`.)
   */
  async resetStatus(
    tasks: TaskSelector,
    status: Origin,
    options: { readonly force?: boolean } = {},
  ): Promise<ChangeReport> {
    requireOneOf('status', status, ['waiting', 'part_done']);
    return resetTasks(this.#context, selectTasks(tasks), status, options.force ?? false);
  }

  /** Sets failed tasks (and cancelled ones, where the filter or an id names them) to run again from the step they ended in. */
  async retry(tasks: TaskSelector = {}): Promise<ChangeReport> {
    return retryTasks(this.#context, selectTasksOf(tasks, statusIn('failed')));
  }

  /** Changes the priority of tasks; a running one keeps it for later. (Reference: `prioritize`.) */
  async prioritize(tasks: TaskSelector, priority: number): Promise<ChangeReport> {
    return changeTasks(this.#context, selectTasks(tasks), { kind: 'prioritize', priority: requirePriority(priority) });
  }

  /** Stops tasks: waiting ones at once, running ones by asking whoever holds them. The report says which. */
  async cancel(tasks: TaskSelector): Promise<ChangeReport> {
    return changeTasks(this.#context, selectTasks(tasks), { kind: 'cancel' });
  }

  /** Makes tasks claimable later, or at once with `{ delayMs: 0 }`. */
  async delay(
    tasks: TaskSelector,
    start: { readonly delayMs: number } | { readonly availableAt: InstantLike },
  ): Promise<ChangeReport> {
    const { delayMs, availableAt } = start as { delayMs?: number; availableAt?: InstantLike };
    return changeTasks(this.#context, selectTasks(tasks), { kind: 'delay', ...resolveStart(delayMs, availableAt) });
  }

  /** Sets and takes away tags. */
  async tag(tasks: TaskSelector, set: Tags, unset: readonly string[] = []): Promise<ChangeReport> {
    return changeTasks(this.#context, selectTasks(tasks), { kind: 'tag', set: requireTags('set', set), unset });
  }

  /** Gives back what dead workers held, and makes room for delayed tasks that are due. */
  async reap(): Promise<ReapSummary> {
    return reapPool(this.#context);
  }

  /**
   * Waits until every selected task has ended, or is past its first step where asked; ends also when tasks fail or are removed.
   * (Reference: `wait`.)
   *
   * @throws WaitTimeoutError; the signal's reason
   */
  async wait(tasks: TaskSelector = {}, options: WaitOptions = {}): Promise<WaitOutcome> {
    return waitForTasks(this.#context, selectTasks(tasks), options);
  }

  /** The pool's settings and their version. */
  async settings(): Promise<PoolSettings> {
    return this.#context.settings();
  }

  /**
   * Changes some of the pool's settings and keeps the others; when somebody else was quicker, it is applied to what they wrote, unless
   * `expectedVersion` says what it was made for.
   *
   * @throws InvalidArgumentError, SettingsConflictError
   */
  async configure(change: PoolSettingsChange, expectedVersion?: number): Promise<PoolSettings> {
    return configurePool(this.#context, change, expectedVersion);
  }
}
