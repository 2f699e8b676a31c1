import type { SegmentsLike } from '../../src/generate/calendar/span.js';
import type { JsonObject, JsonValue, TaskDefinition } from '../../src/task/definition.js';

/** A task such as users write, with these segments and handler times. */
export function rollingTemplate(segments: SegmentsLike, handlerTimes: JsonObject = {}): TaskDefinition {
  return {
    model: { class: 'RidgeModel', kwargs: { alpha: 0.05, loss: 'mse' } },
    dataset: {
      class: 'FrameDataset',
      kwargs: {
        handler: { class: 'Alpha158', kwargs: { ...handlerTimes, instruments: 'csi300' } },
        segments: segments as unknown as JsonObject,
      },
    },
    record: [{ class: 'SignalRecord' }, { class: 'SignalAnalysisRecord', kwargs: { ann_scaler: 252 } }],
  };
}

/** The path of the first part of `value` that is not frozen, `undefined` when all is. */
export function notFrozen(value: unknown, path = 'it'): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Object.isFrozen(value)) return path;
  for (const [key, inner] of Object.entries(value)) {
    const found = notFrozen(inner, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A copy of a task with one value replaced, for planting faults. */
export function planted(task: TaskDefinition, path: string, value: JsonValue): TaskDefinition {
  const copy = JSON.parse(JSON.stringify(task)) as JsonObject;
  const keys = path.split('.');
  const last = keys.pop() as string;
  let at = copy as { [key: string]: JsonValue };
  for (const key of keys) at = at[key] as { [key: string]: JsonValue };
  at[last] = value;
  return copy;
}

/** The error that a call throws, as `CODE: message`. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return `${code}: ${message}`;
  }
  return 'nothing was thrown';
}
