import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from '@windrow/core';
import { UsageError } from './cli-errors.js';

/** What `windrow.config.ts` exports as its default. */
export interface WindrowConfig {
  /** A store's URL or plugin. */
  readonly store?: string | Plugin;
  /** Plugins beside the built-in ones; they are listed here and nowhere else. */
  readonly plugins?: readonly Plugin[];
}

const NAMES = ['windrow.config.ts', 'windrow.config.mts', 'windrow.config.js', 'windrow.config.mjs'];

/** The configuration of the working directory, or of the file that was named. @throws UsageError */
export async function loadConfig(file: string | undefined): Promise<WindrowConfig> {
  const path = file === undefined ? NAMES.map((name) => resolve(name)).find(existsSync) : resolve(file);
  if (path === undefined) return {};
  if (!existsSync(path))
    throw new UsageError(`There is no configuration ${file}. Leave --config out, or name a file that exists.`);
  const { createJiti } = await import('jiti');
  const config: unknown = await createJiti(import.meta.url).import(path, { default: true });
  if (typeof config !== 'object' || config === null) {
    throw new UsageError(`${path} has no default export. Export { store, plugins } from it.`);
  }
  return config;
}
