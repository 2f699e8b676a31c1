import { WindrowError } from '@windrow/frame';
import { InvalidArgumentError } from '../errors/task-errors.js';
import type { PoolSettings, PoolSettingsValues, Retention } from '../store/pool.js';
import { isPlainObject } from '../task/plain-object.js';
import type { ManagerContext } from './manager-context.js';
import { LEAST_LEASE_MS } from './manager-options.js';
import { requireDurationMs, requireInteger, requireOneOf, show } from './require-argument.js';
import { requireBackoff } from './task-options.js';

const HOUR_MS = 3_600_000;
const MAX_CONFLICTS = 20;

/** What to change; a setting given as `undefined` is taken back. */
export type PoolSettingsChange = {
  readonly [Name in keyof PoolSettingsValues]?: PoolSettingsValues[Name] | undefined;
};

/**
 * Changes some settings and keeps the others, by compare-and-set: when somebody else was quicker the change is applied to what
 * they wrote, unless `expectedVersion` says what it was made for.
 *
 * @throws InvalidArgumentError, SettingsConflictError
 */
export async function configurePool(
  context: ManagerContext,
  change: PoolSettingsChange,
  expectedVersion?: number,
): Promise<PoolSettings> {
  requireSettings(change);
  for (let conflicts = 0; ; conflicts++) {
    const { version, values } = await context.settings();
    const next = merge(values, change);
    try {
      const changed = await context.store.configure(context.pool, next, expectedVersion ?? version);
      context.wake();
      return changed;
    } catch (error) {
      const mayRepeat = expectedVersion === undefined && conflicts < MAX_CONFLICTS;
      if (!mayRepeat || !WindrowError.is(error, 'SETTINGS_CONFLICT')) throw error;
    }
  }
}

function merge(values: PoolSettingsValues, change: PoolSettingsChange): PoolSettingsValues {
  const kept = Object.entries({ ...values, ...change }).filter(([, value]) => value !== undefined);
  return { paused: false, ...Object.fromEntries(kept) };
}

function requireSettings(change: PoolSettingsChange): void {
  if (!isPlainObject(change)) throw new InvalidArgumentError('settings', `must be an object, not ${show(change)}.`);
  const { paused, maxAttempts, backoff, timeLimitMs, leaseMs, retention, ...unknown } = change;
  const [name] = Object.keys(unknown);
  if (name !== undefined) {
    throw new InvalidArgumentError(
      `settings.${name}`,
      'is no setting. There are paused, maxAttempts, backoff, timeLimitMs, leaseMs and retention.',
    );
  }
  if (paused !== undefined && typeof paused !== 'boolean') {
    throw new InvalidArgumentError('settings.paused', `must be true or false, not ${show(paused)}.`);
  }
  if (maxAttempts !== undefined) requireInteger('settings.maxAttempts', maxAttempts, 1, 100);
  if (backoff !== undefined) requireBackoff('settings.backoff', backoff);
  if (timeLimitMs !== undefined) requireDurationMs('settings.timeLimitMs', timeLimitMs, 1);
  if (leaseMs !== undefined) requireDurationMs('settings.leaseMs', leaseMs, LEAST_LEASE_MS);
  if (retention !== undefined) requireRetention(retention);
}

function requireRetention(retention: Retention): void {
  if (!isPlainObject(retention) || !Array.isArray(retention.statuses) || retention.statuses.length === 0) {
    throw new InvalidArgumentError(
      'settings.retention',
      'must be an object such as { olderThanMs: 86400000, statuses: ["done"] }.',
    );
  }
  const { olderThanMs, statuses } = retention as Retention;
  if (requireDurationMs('settings.retention.olderThanMs', olderThanMs, 0) < HOUR_MS) {
    throw new InvalidArgumentError('settings.retention.olderThanMs', `must be an hour (${HOUR_MS}) at least.`);
  }
  statuses.forEach((status, i) => {
    requireOneOf(`settings.retention.statuses[${i}]`, status, ['done', 'failed', 'cancelled']);
  });
}
