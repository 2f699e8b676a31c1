import { randomUUID } from 'node:crypto';
import type { RecorderInfo, RecorderRef, RecorderTask } from '../store/experiment-store.js';
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
}

/** Creates a recorder in an experiment. Repeated after a lost reply it is the same one. */
export async function beginRecorder(
  context: RecordContext,
  experimentId: string,
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
  const info = await context.call(() => context.store.createRecorder(experimentId, given));
  return new Recorder(context, info, options.task?.fence);
}

/**
 * Opens a recorder to go on with it: whatever its status, it is RUNNING again. `fence` is that of the attempt that goes on.
 *
 * @throws RecorderNotFoundError, RecorderFencedError
 */
export async function resumeRecorder(
  context: RecordContext,
  id: string | RecorderRef,
  options: { readonly fence?: number },
): Promise<Recorder> {
  const recorderId = typeof id === 'string' ? id : id.recorderId;
  const change = { from: RECORDER_STATUSES, to: 'RUNNING' as const, ...options };
  const info: RecorderInfo = await context.call(() => context.store.setStatus(recorderId, change));
  return new Recorder(context, info, options.fence);
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
