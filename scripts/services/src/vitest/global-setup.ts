import type { TestProject } from 'vitest/node';
import { missingServer, type ServerName } from '../run/locate.js';
import { startMlflow } from '../run/mlflow.js';
import { startMongo } from '../run/mongo.js';
import type { PrivateServer } from '../run/private-server.js';
import { startRedis } from '../run/redis.js';
import { URL_KEYS } from './context.js';
import { serversNeeded } from './needs.js';

const LABELS: Readonly<Record<ServerName, string>> = { redis: 'Redis', mongo: 'MongoDB-wire', mlflow: 'MLflow' };

/**
 * Starts the servers that the selected tests ask for, one of each for the whole run, and provides their addresses.
 * Where one is missing it says so in one line; in CI the integration tests that ask for it then fail, see
 * `fail-without-server.ts`.
 */
export default async function setup(root: TestProject): Promise<() => Promise<void>> {
  const askedBy = await askingProjects(root);
  const started: PrivateServer[] = [];
  const missing: Partial<Record<ServerName, string>> = {};

  const provideOne = async (name: ServerName): Promise<void> => {
    const given = name === 'mlflow' ? undefined : process.env[`${name.toUpperCase()}_URL`];
    const asking = askedBy[name];
    if (asking.length === 0 || (given !== undefined && given !== '')) {
      root.provide(URL_KEYS[name], given === '' ? undefined : given);
      return;
    }
    try {
      const reason = missingServer(name);
      if (reason !== undefined) throw new Error(reason);
      const server = await start(name, root);
      started.push(server);
      root.provide(URL_KEYS[name], server.url);
    } catch (error) {
      missing[name] = error instanceof Error ? error.message : String(error);
      root.provide(URL_KEYS[name], undefined);
      const outcome = process.env['CI'] === undefined ? 'skipped' : 'failed';
      console.error(`${LABELS[name]} tests of ${asking.join(', ')} are ${outcome}: ${missing[name]}`);
    }
  };

  root.provide('mlflowPython', undefined);
  await Promise.all((['redis', 'mongo', 'mlflow'] as const).map(provideOne));
  root.provide('missingServers', {});
  for (const project of root.vitest.projects) {
    const reasons = Object.entries(missing).filter(([name]) => askedBy[name as ServerName].includes(project.name));
    project.provide('missingServers', Object.fromEntries(reasons));
  }
  return async () => {
    await Promise.all(started.map((server) => server.stop()));
  };
}

async function start(name: ServerName, root: TestProject): Promise<PrivateServer> {
  switch (name) {
    case 'redis':
      return startRedis();
    case 'mongo':
      return startMongo();
    case 'mlflow': {
      const server = await startMlflow();
      root.provide('mlflowPython', server.python);
      return server;
    }
  }
}

/** For each server the projects whose selected tests ask for it. */
async function askingProjects(root: TestProject): Promise<Record<ServerName, string[]>> {
  const asked: Record<ServerName, string[]> = { redis: [], mongo: [], mlflow: [] };
  // The file names given on the command line; without them every file counts as selected.
  const filters: unknown = Reflect.get(root.vitest, 'filenamePattern');
  for (const project of root.vitest.projects) {
    const { testFiles } = await project.globTestFiles(Array.isArray(filters) ? filters.map(String) : []);
    for (const name of serversNeeded(project.config.root, testFiles)) asked[name].push(project.name);
  }
  return asked;
}
