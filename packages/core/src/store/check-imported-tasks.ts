import { InvalidArgumentError, PayloadTooLargeError } from '../errors/task-errors.js';
import { requireTags } from '../manage/task-options.js';
import { ATTEMPT_OUTCOMES } from '../task/attempt.js';
import { canonicalText } from '../task/canonical.js';
import { assertJsonObject } from '../task/check-json.js';
import { isEnded } from '../task/status.js';
import { assertArtifactName } from './artifact-name.js';
import { importedTaskSchema } from './import-schema.js';
import { IMPORT_AHEAD_MS, type ImportedTask, MAX_IMPORT } from './imported-task.js';
import type { StoredResult } from './stored-task.js';
import type { TaskStoreCapabilities } from './task-store.js';

const MAX_PROGRESS_BYTES = 64 * 1024;
const MAX_HISTORY_BYTES = 8 * 1024 * 1024;

type Limits = Pick<TaskStoreCapabilities, 'maxDefinitionBytes' | 'inlineResultBytes'>;

/**
 * What every store asks of imported tasks before it writes anything (rule 20): they may come from a file that somebody made up.
 *
 * @returns copies that hold the fields of an {@link ImportedTask} and no others
 * @throws InvalidArgumentError, PayloadTooLargeError naming the first task that is refused
 */
export function checkImportedTasks(tasks: readonly ImportedTask[], limits: Limits): readonly ImportedTask[] {
  if (tasks.length > MAX_IMPORT) {
    throw new InvalidArgumentError('import.tasks', `are ${tasks.length}, at most ${MAX_IMPORT} at a time.`);
  }
  const [ids, keys] = [new Set<string>(), new Set<string>()];
  return tasks.map((given, i) => {
    const task = checkTask(given, `import.tasks[${i}]`, limits);
    if (ids.has(task.id) || keys.has(task.key)) {
      throw new InvalidArgumentError(`import.tasks[${i}]`, `has the id or key of another of them (task ${task.id}).`);
    }
    ids.add(task.id);
    keys.add(task.key);
    return task;
  });
}

/** @throws InvalidArgumentError for a task of the future, as the store's clock has it */
export function checkImportedTimes(tasks: readonly ImportedTask[], now: number): void {
  const late = tasks.find((task) => lastTimeOf(task) > now + IMPORT_AHEAD_MS);
  if (late === undefined) return;
  const reason = `has times more than an hour ahead of the store's clock (task ${late.id}).`;
  throw new InvalidArgumentError('import.tasks', `one ${reason}`);
}

/** The latest of the times at which something happened to a task. */
export function lastTimeOf({ createdAt, startedAt = 0, endedAt = 0, history }: ImportedTask): number {
  const attempts = history.attempts.map((attempt) => Math.max(attempt.startedAt, attempt.endedAt));
  return Math.max(createdAt, startedAt, endedAt, ...attempts);
}

function checkTask(given: ImportedTask, at: string, limits: Limits): ImportedTask {
  const parsed = importedTaskSchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InvalidArgumentError([at, ...(issue?.path ?? [])].join('.'), issue?.message ?? 'is not as expected.');
  }
  const task = parsed.data as ImportedTask;
  const { id, definition, result, stepResult, progress, history } = task;
  const bytes = Buffer.byteLength(definition);
  if (bytes > limits.maxDefinitionBytes) {
    throw new PayloadTooLargeError(`The definition of task ${id}`, bytes, limits.maxDefinitionBytes);
  }
  const tags = requireTags(`${at}.tags`, task.tags);
  for (const each of [result, stepResult]) if (each !== undefined) checkResult(each, at, id, limits);
  const size = Buffer.byteLength(JSON.stringify(history));
  if (size > MAX_HISTORY_BYTES) throw new PayloadTooLargeError(`The history of task ${id}`, size, MAX_HISTORY_BYTES);
  const reason = contradictionIn(task) ?? (isCanonical(definition) ? undefined : 'has no canonical JSON as definition');
  if (reason !== undefined) throw new InvalidArgumentError(at, `${reason} (task ${id}).`);
  if (progress !== undefined) checkProgress(progress, at);
  return { ...task, tags };
}

/** What cannot be true together of any task that a store made. */
function contradictionIn(task: ImportedTask): string | undefined {
  const { status, attempts, maxAttempts, fence, history, cancelRequested } = task;
  const ended = isEnded(status);
  if (attempts > (ended ? maxAttempts : maxAttempts - 1))
    return `is ${status} with ${attempts} of ${maxAttempts} attempts`;
  if ((task.endedAt !== undefined) !== ended) return `is ${status} ${ended ? 'without' : 'with'} an end`;
  if (ended && task.availableAt !== undefined) return `is ${status} and delayed`;
  if (!ended && cancelRequested) return `is ${status} though it was asked to stop`;
  if (status !== 'done' && task.result !== undefined) return `is ${status} with a result`;
  if (status === 'done' && task.error !== undefined) return 'is done with an error';
  let last = 0;
  for (const attempt of history.attempts) {
    if (attempt.fence <= last) return 'has a history whose fences do not grow';
    last = attempt.fence;
  }
  if (last > fence) return `has an attempt under fence ${last}, above its own ${fence}`;
  const short = ATTEMPT_OUTCOMES.find(
    (name) => history.attempts.filter(({ outcome }) => outcome === name).length > (history.totals[name] ?? 0),
  );
  return short === undefined ? undefined : `has more attempts of outcome ${short} than its totals say`;
}

function checkResult(result: StoredResult, at: string, id: string, { inlineResultBytes }: Limits): void {
  if (result.kind === 'inline') {
    const bytes = result.bytes.byteLength;
    if (bytes > inlineResultBytes) throw new PayloadTooLargeError(`A result of task ${id}`, bytes, inlineResultBytes);
    return;
  }
  try {
    assertArtifactName(result.name);
  } catch {
    throw new InvalidArgumentError(at, `has a result whose artifact has no safe name (task ${id}).`);
  }
}

function checkProgress(progress: unknown, at: string): void {
  try {
    assertJsonObject({ progress });
  } catch (error) {
    throw new InvalidArgumentError(`${at}.progress`, (error as Error).message);
  }
  const bytes = Buffer.byteLength(JSON.stringify(progress));
  if (bytes > MAX_PROGRESS_BYTES) throw new PayloadTooLargeError('The progress', bytes, MAX_PROGRESS_BYTES);
}

function isCanonical(definition: string): boolean {
  try {
    return canonicalText(JSON.parse(definition)) === definition;
  } catch {
    return false;
  }
}
