import { randomUUID } from 'node:crypto';
import type { NewRecorder, RecorderInfo, RecorderRef, RecorderTask } from '../store/experiment-store.js';
import { RECORDER_STATUSES } from '../store/experiment-store.js';
import type { Tags } from '../store/stored-task.js';
import type { JsonObject } from '../task/definition.js';
import { captureEnvironment } from './capture-environment.js';
import { checkTags } from './check-record.js';
import type { RecordContext } from './record-context.js';
import { Recorder } from './recorder.js';

/** What a new recorder is told when it begins. */
export interface BeginOptions {
  /** The recorder's name; default `recorder`. */
  readonly recorder?: string;
  readonly tags?: Tags;
  /** `SCHEDULED` for a run that somebody else will start; default `RUNNING`. */
  readonly status?: 'SCHEDULED' | 'RUNNING';
  /** The task that owns it; its fence goes with every write. */
  readonly task?: RecorderTask;
  /** Added to what is captured of code and machine. */
  readonly environment?: JsonObject;
  /** While the store is away, tries until this is aborted; default: as often as `retries` says. */
  readonly until?: AbortSignal;
}

/** How a recorder is opened to go on with it. */
export interface ResumeOptions {
  /** Of a task's recorder: that of the attempt that goes on. */
  readonly fence?: number;
  /** As {@link BeginOptions.until}. */
  readonly until?: AbortSignal;
}

/** How a recorder ends that others wrote. */
export interface EndOptions {
  readonly status: 'FINISHED' | 'FAILED';
  /** Set before the status. */
  readonly tags?: Tags;
  readonly fence?: number;
}

/** Creates a recorder in an experiment, or in that of a name, made when there is none. Repeated after a lost reply it is the same one. */
export async function beginRecorder(
  context: RecordContext,
  experiment: { readonly id: string } | { readonly name: string },
  options: BeginOptions,
): Promise<Recorder> {
  checkTags(options.tags ?? {});
  const environment = { ...(await captureEnvironment(context.codeDirectory)), ...options.environment };
  const given = {
    id: randomUUID(),
    name: options.recorder ?? 'recorder',
    status: options.status ?? ('RUNNING' as const),
    tags: options.tags ?? {},
    environment,
    ...(options.task === undefined ? {} : { task: options.task }),
  };
  const info = await create(context, experiment, given, options.until);
  return new Recorder(context, info, options.task?.fence);
}

async function create(
  context: RecordContext,
  experiment: { readonly id: string } | { readonly name: string },
  given: NewRecorder,
  until: AbortSignal | undefined,
): Promise<RecorderInfo> {
  const { store } = context;
  if ('id' in experiment) return context.call(() => store.createRecorder(experiment.id, given), until);
  const { name } = experiment;
  const begin = store.beginRecorder?.bind(store);
  if (begin !== undefined) return context.call(() => begin(name, given), until);
  const { id } = await context.call(() => store.getOrCreate(name), until);
  return context.call(() => store.createRecorder(id, given), until);
}

/**
 * Opens a recorder to go on with it: whatever its status, it is RUNNING again. `fence` is that of the attempt that goes on.
 *
 * @throws RecorderNotFoundError, RecorderFencedError
 */
export async function resumeRecorder(
  context: RecordContext,
  id: string | RecorderRef,
  { fence, until }: ResumeOptions,
): Promise<Recorder> {
  const recorderId = typeof id === 'string' ? id : id.recorderId;
  const change = { from: RECORDER_STATUSES, to: 'RUNNING' as const, ...(fence === undefined ? {} : { fence }) };
  const info: RecorderInfo = await context.call(() => context.store.setStatus(recorderId, change), until);
  return new Recorder(context, info, fence);
}

/**
 * Ends a recorder whose writes are others' and are in the store, whatever its status.
 *
 * @throws RecorderNotFoundError, RecorderFencedError
 */
export async function endRecorder(
  context: RecordContext,
  { recorderId }: RecorderRef,
  { status, tags, fence }: EndOptions,
): Promise<RecorderInfo> {
  const fenced = fence === undefined ? {} : { fence };
  if (tags !== undefined) {
    checkTags(tags);
    await context.call(() => context.store.setTags(recorderId, tags, fenced));
  }
  const change = { from: RECORDER_STATUSES, to: status, unflushed: [], ...fenced };
  return context.call(() => context.store.setStatus(recorderId, change));
}

/** Runs `fn` with a recorder and ends it: FINISHED, or FAILED when `fn` throws. @throws whatever `fn` throws, RecorderUnflushedError */
export async function runWithRecorder<T>(recorder: Recorder, fn: (recorder: Recorder) => Promise<T> | T): Promise<T> {
  let result: T;
  try {
    result = await fn(recorder);
  } catch (error) {
    await recorder.end('FAILED').catch((ending: unknown) => {
      // What went wrong first is what the caller has to know; this comes beside it.
      process.emitWarning(`Recorder ${recorder.id} could not be marked FAILED: ${String(ending)}`, 'WindrowWarning');
    });
    throw error;
  }
  await recorder.end('FINISHED');
  return result;
}
