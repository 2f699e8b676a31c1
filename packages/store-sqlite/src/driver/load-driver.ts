import { createRequire } from 'node:module';
import { StoreConfigurationError } from '@windrow/core';
import type { DatabaseConstructor } from './database.js';

/** Earlier versions may corrupt a database when two processes reset its WAL at the same moment. */
const OLDEST_SAFE_SQLITE = [3, 51, 3] as const;

export interface Driver {
  readonly open: DatabaseConstructor;
  /** `node:sqlite` or the package's name. */
  readonly name: string;
  /** SQLite's own version. */
  readonly version: string;
}

/** Where a driver may come from; `undefined` when it is not there. */
export interface DriverSource {
  readonly name: string;
  load(): DatabaseConstructor | undefined;
}

const builtIn: DriverSource = {
  name: 'node:sqlite',
  load: () =>
    (process.getBuiltinModule?.('node:sqlite') as { DatabaseSync: DatabaseConstructor } | undefined)?.DatabaseSync,
};

const bundled: DriverSource = {
  name: '@photostructure/sqlite',
  load: () =>
    (createRequire(import.meta.url)('@photostructure/sqlite') as { DatabaseSync: DatabaseConstructor }).DatabaseSync,
};

let loaded: Driver | undefined;

/** The driver of this process: Node's own where its SQLite is safe, else the bundled one. */
export function loadDriver(): Driver {
  loaded ??= chooseDriver([builtIn, bundled]);
  return loaded;
}

/**
 * The first source whose SQLite is at least 3.51.3.
 *
 * @throws StoreConfigurationError when there is none
 */
export function chooseDriver(sources: readonly DriverSource[]): Driver {
  const refused: string[] = [];
  const causes: unknown[] = [];
  for (const { name, load } of sources) {
    try {
      const open = load();
      const version = open === undefined ? undefined : versionOf(open);
      if (open !== undefined && version !== undefined && isSafe(version)) return { open, name, version };
      refused.push(`${name}: ${version === undefined ? 'not there' : `SQLite ${version} is too old`}`);
    } catch (error) {
      causes.push(error);
      refused.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new StoreConfigurationError(
    'SQLite',
    `no usable driver (${refused.join('; ')})`,
    `Install @photostructure/sqlite for ${process.platform}-${process.arch}, or use a Node with SQLite ${OLDEST_SAFE_SQLITE.join('.')} or newer.`,
    causes.length === 0 ? {} : { cause: causes[0] },
  );
}

function versionOf(open: DatabaseConstructor): string {
  const database = new open(':memory:');
  try {
    return (database.prepare('SELECT sqlite_version() AS version').get() as { version: string }).version;
  } finally {
    database.close();
  }
}

function isSafe(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [i, least] of OLDEST_SAFE_SQLITE.entries()) {
    const part = parts[i] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
