import { Cluster, Redis } from 'ioredis';
import { DEFAULT_TIMEOUT_MS, type RedisClient, type RedisStoreOptions } from './redis-options.js';
import { isClusterUrl } from './safe-url.js';

/** A client of our own for the addresses that were given; it connects with its first command. */
export function openClient({ url = '', cluster, timeoutMs = DEFAULT_TIMEOUT_MS }: RedisStoreOptions): RedisClient {
  const retryStrategy = (times: number): number => Math.min(25 * 2 ** Math.min(times, 6), 1_000);
  const options = {
    // A command that was under way may have been done; whoever sent it knows whether it can be sent again.
    autoResendUnfulfilledCommands: false,
    commandTimeout: timeoutMs,
    connectTimeout: timeoutMs,
    maxRetriesPerRequest: 3,
    enableAutoPipelining: false,
    protocol: 2,
  } as const;
  const client =
    cluster === undefined && !isClusterUrl(url)
      ? new Redis(url, { ...options, retryStrategy, lazyConnect: true })
      : clusterClient(cluster ?? [url], options, retryStrategy);
  // Commands tell of what went wrong; without a listener the client prints it too.
  client.on('error', () => {});
  return client;
}

function clusterClient(urls: readonly string[], options: object, retryStrategy: (times: number) => number): Cluster {
  const seeds = urls.map((url) => new URL(url));
  const [{ protocol, username, password } = { protocol: '', username: '', password: '' }] = seeds;
  return new Cluster(
    seeds.map(({ hostname, port }) => ({ host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || '6379') })),
    {
      clusterRetryStrategy: retryStrategy,
      lazyConnect: true,
      // Where no node answers, a command would wait for one without a bound.
      enableOfflineQueue: false,
      // As above: what was under way is not sent again.
      retryDelayOnFailover: 0,
      redisOptions: {
        ...options,
        ...(username !== '' && { username: decodeURIComponent(username) }),
        ...(password !== '' && { password: decodeURIComponent(password) }),
        ...(protocol.startsWith('rediss') && { tls: {} }),
      },
    },
  );
}
