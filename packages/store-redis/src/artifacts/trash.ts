import type { RedisConnection } from '../connection/redis-connection.js';
import type { ArtifactKeys } from './artifact-keys.js';

/** Chunks that were given up stay this long for readers who had begun. */
const GRACE_MS = 60_000;
const MOST_AT_ONCE = 100;

/**
 * Lets given-up chunks end: they are noted in the trash by the script that gave them up, so that a client that dies before this
 * leaves nothing for ever; whoever comes next does it.
 */
export async function emptyTrash(connection: RedisConnection, keys: ArtifactKeys, operation: string): Promise<void> {
  const entries = (await connection.command(
    operation,
    'ZRANGEBYSCORE',
    keys.trash,
    '-inf',
    '+inf',
    'LIMIT',
    0,
    MOST_AT_ONCE,
  )) as readonly string[];
  for (const entry of entries) {
    const [data = '', chunks] = entry.split(' ');
    await Promise.all(
      Array.from({ length: Number(chunks) }, (_, number) =>
        connection.command(operation, 'PEXPIRE', keys.chunk(data, number), GRACE_MS),
      ),
    );
    await connection.command(operation, 'ZREM', keys.trash, entry);
  }
}
