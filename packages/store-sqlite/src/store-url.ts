import { resolve } from 'node:path';
import { StoreConfigurationError } from '@windrow/core';
import type { Durability, SqliteStoreOptions } from './file/open-file.js';

/** `sqlite:<absolute path>`, with `?durability=power-loss` where that was asked for. */
export function storeUrl(directory: string, durability: Durability): string {
  const path = resolve(directory).replace(/[%?#]/g, (character) => encodeURIComponent(character));
  return `sqlite:${path}${durability === 'power-loss' ? '?durability=power-loss' : ''}`;
}

/**
 * The options in a URL: `sqlite:.windrow`, `sqlite:/data/pool?durability=power-loss`. A relative path is one of the working
 * directory; `sqlite:` alone is the default directory.
 *
 * @throws StoreConfigurationError
 */
export function parseStoreUrl(url: string): SqliteStoreOptions {
  const match = /^sqlite:(?:\/\/(?=\/|$)|(?!\/\/))([^?#]*)(?:\?([^#]*))?$/.exec(url);
  if (match === null) throw refused(url, 'it is no sqlite: URL');
  const parameters = new URLSearchParams(match[2] ?? '');
  for (const name of parameters.keys()) {
    if (name !== 'durability') throw refused(url, `it has an unknown parameter ${JSON.stringify(name)}`);
  }
  const durability = parameters.get('durability');
  if (durability !== null && durability !== 'process' && durability !== 'power-loss') {
    throw refused(url, `its durability is ${JSON.stringify(durability)}`);
  }
  const directory = decodePath(match[1] ?? '', url);
  return { ...(directory === '' ? {} : { directory }), ...(durability === null ? {} : { durability }) };
}

function decodePath(path: string, url: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw refused(url, 'its path has a % that starts no escape');
  }
}

function refused(url: string, reason: string): StoreConfigurationError {
  return new StoreConfigurationError(
    url,
    reason,
    'Use sqlite:<directory>, optionally with ?durability=process or ?durability=power-loss.',
  );
}
