import { join } from 'node:path';
import { cachePaths, PINS } from '../provision/cache.js';
import { onPath } from '../provision/on-path.js';
import { isComplete } from '../provision/step.js';

/** The servers that tests can ask for. */
export type ServerName = 'redis' | 'mongo' | 'secantusdb' | 'mlflow';

/** A program that speaks MongoDB's protocol: MongoDB itself, or FerretDB in front of its PostgreSQL. */
export type MongoProgram =
  | { readonly kind: 'mongod'; readonly program: string }
  | { readonly kind: 'ferretdb'; readonly program: string; readonly root: string; readonly template: string };

/** The Redis (or Valkey) server program of this machine. */
export function findRedis(): string | undefined {
  return onPath('redis-server') ?? onPath('valkey-server');
}

/** The program that private MongoDB-wire servers are started from: `mongod` on PATH, a downloaded one, or FerretDB. */
export function findMongo(): MongoProgram | undefined {
  const installed = onPath('mongod');
  if (installed !== undefined) return { kind: 'mongod', program: installed };
  const paths = cachePaths();
  if (isComplete(paths.mongod)) return { kind: 'mongod', program: join(paths.mongod, 'mongod') };
  if (!isComplete(paths.ferretdb) || !isComplete(paths.postgres) || process.getuid?.() !== 0) return undefined;
  return {
    kind: 'ferretdb',
    program: join(paths.ferretdb, 'ferretdb'),
    root: join(paths.postgres, 'root'),
    template: join(paths.postgres, 'template'),
  };
}

/** The program of the provisioned SecantusDB. */
export function findSecantusdb(): string | undefined {
  const { secantusdb } = cachePaths();
  return isComplete(secantusdb) ? join(secantusdb, 'venv/bin/secantusd-py') : undefined;
}

/** The provisioned MLflow: its virtual environment and the empty database that a run copies. */
export function findMlflow(): { readonly venv: string; readonly template: string } | undefined {
  const { mlflow } = cachePaths();
  return isComplete(mlflow) ? { venv: join(mlflow, 'venv'), template: join(mlflow, 'template.db') } : undefined;
}

/** The address of a server that was given from outside: `REDIS_URL`, `MONGO_URL`. */
export function addressOf(name: ServerName): string | undefined {
  const given: Partial<Record<ServerName, string | undefined>> = {
    redis: process.env['REDIS_URL'],
    mongo: process.env['MONGO_URL'],
  };
  const url = given[name];
  return url === '' ? undefined : url;
}

/** Why a private server of this kind cannot be started here, in one line with what to do; undefined when it can. */
export function missingServer(name: ServerName): string | undefined {
  switch (name) {
    case 'redis':
      return findRedis() === undefined ? 'no redis-server on PATH: run `npm run services:up`' : undefined;
    case 'mongo':
      if (findMongo() !== undefined) return undefined;
      return isComplete(cachePaths().postgres)
        ? 'the provisioned FerretDB needs root: set MONGO_URL or put a mongod on PATH'
        : 'no mongod on PATH and none provisioned: run `npm run services:up`, or set MONGO_URL';
    case 'secantusdb':
      return findSecantusdb() === undefined
        ? `no SecantusDB ${PINS.secantusdb} provisioned: run \`npm run services:up\``
        : undefined;
    case 'mlflow':
      return findMlflow() === undefined
        ? `no MLflow ${PINS.mlflow} provisioned: run \`npm run services:up\``
        : undefined;
  }
}
