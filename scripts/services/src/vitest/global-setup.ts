import type { TestProject } from 'vitest/node';
import { addressOf, missingServer, type ServerName } from '../run/locate.js';
import { startMlflow } from '../run/mlflow.js';
import { startMongo } from '../run/mongo.js';
import type { PrivateServer } from '../run/private-server.js';
import { startRedis } from '../run/redis.js';
import { startSecantusdb } from '../run/secantusdb.js';
import { URL_KEYS } from './context.js';
import { inCi } from './in-ci.js';
import { serversNeeded } from './needs.js';

const LABELS: Readonly<Record<ServerName, string>> = {
  redis: 'Redis',
  mongo: 'MongoDB-wire',
  secantusdb: 'SecantusDB',
  mlflow: 'MLflow',
};
const NAMES = Object.keys(LABELS) as readonly ServerName[];

/** The names of the projects that ask for a server, by server. */
type Asking = Readonly<Record<ServerName, string[]>>;

/**
 * Starts the servers that the selected tests ask for, one of each for the whole run, and provides their addresses.
 * Where one is missing it says so in one line; in CI the integration tests that ask for it then fail, see
 * `fail-without-server.ts`.
 */
export default async function setup(root: TestProject): Promise<() => Promise<void>> {
  const { shared, own } = await askingProjects(root);
  const started: PrivateServer[] = [];
  const missing: Partial<Record<ServerName, string>> = {};

  const provideOne = async (name: ServerName): Promise<void> => {
    let url = addressOf(name);
    try {
      const startable = missingServer(name);
      const needed = own[name].length > 0 || (url === undefined && shared[name].length > 0);
      if (needed && startable !== undefined) throw new Error(startable);
      if (url === undefined && shared[name].length > 0) {
        const server = await start(name, root);
        started.push(server);
        url = server.url;
      }
    } catch (error) {
      missing[name] = error instanceof Error ? error.message : String(error);
      const outcome = inCi() ? 'fail' : 'are skipped';
      const asking = new Set([...(url === undefined ? shared[name] : []), ...own[name]]);
      console.error(`${LABELS[name]} tests of ${[...asking].join(', ')} ${outcome}: ${missing[name]}`);
    }
    root.provide(URL_KEYS[name], url);
  };

  root.provide('mlflowPython', undefined);
  root.provide('missingServers', {});
  await Promise.all(NAMES.map(provideOne));
  for (const project of root.vitest.projects) {
    const asked = NAMES.filter((name) => [...shared[name], ...own[name]].includes(project.name));
    const reasons = asked.flatMap((name) => (missing[name] === undefined ? [] : [[name, missing[name]]]));
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
    case 'secantusdb':
      return startSecantusdb();
    case 'mlflow': {
      const server = await startMlflow();
      root.provide('mlflowPython', server.python);
      return server;
    }
  }
}

/** For each server the projects whose selected tests ask for the shared one, and for one of their own. */
async function askingProjects(root: TestProject): Promise<{ readonly shared: Asking; readonly own: Asking }> {
  const shared: Asking = { redis: [], mongo: [], secantusdb: [], mlflow: [] };
  const own: Asking = { redis: [], mongo: [], secantusdb: [], mlflow: [] };
  // The file names given on the command line; without them every file counts as selected.
  const filters: unknown = Reflect.get(root.vitest, 'filenamePattern');
  for (const project of root.vitest.projects) {
    const { testFiles } = await project.globTestFiles(Array.isArray(filters) ? filters.map(String) : []);
    const needs = serversNeeded(project.config.root, testFiles);
    for (const name of needs.shared) shared[name].push(project.name);
    for (const name of needs.own) own[name].push(project.name);
  }
  return { shared, own };
}
