import { StoreConfigurationError } from '@windrow/core';
import type { MongoClient, MongoClientOptions } from 'mongodb';

/** Where the data are, and how to reach them. Give `url` or `client`. */
export interface MongoStoreOptions {
  /** A connection string, with whatever TLS and authentication parameters the driver knows. */
  readonly url?: string;
  /** Default: the one that the URL names, else `windrow`. */
  readonly database?: string;
  /** A connected or unconnected client of your own. It is never closed here. */
  readonly client?: MongoClient;
  /** Handed to the driver as they are (TLS, authentication, pool size, time limits), over the defaults of this package. */
  readonly clientOptions?: MongoClientOptions;
}

export const DEFAULT_DATABASE = 'windrow';

/**
 * How long to look for a server, and how long one silent operation may take or wait for a connection, before the store says that it is away. A lost network
 * that sends nothing back would otherwise hold a caller until the kernel gives up, which takes a quarter of an hour.
 */
export const DEFAULT_CLIENT_OPTIONS: MongoClientOptions = Object.freeze({
  appName: 'windrow',
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  socketTimeoutMS: 30_000,
  // Connections that hang are waited for by whoever asks next: no longer than one of them may hang.
  waitQueueTimeoutMS: 30_000,
});

const ADVICE = 'Use mongodb://host:port/database or mongodb+srv://host/database.';

/**
 * The connection string as it may be shown: no user, no password, no parameters.
 *
 * @throws StoreConfigurationError when it is none
 */
export function shownUrl(url: string): string {
  const match = /^(mongodb(?:\+srv)?:\/\/)(?:[^@/]*@)?([^@/?#]+)(\/[^?#]*)?/s.exec(url);
  if (match === null) throw new StoreConfigurationError('The MongoDB store', 'the URL is none', ADVICE);
  const [, scheme = '', hosts = '', path = ''] = match;
  return `${scheme}${hosts}${path === '/' ? '' : path}`;
}

/** Whether a connection string carries a user or anything else that must not be handed on. */
export function hasSecrets(url: string): boolean {
  const rest = url.replace(/^mongodb(?:\+srv)?:\/\//, '');
  return (
    rest.includes('@') || /[?&](?:tlsCertificateKeyFilePassword|authMechanismProperties|proxyPassword)=/i.test(rest)
  );
}

/** The database that a connection string names. */
export function databaseOf(url: string): string | undefined {
  const name = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?#]+)/.exec(url)?.[1];
  return name === undefined || name === '' ? undefined : decodeURIComponent(name);
}
