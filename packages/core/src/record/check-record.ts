import { InvalidArgumentError, InvalidDefinitionError } from '../errors/task-errors.js';
import type { Tags } from '../store/stored-task.js';
import { assertJsonObject } from '../task/check-json.js';
import type { JsonObject } from '../task/definition.js';

/** @throws InvalidArgumentError */
export function checkPoint(key: string, value: unknown, step: number | undefined): void {
  if (key === '') throw new InvalidArgumentError('logMetrics', 'the name of a metric must not be empty.');
  if (typeof value !== 'number') {
    throw new InvalidArgumentError(
      'logMetrics',
      `metric ${key} must be a number, but is ${value === null ? 'null' : `a ${typeof value}`}.`,
    );
  }
  if (step !== undefined && !Number.isSafeInteger(step)) {
    throw new InvalidArgumentError(
      'logMetrics.step',
      `must be a whole number, but is ${String(step)} (metric ${key}).`,
    );
  }
}

/** @throws InvalidArgumentError unless every tag is text, a finite number, a boolean or null */
export function checkTags(tags: Tags): void {
  for (const [name, value] of Object.entries(tags) as [string, unknown][]) {
    const scalar = value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
    if (!scalar)
      throw new InvalidArgumentError('setTags', `tag ${name} must be text, a finite number, a boolean or null.`);
  }
}

/** @throws InvalidArgumentError unless the params are plain JSON */
export function checkParams(params: JsonObject): void {
  try {
    assertJsonObject(params);
  } catch (cause) {
    if (!(cause instanceof InvalidDefinitionError)) throw cause;
    throw new InvalidArgumentError(
      'logParams',
      `params must be plain JSON, but ${cause.path || 'the whole'} ${cause.reason}.`,
    );
  }
}
