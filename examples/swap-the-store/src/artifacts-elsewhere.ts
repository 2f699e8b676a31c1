import { redisStore } from '@windrow/store-redis';
import { FileArtifactStore } from '@windrow/store-sqlite';
import { ArtifactStore, type Container, createContainer, override } from 'windrow';

/**
 * Tasks and experiments in Redis, artifacts as files: for results that are too large for a server's memory. All machines have to see the
 * directory.
 */
export async function redisWithFiles(url: string, directory: string): Promise<Container> {
  return createContainer(redisStore({ url }), override(ArtifactStore, new FileArtifactStore({ directory })));
}
