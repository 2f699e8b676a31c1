import type { RedisConnection } from '../connection/redis-connection.js';
import type { ExperimentKeys } from './experiment-keys.js';
import { SCRIPTS } from './scripts.js';

/** Removes a recorder with its series; false when there is none. */
export async function purgeRecorder(connection: RedisConnection, keys: ExperimentKeys, id: string): Promise<boolean> {
  const operation = 'purgeRecorder';
  for (;;) {
    const experimentId = await connection.command(operation, 'HGET', keys.recorder(id), 'experimentId');
    if (typeof experimentId !== 'string') return false;
    const metrics = (await connection.command(operation, 'HKEYS', keys.metrics(id))) as readonly string[];
    const answer = await connection.run(
      operation,
      SCRIPTS.purgeRecorder,
      [
        keys.recorders,
        keys.recordersOf(experimentId),
        keys.recorder(id),
        keys.metrics(id),
        ...metrics.map((metric) => keys.series(id, metric)),
      ],
      [id],
    );
    // A metric that was new in between is named the next time.
    if (answer !== 'moved') return answer === 'purged';
  }
}

/** Removes a deleted experiment and all its recorders. Deleted, it gets no new ones. */
export async function purgeExperiment(connection: RedisConnection, keys: ExperimentKeys, id: string): Promise<void> {
  for (;;) {
    const ids = (await connection.command('purge', 'ZRANGE', keys.recordersOf(id), 0, -1)) as readonly string[];
    for (const recorder of ids) await purgeRecorder(connection, keys, recorder);
    const own = [keys.experiments, keys.recordersOf(id), keys.experiment(id)];
    const answer = await connection.run('purge', SCRIPTS.purge, own, [id]);
    if (answer === 'purged') return;
    // Somebody restored it meanwhile: then it is theirs.
    const deleted = await connection.command('purge', 'HEXISTS', keys.experiment(id), 'deleted');
    if (deleted !== 1) return;
  }
}
