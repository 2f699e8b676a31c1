import { InvalidArgumentError, StoreConfigurationError } from '@windrow/core';
import type { Cluster, Redis } from 'ioredis';

/** What the stores work with: one server, or a cluster. */
export type RedisClient = Redis | Cluster;

/** Where the Redis server is, and how it is used. */
export interface RedisStoreOptions {
  /** `redis://host:port/db`, `redis+cluster://host:port` for a cluster by one of its nodes; `rediss…` for TLS. This, `cluster` or `client`. */
  readonly url?: string;
  /** `redis://host:port` of some nodes of a cluster; user and password of the first are taken for all. */
  readonly cluster?: readonly string[];
  /** A client of yours; it is never closed here. It must have no `keyPrefix` (use `prefix`). */
  readonly client?: RedisClient;
  /** What every key begins with; default `windrow`. 1 to 64 letters, digits, `.`, `_` or `-`. */
  readonly prefix?: string;
  /** How long one operation may take before it is `StoreUnavailableError`, ms; default 10,000. Of no use with a `client`. */
  readonly timeoutMs?: number;
  /** Told once when the server's settings do not keep what the store promises; default `process.emitWarning`. */
  readonly onWarning?: (message: string) => void;
}

const PREFIX = /^[A-Za-z0-9._-]{1,64}$/;
export const DEFAULT_PREFIX = 'windrow';
export const DEFAULT_TIMEOUT_MS = 10_000;

/** @throws InvalidArgumentError, StoreConfigurationError */
export function checkOptions(options: RedisStoreOptions): void {
  if ([options.url, options.cluster, options.client].filter((given) => given !== undefined).length !== 1) {
    throw new InvalidArgumentError('redisStore.url', 'give one of url, cluster and client.');
  }
  if (options.cluster?.length === 0) {
    throw new InvalidArgumentError('redisStore.cluster', 'must name at least one node.');
  }
  if (options.prefix !== undefined && !PREFIX.test(options.prefix)) {
    throw new InvalidArgumentError(
      'redisStore.prefix',
      'must be 1 to 64 letters, digits, dots, dashes or underscores.',
    );
  }
  if (options.timeoutMs !== undefined && !(options.timeoutMs >= 100)) {
    throw new InvalidArgumentError('redisStore.timeoutMs', `must be at least 100 ms, but is ${options.timeoutMs}.`);
  }
  const keyPrefix = options.client?.options.keyPrefix;
  if (keyPrefix !== undefined && keyPrefix !== '') {
    throw new StoreConfigurationError(
      'The Redis store',
      'the client puts a keyPrefix before every key, which would break the hash tags',
      'Give a client without it, and the store a prefix.',
    );
  }
}
