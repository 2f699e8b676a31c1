import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Pinned server versions; a new pin gets a new directory, so a running test never loses the one it uses. */
export const PINS = {
  ferretdb: '2.7.0',
  postgres: '18',
  debianSuite: 'forky',
  mlflow: '3.17.2',
  secantusdb: '0.7.0b3',
  /** Its downloader brings the MongoDB version that this release of it names as its default. */
  mongodbMemoryServer: '11.3.0',
} as const;

/**
 * The directory that keeps provisioned servers between runs and between checkouts:
 * `WINDROW_SERVICES_DIR`, else `windrow-services` in the user's cache directory.
 */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env['WINDROW_SERVICES_DIR'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache'), 'windrow-services');
}

/** Where each provisioned server lives inside the cache directory. */
export function cachePaths(cache: string = cacheDirectory()): {
  readonly ferretdb: string;
  readonly postgres: string;
  readonly mlflow: string;
  readonly secantusdb: string;
  readonly mongod: string;
} {
  return {
    ferretdb: join(cache, `ferretdb-${PINS.ferretdb}`),
    postgres: join(cache, `postgres-${PINS.postgres}-documentdb-${PINS.debianSuite}`),
    mlflow: join(cache, `mlflow-${PINS.mlflow}`),
    secantusdb: join(cache, `secantusdb-${PINS.secantusdb}`),
    mongod: join(cache, `mongod-by-memory-server-${PINS.mongodbMemoryServer}`),
  };
}
