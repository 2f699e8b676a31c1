import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './redis-options.js';

/** What of the settings of a server, or of any master of a cluster, breaks a promise of the stores; each fault once. */
export async function persistenceFaults(client: RedisClient): Promise<readonly string[]> {
  const servers = client instanceof Cluster ? client.nodes('master') : [client];
  const faults = await Promise.all(servers.map(faultsOf));
  return [...new Set(faults.flat())];
}

/** Empty when the server may not be asked. */
async function faultsOf(client: Redis): Promise<readonly string[]> {
  const settings = new Map<string, string>();
  for (const name of ['appendonly', 'maxmemory', 'maxmemory-policy']) {
    try {
      const answer = (await client.call('CONFIG', ['GET', name])) as readonly string[];
      if (answer[1] !== undefined) settings.set(name, answer[1]);
    } catch {
      // Hosted servers often refuse CONFIG; nothing can be said then.
      return [];
    }
  }
  const faults: string[] = [];
  if (settings.get('appendonly') === 'no') {
    faults.push('appendonly is "no", so what was acknowledged is lost when the server dies (set it to "yes")');
  }
  const policy = settings.get('maxmemory-policy');
  if (policy !== undefined && policy !== 'noeviction') {
    faults.push(
      `maxmemory-policy is "${policy}", so the server may delete tasks when memory is short (set it to "noeviction")`,
    );
  }
  return faults;
}
