import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { ServerName } from '../run/locate.js';

const WORDS: Readonly<Record<ServerName, RegExp>> = {
  redis: /\bredisUrl\b|\bstartRedis\b/,
  mongo: /\bmongoUrl\b|\bstartMongo\b/,
  mlflow: /\bmlflowUrl\b|\bmlflowPython\b|\bstartMlflow\b/,
};

/** Whether a test file is one that needs a real server: `*.int.test.ts`. */
export function isIntegrationTest(file: string): boolean {
  return /\.int\.test\.[cm]?tsx?$/.test(basename(file));
}

/**
 * The servers that a project's selected test files ask for: none unless an integration test is among the files, then
 * those whose names stand anywhere in the project's sources and tests, since a test may ask through a shared fixture.
 */
export function serversNeeded(projectRoot: string, files: readonly string[]): ServerName[] {
  if (!files.some(isIntegrationTest)) return [];
  const texts = ['src', 'test'].flatMap((directory) => sources(join(projectRoot, directory)));
  return (['redis', 'mongo', 'mlflow'] as const).filter((name) => texts.some((text) => WORDS[name].test(text)));
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
