import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { ServerName } from '../run/locate.js';

/** The servers that tests ask for. */
export interface Needs {
  /** Those whose shared server of the run is injected. */
  readonly shared: readonly ServerName[];
  /** Those of which a test starts one of its own, to break it; an address from outside cannot stand in for these. */
  readonly own: readonly ServerName[];
}

const SHARED: Readonly<Record<ServerName, RegExp>> = {
  redis: /\bredisUrl\b/,
  mongo: /\bmongoUrl\b/,
  secantusdb: /\bsecantusdbUrl\b/,
  mlflow: /\bmlflowUrl\b|\bmlflowPython\b/,
};
const OWN: Readonly<Record<ServerName, RegExp>> = {
  redis: /\bstartRedis\b/,
  mongo: /\bstartMongo\b/,
  secantusdb: /\bstartSecantusdb\b/,
  mlflow: /\bstartMlflow\b/,
};

/** Whether a test file is one that needs a real server: `*.int.test.ts`. */
export function isIntegrationTest(file: string): boolean {
  return /\.int\.test\.[cm]?tsx?$/.test(basename(file));
}

/**
 * The servers that a project's selected test files ask for: none unless an integration test is among the files, then
 * those whose names stand anywhere in the project's sources and tests, since a test may ask through a shared fixture.
 */
export function serversNeeded(projectRoot: string, files: readonly string[]): Needs {
  if (!files.some(isIntegrationTest)) return { shared: [], own: [] };
  const texts = ['src', 'test'].flatMap((directory) => sources(join(projectRoot, directory)));
  const named = (words: Readonly<Record<ServerName, RegExp>>): ServerName[] =>
    (['redis', 'mongo', 'secantusdb', 'mlflow'] as const).filter((name) =>
      texts.some((text) => words[name].test(text)),
    );
  return { shared: named(SHARED), own: named(OWN) };
}

function sources(directory: string): string[] {
  let names: string[];
  try {
    names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return names
    .filter((name) => ['.ts', '.tsx', '.mts'].includes(extname(name)) && !name.includes('node_modules'))
    .map((name) => readFileSync(join(directory, name), 'utf8'));
}
