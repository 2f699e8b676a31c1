import { existsSync } from 'node:fs';
import type { Windrow } from '../../../compose/create-windrow.js';
import type { ReadWords } from './read-words.js';

/** Nobody waits longer for a store, once its code is loaded. */
const PATIENCE_MS = 2_000;
const MOST = 200;
/** Names that mean the same to every shell, quoted or not; others are never offered. */
const PLAIN = /^[\p{L}\p{N}_.+@-]+$/u;

/**
 * Names of pools or experiments for the argument that comes next. Opens only a store that is there, and no configuration file: typing
 * runs nobody's code.
 */
export async function namesFor({ argument, store }: ReadWords): Promise<readonly string[]> {
  if (argument !== 'pool' && argument !== 'experiment') return [];
  const url = store ?? process.env['WINDROW_STORE'] ?? 'sqlite:.windrow';
  if (!mayBeOpened(url)) return [];
  const [{ createWindrow }, { storeFromUrl }] = await Promise.all([
    import('../../../compose/create-windrow.js'),
    import('../../../compose/store-from-url.js'),
  ]);
  const plugin = await storeFromUrl(url);
  const read = async (): Promise<readonly string[]> => {
    await using windrow = await createWindrow({ store: plugin });
    return await namesIn(windrow, argument);
  };
  return Promise.race([read(), givingUp()]);
}

function mayBeOpened(url: string): boolean {
  if (url.startsWith('memory:')) return false;
  const directory = /^sqlite:([^?]*)/.exec(url)?.[1];
  return directory === undefined || existsSync(`${directory}/windrow.db`);
}

async function namesIn(
  { tasks, experimentStore }: Windrow,
  argument: 'pool' | 'experiment',
): Promise<readonly string[]> {
  const names =
    argument === 'pool'
      ? (await tasks.pools()).map(({ pool }) => pool)
      : (await experimentStore.list({ limit: MOST })).experiments.map(({ name }) => name);
  return names.filter((name) => PLAIN.test(name)).slice(0, MOST);
}

function givingUp(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    setTimeout(() => resolve([]), PATIENCE_MS).unref();
  });
}
