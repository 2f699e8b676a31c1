import { InvalidArgumentError, type PoolSettings, type PoolSettingsValues, SettingsConflictError } from '@windrow/core';
import { deepFreeze } from '../deep-freeze.js';

/** What a pool without stored settings has. */
export const UNSET: PoolSettings = Object.freeze({ version: 0, values: Object.freeze({ paused: false }) });

const LEAST_RETENTION_MS = 3_600_000;

/** @throws InvalidArgumentError */
export function checkSettings(values: PoolSettingsValues): void {
  if (values.retention !== undefined && !(values.retention.olderThanMs >= LEAST_RETENTION_MS)) {
    throw new InvalidArgumentError(
      'settings.retention.olderThanMs',
      `must be at least an hour (${LEAST_RETENTION_MS}), but is ${String(values.retention.olderThanMs)}.`,
    );
  }
}

/** Rule 16: compare-and-set on the version. @throws SettingsConflictError */
export function nextSettings(
  pool: string,
  stored: PoolSettings,
  values: PoolSettingsValues,
  expectedVersion: number,
): PoolSettings {
  const { version } = stored;
  if (version !== expectedVersion) throw new SettingsConflictError(pool, expectedVersion, version);
  return deepFreeze({ version: version + 1, values: structuredClone(values) });
}
