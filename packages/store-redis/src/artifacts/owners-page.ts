import type { ArtifactOwner, ArtifactOwnerPage } from '@windrow/core';
import type { RedisConnection } from '../connection/redis-connection.js';
import type { ArtifactKeys } from './artifact-keys.js';
import { parseArtifact, parseUpload } from './stored-artifact.js';

/** Owners by their keys, with the newest touch among their artifacts and unfinished uploads, and their bytes. */
export async function ownersPage(
  connection: RedisConnection,
  keys: ArtifactKeys,
  options: { readonly limit: number; readonly cursor?: string },
): Promise<ArtifactOwnerPage> {
  const from = options.cursor === undefined ? '-' : `(${options.cursor}`;
  const limit = Math.min(options.limit, 10_000);
  const found = (await connection.command(
    'owners',
    'ZRANGEBYLEX',
    keys.owners,
    from,
    '+',
    'LIMIT',
    0,
    limit + 1,
  )) as readonly string[];
  const page = found.slice(0, limit);
  const owners = await Promise.all(
    page.map(async (key) => {
      const [artifacts, uploads] = (await Promise.all([
        connection.command('owners', 'HVALS', keys.artifacts(key)),
        connection.command('owners', 'HVALS', keys.uploads(key)),
      ])) as readonly (readonly string[])[];
      const held = [
        ...(artifacts ?? []).map((text) => {
          const { touchedAt, size } = parseArtifact(text);
          return { touchedAt, bytes: size };
        }),
        ...(uploads ?? []).map(parseUpload),
      ];
      return {
        owner: ownerOf(key),
        touchedAt: held.reduce((newest, { touchedAt }) => Math.max(newest, touchedAt), 0),
        bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
        held: held.length,
      };
    }),
  );
  // Removed between the two readings.
  const present = owners.filter(({ held }) => held > 0).map(({ held: _, ...owner }) => owner);
  return found.length > limit ? { owners: present, cursor: page.at(-1) as string } : { owners: present };
}

/** The owner that `ownerKey` made the key of. */
function ownerOf(key: string): ArtifactOwner {
  const [kind, storeId, first, second] = JSON.parse(key) as [string, string, string, string];
  return kind === 'task'
    ? { kind, storeId, pool: first, taskId: second }
    : { kind: 'recorder', storeId, experimentId: first, recorderId: second };
}
