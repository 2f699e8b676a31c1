import { type PoolSettings, type PoolSettingsValues, type PoolSummary, SettingsConflictError } from '@windrow/core';
import { countAll } from './count.js';
import { retryDuplicate } from './retry-duplicate.js';
import type { PoolDoc, TaskSession } from './task-session.js';

const NO_SETTINGS: PoolSettings = Object.freeze({ version: 0, values: Object.freeze({ paused: false }) });

/** Every pool that has tasks or settings, by name. */
export async function listPools(session: TaskSession): Promise<readonly PoolSummary[]> {
  const docs = await session.pools
    .find({}, { projection: { version: 1, paused: 1 } })
    .sort({ _id: 1 })
    .toArray();
  const summaries: PoolSummary[] = [];
  for (const { _id: pool, version = 0, paused = false } of docs) {
    const counts = await countAll(session, pool);
    if (version > 0 || Object.values(counts).some((n) => n > 0)) summaries.push({ pool, counts, paused });
  }
  return summaries;
}

export async function readSettings({ pools }: TaskSession, pool: string): Promise<PoolSettings> {
  return settingsOf(await pools.findOne({ _id: pool }));
}

/** @throws SettingsConflictError */
export async function configurePool(
  session: TaskSession,
  pool: string,
  values: PoolSettingsValues,
  expectedVersion: number,
): Promise<PoolSettings> {
  const { pools } = session;
  if (expectedVersion === 0) {
    await retryDuplicate(() => pools.updateOne({ _id: pool }, { $setOnInsert: { version: 0 } }, { upsert: true }));
  }
  // A pool that has had tasks only has no version yet; null finds what is missing.
  const versions = expectedVersion === 0 ? [0, null] : [expectedVersion];
  const changed = await pools.findOneAndUpdate(
    { _id: pool, version: { $in: versions as number[] } },
    { $set: { version: expectedVersion + 1, paused: values.paused, settings: JSON.stringify(values) } },
    { returnDocument: 'after' },
  );
  if (changed !== null) return settingsOf(changed);
  const { version } = await readSettings(session, pool);
  throw new SettingsConflictError(pool, expectedVersion, version);
}

function settingsOf(doc: PoolDoc | null): PoolSettings {
  if (doc?.settings === undefined) return NO_SETTINGS;
  return { version: doc.version ?? 0, values: JSON.parse(doc.settings) as PoolSettingsValues };
}
