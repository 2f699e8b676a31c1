import { type PoolSettings, type PoolSettingsValues, type PoolSummary, SettingsConflictError } from '@windrow/core';
import { SCRIPTS } from './scripts.js';
import { countByStatus } from './search.js';
import type { TaskSession } from './task-session.js';

const UNSET: PoolSettings = Object.freeze({ version: 0, values: Object.freeze({ paused: false }) });

/** The names of pools lie under a key of their own, on whatever node; a name is noted before the pool's first write. */
export class PoolNames {
  readonly #session: TaskSession;
  readonly #noted = new Set<string>();

  constructor(session: TaskSession) {
    this.#session = session;
  }

  async note(operation: string, pool: string): Promise<void> {
    if (this.#noted.has(pool)) return;
    await this.#session.connection.command(operation, 'SADD', this.#key, pool);
    this.#noted.add(pool);
  }

  /** Every pool that has tasks or stored settings, by name. */
  async summaries(): Promise<readonly PoolSummary[]> {
    const names = (await this.#session.connection.command('pools', 'SMEMBERS', this.#key)) as readonly string[];
    const found = await Promise.all(
      [...names].sort().map(async (pool) => {
        const [counts, settings] = await Promise.all([
          countByStatus(this.#session, 'pools', pool),
          readSettings(this.#session, 'pools', pool),
        ]);
        return { pool, counts, paused: settings.values.paused, version: settings.version };
      }),
    );
    return found
      .filter(({ counts, version }) => version > 0 || Object.values(counts).some((count) => count > 0))
      .map(({ pool, counts, paused }) => ({ pool, counts, paused }));
  }

  get #key(): string {
    return `{${this.#session.connection.prefix}::pools}`;
  }
}

export async function readSettings(session: TaskSession, operation: string, pool: string): Promise<PoolSettings> {
  const [version, settings] = (await session.connection.command(
    operation,
    'HMGET',
    session.keys(pool).pool,
    'version',
    'settings',
  )) as readonly (string | null)[];
  if (!version || !settings) return UNSET;
  return { version: Number(version), values: JSON.parse(settings) as PoolSettingsValues };
}

/** Rule 16: compare-and-set on the version. @throws SettingsConflictError */
export async function configurePool(
  session: TaskSession,
  pool: string,
  values: PoolSettingsValues,
  expectedVersion: number,
): Promise<PoolSettings> {
  const { connection } = session;
  const keys = session.keys(pool);
  const text = JSON.stringify(values);
  const [stored, version] = (await connection.run(
    'configure',
    SCRIPTS.configure,
    [keys.pool],
    [keys.channel, expectedVersion, text, values.paused ? '1' : ''],
  )) as readonly string[];
  if (stored !== '1') throw new SettingsConflictError(pool, expectedVersion, Number(version));
  return { version: Number(version), values: JSON.parse(text) as PoolSettingsValues };
}
