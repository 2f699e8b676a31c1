import { type InstantLike, toInstantMs } from '@windrow/frame';
import { InvalidArgumentError } from '../errors/task-errors.js';
import type { PoolSettingsValues } from '../store/pool.js';
import type { NewTask, Tags } from '../store/stored-task.js';
import type { Backoff } from '../task/backoff.js';
import { isPlainObject } from '../task/plain-object.js';
import { canonicalRoute } from '../task/route.js';
import { isWellFormed } from '../task/well-formed.js';
import { requireDurationMs, requireInteger, show } from './require-argument.js';
import type { TaskOptions } from './task-input.js';

export const MAX_PRIORITY = 32_767;
const MAX_TAGS = 64;
const MAX_TAG_NAME = 200;
const MAX_TAG_TEXT = 2_000;
const DEFAULT_ATTEMPTS = 3;
const DEFAULT_BACKOFF: Backoff = { initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.5 };
const SCHEMA_VERSION = 1;

/** What all tasks with the same options share; only id, key and definition are missing. */
export type TaskTemplate = Omit<NewTask, 'id' | 'key' | 'definition'>;

/** @throws InvalidArgumentError, InvalidTimeError */
export function resolveTaskOptions(
  options: TaskOptions,
  settings: PoolSettingsValues,
  codeVersion: string | undefined,
): TaskTemplate {
  const timeLimitMs = options.timeLimitMs ?? settings.timeLimitMs;
  return {
    priority: options.priority === undefined ? 0 : requirePriority(options.priority),
    tags: requireTags('tags', options.tags ?? {}),
    route: canonicalRoute(options.requires),
    maxAttempts: requireInteger('maxAttempts', options.maxAttempts ?? settings.maxAttempts ?? DEFAULT_ATTEMPTS, 1, 100),
    backoff: requireBackoff('backoff', options.backoff ?? settings.backoff ?? DEFAULT_BACKOFF),
    schemaVersion: SCHEMA_VERSION,
    ...(timeLimitMs === undefined ? {} : { timeLimitMs: requireDurationMs('timeLimitMs', timeLimitMs, 1) }),
    ...(codeVersion === undefined ? {} : { codeVersion }),
    ...resolveStart(options.delayMs, options.availableAt),
  };
}

/** @throws InvalidArgumentError, InvalidTimeError */
export function resolveStart(
  delayMs: number | undefined,
  availableAt: InstantLike | undefined,
): { readonly delayMs?: number; readonly availableAt?: number } {
  if (delayMs !== undefined && availableAt !== undefined) {
    throw new InvalidArgumentError('availableAt', 'cannot be given together with delayMs.');
  }
  if (availableAt !== undefined) return { availableAt: toInstantMs(availableAt, 'availableAt') };
  return delayMs === undefined ? {} : { delayMs: requireDurationMs('delayMs', delayMs, 0) };
}

/** @throws InvalidArgumentError */
export function requirePriority(priority: unknown): number {
  return requireInteger('priority', priority, -MAX_PRIORITY, MAX_PRIORITY);
}

/** @throws InvalidArgumentError */
export function requireBackoff(argument: string, backoff: Backoff): Backoff {
  if (!isPlainObject(backoff)) throw new InvalidArgumentError(argument, `must be an object, not ${show(backoff)}.`);
  const { initialMs, factor, maxMs, jitter } = backoff;
  requireDurationMs(`${argument}.initialMs`, initialMs, 0);
  requireDurationMs(`${argument}.maxMs`, maxMs, 0);
  if (typeof factor !== 'number' || !Number.isFinite(factor) || factor < 1) {
    throw new InvalidArgumentError(`${argument}.factor`, `must be a number of at least 1, not ${show(factor)}.`);
  }
  if (typeof jitter !== 'number' || !(jitter >= 0 && jitter <= 1)) {
    throw new InvalidArgumentError(`${argument}.jitter`, `must be a number from 0 to 1, not ${show(jitter)}.`);
  }
  return { initialMs, factor, maxMs, jitter };
}

/** A copy of the tags, checked. @throws InvalidArgumentError */
export function requireTags(argument: string, tags: Tags): Tags {
  if (!isPlainObject(tags)) throw new InvalidArgumentError(argument, `must be an object, not ${show(tags)}.`);
  const names = Object.keys(tags);
  if (names.length > MAX_TAGS) {
    throw new InvalidArgumentError(argument, `names ${names.length} tags, at most ${MAX_TAGS} are taken.`);
  }
  for (const name of names) {
    const value: unknown = tags[name];
    const at = `${argument}.${name.slice(0, MAX_TAG_NAME)}`;
    if (name === '__proto__' || name.length > MAX_TAG_NAME || !isWellFormed(name)) {
      throw new InvalidArgumentError(at, `is no name of a tag: valid text of up to ${MAX_TAG_NAME} characters.`);
    }
    if (typeof value === 'string' ? value.length > MAX_TAG_TEXT || !isWellFormed(value) : !isScalar(value)) {
      throw new InvalidArgumentError(
        at,
        `must be a text of up to ${MAX_TAG_TEXT} characters, a finite number, a boolean or null, not ${show(value)}.`,
      );
    }
  }
  return { ...tags };
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
